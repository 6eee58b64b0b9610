//! Layer 4: downloads that are done when they are verified.

use core::ffi::CStr;
use core::fmt;
use core::marker::PhantomData;
use core::net::{Ipv4Addr, SocketAddrV4};
use core::ptr;
use core::task::Poll;

use morpheusnet_sys as sys;

use crate::error::{Error, Result, check, poll, static_text};
use crate::http::fallbacks;
use crate::memory::{Begun, Block, Chunk};
use crate::net::{Clock, Net, ipv4_from};
use crate::operation::{Operation, sink, with_sink};
use crate::text::Text;

/// A SHA-256 digest; `{}` prints it in hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sha256(pub [u8; sys::MNET_SHA256_SIZE as usize]);

impl fmt::Display for Sha256 {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for Sha256 {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Sha256({self})")
    }
}

/// What is done about the body's digest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Digest {
    /// Nothing.
    #[default]
    None,
    /// It is computed.
    Compute,
    /// It is computed, and the download fails with [`Error::DIGEST_MISMATCH`] if it is another.
    Verify(Sha256),
}

/// What to download. Zero in a limit or deadline means its default.
#[derive(Clone, Copy, Debug)]
pub struct DownloadRequest<'r> {
    /// `http://host[:port]/path[?query]`.
    pub url: &'r CStr,
    /// What is done about the body's digest.
    pub digest: Digest,
    /// Larger bodies fail with [`Error::TOO_LARGE`]; 0: no limit.
    pub max_bytes: u64,
    /// Addresses of the host to use when no DNS server answers.
    pub fallback_addresses: &'r [Ipv4Addr],
    /// 1..=16; 0: 3.
    pub attempts: u32,
    /// Longest wait for a link; 0: 15,000.
    pub link_timeout_ms: u32,
    /// Longest wait for an address after that; 0: 30,000.
    pub lease_timeout_ms: u32,
    /// 0: 5,000.
    pub resolve_timeout_ms: u32,
    /// 0: 10,000.
    pub connect_timeout_ms: u32,
    /// 0: 30,000.
    pub headers_timeout_ms: u32,
    /// 0: 30,000.
    pub body_idle_timeout_ms: u32,
    /// Pause before the second attempt, doubled each time; 0: 500.
    pub backoff_ms: u32,
    /// All attempts together; 0: none.
    pub total_timeout_ms: u32,
}

impl<'r> DownloadRequest<'r> {
    /// A download with the default limits and deadlines, of which no digest is computed.
    pub const fn new(url: &'r CStr) -> Self {
        DownloadRequest {
            url,
            digest: Digest::None,
            max_bytes: 0,
            fallback_addresses: &[],
            attempts: 0,
            link_timeout_ms: 0,
            lease_timeout_ms: 0,
            resolve_timeout_ms: 0,
            connect_timeout_ms: 0,
            headers_timeout_ms: 0,
            body_idle_timeout_ms: 0,
            backoff_ms: 0,
            total_timeout_ms: 0,
        }
    }

    fn raw(&self) -> sys::mnet_download_config {
        let mut raw = sys::mnet_download_config::sized();
        raw.url = self.url.as_ptr();
        match self.digest {
            Digest::None => (),
            Digest::Compute => raw.flags = sys::MNET_DOWNLOAD_DIGEST_SHA256,
            Digest::Verify(sha256) => {
                raw.flags = sys::MNET_DOWNLOAD_VERIFY_SHA256;
                raw.sha256 = sha256.0;
            }
        }
        raw.max_bytes = self.max_bytes;
        raw.attempts = self.attempts;
        raw.link_timeout_ms = self.link_timeout_ms;
        raw.lease_timeout_ms = self.lease_timeout_ms;
        raw.resolve_timeout_ms = self.resolve_timeout_ms;
        raw.connect_timeout_ms = self.connect_timeout_ms;
        raw.headers_timeout_ms = self.headers_timeout_ms;
        raw.body_idle_timeout_ms = self.body_idle_timeout_ms;
        raw.backoff_ms = self.backoff_ms;
        raw.total_timeout_ms = self.total_timeout_ms;
        raw
    }
}

/// Of either kind of download.
struct Inner<'n, 'a> {
    operation: Operation<'n, 'a, sys::mnet_download>,
}

