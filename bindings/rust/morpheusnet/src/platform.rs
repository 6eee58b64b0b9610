//! The platform table: what the library needs of the world.

use core::ffi::{c_char, c_void};
use core::fmt;
use core::marker::PhantomData;
use core::num::NonZeroU64;
use core::ptr::NonNull;
use core::slice;

use morpheusnet_sys as sys;

use crate::error::{Result, check};
use crate::text::valid_text;

/// A PCI function's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PciAddress {
    /// PCI segment group; 0 on most machines.
    pub segment: u16,
    /// 0..=255.
    pub bus: u8,
    /// 0..=31.
    pub device: u8,
    /// 0..=7.
    pub function: u8,
}

impl fmt::Display for PciAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let PciAddress { segment, bus, device, function } = self;
        write!(formatter, "{segment:04x}:{bus:02x}:{device:02x}.{function}")
    }
}

impl From<sys::mnet_pci_address> for PciAddress {
    fn from(raw: sys::mnet_pci_address) -> Self {
        PciAddress {
            segment: raw.segment,
            bus: raw.bus,
            device: raw.device,
            function: raw.function,
        }
    }
}

/// Severity of a log line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LogLevel {
    /// Something failed that was asked for.
    Error,
    /// Something is wrong and was worked around.
    Warn,
    /// A milestone: card found, link up, lease.
    Info,
    /// Detail for whoever debugs the library.
    Debug,
}

impl LogLevel {
    const fn raw(self) -> u8 {
        (match self {
            LogLevel::Error => sys::MNET_LOG_ERROR,
            LogLevel::Warn => sys::MNET_LOG_WARN,
            LogLevel::Info => sys::MNET_LOG_INFO,
            LogLevel::Debug => sys::MNET_LOG_DEBUG,
        }) as u8
    }

    const fn from_raw(level: u32) -> Self {
        match level {
            sys::MNET_LOG_ERROR => LogLevel::Error,
            sys::MNET_LOG_WARN => LogLevel::Warn,
            sys::MNET_LOG_INFO => LogLevel::Info,
            _ => LogLevel::Debug,
        }
    }
}

impl From<LogLevel> for u32 {
    fn from(level: LogLevel) -> u32 {
        level.raw().into()
    }
}

/// A machine of your own making: PCI, device memory, clock, entropy, log.
///
/// Every function returns at once.
///
/// # Safety
/// [`Machine::map_mmio`] returns addresses through which the device's registers, and nothing else,
/// are reached, for ever.
pub unsafe trait Machine {
    /// Reads `width` (1, 2 or 4) bytes of configuration space; all ones when nothing answers.
    fn pci_read(&self, address: PciAddress, offset: u32, width: u32) -> u32;
    /// Writes `width` (1, 2 or 4) bytes of configuration space.
    fn pci_write(&self, address: PciAddress, offset: u32, width: u32, value: u32);
    /// Where `length` bytes of device memory at the bus address `bus` can be reached, uncached.
    fn map_mmio(&self, bus: u64, length: u64) -> Option<NonNull<c_void>>;
    /// A monotonic counter, normally the TSC.
    fn counter(&self) -> u64;
    /// Its ticks a second, 1 MHz to 100 GHz; always the same.
    fn counter_hz(&self) -> u64;
    /// Seconds since 1970-01-01 UTC, if they are known.
    fn wall_clock(&self) -> Option<NonZeroU64> {
        None
    }
    /// Fills the buffer from its beginning with entropy and returns the bytes filled.
    fn entropy(&self, buffer: &mut [u8]) -> usize {
        let _ = buffer;
        0
    }
    /// A line of the library's log, without a line end.
    fn log(&self, level: LogLevel, line: &str) {
        let _ = (level, line);
    }
}

/// The filled table. The library keeps a pointer to it, so a stack or a card borrows it.
pub struct Platform<'a> {
    table: sys::mnet_platform,
    _machine: PhantomData<&'a ()>,
}

impl<'a> Platform<'a> {
    /// A platform whose functions are those of `machine`.
    pub fn new<M: Machine>(machine: &'a M) -> Self {
        let mut table = sys::mnet_platform::sized();
        table.context = core::ptr::from_ref(machine).cast_mut().cast();
        table.pci_read = Some(pci_read::<M>);
        table.pci_write = Some(pci_write::<M>);
        table.map_mmio = Some(map_mmio::<M>);
        table.counter = Some(counter::<M>);
        table.counter_hz = machine.counter_hz();
        table.wall_clock = Some(wall_clock::<M>);
        table.entropy = Some(entropy::<M>);
        table.log = Some(log::<M>);
        Platform { table, _machine: PhantomData }
    }

