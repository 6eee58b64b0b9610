//! The application hook: from the library's step to the closure of the step under way.

use core::cell::Cell;
use core::ffi::c_void;
use core::ptr;

use morpheusnet_sys as sys;

/// A closure, and the function that calls it.
type Closure = (unsafe fn(*mut ()), *mut ());

/// One stack a program, so one place is enough, and it need not move with the stack.
struct UnderWay(Cell<Option<Closure>>);

// SAFETY: only a step of the stack reads or writes it, and neither the stack nor its clock leaves
// its thread.
unsafe impl Sync for UnderWay {}

static UNDER_WAY: UnderWay = UnderWay(Cell::new(None));

/// Runs a step during which the hook calls `closure`.
pub(crate) fn during<F: FnMut(), R>(closure: &mut F, step: impl FnOnce() -> R) -> R {
    // A step within a closure is refused by the library, and leaves the outer one in its place.
    let outer = UNDER_WAY.0.replace(Some((call::<F>, ptr::from_mut(closure).cast())));
    let result = step();
    UNDER_WAY.0.set(outer);
    result
}

/// # Safety
/// `closure` is of that type and not in use.
unsafe fn call<F: FnMut()>(closure: *mut ()) {
    // SAFETY: see above.
    unsafe { (*closure.cast::<F>())() }
}

/// What the library calls as its fourth phase.
pub(crate) unsafe extern "efiapi" fn hook(_: *mut c_void, _: *mut sys::mnet_net, _: u64) {
    // Taken for the call: whatever happens in there does not call it again.
    if let Some((call, closure)) = UNDER_WAY.0.take() {
        // SAFETY: during() put it there, and the step that it waits for is under way.
        unsafe { call(closure) };
    }
}
