//! Layer 3: HTTP/1.1 GET.

use core::ffi::CStr;
use core::fmt;
use core::net::{Ipv4Addr, SocketAddrV4};
use core::ptr;
use core::task::Poll;

use morpheusnet_sys as sys;

use crate::error::{Error, Result, check, poll, static_text};
use crate::memory::{Begun, Block, Chunk};
use crate::net::{Clock, Net, ipv4, ipv4_from};
use crate::operation::{Operation, sink, with_sink};
use crate::text::Text;

/// Most addresses of a host that are tried.
pub const ADDRESSES_MAX: usize = sys::MNET_HTTP_ADDRESSES_MAX as usize;

/// What to fetch. Zero in a limit or deadline means its default.
#[derive(Clone, Copy, Debug)]
pub struct HttpRequest<'r> {
    /// `http://host[:port]/path[?query]`.
    pub url: &'r CStr,
    /// Addresses of the host to use when no DNS server answers, at most [`ADDRESSES_MAX`].
    pub fallback_addresses: &'r [Ipv4Addr],
    /// Most body bytes handed to the sink a step; 0: 65,536.
    pub step_bytes: u32,
    /// Larger bodies fail with [`Error::TOO_LARGE`]; 0: no limit.
    pub max_bytes: u64,
    /// 0: 5,000.
    pub resolve_timeout_ms: u32,
    /// Each address; 0: 10,000.
    pub connect_timeout_ms: u32,
    /// 0: 10,000.
    pub send_timeout_ms: u32,
    /// From the request sent to the end of the headers; 0: 30,000.
    pub headers_timeout_ms: u32,
    /// Longest silence within the body; 0: 30,000.
    pub body_idle_timeout_ms: u32,
    /// Whole request; 0: none.
    pub total_timeout_ms: u32,
    /// `MorpheusNet/<version>` if there is none.
    pub user_agent: Option<&'r CStr>,
}

impl<'r> HttpRequest<'r> {
    /// A request with the default limits and deadlines.
    pub const fn new(url: &'r CStr) -> Self {
        HttpRequest {
            url,
            fallback_addresses: &[],
            step_bytes: 0,
            max_bytes: 0,
            resolve_timeout_ms: 0,
            connect_timeout_ms: 0,
            send_timeout_ms: 0,
            headers_timeout_ms: 0,
            body_idle_timeout_ms: 0,
            total_timeout_ms: 0,
            user_agent: None,
        }
    }

    fn raw(&self) -> sys::mnet_http_config {
        let mut raw = sys::mnet_http_config::sized();
        raw.url = self.url.as_ptr();
        raw.step_bytes = self.step_bytes;
        raw.max_bytes = self.max_bytes;
        raw.resolve_timeout_ms = self.resolve_timeout_ms;
        raw.connect_timeout_ms = self.connect_timeout_ms;
        raw.send_timeout_ms = self.send_timeout_ms;
        raw.headers_timeout_ms = self.headers_timeout_ms;
        raw.body_idle_timeout_ms = self.body_idle_timeout_ms;
        raw.total_timeout_ms = self.total_timeout_ms;
        raw.user_agent = self.user_agent.map_or(ptr::null(), CStr::as_ptr);
        raw
    }
}

/// The addresses as C wants them, and their number.
pub(crate) fn fallbacks(list: &[Ipv4Addr]) -> Result<([sys::mnet_ipv4; ADDRESSES_MAX], u32)> {
    let mut raw = [sys::mnet_ipv4::ZERO; ADDRESSES_MAX];
    let used = raw.get_mut(..list.len()).ok_or(Error::INVALID)?;
    used.iter_mut().zip(list).for_each(|(raw, address)| *raw = ipv4(*address));
    Ok((raw, list.len() as u32))
}

/// A request under way. Dropping it ends it.
#[must_use = "a request does nothing until it is stepped"]
pub struct Http<'n, 'a> {
    operation: Operation<'n, 'a, sys::mnet_http>,
}

impl<'n, 'a> Http<'n, 'a> {
    /// Blocks of memory that [`Http::begin`] needs.
    pub fn blocks() -> usize {
        // SAFETY: always allowed.
        1 + Block::count_for(unsafe { sys::mnet_http_size() })
    }

