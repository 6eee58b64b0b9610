//! Layer 1: find network cards and move Ethernet frames.

use core::ffi::c_void;
use core::fmt;
use core::marker::PhantomData;
use core::ptr::{self, NonNull};
use core::slice;
use core::task::Poll;

use morpheusnet_sys as sys;

use crate::capture::{Capture, capture_hook};
use crate::error::{Error, Result, check, count, poll, poll_room};
use crate::memory::{Block, Chunk, Dma, Refused, Released};
use crate::platform::{PciAddress, Platform};

/// Longest Ethernet frame without FCS.
pub const FRAME_MAX: usize = sys::MNET_FRAME_MAX as usize;

/// A network card that was found, or one of your own ([`crate::plugin`]).
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct NicInfo<'a> {
    raw: sys::mnet_nic_info,
    _operations: PhantomData<&'a ()>,
}

impl NicInfo<'_> {
    /// An entry for [`enumerate`] to write to.
    pub const EMPTY: NicInfo<'static> =
        NicInfo { raw: sys::mnet_nic_info::sized(), _operations: PhantomData };

    /// # Safety
    /// A table of operations that `raw` names lives as long as the lifetime.
    pub(crate) const unsafe fn from_raw(raw: sys::mnet_nic_info) -> Self {
        NicInfo { raw, _operations: PhantomData }
    }

    /// Where it sits.
    pub fn address(&self) -> PciAddress {
        self.raw.pci.into()
    }

    /// PCI vendor and device.
    pub const fn id(&self) -> (u16, u16) {
        (self.raw.vendor_id, self.raw.device_id)
    }

    /// Whether a driver of this library takes it.
    pub const fn is_known(&self) -> bool {
        self.raw.kind != sys::MNET_NIC_UNKNOWN
    }

    /// Its MAC address, if firmware reported it.
    pub fn mac(&self) -> Option<[u8; 6]> {
        (self.raw.mac_known != 0).then_some(self.raw.mac)
    }
}

impl fmt::Debug for NicInfo<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (vendor, device) = self.id();
        write!(formatter, "NicInfo({} {vendor:04x}:{device:04x})", self.address())
    }
}

/// Lists the Ethernet controllers on the PCI buses. Returns how many there are, which may exceed
/// the entries.
///
/// # Safety
/// Nobody uses the devices: their BARs are sized, and decoding is off for that moment.
pub unsafe fn enumerate(
    platform: &Platform<'_>,
    entries: &mut [NicInfo<'static>],
) -> Result<usize> {
    let capacity = u32::try_from(entries.len()).unwrap_or(u32::MAX);
    let mut found = 0;
    // SAFETY: the entries are transparent wrappers of what the library writes.
    check(unsafe {
        sys::mnet_nic_enumerate(platform.raw(), entries.as_mut_ptr().cast(), capacity, &mut found)
    })?;
    Ok(found as usize)
}

/// A driver. Naming one links it; what is not named is not linked.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct Driver(NonNull<sys::mnet_driver>);

impl Driver {
    /// VirtIO 1.x network devices on PCI.
    pub fn virtio_net() -> Driver {
        // SAFETY: returns a static object.
        Driver::from_raw(unsafe { sys::mnet_driver_virtio_net() })
    }

    /// Intel's gigabit controllers: 8254x, 82574, 82576 and relatives.
    pub fn intel() -> Driver {
        // SAFETY: returns a static object.
        Driver::from_raw(unsafe { sys::mnet_driver_intel() })
    }

    /// Realtek RTL8139C+.
    pub fn realtek() -> Driver {
        // SAFETY: returns a static object.
        Driver::from_raw(unsafe { sys::mnet_driver_realtek() })
    }

    /// VMware vmxnet3.
    pub fn vmxnet3() -> Driver {
        // SAFETY: returns a static object.
        Driver::from_raw(unsafe { sys::mnet_driver_vmxnet3() })
    }

    /// Cards of your own: [`crate::plugin`].
    pub fn plugin() -> Driver {
        // SAFETY: returns a static object.
        Driver::from_raw(unsafe { sys::mnet_driver_plugin() })
    }

    /// Every driver of the library.
    pub fn all() -> &'static [Driver] {
        let mut count = 0;
        // SAFETY: returns a static array of that many pointers, none of them NULL; Driver is a
        // transparent wrapper of such a pointer.
        unsafe {
            let drivers = sys::mnet_drivers_default(&mut count);
            slice::from_raw_parts(drivers.cast(), count as usize)
        }
    }

    fn from_raw(driver: *const sys::mnet_driver) -> Driver {
        Driver(NonNull::new(driver.cast_mut()).expect("a driver is a static object"))
    }
}