impl<'n, 'a> Inner<'n, 'a> {
    fn begin(
        net: &'n Net<'a>,
        clock: &mut Clock<'a>,
        request: &DownloadRequest<'_>,
        destination: Option<&mut [u8]>,
        memory: &'a mut [Block],
    ) -> Begun<'a, Self> {
        // SAFETY: always allowed.
        let size = unsafe { sys::mnet_download_size() };
        let operation =
            Operation::begin_with_sink(net, memory, size, |context, place, download| {
                let (addresses, count) = fallbacks(request.fallback_addresses)?;
                let mut raw = request.raw();
                raw.fallback_addresses = addresses.as_ptr();
                raw.fallback_count = count;
                match destination {
                    Some(destination) => {
                        raw.destination = destination.as_mut_ptr().cast();
                        raw.destination_size = destination.len() as u64;
                    }
                    None => {
                        raw.sink = Some(sink);
                        raw.sink_context = context;
                    }
                }
                // SAFETY: the stack is open; the memory is the library's until the end, and so are
                // destination and sink.
                check(unsafe {
                    sys::mnet_download_begin(net.raw(), &raw, place, clock.now(), download)
                })
            })?;
        Ok(Inner { operation })
    }

    fn step(&mut self, clock: &mut Clock<'a>) -> sys::mnet_status {
        // SAFETY: the handle is open.
        unsafe { sys::mnet_download_step(self.operation.raw(), clock.now()) }
    }

    fn progress(&self) -> DownloadProgress {
        let mut raw = sys::mnet_download_progress::sized();
        // SAFETY: the handle is open; it cannot refuse a struct of its own version.
        let _ = unsafe { sys::mnet_download_get_progress(self.operation.raw(), &mut raw) };
        DownloadProgress::from_raw(&raw)
    }

    /// Ends it; its progress then, and its memory.
    fn finish(self, clock: &mut Clock<'a>) -> (DownloadProgress, &'a mut [Block]) {
        let _ = clock;
        self.cancel();
        let progress = self.progress();
        // SAFETY: it has ended: whoever has the clock is not within a callback.
        let memory = unsafe { self.operation.memory() };
        core::mem::forget(self);
        (progress, memory)
    }

    fn cancel(&self) {
        // SAFETY: the handle is open. A refusal leaves memory that stays lent to the stack.
        let _ = unsafe { sys::mnet_download_cancel(self.operation.raw()) };
    }
}

impl Drop for Inner<'_, '_> {
    fn drop(&mut self) {
        self.cancel();
    }
}

/// A download into memory. Dropping it ends it.
///
/// The destination is borrowed until the end, and its bytes are shown only when they are complete
/// and, if a digest was given, right.
#[must_use = "a download does nothing until it is stepped"]
pub struct Download<'n, 'a, 'd> {
    inner: Inner<'n, 'a>,
    destination: *mut [u8],
    _destination: PhantomData<&'d mut [u8]>,
}

/// A download that has ended.
#[derive(Debug)]
pub struct Finished<'a, 'd> {
    /// The body, or why there is none.
    pub body: Result<&'d mut [u8]>,
    /// How it went.
    pub progress: DownloadProgress,
    /// The memory of the operation, to be used again.
    pub memory: &'a mut [Block],
}

/// Blocks of memory that a download needs.
pub fn download_blocks() -> usize {
    // SAFETY: always allowed.
    1 + Block::count_for(unsafe { sys::mnet_download_size() })
}

impl<'n, 'a, 'd> Download<'n, 'a, 'd> {
    /// Blocks of memory that [`Download::begin`] needs.
    pub fn blocks() -> usize {
        download_blocks()
    }

    /// Validates a download; the first step starts it. The stack need not be ready yet.
    pub fn begin(
        net: &'n Net<'a>,
        clock: &mut Clock<'a>,
        request: &DownloadRequest<'_>,
        destination: &'d mut [u8],
        memory: &'a mut [Block],
    ) -> Begun<'a, Self> {
        let inner = Inner::begin(net, clock, request, Some(&mut *destination), memory)?;
        Ok(Download { inner, destination: ptr::from_mut(destination), _destination: PhantomData })
    }

    /// Advances the download.
    pub fn step(&mut self, clock: &mut Clock<'a>) -> Poll<Result<()>> {
        poll(self.inner.step(clock))
    }

    /// State of the download.
    pub fn progress(&self) -> DownloadProgress {
        self.inner.progress()
    }

    /// The body and the memory. A download that has not ended is cancelled.
    pub fn finish(self, clock: &mut Clock<'a>) -> Finished<'a, 'd> {
        let destination = self.destination;
        let (progress, memory) = self.inner.finish(clock);
        let body = match progress.state {
            DownloadState::Done => {
                let length = progress.received_bytes as usize;
                // SAFETY: it was borrowed for this lifetime, and the library is done with it.
                unsafe { &mut *destination }.get_mut(..length).ok_or(Error::INVALID)
            }
            _ => Err(progress.error.unwrap_or(Error::CANCELLED)),
        };
        Finished { body, progress, memory }
    }
}

impl fmt::Debug for Download<'_, '_, '_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.progress(), formatter)
    }
}

/// A download whose bytes go to a closure. Dropping it ends it.
///
/// What the closure was given is verified only when the last step says so.
#[must_use = "a download does nothing until it is stepped"]
pub struct Stream<'n, 'a> {
    inner: Inner<'n, 'a>,
}

impl<'n, 'a> Stream<'n, 'a> {
    /// Blocks of memory that [`Stream::begin`] needs.
    pub fn blocks() -> usize {
        download_blocks()
    }

