//! Layer 2: names and pings.

use core::ffi::CStr;
use core::fmt;
use core::net::Ipv4Addr;
use core::task::Poll;

use morpheusnet_sys as sys;

use crate::error::{Result, check, poll};
use crate::memory::{Begun, Block};
use crate::net::{Clock, Net, ipv4, ipv4_from};
use crate::operation::Operation;

/// A look-up of a name's IPv4 address. Dropping it ends it.
#[must_use = "a look-up does nothing until it is stepped"]
pub struct Dns<'n, 'a> {
    operation: Operation<'n, 'a, sys::mnet_dns>,
}

impl<'n, 'a> Dns<'n, 'a> {
    /// Blocks of memory that [`Dns::begin`] needs.
    pub fn blocks() -> usize {
        // SAFETY: always allowed.
        Block::count_for(unsafe { sys::mnet_dns_size() })
    }

    /// Validates a look-up; the first step starts it. The stack need not be ready yet. A deadline
    /// of 0 is 5,000 ms.
    pub fn begin(
        net: &'n Net<'a>,
        clock: &mut Clock<'a>,
        name: &CStr,
        timeout_ms: u32,
        memory: &'a mut [Block],
    ) -> Begun<'a, Self> {
        let mut raw = sys::mnet_dns_config::sized();
        raw.name = name.as_ptr();
        raw.timeout_ms = timeout_ms;
        // SAFETY: always allowed.
        let size = unsafe { sys::mnet_dns_size() };
        let operation = Operation::begin(net, memory, size, |place, dns| {
            // SAFETY: the stack is open, and the memory is the library's until the end.
            check(unsafe { sys::mnet_dns_begin(net.raw(), &raw, place, clock.now(), dns) })
        })?;
        Ok(Dns { operation })
    }

    /// Advances the look-up. Ready with the address, or with why there is none.
    pub fn step(&mut self, clock: &mut Clock<'a>) -> Poll<Result<Ipv4Addr>> {
        // SAFETY: the handle is open.
        let status = unsafe { sys::mnet_dns_step(self.operation.raw(), clock.now()) };
        poll(status).map_ok(|()| {
            let mut raw = sys::mnet_dns_result::sized();
            // SAFETY: the handle is open; it cannot refuse a struct of its own version.
            let _ = unsafe { sys::mnet_dns_get_result(self.operation.raw(), &mut raw) };
            ipv4_from(raw.address)
        })
    }

    /// Ends the look-up, whatever its state, and returns its memory.
    pub fn finish(self, clock: &mut Clock<'a>) -> &'a mut [Block] {
        let _ = clock;
        // SAFETY: the handle is open; whoever has the clock is not within a callback, so it ends.
        let memory = unsafe {
            sys::mnet_dns_cancel(self.operation.raw());
            self.operation.memory()
        };
        core::mem::forget(self);
        memory
    }
}

impl Drop for Dns<'_, '_> {
    fn drop(&mut self) {
        // SAFETY: the handle is open. A refusal leaves memory that stays lent to the stack.
        let _ = unsafe { sys::mnet_dns_cancel(self.operation.raw()) };
    }
}

impl fmt::Debug for Dns<'_, '_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Dns")
    }
}

/// A series of echo requests. Zero in a number means its default.
#[derive(Clone, Copy, Debug)]
pub struct PingRequest {
    /// The host.
    pub address: Ipv4Addr,
    /// Requests, at most 65,535; 0: 4.
    pub count: u32,
    /// From one request to the next; 0: 1,000.
    pub interval_ms: u32,
    /// Longest wait for an answer; 0: 1,000.
    pub timeout_ms: u32,
    /// Bytes of data, at most 1,472; 0: 32.
    pub data_length: u32,
}

impl PingRequest {
    /// The default series.
    pub const fn new(address: Ipv4Addr) -> Self {
        PingRequest { address, count: 0, interval_ms: 0, timeout_ms: 0, data_length: 0 }
    }
}

/// What a series has shown. Times are ticks from request to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PingResult {
    /// Requests sent.
    pub sent: u32,
    /// Answers.
    pub received: u32,
    /// Requests that were reported as undeliverable.
    pub unreachable: u32,
    /// Shortest and longest, if there was an answer.
    pub range_ticks: Option<(u64, u64)>,
}

/// A ping under way. Dropping it ends it.
#[must_use = "a ping does nothing until it is stepped"]
pub struct Ping<'n, 'a> {
    operation: Operation<'n, 'a, sys::mnet_ping>,
}

impl<'n, 'a> Ping<'n, 'a> {
    /// Blocks of memory that [`Ping::begin`] needs.
    pub fn blocks() -> usize {
        // SAFETY: always allowed.
        Block::count_for(unsafe { sys::mnet_ping_size() })
    }

    /// Validates a series; the first step sends the first request. The stack need not be ready yet.
    pub fn begin(
        net: &'n Net<'a>,
        clock: &mut Clock<'a>,
        request: &PingRequest,
        memory: &'a mut [Block],
    ) -> Begun<'a, Self> {
        let mut raw = sys::mnet_ping_config::sized();
        raw.address = ipv4(request.address);
        raw.count = request.count;
        raw.interval_ms = request.interval_ms;
        raw.timeout_ms = request.timeout_ms;
        raw.data_length = request.data_length;
        // SAFETY: always allowed.
        let size = unsafe { sys::mnet_ping_size() };
        let operation = Operation::begin(net, memory, size, |place, ping| {
            // SAFETY: the stack is open, and the memory is the library's until the end.
            check(unsafe { sys::mnet_ping_begin(net.raw(), &raw, place, clock.now(), ping) })
        })?;
        Ok(Ping { operation })
    }

    /// Advances the series. Ready at its end: with an error if no answer came.
    pub fn step(&mut self, clock: &mut Clock<'a>) -> Poll<Result<PingResult>> {
        // SAFETY: the handle is open.
        let status = unsafe { sys::mnet_ping_step(self.operation.raw(), clock.now()) };
        poll(status).map_ok(|()| self.result())
    }

    /// What the series has shown so far.
    pub fn result(&self) -> PingResult {
        let mut raw = sys::mnet_ping_result::sized();
        // SAFETY: the handle is open; it cannot refuse a struct of its own version.
        let _ = unsafe { sys::mnet_ping_get_result(self.operation.raw(), &mut raw) };
        PingResult {
            sent: raw.sent,
            received: raw.received,
            unreachable: raw.unreachable,
            range_ticks: (raw.received != 0).then_some((raw.least_ticks, raw.most_ticks)),
        }
    }

    /// Ends the series, whatever its state, and returns its memory.
    pub fn finish(self, clock: &mut Clock<'a>) -> &'a mut [Block] {
        let _ = clock;
        // SAFETY: the handle is open; whoever has the clock is not within a callback, so it ends.
        let memory = unsafe {
            sys::mnet_ping_cancel(self.operation.raw());
            self.operation.memory()
        };
        core::mem::forget(self);
        memory
    }
}

impl Drop for Ping<'_, '_> {
    fn drop(&mut self) {
        // SAFETY: the handle is open. A refusal leaves memory that stays lent to the stack.
        let _ = unsafe { sys::mnet_ping_cancel(self.operation.raw()) };
    }
}

impl fmt::Debug for Ping<'_, '_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.result(), formatter)
    }
}
