//! Network drivers of your own.
//!
//! Implement [`Card`], make a [`Plugin`] of it, and pass [`Plugin::nic`] to [`crate::Net::open`] or
//! [`crate::Nic::init`] together with [`crate::Driver::plugin`].

use core::ffi::{CStr, c_void};
use core::marker::PhantomData;
use core::task::Poll;
use core::{fmt, slice};

use morpheusnet_sys as sys;

use crate::error::Result;
use crate::nic::{NicInfo, context_of};

/// What a driver tells of its card once it runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CardFacts {
    /// Address; all zero: one is made up.
    pub mac: [u8; 6],
    /// IP packets up to that length, 68..=1500; 0: 1500.
    pub mtu: u32,
}

/// A network card whose driver is yours. Every function returns at once.
pub trait Card {
    /// Whether the card verifies transport checksums; without it, no frame counts as verified.
    const VERIFIES_CHECKSUMS: bool = false;

    /// Stops the card and lets go of every buffer: before bring-up, and at shutdown.
    fn reset(&self) -> Poll<Result<()>> {
        Poll::Ready(Ok(()))
    }
    /// Starts the card.
    fn start(&self) -> Poll<Result<CardFacts>>;
    /// Whether the link is up. An error takes the card out of use.
    fn link(&self) -> Result<bool> {
        Ok(true)
    }
    /// Writes the next received frame to the beginning of `room` and returns its length, or nothing
    /// if none is waiting.
    fn receive(&self, room: &mut [u8]) -> Option<usize>;
    /// Whether the card has verified the transport checksum of the frame that
    /// [`Card::receive`] has just returned. Asked only if [`Card::VERIFIES_CHECKSUMS`].
    fn checksum_verified(&self) -> bool {
        false
    }
    /// Sends a frame, or returns `false` if there is no room for it; it is dropped then.
    fn send(&self, frame: &[u8]) -> bool;
}

/// The table of functions that the library calls for a [`Card`].
pub struct Plugin<'a, C> {
    operations: sys::mnet_nic_operations,
    _card: PhantomData<&'a C>,
}

impl<'a, C: Card> Plugin<'a, C> {
    /// A driver of that name for the card.
    pub fn new(card: &'a C, name: &'a CStr) -> Self {
        let mut operations = sys::mnet_nic_operations::sized();
        operations.context = context_of(card);
        operations.name = name.as_ptr();
        if C::VERIFIES_CHECKSUMS {
            operations.capabilities = sys::MNET_NIC_CAN_VERIFY_CHECKSUM;
        }
        operations.reset = Some(reset::<C>);
        operations.start = Some(start::<C>);
        operations.get_link = Some(get_link::<C>);
        operations.rx_burst = Some(rx_burst::<C>);
        operations.tx_burst = Some(tx_burst::<C>);
        Plugin { operations, _card: PhantomData }
    }

    /// The entry for the list of network cards.
    pub fn nic(&'a self) -> NicInfo<'a> {
        let mut raw = sys::mnet_nic_info::sized();
        raw.kind = sys::MNET_NIC_PLUGIN;
        raw.operations = &self.operations;
        // SAFETY: the table is borrowed for the entry's lifetime.
        unsafe { NicInfo::from_raw(raw) }
    }
}

impl<C> fmt::Debug for Plugin<'_, C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Plugin")
    }
}

/// # Safety
/// `context` is a card of that type.
unsafe fn card<'a, C: Card>(context: *mut c_void) -> &'a C {
    // SAFETY: see above.
    unsafe { &*context.cast::<C>() }
}

fn status(result: Poll<Result<()>>) -> sys::mnet_status {
    match result {
        Poll::Pending => sys::MNET_PENDING,
        Poll::Ready(Ok(())) => sys::MNET_OK,
        Poll::Ready(Err(error)) => error.code(),
    }
}

unsafe extern "efiapi" fn reset<C: Card>(context: *mut c_void) -> sys::mnet_status {
    // SAFETY: the context is the card of Plugin::new(), which outlives the table.
    status(unsafe { card::<C>(context) }.reset())
}

unsafe extern "efiapi" fn start<C: Card>(
    context: *mut c_void,
    facts: *mut sys::mnet_nic_facts,
) -> sys::mnet_status {
    // SAFETY: the context is the card of Plugin::new(), which outlives the table.
    let started = unsafe { card::<C>(context) }.start();
    if let Poll::Ready(Ok(told)) = started {
        // SAFETY: the library lends the struct for the call.
        unsafe { ((*facts).mac, (*facts).mtu) = (told.mac, told.mtu) };
    }
    status(started.map_ok(|_| ()))
}

unsafe extern "efiapi" fn get_link<C: Card>(context: *mut c_void) -> i32 {
    // SAFETY: the context is the card of Plugin::new(), which outlives the table.
    unsafe { card::<C>(context) }.link().map_or_else(|error| error.code(), i32::from)
}

unsafe extern "efiapi" fn rx_burst<C: Card>(
    context: *mut c_void,
    frames: *mut sys::mnet_frame,
    count: u32,
) -> i32 {
    // SAFETY: the context is the card of Plugin::new(); `count` entries are lent for the call.
    let (card, frames) =
        unsafe { (card::<C>(context), slice::from_raw_parts_mut(frames, count as usize)) };
    for (filled, frame) in frames.iter_mut().enumerate() {
        let room = frame.length as usize;
        // SAFETY: each entry has `length` bytes of room in memory that the caller had filled.
        let room = unsafe { slice::from_raw_parts_mut(frame.data.cast::<u8>(), room) };
        match card.receive(room) {
            Some(length) => {
                frame.length = length.min(room.len()) as u32;
                if C::VERIFIES_CHECKSUMS && card.checksum_verified() {
                    frame.flags = sys::MNET_FRAME_CHECKSUM_OK;
                }
            }
            None => return filled as i32,
        }
    }
    count as i32
}

unsafe extern "efiapi" fn tx_burst<C: Card>(
    context: *mut c_void,
    frames: *const sys::mnet_frame,
    count: u32,
) -> i32 {
    // SAFETY: the context is the card of Plugin::new(); `count` entries are lent for the call.
    let (card, frames) =
        unsafe { (card::<C>(context), slice::from_raw_parts(frames, count as usize)) };
    let taken = frames.iter().take_while(|frame| {
        let length = frame.length as usize;
        // SAFETY: each entry has `length` bytes of a frame.
        card.send(unsafe { slice::from_raw_parts(frame.data.cast::<u8>(), length) })
    });
    taken.count() as i32
}
