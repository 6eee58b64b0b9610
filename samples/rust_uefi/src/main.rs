//! An EFI application in Rust: leaves boot services, takes the machine over, downloads the URL on
//! its command line and tells the digest on the serial line.
#![no_std]
#![no_main]

mod fetch;
mod firmware;
mod serial;

use core::ffi::{CStr, c_void};
use core::panic::PanicInfo;

use fetch::{DOWNLOAD_BLOCKS, Machine, ROOM};
use morpheusnet::uefi::{Gathered, Handoff, Owned, Parts, UefiConfig};
use morpheusnet::{BareMetalState, Block, Error, LogLevel};

const URL_MAX: usize = 512;
/// Without a command line.
const DEFAULT_URL: &[u8] = b"http://10.0.2.2:8000/file";

// What outlives the firmware and its stack. Each is borrowed once: the first two by efi_main(), the
// others by run(), which follows it.
static mut HANDOFF: Handoff = Handoff::NEW;
static mut URL: [u8; URL_MAX] = [0; URL_MAX];
static mut PLATFORM: BareMetalState = BareMetalState::NEW;
static mut MEMORY: [Block; DOWNLOAD_BLOCKS] = [Block::NEW; DOWNLOAD_BLOCKS];
static mut ROOM_FOR_FILE: [u8; ROOM] = [0; ROOM];

/// Called by the firmware.
#[unsafe(no_mangle)]
extern "efiapi" fn efi_main(image: *mut c_void, table: *mut c_void) -> usize {
    say!("");
    // SAFETY: the only references; run() reads the URL when this function has ended.
    let (handoff, url) = unsafe { (&mut *&raw mut HANDOFF, &mut *&raw mut URL) };
    url[..DEFAULT_URL.len()].copy_from_slice(DEFAULT_URL);
    // SAFETY: the firmware's handles, and boot services are up. Nothing else here uses them.
    let left = unsafe {
        let length = firmware::command_line(image, table, url);
        if length != 0 {
            url[length] = 0;
        }
        Gathered::gather(image, table, &UefiConfig::default(), handoff)
            .and_then(|gathered| gathered.exit_boot_services())
    };
    let error = match left {
        // SAFETY: run() uses static variables only.
        Ok(left) => unsafe { left.take_over(Some(serial::PORT), run) },
        Err(error) => error,
    };
    fetch::report(Err(error))
}

/// On the bare machine.
fn run(owned: Owned) -> ! {
    // SAFETY: called once, after the last use of the URL in efi_main().
    let (state, url, memory, room) = unsafe {
        (
            &mut *&raw mut PLATFORM,
            &*&raw const URL,
            &mut *&raw mut MEMORY,
            &mut *&raw mut ROOM_FOR_FILE,
        )
    };
    let result = owned
        .into_parts(state, Some(serial::PORT), LogLevel::Info)
        .and_then(|parts| {
            let Parts {
                platform,
                nics,
                arena,
                dma,
                handoff,
            } = parts;
            say!("{handoff}");
            let url = CStr::from_bytes_until_nul(url).map_err(|_| Error::URL)?;
            fetch::fetch(
                Machine {
                    platform,
                    nics,
                    arena,
                    dma,
                },
                url,
                memory,
                room,
            )
        });
    fetch::report(result)
}

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    say!("MNET PANIC text=\"{}\"", info.message());
    fetch::halt()
}
