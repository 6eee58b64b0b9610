//! Layer 2: TCP connections and UDP sockets.

use core::ffi::c_void;
use core::fmt;
use core::net::SocketAddrV4;
use core::ptr;
use core::task::Poll;

use morpheusnet_sys as sys;

use crate::error::{Error, Result, check, poll, poll_room};
use crate::memory::{Begun, Block, Chunk};
use crate::net::{Clock, Net, ipv4, ipv4_from};
use crate::operation::Operation;

/// An outgoing TCP connection. Dropping it resets it; [`Tcp::close`] closes it in good order.
///
/// Nothing moves without [`Net::step`]. What is not received stays where it is and closes the
/// window: the peer waits, no memory grows.
#[must_use = "a connection that is dropped is reset"]
pub struct Tcp<'n, 'a> {
    operation: Operation<'n, 'a, sys::mnet_tcp>,
}

impl<'n, 'a> Tcp<'n, 'a> {
    /// Blocks of memory that [`Tcp::open`] needs.
    pub fn blocks() -> usize {
        // SAFETY: always allowed.
        Block::count_for(unsafe { sys::mnet_tcp_size() })
    }

    /// Begins a connection; the stack must be ready. A deadline of 0 is 10,000 ms.
    pub fn open(
        net: &'n Net<'a>,
        clock: &mut Clock<'a>,
        peer: SocketAddrV4,
        connect_timeout_ms: u32,
        memory: &'a mut [Block],
    ) -> Begun<'a, Self> {
        let mut raw = sys::mnet_tcp_config::sized();
        raw.address = ipv4(*peer.ip());
        raw.port = peer.port();
        raw.connect_timeout_ms = connect_timeout_ms;
        // SAFETY: always allowed.
        let size = unsafe { sys::mnet_tcp_size() };
        let operation = Operation::begin(net, memory, size, |place, tcp| {
            // SAFETY: the stack is open, and the memory is the library's until the end.
            check(unsafe { sys::mnet_tcp_open(net.raw(), &raw, place, clock.now(), tcp) })
        })?;
        Ok(Tcp { operation })
    }

    /// Ready once connected, or when it has failed.
    pub fn step(&mut self, clock: &mut Clock<'a>) -> Poll<Result<()>> {
        // SAFETY: the handle is open.
        poll(unsafe { sys::mnet_tcp_step(self.operation.raw(), clock.now()) })
    }

    /// Queues bytes for the peer, copying them, and returns how many it took. Pending while the
    /// send buffer is full.
    pub fn send(&mut self, clock: &mut Clock<'a>, data: &[u8]) -> Poll<Result<usize>> {
        let _ = clock;
        let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
        let mut sent = 0;
        // SAFETY: the handle is open, the data has `length` bytes.
        let status = unsafe {
            sys::mnet_tcp_send(self.operation.raw(), data.as_ptr().cast(), length, &mut sent)
        };
        poll_room(status).map_ok(|()| sent as usize)
    }

    /// Copies received bytes out and returns their number. Pending while nothing is waiting; 0 once
    /// everything was read and the peer sends no more.
    pub fn receive(&mut self, clock: &mut Clock<'a>, buffer: &mut [u8]) -> Poll<Result<usize>> {
        let _ = clock;
        let capacity = u32::try_from(buffer.len()).unwrap_or(u32::MAX);
        let mut received = 0;
        // SAFETY: the handle is open, the buffer has `capacity` bytes.
        let status = unsafe {
            sys::mnet_tcp_receive(
                self.operation.raw(),
                buffer.as_mut_ptr().cast(),
                capacity,
                &mut received,
            )
        };
        match status {
            sys::MNET_END => Poll::Ready(Ok(0)),
            _ => poll(status).map_ok(|()| received as usize),
        }
    }

    /// The next received bytes where they are; empty once everything was read and the peer sends no
    /// more. [`Tcp::consume`] releases them.
    pub fn peek(&self) -> Poll<Result<Chunk<'_>>> {
        let (mut data, mut length) = (ptr::null::<c_void>(), 0);
        // SAFETY: the handle is open.
        let status = unsafe { sys::mnet_tcp_peek(self.operation.raw(), &mut data, &mut length) };
        let length = if status == sys::MNET_END { 0 } else { length };
        // SAFETY: valid until the next call that changes the connection, which needs it exclusively.
        poll(status).map_ok(|()| unsafe { Chunk::new(data, length as usize) })
    }

    /// Releases bytes that [`Tcp::peek`] has shown; the window opens by them.
    pub fn consume(&mut self, clock: &mut Clock<'a>, length: usize) -> Result<()> {
        let _ = clock;
        let length = u32::try_from(length).map_err(|_| Error::INVALID)?;
        // SAFETY: the handle is open.
        check(unsafe { sys::mnet_tcp_consume(self.operation.raw(), length) })
    }

    /// State of the connection.
    pub fn info(&self) -> TcpInfo {
        let mut raw = sys::mnet_tcp_info::sized();
        // SAFETY: the handle is open; it cannot refuse a struct of its own version.
        let _ = unsafe { sys::mnet_tcp_get_info(self.operation.raw(), &mut raw) };
        TcpInfo::from_raw(&raw)
    }

    /// Closes in good order and returns the memory. What was sent is still delivered.
    pub fn close(self, clock: &mut Clock<'a>) -> &'a mut [Block] {
        let _ = clock;
        // SAFETY: the handle is open, and is not used any more after this.
        unsafe { sys::mnet_tcp_close(self.operation.raw()) };
        self.into_memory()
    }

    /// Resets the connection and returns the memory.
    pub fn abort(self, clock: &mut Clock<'a>) -> &'a mut [Block] {
        let _ = clock;
        // SAFETY: the handle is open, and is not used any more after this.
        unsafe { sys::mnet_tcp_abort(self.operation.raw()) };
        self.into_memory()
    }

    /// After its end: whoever has the clock is not within a callback, so it was not refused.
    fn into_memory(self) -> &'a mut [Block] {
        // SAFETY: see above.
        let memory = unsafe { self.operation.memory() };
        core::mem::forget(self);
        memory
    }
}

