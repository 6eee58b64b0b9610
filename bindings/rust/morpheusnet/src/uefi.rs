//! From a UEFI application to the owner of the machine.
//!
//! [`Gathered::gather`] records facts and allocates memory while boot services are up,
//! [`Gathered::exit_boot_services`] leaves them, [`Left::take_over`] installs own page tables,
//! descriptor tables and stack, and calls a function with the [`Owned`] machine. Each step consumes
//! what the one before has returned, so none can be forgotten or made twice.

use core::ffi::c_void;
use core::{fmt, slice};

use morpheusnet_sys as sys;

use crate::error::{Error, Result, check};
use crate::memory::{Block, Dma};
use crate::nic::NicInfo;
use crate::platform::{BareMetalState, LogLevel, Platform};

/// Where the hand-off is kept; a static variable of the program.
#[derive(Debug)]
#[repr(transparent)]
pub struct Handoff(sys::mnet_handoff);

impl Handoff {
    /// Nothing yet.
    pub const NEW: Handoff = Handoff(sys::mnet_handoff::sized());

    /// The facts as they were gathered.
    pub const fn raw(&self) -> &sys::mnet_handoff {
        &self.0
    }
}

// SAFETY: the pointers in it name memory that is the program's own, on the one CPU it runs on.
unsafe impl Send for Handoff {}
// SAFETY: a shared reference can only be read.
unsafe impl Sync for Handoff {}

/// How much memory to allocate, in bytes. Zero means the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UefiConfig {
    /// For devices; 0: 4 MiB.
    pub dma_size: u64,
    /// 0: what the region for devices needs.
    pub arena_size: u64,
    /// 0: 256 KiB.
    pub stack_size: u64,
}

/// Facts and memory, while boot services are up.
#[derive(Debug)]
#[must_use = "the firmware's memory is allocated"]
pub struct Gathered {
    image: *mut c_void,
    table: *mut c_void,
    handoff: &'static mut Handoff,
}

impl Gathered {
    /// Records facts and allocates memory. Touches no network card.
    ///
    /// # Safety
    /// `image` and `table` are what the firmware gave the application's entry point, and boot
    /// services are up.
    pub unsafe fn gather(
        image: *mut c_void,
        table: *mut c_void,
        config: &UefiConfig,
        handoff: &'static mut Handoff,
    ) -> Result<Self> {
        let mut raw = sys::mnet_uefi_config::sized();
        raw.dma_size = config.dma_size;
        raw.arena_size = config.arena_size;
        raw.stack_size = config.stack_size;
        *handoff = Handoff::NEW;
        // SAFETY: the caller vouches for the handles; the hand-off outlives everything.
        check(unsafe { sys::mnet_uefi_gather(image, table, &raw, &mut handoff.0) })?;
        Ok(Gathered { image, table, handoff })
    }

    /// Stays in boot services and gives the memory back.
    pub fn release(self) -> Result<()> {
        // SAFETY: boot services are up: only exit_boot_services() leaves them, and consumes this.
        check(unsafe { sys::mnet_uefi_release(self.table, &mut self.handoff.0) })
    }

    /// Facts, for the console.
    pub fn handoff(&self) -> &Handoff {
        self.handoff
    }

    /// Leaves boot services. After an error they are in an undefined half-way state.
    ///
    /// # Safety
    /// Nothing of the program uses boot services afterwards, an allocator or logger included.
    pub unsafe fn exit_boot_services(self) -> Result<Left> {
        // SAFETY: boot services are up; the caller vouches for the rest of the program.
        check(unsafe {
            sys::mnet_uefi_exit_boot_services(self.image, self.table, &mut self.handoff.0)
        })?;
        Ok(Left { handoff: self.handoff })
    }
}

/// The machine without boot services, on firmware's stack and page tables.
#[derive(Debug)]
#[must_use = "boot services are gone: take the machine over"]
pub struct Left {
    handoff: &'static mut Handoff,
}

