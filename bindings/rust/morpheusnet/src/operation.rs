//! What operations on a stack have in common: their memory, and the way from C to a closure.

use core::ffi::c_void;
use core::marker::PhantomData;
use core::ptr::NonNull;

use crate::error::{Error, Result};
use crate::memory::{Begun, Block, Chunk, Refused, room};
use crate::net::Net;

/// An open handle and the memory it lives in.
///
/// The memory is lent for the stack's whole lifetime: even a leaked operation's memory is not used
/// for anything else while the stack can still be stepped. The stack is borrowed, so that it cannot
/// be shut down meanwhile.
pub(crate) struct Operation<'n, 'a, H> {
    handle: NonNull<H>,
    memory: NonNull<[Block]>,
    _net: PhantomData<&'n Net<'a>>,
    _memory: PhantomData<&'a mut [Block]>,
}

impl<'n, 'a, H> Operation<'n, 'a, H> {
    /// Lets `begin` open a handle in `size` bytes of the memory.
    pub(crate) fn begin(
        _net: &'n Net<'a>,
        memory: &'a mut [Block],
        size: usize,
        begin: impl FnOnce(*mut c_void, &mut *mut H) -> Result<()>,
    ) -> Begun<'a, Self> {
        let mut handle = core::ptr::null_mut();
        let begun = room(memory, size).and_then(|place| begin(place.as_ptr(), &mut handle));
        Self::begun(memory, begun, handle)
    }

    /// The same behind a block for the closure; `begin` also gets the context for [`sink`].
    pub(crate) fn begin_with_sink(
        _net: &'n Net<'a>,
        memory: &'a mut [Block],
        size: usize,
        begin: impl FnOnce(*mut c_void, *mut c_void, &mut *mut H) -> Result<()>,
    ) -> Begun<'a, Self> {
        let mut handle = core::ptr::null_mut();
        let begun = room(memory, Block::SIZE + size).and_then(|place| {
            // SAFETY: there is room for a block and the handle, and a block holds a slot.
            let (slot, place) = unsafe { (place, place.byte_add(Block::SIZE)) };
            // SAFETY: see above.
            unsafe { slot.cast::<SinkSlot>().write(SinkSlot::EMPTY) };
            begin(slot.as_ptr(), place.as_ptr(), &mut handle)
        });
        Self::begun(memory, begun, handle)
    }

    fn begun(memory: &'a mut [Block], begun: Result<()>, handle: *mut H) -> Begun<'a, Self> {
        match (begun, NonNull::new(handle)) {
            (Ok(()), Some(handle)) => {
                let memory = NonNull::from(memory);
                Ok(Operation { handle, memory, _net: PhantomData, _memory: PhantomData })
            }
            (refused, _) => Err(Refused { error: refused.err().unwrap_or(Error::INVALID), memory }),
        }
    }

    pub(crate) fn raw(&self) -> *mut H {
        self.handle.as_ptr()
    }

    /// The first block, for an operation that has begun behind it.
    pub(crate) fn slot(&self) -> NonNull<SinkSlot> {
        self.memory.cast()
    }

    /// The memory, to be used again.
    ///
    /// # Safety
    /// The library is done with it: the handle has ended.
    pub(crate) unsafe fn memory(&self) -> &'a mut [Block] {
        let mut memory = self.memory;
        // SAFETY: it was given for this lifetime, and nobody else has it.
        unsafe { memory.as_mut() }
    }
}

/// Where an operation with a sink finds the closure of the step under way.
#[repr(C)]
pub(crate) struct SinkSlot {
    call: unsafe fn(*mut (), u64, Chunk<'_>) -> i64,
    closure: *mut (),
}

const _: () = assert!(size_of::<SinkSlot>() <= Block::SIZE);

impl SinkSlot {
    const EMPTY: SinkSlot = SinkSlot { call: refuse, closure: core::ptr::null_mut() };
}

/// Runs a step during which the sink is `closure`.
///
/// # Safety
/// The slot is that of an operation which began with a sink, and is still open.
pub(crate) unsafe fn with_sink<F, R>(
    slot: NonNull<SinkSlot>,
    mut closure: F,
    step: impl FnOnce() -> R,
) -> R
where
    F: FnMut(u64, Chunk<'_>) -> Result<usize>,
{
    let closure = core::ptr::from_mut(&mut closure).cast();
    // SAFETY: the slot is valid.
    unsafe { slot.write(SinkSlot { call: call::<F>, closure }) };
    let result = step();
    // SAFETY: the slot is valid; the closure must not be found any more.
    unsafe { slot.write(SinkSlot::EMPTY) };
    result
}

/// # Safety
/// `closure` is of that type and not in use.
unsafe fn call<F>(closure: *mut (), offset: u64, chunk: Chunk<'_>) -> i64
where
    F: FnMut(u64, Chunk<'_>) -> Result<usize>,
{
    // SAFETY: see above.
    let closure = unsafe { &mut *closure.cast::<F>() };
    match closure(offset, chunk) {
        Ok(accepted) => accepted.min(chunk.len()) as i64,
        Err(error) => error.code().into(),
    }
}

/// Outside of a step there is no sink.
unsafe fn refuse(_: *mut (), _: u64, _: Chunk<'_>) -> i64 {
    Error::STATE.code().into()
}

/// The sink that the library sees.
pub(crate) unsafe extern "efiapi" fn sink(
    context: *mut c_void,
    offset: u64,
    data: *const c_void,
    length: u32,
) -> i64 {
    // SAFETY: the context is a slot; the library calls within a step, in which with_sink() has set
    // it, and the bytes are valid for the call.
    unsafe {
        let slot = context.cast::<SinkSlot>().read();
        (slot.call)(slot.closure, offset, Chunk::new(data, length as usize))
    }
}