impl Drop for Tcp<'_, '_> {
    fn drop(&mut self) {
        // SAFETY: the handle is open. A refusal leaves memory that stays lent to the stack.
        let _ = unsafe { sys::mnet_tcp_abort(self.operation.raw()) };
    }
}

impl fmt::Debug for Tcp<'_, '_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.info(), formatter)
    }
}

/// How far a connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TcpState {
    /// Waiting for the handshake.
    Connecting,
    /// Data flows both ways.
    Open,
    /// The peer sends no more.
    PeerClosed,
    /// Broken.
    Failed,
}

/// State of a connection.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct TcpInfo {
    /// How far it is.
    pub state: TcpState,
    /// Why it failed.
    pub error: Option<Error>,
    /// The peer.
    pub peer: SocketAddrV4,
    /// Own port.
    pub local_port: u16,
    /// Bytes that [`Tcp::send`] would take now.
    pub send_room: u32,
    /// Bytes taken that the peer has not confirmed.
    pub unacknowledged: u32,
    /// Bytes taken by [`Tcp::send`].
    pub sent_bytes: u64,
    /// Bytes received and released.
    pub received_bytes: u64,
}

impl TcpInfo {
    fn from_raw(raw: &sys::mnet_tcp_info) -> Self {
        TcpInfo {
            state: match raw.state {
                sys::MNET_TCP_CONNECTING => TcpState::Connecting,
                sys::MNET_TCP_OPEN => TcpState::Open,
                sys::MNET_TCP_PEER_CLOSED => TcpState::PeerClosed,
                _ => TcpState::Failed,
            },
            error: Error::in_status(raw.error),
            peer: SocketAddrV4::new(ipv4_from(raw.address), raw.port),
            local_port: raw.local_port,
            send_room: raw.send_room,
            unacknowledged: raw.unacknowledged,
            sent_bytes: raw.sent_bytes,
            received_bytes: raw.received_bytes,
        }
    }
}

/// A UDP socket with a bounded receive queue. Dropping it closes it.
pub struct Udp<'n, 'a> {
    operation: Operation<'n, 'a, sys::mnet_udp>,
}

impl<'n, 'a> Udp<'n, 'a> {
    /// Blocks of memory that [`Udp::open`] needs.
    pub fn blocks() -> usize {
        // SAFETY: always allowed.
        Block::count_for(unsafe { sys::mnet_udp_size() })
    }