impl fmt::Debug for Driver {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Driver")
    }
}

/// Counters of a card.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct NicStats {
    /// Frames handed to the caller, and their bytes.
    pub rx: (u64, u64),
    /// Frames dropped: too short, too long, or no room.
    pub rx_dropped: u64,
    /// Frames queued, and their bytes.
    pub tx: (u64, u64),
    /// Refusals because the ring was full.
    pub tx_full: u64,
    /// Notifications written to the device.
    pub doorbells: u64,
    /// Impossible values that the device wrote.
    pub device_errors: u64,
}

impl NicStats {
    pub(crate) fn from_raw(raw: &sys::mnet_nic_stats) -> Self {
        NicStats {
            rx: (raw.rx_frames, raw.rx_bytes),
            rx_dropped: raw.rx_dropped,
            tx: (raw.tx_frames, raw.tx_bytes),
            tx_full: raw.tx_full,
            doorbells: raw.doorbells,
            device_errors: raw.device_errors,
        }
    }
}

/// What a card tells of its link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LinkInfo {
    /// Whether it is up.
    pub up: bool,
    /// Speed in Mbit/s; none without a link, or if the card does not tell.
    pub mbps: Option<u32>,
    /// Whether both ends may send at the same time, if the card tells.
    pub full_duplex: Option<bool>,
}

pub(crate) fn told_speed(mbps: u32) -> Option<u32> {
    (mbps != 0).then_some(mbps)
}

pub(crate) fn told_duplex(duplex: u32) -> Option<bool> {
    match duplex {
        sys::MNET_DUPLEX_HALF => Some(false),
        sys::MNET_DUPLEX_FULL => Some(true),
        _ => None,
    }
}

/// A [`Nic`] whose frames come whole, with their checksums as they were on the wire.
#[derive(Debug)]
pub enum Whole {}

/// A [`Nic`] that does some of the work on received frames: [`Nic::init_offloaded`].
#[derive(Debug)]
pub enum Offloaded {}

/// Work on received frames that the program can leave to a card. What the card cannot do is not
/// done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offloads {
    /// [`Part::checksum_verified`] may be set, and the checksum in the frame then be unfinished.
    pub checksum: bool,
    /// Segments may come joined: frames of up to 65,549 bytes, in several parts.
    pub segments: bool,
}

/// A received frame, or a part of one.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Part<'f> {
    /// Its bytes.
    pub bytes: Chunk<'f>,
    /// The card has verified the transport checksum.
    pub checksum_verified: bool,
    /// The frame goes on in the next part, perhaps that of a later call.
    pub more: bool,
}

/// A card in use by a program that brings its own protocol stack.
///
/// It must be shut down with [`Nic::shutdown`]; a value that is dropped leaves the device running,
/// and its memory for devices is never given back.
#[must_use = "a card keeps running until it is shut down"]
pub struct Nic<'a, Frames = Whole> {
    held: Held<'a>,
    _frames: PhantomData<Frames>,
}

/// What a card and its shutdown have in common.
struct Held<'a> {
    nic: NonNull<sys::mnet_nic>,
    platform: &'a Platform<'a>,
    now: u64,
    arena: NonNull<[Block]>,
    dma: sys::mnet_dma_region,
    _memory: PhantomData<&'a mut [Block]>,
}

impl Held<'_> {
    /// Time, which never runs backwards.
    fn now(&mut self) -> u64 {
        self.now = self.now.max(self.platform.counter());
        self.now
    }
}

