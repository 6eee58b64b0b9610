//! The one thing that this program asks the firmware itself: its command line.

use core::ffi::c_void;
use core::{ptr, slice};

/// Of EFI_SYSTEM_TABLE and EFI_BOOT_SERVICES (UEFI 2.10, sections 4.3 and 4.4).
const SYSTEM_BOOT_SERVICES: usize = 96;
const BOOT_HANDLE_PROTOCOL: usize = 152;
/// Of EFI_LOADED_IMAGE_PROTOCOL (section 9.1).
const IMAGE_OPTIONS_SIZE: usize = 48;
const IMAGE_OPTIONS: usize = 56;
const LOADED_IMAGE: [u8; 16] = [
    0xA1, 0x31, 0x1B, 0x5B, 0x62, 0x95, 0xD2, 0x11, 0x8E, 0x3F, 0x00, 0xA0, 0xC9, 0x69, 0x72, 0x3B,
];

type HandleProtocol =
    unsafe extern "efiapi" fn(*mut c_void, *const [u8; 16], *mut *mut c_void) -> usize;

/// # Safety
/// There is a value of the type at that offset.
unsafe fn field<T: Copy>(table: *mut c_void, offset: usize) -> T {
    // SAFETY: see above.
    unsafe { table.byte_add(offset).cast::<T>().read_unaligned() }
}

/// Copies the command line, as far as it is ASCII and fits with a NUL behind it, and returns its
/// length.
///
/// # Safety
/// Both are what the firmware gave the application's entry point, and boot services are up.
pub unsafe fn command_line(image: *mut c_void, table: *mut c_void, text: &mut [u8]) -> usize {
    let mut loaded = ptr::null_mut();
    // SAFETY: the tables are those that the specification lays out.
    let options: &[u16] = unsafe {
        let boot: *mut c_void = field(table, SYSTEM_BOOT_SERVICES);
        let handle_protocol: HandleProtocol = field(boot, BOOT_HANDLE_PROTOCOL);
        if handle_protocol(image, &LOADED_IMAGE, &mut loaded) != 0 {
            return 0;
        }
        let size: u32 = field(loaded, IMAGE_OPTIONS_SIZE);
        let options: *const u16 = field(loaded, IMAGE_OPTIONS);
        if options.is_null() || !options.is_aligned() {
            return 0;
        }
        slice::from_raw_parts(options, size as usize / 2)
    };
    let room = text.len().saturating_sub(1);
    let characters = options.iter().map_while(|&unit| u8::try_from(unit).ok());
    let mut length = 0;
    for character in characters
        .take_while(|byte| (0x21..0x7F).contains(byte))
        .take(room)
    {
        text[length] = character;
        length += 1;
    }
    length
}
