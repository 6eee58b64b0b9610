//! Memory that the caller gives: blocks for state, regions for devices, and views of received bytes.

use core::ffi::c_void;
use core::fmt;
use core::marker::PhantomData;
use core::mem::MaybeUninit;
use core::ptr::NonNull;
use core::slice;

use morpheusnet_sys as sys;

use crate::error::{Error, Result};

/// 64 bytes with the alignment that the library's state wants. Arrays of it are arenas and the
/// memory of operations.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub struct Block([MaybeUninit<u8>; Block::SIZE]);

impl Block {
    /// Bytes of a block.
    pub const SIZE: usize = 64;
    /// A block; what is in it does not matter.
    pub const NEW: Block = Block([MaybeUninit::uninit(); Block::SIZE]);

    /// Blocks that hold so many bytes.
    pub const fn count_for(bytes: usize) -> usize {
        bytes.div_ceil(Block::SIZE)
    }
}

impl fmt::Debug for Block {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Block")
    }
}

/// The first byte, if the memory is large enough.
pub(crate) fn room(memory: &mut [Block], bytes: usize) -> Result<NonNull<c_void>> {
    if size_of_val(memory) < bytes {
        return Err(Error::NO_MEMORY);
    }
    NonNull::new(memory.as_mut_ptr().cast()).ok_or(Error::NO_MEMORY)
}

/// Memory that devices may read and write.
///
/// It is given away for good, or until a shutdown has returned it: a device does not notice that a
/// variable went out of scope.
#[derive(Debug)]
pub struct Dma<'a> {
    region: sys::mnet_dma_region,
    _memory: PhantomData<&'a mut [u8]>,
}

impl<'a> Dma<'a> {
    /// Least bytes for one network card.
    pub const MIN: usize = sys::MNET_NIC_DMA_MIN as usize;

    /// A region of `length` bytes that the CPU sees at `cpu` and devices at `bus`; both are
    /// multiples of 4096.
    ///
    /// # Safety
    /// The bytes from `cpu` on are memory that nobody else uses, and `bus` leads devices to the
    /// same bytes. Both stay so until a shutdown has returned the region, for ever if none does,
    /// and also when the value that holds it is leaked.
    pub const unsafe fn new(cpu: *mut u8, bus: u64, length: u64) -> Self {
        let region = sys::mnet_dma_region { cpu: cpu.cast(), bus, length };
        Dma { region, _memory: PhantomData }
    }

    /// Bytes of the region.
    pub const fn length(&self) -> u64 {
        self.region.length
    }

    pub(crate) const fn raw(&self) -> sys::mnet_dma_region {
        self.region
    }
}

/// Something was refused; the memory that was offered comes back with the reason.
///
/// `?` turns it into an [`Error`] and abandons the memory.
#[derive(Debug)]
pub struct Refused<M> {
    /// Why.
    pub error: Error,
    /// What was offered.
    pub memory: M,
}

impl<M> From<Refused<M>> for Error {
    fn from(refused: Refused<M>) -> Error {
        refused.error
    }
}

impl<M> fmt::Display for Refused<M> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(formatter)
    }
}

impl<M: fmt::Debug> core::error::Error for Refused<M> {}

/// An operation that has begun, or the memory that was offered for it.
pub type Begun<'a, T> = core::result::Result<T, Refused<&'a mut [Block]>>;

/// The memory of a stack or a card, which belongs to the caller: refused, or given back at the end.
#[derive(Debug)]
pub struct Released<'a> {
    /// The arena.
    pub arena: &'a mut [Block],
    /// The memory for devices, which no device uses any more.
    pub dma: Dma<'a>,
}

/// Received bytes where the device has put them.
///
/// A device that misbehaves can still change them. So they cannot be looked at in place: copy them
/// first, then hash or parse the copy.
#[derive(Clone, Copy)]
pub struct Chunk<'a> {
    data: NonNull<u8>,
    length: usize,
    _bytes: PhantomData<&'a [u8]>,
}

impl<'a> Chunk<'a> {
    /// # Safety
    /// `length` bytes at `data` can be read for the lifetime.
    pub(crate) unsafe fn new(data: *const c_void, length: usize) -> Self {
        let data = NonNull::new(data.cast_mut().cast()).unwrap_or(NonNull::dangling());
        Chunk { data, length, _bytes: PhantomData }
    }

    /// Bytes there.
    pub const fn len(&self) -> usize {
        self.length
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Copies the first bytes out, as many as fit, and returns their number.
    pub fn copy_to(&self, target: &mut [u8]) -> usize {
        let length = self.length.min(target.len());
        // SAFETY: the source is readable by construction, the target is borrowed exclusively.
        unsafe { target.as_mut_ptr().copy_from_nonoverlapping(self.data.as_ptr(), length) };
        length
    }

    /// What is left behind the first `count` bytes.
    pub fn skip(self, count: usize) -> Chunk<'a> {
        let count = count.min(self.length);
        // SAFETY: `count` does not exceed the length.
        let data = unsafe { self.data.add(count) };
        Chunk { data, length: self.length - count, _bytes: PhantomData }
    }

    /// The bytes in place.
    ///
    /// # Safety
    /// The device is trusted not to write into a buffer that it has handed over.
    pub unsafe fn as_slice(&self) -> &'a [u8] {
        // SAFETY: readable by construction; the caller vouches for the device.
        unsafe { slice::from_raw_parts(self.data.as_ptr(), self.length) }
    }
}

impl fmt::Debug for Chunk<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Chunk({} bytes)", self.length)
    }
}