impl<'a> Nic<'a> {
    /// Blocks of arena that a card needs for a region for devices of that length.
    pub fn arena_blocks(dma_length: u64) -> usize {
        // SAFETY: any length may be asked for.
        Block::count_for(unsafe { sys::mnet_nic_arena_size(dma_length) })
    }

    /// Claims a card: chooses its driver, maps its registers, lays out its rings. Does not wait;
    /// [`Nic::step`] brings it up.
    pub fn init(
        platform: &'a Platform<'a>,
        info: &NicInfo<'a>,
        drivers: &[Driver],
        arena: &'a mut [Block],
        dma: Dma<'a>,
    ) -> core::result::Result<Self, Refused<Released<'a>>> {
        Nic::claim(platform, info, drivers, 0, arena, dma)
    }

    /// Copies one received frame out and returns its length, or nothing if none is waiting.
    /// [`FRAME_MAX`] bytes are always enough.
    pub fn receive(&mut self, buffer: &mut [u8]) -> Result<Option<usize>> {
        let capacity = u32::try_from(buffer.len()).unwrap_or(u32::MAX);
        // SAFETY: the handle is open, the buffer has `capacity` bytes.
        let length = unsafe { sys::mnet_poll_rx(self.raw(), buffer.as_mut_ptr().cast(), capacity) };
        Ok(Some(count(length)? as usize).filter(|&length| length != 0))
    }

    /// Shows up to `N` received frames where they are, then gives their buffers back to the card.
    /// Returns how many there were.
    pub fn receive_in_place<const N: usize>(
        &mut self,
        mut each: impl FnMut(Chunk<'_>),
    ) -> Result<usize> {
        self.take::<N>(|part| each(part.bytes))
    }
}

impl<'a> Nic<'a, Offloaded> {
    /// As [`Nic::init`], and leaves some of the work on received frames to the card. Only
    /// [`Nic::receive_parts`] tells what it did, so that there is no other way to receive.
    pub fn init_offloaded(
        platform: &'a Platform<'a>,
        info: &NicInfo<'a>,
        drivers: &[Driver],
        offloads: Offloads,
        arena: &'a mut [Block],
        dma: Dma<'a>,
    ) -> core::result::Result<Self, Refused<Released<'a>>> {
        let mut flags = 0;
        if offloads.checksum {
            flags |= sys::MNET_OFFLOAD_RX_CHECKSUM;
        }
        if offloads.segments {
            flags |= sys::MNET_OFFLOAD_RX_SEGMENTS;
        }
        Nic::claim(platform, info, drivers, flags, arena, dma)
    }

    /// Shows up to `N` received frames or parts of frames where they are, then gives their buffers
    /// back to the card. Returns how many there were.
    pub fn receive_parts<const N: usize>(&mut self, each: impl FnMut(Part<'_>)) -> Result<usize> {
        self.take::<N>(each)
    }
}

