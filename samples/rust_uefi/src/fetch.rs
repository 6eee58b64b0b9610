//! The download itself, the same with and without firmware: the whole main loop, then the result.

use core::arch::asm;
use core::ffi::CStr;
use core::task::Poll;

use morpheusnet::{
    Block, Digest, Dma, Download, DownloadProgress, DownloadRequest, Driver, Net, NetConfig,
    NicInfo, Platform, Result,
};

use crate::say;
use crate::serial::write_port;

/// Where the file goes.
pub const ROOM: usize = 8 << 20;
/// For the state of the download.
pub const DOWNLOAD_BLOCKS: usize = 1024;
const HOSTNAME: &CStr = c"rust";
/// QEMU's isa-debug-exit; a real machine ignores it.
const EXIT_PORT: u16 = 0xF4;

/// What the machine has for the stack.
pub struct Machine {
    /// The platform table.
    pub platform: Platform<'static>,
    /// Network cards.
    pub nics: &'static [NicInfo<'static>],
    /// Memory for the stack's state.
    pub arena: &'static mut [Block],
    /// Memory for the devices.
    pub dma: Dma<'static>,
}

/// Downloads the URL into `room`. On success its bytes are those whose digest is told.
pub fn fetch(
    machine: Machine,
    url: &CStr,
    memory: &mut [Block],
    room: &mut [u8],
) -> Result<DownloadProgress> {
    let Machine {
        platform,
        nics,
        arena,
        dma,
    } = machine;
    let config = NetConfig {
        hostname: Some(HOSTNAME),
        ..NetConfig::default()
    };
    let (net, mut clock) = Net::open(&platform, Driver::all(), nics, &config, arena, dma)?;
    let request = DownloadRequest {
        digest: Digest::Compute,
        ..DownloadRequest::new(url)
    };
    let mut download = Download::begin(&net, &mut clock, &request, room, memory)?;
    while download.step(&mut clock).is_pending() {
        // Draw, read keys, ...: the next step takes up what arrived meanwhile.
        net.step(&mut clock);
    }
    let finished = download.finish(&mut clock);
    if let Some(error) = finished.progress.error {
        say!(
            "{} in state {}: {error}",
            finished.progress.detail,
            finished.progress.failed_state
        );
    }
    let mut shutdown = net.shutdown(clock);
    let stopped = loop {
        if let Poll::Ready(stopped) = shutdown.step() {
            break stopped;
        }
    };
    // A card that was not stopped may still write to memory that a kernel is about to use.
    stopped?;
    finished.body?;
    Ok(finished.progress)
}

/// Says how it went, for scripts, and ends.
pub fn report(result: Result<DownloadProgress>) -> ! {
    match result {
        Ok(progress) => {
            let bytes = progress.received_bytes;
            let status = progress.http_status;
            if let Some(sha256) = progress.sha256 {
                say!("MNET RESULT name=file status=ok bytes={bytes} sha256={sha256} http={status}");
            }
            say!("MNET DONE ok=1 failed=0");
        }
        Err(error) => {
            let name = error.name();
            say!("MNET RESULT name=file status=error error={name} detail=\"{error}\"");
            say!("MNET DONE ok=0 failed=1");
        }
    }
    // SAFETY: the port ends the virtual machine, or nothing.
    unsafe { write_port(EXIT_PORT, u8::from(result.is_err())) };
    halt()
}

/// Until somebody pulls the plug.
pub fn halt() -> ! {
    loop {
        // SAFETY: with interrupts off it stops; with interrupts on it goes round.
        unsafe { asm!("hlt", options(nomem, nostack)) };
    }
}
