//! Frames as they pass: hooks, and files that Wireshark and tcpdump read.

use core::ffi::c_void;
use core::marker::PhantomData;
use core::{fmt, ptr, slice};

use morpheusnet_sys as sys;

use crate::error::{Error, Result, check, poll_room};
use crate::nic::context_of;

/// Which way a frame goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From the wire.
    Received,
    /// Handed to the card.
    Sent,
}

/// Sees every frame of a card. It is called from the data path and returns at once.
pub trait Capture {
    /// A frame, or with `more` a part of one that goes on in the next call of this direction.
    fn frame(&self, direction: Direction, bytes: &[u8], more: bool);
}

/// A capture of nothing, to name a type where there is none.
impl Capture for () {
    fn frame(&self, _: Direction, _: &[u8], _: bool) {}
}

pub(crate) fn capture_hook<C: Capture>(
    capture: Option<&C>,
) -> (sys::mnet_capture_hook, *mut c_void) {
    match capture {
        Some(capture) => (Some(captured::<C>), context_of(capture)),
        None => (None, ptr::null_mut()),
    }
}

unsafe extern "efiapi" fn captured<C: Capture>(
    context: *mut c_void,
    direction: u32,
    data: *const c_void,
    length: u32,
    flags: u32,
) {
    // SAFETY: the context is a capture that outlives the hook; the bytes are valid for the call.
    let (capture, bytes) = unsafe {
        (&*context.cast::<C>(), slice::from_raw_parts(data.cast::<u8>(), length as usize))
    };
    let direction = match direction {
        sys::MNET_CAPTURE_SENT => Direction::Sent,
        _ => Direction::Received,
    };
    capture.frame(direction, bytes, flags & sys::MNET_FRAME_MORE != 0);
}

/// A pcap file in memory, with time stamps of nanoseconds.
pub struct Pcap<'a> {
    raw: sys::mnet_pcap,
    _buffer: PhantomData<&'a mut [u8]>,
}

impl<'a> Pcap<'a> {
    /// A file of at most the buffer's length. Of each frame at most `snap_length` bytes are kept;
    /// 0 keeps all.
    pub fn new(buffer: &'a mut [u8], snap_length: u32) -> Result<Self> {
        let mut raw = sys::mnet_pcap::sized();
        raw.snap_length = snap_length;
        raw.buffer = buffer.as_mut_ptr().cast();
        raw.capacity = buffer.len() as u64;
        // SAFETY: the struct is complete; the buffer is borrowed for the lifetime.
        check(unsafe { sys::mnet_pcap_begin(&mut raw) })?;
        Ok(Pcap { raw, _buffer: PhantomData })
    }

    /// Appends what a [`Capture`] was shown. A frame that does not fit is counted as lost, and
    /// reported as [`Error::WOULD_BLOCK`].
    pub fn add(
        &mut self,
        time_ns: u64,
        direction: Direction,
        bytes: &[u8],
        more: bool,
    ) -> Result<()> {
        let direction = match direction {
            Direction::Received => sys::MNET_CAPTURE_RECEIVED,
            Direction::Sent => sys::MNET_CAPTURE_SENT,
        };
        let flags = if more { sys::MNET_FRAME_MORE } else { 0 };
        let length = u32::try_from(bytes.len()).map_err(|_| Error::INVALID)?;
        let data = bytes.as_ptr().cast();
        // SAFETY: the struct was begun, and the bytes are borrowed for the call.
        let status =
            unsafe { sys::mnet_pcap_add(&mut self.raw, time_ns, direction, data, length, flags) };
        if poll_room(status).is_pending() { Err(Error::WOULD_BLOCK) } else { check(status) }
    }

    /// The file so far.
    pub fn file(&self) -> &[u8] {
        // SAFETY: the library has written `used` bytes there.
        unsafe { slice::from_raw_parts(self.raw.buffer.cast::<u8>(), self.raw.used as usize) }
    }

    /// Frames that did not fit.
    pub const fn lost(&self) -> u64 {
        self.raw.lost
    }

    /// Forgets what [`Pcap::file`] has shown: what follows continues it without a gap.
    pub fn clear(&mut self) {
        self.raw.used = 0;
    }
}

impl fmt::Debug for Pcap<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Pcap({} bytes, {} lost)", self.raw.used, self.raw.lost)
    }
}