impl<'a, Frames> Nic<'a, Frames> {
    fn claim(
        platform: &'a Platform<'a>,
        info: &NicInfo<'a>,
        drivers: &[Driver],
        offloads: u32,
        arena: &'a mut [Block],
        dma: Dma<'a>,
    ) -> core::result::Result<Self, Refused<Released<'a>>> {
        let mut config = sys::mnet_nic_config::sized();
        config.abi_version = sys::MNET_ABI_VERSION;
        config.platform = platform.raw();
        config.info = &info.raw;
        config.drivers = drivers.as_ptr().cast();
        config.driver_count = drivers.len() as u32;
        config.arena = arena.as_mut_ptr().cast();
        config.arena_size = size_of_val(arena);
        config.dma = dma.raw();
        config.offloads = offloads;
        let mut nic = ptr::null_mut();
        // SAFETY: everything that the configuration names lives as long as the card's lifetime.
        let status = unsafe { sys::mnet_nic_init(&config, &mut nic) };
        match (check(status), NonNull::new(nic)) {
            (Ok(()), Some(nic)) => Ok(Nic {
                held: Held {
                    nic,
                    platform,
                    now: 0,
                    arena: NonNull::from(arena),
                    dma: dma.raw(),
                    _memory: PhantomData,
                },
                _frames: PhantomData,
            }),
            (refused, _) => {
                let error = refused.err().unwrap_or(Error::INVALID);
                Err(Refused { error, memory: Released { arena, dma } })
            }
        }
    }

    fn raw(&self) -> *mut sys::mnet_nic {
        self.held.nic.as_ptr()
    }

    /// Advances bring-up, link watch and recovery. Ready once the card runs.
    pub fn step(&mut self) -> Poll<Result<()>> {
        let now = self.held.now();
        // SAFETY: the handle is open.
        poll(unsafe { sys::mnet_nic_step(self.raw(), now) })
    }

    fn take<const N: usize>(&mut self, mut each: impl FnMut(Part<'_>)) -> Result<usize> {
        const { assert!(N >= 1 && N <= sys::MNET_BURST_MAX as usize) };
        let mut frames = [sys::mnet_frame::ZERO; N];
        // SAFETY: the handle is open, there is room for N frames.
        let taken = unsafe { sys::mnet_rx_burst(self.raw(), frames.as_mut_ptr(), N as u32) };
        let taken = count(taken)?;
        for frame in &frames[..taken as usize] {
            each(Part {
                // SAFETY: the frame is ours until it is released below.
                bytes: unsafe { Chunk::new(frame.data, frame.length as usize) },
                checksum_verified: frame.flags & sys::MNET_FRAME_CHECKSUM_OK != 0,
                more: frame.flags & sys::MNET_FRAME_MORE != 0,
            });
        }
        if taken != 0 {
            // SAFETY: these are the frames that were taken.
            check(unsafe { sys::mnet_rx_release(self.raw(), frames.as_ptr(), taken) })?;
        }
        Ok(taken as usize)
    }

    /// Queues one frame, copying it. Pending while the ring is full: call [`Nic::collect`].
    pub fn send(&mut self, frame: &[u8]) -> Poll<Result<()>> {
        let length = u32::try_from(frame.len()).unwrap_or(u32::MAX);
        // SAFETY: the handle is open, the frame has `length` bytes.
        poll_room(unsafe { sys::mnet_poll_tx(self.raw(), frame.as_ptr().cast(), length) })
    }

    /// Lets `write` make a frame where the device reads it and return its length; 0 sends nothing.
    /// Pending while the ring is full, and `write` is not called then.
    pub fn send_in_place(&mut self, write: impl FnOnce(&mut [u8]) -> usize) -> Poll<Result<()>> {
        let mut frame = sys::mnet_frame::ZERO;
        // SAFETY: the handle is open, there is room for one frame.
        match count(unsafe { sys::mnet_tx_reserve(self.raw(), &mut frame, 1) }) {
            Err(error) => return Poll::Ready(Err(error)),
            Ok(0) => return Poll::Pending,
            Ok(_) => (),
        }
        // SAFETY: the buffer is ours until it is queued or cancelled; zeroing makes it readable.
        let room = unsafe {
            frame.data.cast::<u8>().write_bytes(0, frame.length as usize);
            slice::from_raw_parts_mut(frame.data.cast::<u8>(), frame.length as usize)
        };
        let length = write(room);
        if (1..=frame.length as usize).contains(&length) {
            let queued = sys::mnet_frame { length: length as u32, ..frame };
            // SAFETY: the frame was reserved above.
            match count(unsafe { sys::mnet_tx_burst(self.raw(), &queued, 1) }) {
                Ok(1..) => return Poll::Ready(Ok(())),
                Ok(0) => (),
                Err(error) => {
                    self.cancel(&frame);
                    return Poll::Ready(Err(error));
                }
            }
        }
        self.cancel(&frame);
        if length > frame.length as usize {
            Poll::Ready(Err(Error::INVALID))
        } else {
            Poll::Ready(Ok(()))
        }
    }

    /// A reserved frame that is not sent. The library refuses one that is no longer ours.
    fn cancel(&mut self, frame: &sys::mnet_frame) {
        // SAFETY: the handle is open; only the token is read, and checked.
        let _ = unsafe { sys::mnet_tx_cancel(self.raw(), frame, 1) };
    }

    /// Reclaims the buffers of sent frames and returns their number.
    pub fn collect(&mut self) -> Result<usize> {
        // SAFETY: the handle is open.
        Ok(count(unsafe { sys::mnet_collect_tx(self.raw()) })? as usize)
    }

    /// Shows every frame to `capture`, from the next one on; nothing ends it.
    pub fn capture<C: Capture>(&mut self, capture: Option<&'a C>) -> Result<()> {
        let (hook, context) = capture_hook(capture);
        // SAFETY: the handle is open; the capture lives as long as the card's lifetime.
        check(unsafe { sys::mnet_nic_set_capture(self.raw(), hook, context) })
    }

    /// The MAC address, which is known once the card runs.
    pub fn mac(&self) -> Result<[u8; 6]> {
        let mut mac = [0; 6];
        // SAFETY: the handle is open, there is room for six bytes.
        check(unsafe { sys::mnet_nic_get_mac(self.raw(), mac.as_mut_ptr()) })?;
        Ok(mac)
    }

    /// Whether the link is up.
    pub fn link(&self) -> Result<bool> {
        // SAFETY: the handle is open.
        Ok(count(unsafe { sys::mnet_nic_get_link(self.raw()) })? != 0)
    }

    /// Speed and duplex of the link, as last seen.
    pub fn link_info(&self) -> Result<LinkInfo> {
        let mut link = sys::mnet_nic_link_info::sized();
        // SAFETY: the handle is open.
        check(unsafe { sys::mnet_nic_get_link_info(self.raw(), &mut link) })?;
        Ok(LinkInfo {
            up: link.up != 0,
            mbps: told_speed(link.mbps),
            full_duplex: told_duplex(link.duplex),
        })
    }

    /// Counters since [`Nic::init`].
    pub fn stats(&self) -> Result<NicStats> {
        let mut stats = sys::mnet_nic_stats::sized();
        // SAFETY: the handle is open.
        check(unsafe { sys::mnet_nic_get_stats(self.raw(), &mut stats) })?;
        Ok(NicStats::from_raw(&stats))
    }

    /// Begins to stop the device. Step the result until it has given the memory back.
    pub fn shutdown(self) -> NicShutdown<'a> {
        NicShutdown { held: Some(self.held) }
    }
}