    /// Validates a download; the first step starts it. The stack need not be ready yet.
    pub fn begin(
        net: &'n Net<'a>,
        clock: &mut Clock<'a>,
        request: &DownloadRequest<'_>,
        memory: &'a mut [Block],
    ) -> Begun<'a, Self> {
        Ok(Stream { inner: Inner::begin(net, clock, request, None, memory)? })
    }

    /// Advances the download. The closure is given the body's bytes in order: their offset, and
    /// where they are; it returns how many it has taken. Each attempt starts from offset 0.
    pub fn step(
        &mut self,
        clock: &mut Clock<'a>,
        sink: impl FnMut(u64, Chunk<'_>) -> Result<usize>,
    ) -> Poll<Result<()>> {
        let slot = self.inner.operation.slot();
        // SAFETY: begun with a sink.
        poll(unsafe { with_sink(slot, sink, || self.inner.step(clock)) })
    }

    /// State of the download.
    pub fn progress(&self) -> DownloadProgress {
        self.inner.progress()
    }

    /// Ends the download, whatever its state: how it went, and its memory.
    pub fn finish(self, clock: &mut Clock<'a>) -> (DownloadProgress, &'a mut [Block]) {
        self.inner.finish(clock)
    }
}

impl fmt::Debug for Stream<'_, '_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.progress(), formatter)
    }
}

/// How far a download is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DownloadState {
    /// Not begun.
    Idle,
    /// Waiting for a card and its link.
    Link,
    /// Waiting for an address.
    Lease,
    /// Waiting for the DNS.
    Resolve,
    /// Waiting for the TCP handshake.
    Connect,
    /// Request, headers and body.
    Transfer,
    /// Comparing the digest.
    Verify,
    /// Waiting before the next attempt.
    Backoff,
    /// Complete and, if asked for, verified.
    Done,
    /// It has failed.
    Failed,
}

impl DownloadState {
    fn from_raw(state: u32) -> Self {
        match state {
            sys::MNET_DOWNLOAD_IDLE => DownloadState::Idle,
            sys::MNET_DOWNLOAD_LINK => DownloadState::Link,
            sys::MNET_DOWNLOAD_LEASE => DownloadState::Lease,
            sys::MNET_DOWNLOAD_RESOLVE => DownloadState::Resolve,
            sys::MNET_DOWNLOAD_CONNECT => DownloadState::Connect,
            sys::MNET_DOWNLOAD_TRANSFER => DownloadState::Transfer,
            sys::MNET_DOWNLOAD_VERIFY => DownloadState::Verify,
            sys::MNET_DOWNLOAD_BACKOFF => DownloadState::Backoff,
            sys::MNET_DOWNLOAD_DONE => DownloadState::Done,
            _ => DownloadState::Failed,
        }
    }
}

impl fmt::Display for DownloadState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // SAFETY: any value may be asked for; the enum is in the order of the constants.
        formatter.pad(static_text(unsafe { sys::mnet_download_state_name(*self as u32) }))
    }
}

/// State of a download. Times are ticks.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct DownloadProgress {
    /// How far it is.
    pub state: DownloadState,
    /// Why it failed; while retrying, why the last attempt did.
    pub error: Option<Error>,
    /// The state in which the last attempt failed.
    pub failed_state: DownloadState,
    /// 1 for the first.
    pub attempt: u32,
    /// Of the last response, 0 if there was none.
    pub http_status: u32,
    /// Bytes of this attempt that are in place.
    pub received_bytes: u64,
    /// Length of the body, if the server told it.
    pub total_bytes: Option<u64>,
    /// The digest of the whole body, once it is there.
    pub sha256: Option<Sha256>,
    /// The server in use.
    pub server: SocketAddrV4,
    /// Time spent waiting for the link.
    pub link_ticks: u64,
    /// Time spent waiting for an address.
    pub lease_ticks: u64,
    /// Last attempt: from its start to the response's first byte.
    pub first_byte_ticks: u64,
    /// From begin to the end, or to the last step.
    pub total_ticks: u64,
    /// What exactly was wrong, for a person.
    pub detail: Text<96>,
}

impl DownloadProgress {
    fn from_raw(raw: &sys::mnet_download_progress) -> Self {
        DownloadProgress {
            state: DownloadState::from_raw(raw.state),
            error: Error::in_status(raw.error),
            failed_state: DownloadState::from_raw(raw.failed_state),
            attempt: raw.attempt,
            http_status: raw.http_status,
            received_bytes: raw.received_bytes,
            total_bytes: (raw.length_known != 0).then_some(raw.total_bytes),
            sha256: (raw.digest_valid != 0).then_some(Sha256(raw.sha256)),
            server: SocketAddrV4::new(ipv4_from(raw.address), raw.port as u16),
            link_ticks: raw.link_ticks,
            lease_ticks: raw.lease_ticks,
            first_byte_ticks: raw.first_byte_ticks,
            total_ticks: raw.total_ticks,
            detail: Text::from_c(&raw.detail),
        }
    }
}