    /// Opens a socket; the stack need not be ready yet. Port 0 is a free one. At most `queue_limit`
    /// datagrams wait, 1..=64; 0 is 16.
    pub fn open(
        net: &'n Net<'a>,
        clock: &mut Clock<'a>,
        local_port: u16,
        queue_limit: u32,
        memory: &'a mut [Block],
    ) -> Begun<'a, Self> {
        let _ = clock;
        let mut raw = sys::mnet_udp_config::sized();
        raw.local_port = local_port;
        raw.queue_limit = queue_limit;
        // SAFETY: always allowed.
        let size = unsafe { sys::mnet_udp_size() };
        let operation = Operation::begin(net, memory, size, |place, udp| {
            // SAFETY: the stack is open, and the memory is the library's until the end.
            check(unsafe { sys::mnet_udp_open(net.raw(), &raw, place, udp) })
        })?;
        Ok(Udp { operation })
    }

    /// Sends one datagram, copying it. Pending while there is no room.
    pub fn send(
        &mut self,
        clock: &mut Clock<'a>,
        receiver: SocketAddrV4,
        data: &[u8],
    ) -> Poll<Result<()>> {
        let _ = clock;
        let address = ipv4(*receiver.ip());
        let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
        // SAFETY: the handle is open, the data has `length` bytes.
        poll_room(unsafe {
            sys::mnet_udp_send(
                self.operation.raw(),
                &address,
                receiver.port(),
                data.as_ptr().cast(),
                length,
            )
        })
    }

    /// Takes the oldest datagram: its length and sender. Pending while none is waiting;
    /// [`Error::TOO_LARGE`] leaves one that does not fit where it is.
    pub fn receive(
        &mut self,
        clock: &mut Clock<'a>,
        buffer: &mut [u8],
    ) -> Poll<Result<(usize, SocketAddrV4)>> {
        let _ = clock;
        let capacity = u32::try_from(buffer.len()).unwrap_or(u32::MAX);
        let mut datagram = sys::mnet_datagram::sized();
        // SAFETY: the handle is open, the buffer has `capacity` bytes.
        let status = unsafe {
            sys::mnet_udp_receive(
                self.operation.raw(),
                buffer.as_mut_ptr().cast(),
                capacity,
                &mut datagram,
            )
        };
        poll(status).map_ok(|()| {
            let sender = SocketAddrV4::new(ipv4_from(datagram.address), datagram.port);
            (datagram.length as usize, sender)
        })
    }

    /// State and counters of the socket.
    pub fn info(&self) -> UdpInfo {
        let mut raw = sys::mnet_udp_info::sized();
        // SAFETY: the handle is open; it cannot refuse a struct of its own version.
        let _ = unsafe { sys::mnet_udp_get_info(self.operation.raw(), &mut raw) };
        UdpInfo {
            local_port: raw.local_port,
            waiting: raw.waiting,
            sent: raw.sent,
            received: raw.received,
            dropped: raw.dropped,
        }
    }

    /// Closes the socket and returns its memory.
    pub fn close(self, clock: &mut Clock<'a>) -> &'a mut [Block] {
        let _ = clock;
        // SAFETY: the handle is open; whoever has the clock is not within a callback, so it ends.
        let memory = unsafe {
            sys::mnet_udp_close(self.operation.raw());
            self.operation.memory()
        };
        core::mem::forget(self);
        memory
    }
}

impl Drop for Udp<'_, '_> {
    fn drop(&mut self) {
        // SAFETY: the handle is open. A refusal leaves memory that stays lent to the stack.
        let _ = unsafe { sys::mnet_udp_close(self.operation.raw()) };
    }
}

impl fmt::Debug for Udp<'_, '_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.info(), formatter)
    }
}

/// State and counters of a socket.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct UdpInfo {
    /// Own port.
    pub local_port: u16,
    /// Datagrams in the receive queue.
    pub waiting: u32,
    /// Datagrams sent.
    pub sent: u64,
    /// Datagrams that arrived and were queued.
    pub received: u64,
    /// Datagrams that arrived while the queue was full.
    pub dropped: u64,
}