impl<Frames> fmt::Debug for Nic<'_, Frames> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Nic")
    }
}

/// A card that is being stopped.
#[must_use = "step it until it has given the memory back"]
pub struct NicShutdown<'a> {
    held: Option<Held<'a>>,
}

impl<'a> NicShutdown<'a> {
    /// Ready with the memory, or with [`Error::DMA_ALIVE`] when the device does not confirm its
    /// reset: its memory must never be used again.
    pub fn step(&mut self) -> Poll<Result<Released<'a>>> {
        let Some(held) = &mut self.held else { return Poll::Ready(Err(Error::STATE)) };
        let now = held.now();
        // SAFETY: the handle is open, or being shut down.
        let stopped = poll(unsafe { sys::mnet_nic_shutdown(held.nic.as_ptr(), now) });
        let Poll::Ready(result) = stopped else { return Poll::Pending };
        let held = self.held.take();
        Poll::Ready(result.and_then(|()| {
            held.map_or(Err(Error::STATE), |held| {
                // SAFETY: the library is done with both.
                Ok(unsafe { released(held.arena, held.dma) })
            })
        }))
    }
}

impl fmt::Debug for NicShutdown<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("NicShutdown")
    }
}

/// # Safety
/// Both were given for the lifetime, and nobody uses them any more.
pub(crate) unsafe fn released<'a>(
    mut arena: NonNull<[Block]>,
    dma: sys::mnet_dma_region,
) -> Released<'a> {
    // SAFETY: see above.
    unsafe {
        Released { arena: arena.as_mut(), dma: Dma::new(dma.cpu.cast(), dma.bus, dma.length) }
    }
}

/// The context of a callback.
pub(crate) fn context_of<T>(value: &T) -> *mut c_void {
    ptr::from_ref(value).cast_mut().cast()
}