    /// The library's own platform for a machine without an operating system.
    ///
    /// `state` is where it keeps what it remembers.
    ///
    /// # Safety
    /// The program runs in ring 0 and owns the machine: I/O ports may be used, and device memory
    /// is mapped at its bus address plus [`BareMetal::mmio_offset`].
    pub unsafe fn bare_metal(state: &'a mut BareMetalState, choices: &BareMetal) -> Result<Self> {
        let mut table = sys::mnet_platform::sized();
        let config = choices.raw();
        // SAFETY: all three are valid; the state outlives the table by its lifetime.
        check(unsafe {
            sys::mnet_platform_bare_metal(&mut table, core::ptr::from_mut(state).cast(), &config)
        })?;
        Ok(Platform { table, _machine: PhantomData })
    }

    /// Permits the library to use vector registers where the CPU has what it needs.
    ///
    /// # Safety
    /// SSE is enabled, and whatever interrupts the library preserves vector registers.
    pub unsafe fn permit_simd(&mut self) {
        self.table.cpu_flags |= sys::MNET_CPU_SIMD_OK;
    }

    /// The counter now.
    pub fn counter(&self) -> u64 {
        // SAFETY: every constructor sets the function, with the context that belongs to it.
        self.table.counter.map_or(0, |counter| unsafe { counter(self.table.context) })
    }

    /// Ticks of the counter a second.
    pub const fn counter_hz(&self) -> u64 {
        self.table.counter_hz
    }

    /// Fills the buffer from its beginning with entropy and returns the bytes filled.
    pub fn entropy(&self, buffer: &mut [u8]) -> usize {
        let length = u32::try_from(buffer.len()).unwrap_or(u32::MAX);
        // SAFETY: the buffer holds `length` bytes; the context belongs to the function.
        self.table.entropy.map_or(0, |entropy| unsafe {
            entropy(self.table.context, buffer.as_mut_ptr().cast(), length) as usize
        })
    }

    /// Seconds since 1970-01-01 UTC, if they are known.
    pub fn wall_clock(&self) -> Option<NonZeroU64> {
        let wall_clock = self.table.wall_clock?;
        // SAFETY: the context belongs to the function.
        NonZeroU64::new(unsafe { wall_clock(self.table.context) })
    }

    pub(crate) const fn from_table(table: sys::mnet_platform) -> Self {
        Platform { table, _machine: PhantomData }
    }

    pub(crate) const fn raw(&self) -> &sys::mnet_platform {
        &self.table
    }
}

impl fmt::Debug for Platform<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Platform").field("counter_hz", &self.counter_hz()).finish()
    }
}

/// Where the configuration space of PCI segment 0 is mapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ecam {
    /// CPU address.
    pub base: u64,
    /// First bus behind it.
    pub start_bus: u8,
    /// Last bus behind it.
    pub end_bus: u8,
}

/// Choices for [`Platform::bare_metal`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BareMetal {
    /// I/O base of a 16550 for the log; 0x3F8 is COM1.
    pub serial_port: Option<u16>,
    /// The least important lines that are written.
    pub log_level: LogLevel,
    /// Without it, ports CF8/CFC are used.
    pub ecam: Option<Ecam>,
    /// CPU address minus bus address of device memory; 0 is an identity mapping.
    pub mmio_offset: u64,
    /// The TSC's rate. Without it the CPU is asked, then the ACPI PM timer.
    pub tsc_hz: Option<NonZeroU64>,
    /// I/O port of the ACPI PM timer.
    pub pm_timer_port: Option<u16>,
    /// Seconds since 1970, and the counter at that moment. Without it the CMOS clock is asked.
    pub wall_clock: Option<(u64, u64)>,
}

impl Default for BareMetal {
    fn default() -> Self {
        BareMetal {
            serial_port: None,
            log_level: LogLevel::Info,
            ecam: None,
            mmio_offset: 0,
            tsc_hz: None,
            pm_timer_port: None,
            wall_clock: None,
        }
    }
}

