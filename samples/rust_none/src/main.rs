//! A kernel in Rust without any firmware service: entered through PVH, it finds its card on the PCI
//! bus, downloads the URL on its command line and tells the digest on the serial line.
#![no_std]
#![no_main]

mod acpi;
#[path = "../../rust_uefi/src/fetch.rs"]
mod fetch;
#[path = "../../rust_uefi/src/serial.rs"]
mod serial;

use core::arch::global_asm;
use core::ffi::CStr;
use core::panic::PanicInfo;

use fetch::{DOWNLOAD_BLOCKS, Machine, ROOM};
use morpheusnet::{
    BareMetal, BareMetalState, Block, Dma, DownloadProgress, Error, NicInfo, Platform, Result,
    enumerate,
};

global_asm!(include_str!("boot.s"));

const NICS_MAX: usize = 8;
const ARENA_BLOCKS: usize = (1 << 20) / Block::SIZE;
const DMA_SIZE: usize = 2 << 20;

/// Of hvm_start_info (Xen, public/arch-x86/hvm/start_info.h), of which no more is used here.
#[repr(C)]
struct StartInfo {
    magic: u32,
    version: u32,
    flags: u32,
    module_count: u32,
    modules: u64,
    command_line: u64,
    rsdp: u64,
}

const START_INFO_MAGIC: u32 = 0x336E_C578;

#[repr(C, align(4096))]
struct Pages([u8; DMA_SIZE]);

// Each is borrowed once, by run().
static mut PLATFORM_STATE: BareMetalState = BareMetalState::NEW;
static mut NICS: [NicInfo<'static>; NICS_MAX] = [NicInfo::EMPTY; NICS_MAX];
static mut ARENA: [Block; ARENA_BLOCKS] = [Block::NEW; ARENA_BLOCKS];
static mut DMA: Pages = Pages([0; DMA_SIZE]);
static mut MEMORY: [Block; DOWNLOAD_BLOCKS] = [Block::NEW; DOWNLOAD_BLOCKS];
static mut ROOM_FOR_FILE: [u8; ROOM] = [0; ROOM];

/// Called by boot.s, once.
#[unsafe(no_mangle)]
extern "C" fn kernel_main(start: &StartInfo) -> ! {
    fetch::report(run(start))
}

fn run(start: &StartInfo) -> Result<DownloadProgress> {
    if start.magic != START_INFO_MAGIC || start.command_line == 0 {
        return Err(Error::INVALID);
    }
    // SAFETY: the boot protocol's string, below 4 GiB.
    let url = unsafe { CStr::from_ptr(start.command_line as *const _) };
    // SAFETY: the only references; this function is called once.
    let (state, nics, arena, dma, memory, room) = unsafe {
        (
            &mut *&raw mut PLATFORM_STATE,
            &mut *&raw mut NICS,
            &mut *&raw mut ARENA,
            &raw mut DMA,
            &mut *&raw mut MEMORY,
            &mut *&raw mut ROOM_FOR_FILE,
        )
    };
    // SAFETY: the tables of the firmware that has left them there, below 4 GiB.
    let pm_timer_port = unsafe { acpi::pm_timer_port(start.rsdp) };
    let choices = BareMetal {
        serial_port: Some(serial::PORT),
        pm_timer_port,
        ..BareMetal::default()
    };
    // SAFETY: ring 0, the machine is ours, the first 4 GiB are mapped where they are, and firmware
    // has put all device memory there.
    let platform = unsafe { Platform::bare_metal(state, &choices)? };
    // SAFETY: nobody uses a device yet.
    let count = unsafe { enumerate(&platform, nics)? }.min(NICS_MAX);
    say!("{count} cards: {:?}", &nics[..count]);
    // SAFETY: the pages are used for nothing else, for ever, and devices see them where we do.
    let dma = unsafe { Dma::new(dma.cast(), dma as u64, DMA_SIZE as u64) };
    let nics = &nics[..count];
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
}

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    say!("MNET PANIC text=\"{}\"", info.message());
    fetch::halt()
}
