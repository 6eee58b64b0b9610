//! Lines on the first serial port, for scripts and for panics.

use core::arch::asm;
use core::fmt::{self, Write};

/// I/O base of COM1.
pub const PORT: u16 = 0x3F8;
const LINE_STATUS: u16 = PORT + 5;
const TRANSMITTER_EMPTY: u8 = 1 << 5;
/// A port that is not there must not hold the program up.
const POLLS_MAX: u32 = 100_000;

/// # Safety
/// Writing to the port has no effect on memory.
pub unsafe fn write_port(port: u16, value: u8) {
    // SAFETY: see above.
    unsafe { asm!("out dx, al", in("dx") port, in("al") value, options(nomem, nostack)) };
}

fn line_status() -> u8 {
    let value: u8;
    // SAFETY: reading a 16550's line status changes nothing but its error bits.
    unsafe { asm!("in al, dx", in("dx") LINE_STATUS, out("al") value, options(nomem, nostack)) };
    value
}

/// The port as a writer.
pub struct Serial;

impl Write for Serial {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            for _ in 0..POLLS_MAX {
                if line_status() & TRANSMITTER_EMPTY != 0 {
                    break;
                }
            }
            // SAFETY: a serial port has no access to memory.
            unsafe { write_port(PORT, byte) };
        }
        Ok(())
    }
}

/// Prints a line.
#[macro_export]
macro_rules! say {
    ($($argument:tt)*) => {{
        use core::fmt::Write as _;
        let _ = write!($crate::serial::Serial, "{}\r\n", format_args!($($argument)*));
    }};
}