impl BareMetal {
    fn raw(&self) -> sys::mnet_bare_metal_config {
        let mut config = sys::mnet_bare_metal_config::sized();
        config.serial_port = self.serial_port.unwrap_or(0);
        config.log_level = self.log_level.raw();
        if let Some(ecam) = self.ecam {
            config.ecam_base = ecam.base;
            config.ecam_start_bus = ecam.start_bus;
            config.ecam_end_bus = ecam.end_bus;
        }
        config.mmio_offset = self.mmio_offset;
        config.tsc_hz = self.tsc_hz.map_or(0, NonZeroU64::get);
        config.pm_timer_port = self.pm_timer_port.unwrap_or(0);
        (config.wall_clock, config.wall_clock_tsc) = self.wall_clock.unwrap_or((0, 0));
        config
    }
}

/// What the platform of [`Platform::bare_metal`] remembers.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(8))]
pub struct BareMetalState([u8; sys::MNET_BARE_METAL_STATE_SIZE as usize]);

impl BareMetalState {
    /// Nothing yet.
    pub const NEW: BareMetalState = BareMetalState([0; sys::MNET_BARE_METAL_STATE_SIZE as usize]);

    pub(crate) fn as_mut_ptr(&mut self) -> *mut c_void {
        core::ptr::from_mut(self).cast()
    }
}

// The functions of the table. Each one's context is the machine that Platform::new() was given,
// which outlives the platform.

/// # Safety
/// `context` is a machine of that type.
unsafe fn machine<'a, M: Machine>(context: *mut c_void) -> &'a M {
    // SAFETY: see above.
    unsafe { &*context.cast::<M>() }
}

unsafe extern "efiapi" fn pci_read<M: Machine>(
    context: *mut c_void,
    address: *const sys::mnet_pci_address,
    offset: u32,
    width: u32,
) -> u32 {
    // SAFETY: the library hands over the context, and an address that is valid for the call.
    let (machine, address) = unsafe { (machine::<M>(context), *address) };
    machine.pci_read(address.into(), offset, width)
}

unsafe extern "efiapi" fn pci_write<M: Machine>(
    context: *mut c_void,
    address: *const sys::mnet_pci_address,
    offset: u32,
    width: u32,
    value: u32,
) {
    // SAFETY: the library hands over the context, and an address that is valid for the call.
    let (machine, address) = unsafe { (machine::<M>(context), *address) };
    machine.pci_write(address.into(), offset, width, value);
}

unsafe extern "efiapi" fn map_mmio<M: Machine>(
    context: *mut c_void,
    bus: u64,
    length: u64,
) -> *mut c_void {
    // SAFETY: the library hands over the context.
    let machine = unsafe { machine::<M>(context) };
    machine.map_mmio(bus, length).map_or(core::ptr::null_mut(), NonNull::as_ptr)
}

unsafe extern "efiapi" fn counter<M: Machine>(context: *mut c_void) -> u64 {
    // SAFETY: the library hands over the context.
    unsafe { machine::<M>(context) }.counter()
}

unsafe extern "efiapi" fn wall_clock<M: Machine>(context: *mut c_void) -> u64 {
    // SAFETY: the library hands over the context.
    unsafe { machine::<M>(context) }.wall_clock().map_or(0, NonZeroU64::get)
}

unsafe extern "efiapi" fn entropy<M: Machine>(
    context: *mut c_void,
    buffer: *mut c_void,
    length: u32,
) -> u32 {
    // SAFETY: `length` bytes can be written there; zeroing makes them readable as well.
    let buffer = unsafe {
        buffer.cast::<u8>().write_bytes(0, length as usize);
        slice::from_raw_parts_mut(buffer.cast::<u8>(), length as usize)
    };
    // SAFETY: the library hands over the context.
    let filled = unsafe { machine::<M>(context) }.entropy(buffer);
    filled.min(length as usize) as u32
}

unsafe extern "efiapi" fn log<M: Machine>(
    context: *mut c_void,
    level: u32,
    text: *const c_char,
    length: u32,
) {
    // SAFETY: the text has `length` bytes and is valid for the call.
    let bytes = unsafe { slice::from_raw_parts(text.cast::<u8>(), length as usize) };
    // SAFETY: the library hands over the context.
    let machine = unsafe { machine::<M>(context) };
    machine.log(LogLevel::from_raw(level), valid_text(bytes));
}