impl Left {
    /// Installs own page tables, descriptor tables and stack, and calls `main` there. Exceptions
    /// are dumped to the 16550 at `serial_port`, and halt.
    ///
    /// Returns only if it cannot be done.
    ///
    /// # Safety
    /// Nothing of the program needs firmware's page tables, descriptor tables or stack any more:
    /// no reference to a variable on the present stack is used by `main`.
    pub unsafe fn take_over(self, serial_port: Option<u16>, main: fn(Owned) -> !) -> Error {
        let mut config = sys::mnet_machine_config::sized();
        config.serial_port = serial_port.unwrap_or(0);
        config.context = main as *mut c_void;
        let handoff: *mut sys::mnet_handoff = &mut self.handoff.0;
        // SAFETY: boot services are gone; the caller vouches for the rest.
        let status = unsafe { sys::mnet_machine_take_over(handoff, &config, Some(on_machine)) };
        Error::in_status(status).unwrap_or(Error::STATE)
    }

    /// For a program that has page tables and a stack of its own: goes on as it is.
    pub fn into_owned(self) -> Owned {
        Owned { handoff: self.handoff }
    }
}

unsafe extern "efiapi" fn on_machine(context: *mut c_void, handoff: *mut sys::mnet_handoff) {
    // SAFETY: take_over() has put the function there.
    let main = unsafe { core::mem::transmute::<*mut c_void, fn(Owned) -> !>(context) };
    // SAFETY: it is the hand-off of take_over(), whose reference was given up; Handoff is a
    // transparent wrapper of it.
    main(Owned { handoff: unsafe { &mut *handoff.cast::<Handoff>() } })
}

/// The machine, which is now the program's.
#[derive(Debug)]
pub struct Owned {
    handoff: &'static mut Handoff,
}

/// What a stack or a card needs of the machine.
#[derive(Debug)]
pub struct Parts {
    /// The platform table.
    pub platform: Platform<'static>,
    /// Network cards.
    pub nics: &'static [NicInfo<'static>],
    /// Memory for the state.
    pub arena: &'static mut [Block],
    /// Memory for the devices.
    pub dma: Dma<'static>,
    /// Everything else that was gathered.
    pub handoff: &'static Handoff,
}

impl Owned {
    /// Platform, cards and memory. The log goes to the 16550 at `serial_port`.
    pub fn into_parts(
        self,
        state: &'static mut BareMetalState,
        serial_port: Option<u16>,
        log_level: LogLevel,
    ) -> Result<Parts> {
        let handoff: &'static Handoff = self.handoff;
        let raw = handoff.raw();
        let mut table = sys::mnet_platform::sized();
        let (port, level) = (serial_port.unwrap_or(0), u32::from(log_level));
        // SAFETY: the hand-off is complete, and the state outlives the table.
        check(unsafe {
            sys::mnet_platform_from_handoff(raw, port, level, &mut table, state.as_mut_ptr())
        })?;
        let count = (raw.nic_count as usize).min(raw.nics.len());
        // SAFETY: NicInfo is a transparent wrapper; gathered entries name no own operations.
        let nics = unsafe { slice::from_raw_parts(raw.nics.as_ptr().cast(), count) };
        // SAFETY: gather() has allocated both in whole pages, for this program alone; this value
        // was the only way to them, and is consumed.
        let (arena, dma) = unsafe {
            let blocks = raw.arena_size as usize / Block::SIZE;
            (
                slice::from_raw_parts_mut(raw.arena.cast(), blocks),
                Dma::new(raw.dma.cpu.cast(), raw.dma.bus, raw.dma.length),
            )
        };
        Ok(Parts { platform: Platform::from_table(table), nics, arena, dma, handoff })
    }
}

impl fmt::Display for Handoff {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let raw = self.raw();
        write!(formatter, "{} cards, TSC at {} Hz", raw.nic_count, raw.tsc_hz)
    }
}