    /// Validates a request; the first step starts it. The stack need not be ready yet.
    pub fn begin(
        net: &'n Net<'a>,
        clock: &mut Clock<'a>,
        request: &HttpRequest<'_>,
        memory: &'a mut [Block],
    ) -> Begun<'a, Self> {
        // SAFETY: always allowed.
        let size = unsafe { sys::mnet_http_size() };
        let operation = Operation::begin_with_sink(net, memory, size, |context, place, http| {
            let (addresses, count) = fallbacks(request.fallback_addresses)?;
            let mut raw = request.raw();
            raw.sink = Some(sink);
            raw.sink_context = context;
            raw.fallback_addresses = addresses.as_ptr();
            raw.fallback_count = count;
            // SAFETY: the stack is open, and the memory is the library's until the end.
            check(unsafe { sys::mnet_http_begin(net.raw(), &raw, place, clock.now(), http) })
        })?;
        Ok(Http { operation })
    }

    /// Advances the request. The closure is given the body's bytes in order: their offset, and
    /// where they are; it returns how many it has taken. Those it leaves are offered again later.
    pub fn step(
        &mut self,
        clock: &mut Clock<'a>,
        sink: impl FnMut(u64, Chunk<'_>) -> Result<usize>,
    ) -> Poll<Result<()>> {
        // SAFETY: begun with a sink; the handle is open.
        poll(unsafe {
            with_sink(self.operation.slot(), sink, || {
                sys::mnet_http_step(self.operation.raw(), clock.now())
            })
        })
    }

    /// State of the request.
    pub fn progress(&self) -> HttpProgress {
        let mut raw = sys::mnet_http_progress::sized();
        // SAFETY: the handle is open; it cannot refuse a struct of its own version.
        let _ = unsafe { sys::mnet_http_get_progress(self.operation.raw(), &mut raw) };
        HttpProgress::from_raw(&raw)
    }

    /// Ends the request, whatever its state, and returns its memory.
    pub fn finish(self, clock: &mut Clock<'a>) -> &'a mut [Block] {
        let _ = clock;
        self.cancel();
        // SAFETY: it has ended: whoever has the clock is not within a callback.
        let memory = unsafe { self.operation.memory() };
        core::mem::forget(self);
        memory
    }

    fn cancel(&self) {
        // SAFETY: the handle is open. A refusal leaves memory that stays lent to the stack.
        let _ = unsafe { sys::mnet_http_cancel(self.operation.raw()) };
    }
}

impl Drop for Http<'_, '_> {
    fn drop(&mut self) {
        self.cancel();
    }
}

impl fmt::Debug for Http<'_, '_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.progress(), formatter)
    }
}

/// How far a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HttpState {
    /// Not begun.
    Idle,
    /// Waiting for the DNS.
    Resolving,
    /// Waiting for the TCP handshake.
    Connecting,
    /// Handing the request to TCP.
    Sending,
    /// Reading the response's header section.
    Headers,
    /// Receiving the body.
    Body,
    /// The body is complete.
    Done,
    /// It has failed.
    Failed,
}

impl HttpState {
    fn from_raw(state: u32) -> Self {
        match state {
            sys::MNET_HTTP_IDLE => HttpState::Idle,
            sys::MNET_HTTP_RESOLVING => HttpState::Resolving,
            sys::MNET_HTTP_CONNECTING => HttpState::Connecting,
            sys::MNET_HTTP_SENDING => HttpState::Sending,
            sys::MNET_HTTP_HEADERS => HttpState::Headers,
            sys::MNET_HTTP_BODY => HttpState::Body,
            sys::MNET_HTTP_DONE => HttpState::Done,
            _ => HttpState::Failed,
        }
    }
}

impl fmt::Display for HttpState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // SAFETY: any value may be asked for; the enum is in the order of the constants.
        formatter.pad(static_text(unsafe { sys::mnet_http_state_name(*self as u32) }))
    }
}

/// State of a request. Times are ticks.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct HttpProgress {
    /// How far it is.
    pub state: HttpState,
    /// Why it failed.
    pub error: Option<Error>,
    /// The state in which it failed.
    pub failed_state: HttpState,
    /// What the sink returned, with [`Error::SINK`].
    pub sink_error: Option<Error>,
    /// 200 and the like; 0 before the status line.
    pub http_status: u32,
    /// Body bytes that the sink has taken.
    pub received_bytes: u64,
    /// Length of the body, if the server told it.
    pub total_bytes: Option<u64>,
    /// The server in use.
    pub server: SocketAddrV4,
    /// From begin to the first byte of the response.
    pub first_byte_ticks: u64,
    /// From begin to the end, or to the last step.
    pub total_ticks: u64,
    /// What exactly was wrong, for a person.
    pub detail: Text<96>,
}

impl HttpProgress {
    fn from_raw(raw: &sys::mnet_http_progress) -> Self {
        HttpProgress {
            state: HttpState::from_raw(raw.state),
            error: Error::in_status(raw.error),
            failed_state: HttpState::from_raw(raw.failed_state),
            sink_error: i32::try_from(raw.sink_status).ok().and_then(Error::in_status),
            http_status: raw.http_status,
            received_bytes: raw.received_bytes,
            total_bytes: (raw.length_known != 0).then_some(raw.total_bytes),
            server: SocketAddrV4::new(ipv4_from(raw.address), raw.port as u16),
            first_byte_ticks: raw.first_byte_ticks,
            total_ticks: raw.total_ticks,
            detail: Text::from_c(&raw.detail),
        }
    }
}
