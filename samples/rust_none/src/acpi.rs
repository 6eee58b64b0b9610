//! The ACPI table that names a clock: the FADT, for the PM timer.

const TABLES_MAX: usize = 64;
const FADT_PM_TIMER: u64 = 76;

/// # Safety
/// Memory is mapped there, at its physical address.
unsafe fn read<T: Copy>(address: u64) -> T {
    // SAFETY: see above.
    unsafe { (address as *const T).read_unaligned() }
}

/// I/O port of the PM timer, or nothing.
///
/// # Safety
/// `rsdp` is 0 or the address of the firmware's root pointer, and its tables are mapped where they
/// are.
pub unsafe fn pm_timer_port(rsdp: u64) -> Option<u16> {
    if rsdp == 0 {
        return None;
    }
    // SAFETY: the tables are those of the firmware, each with its length in its header.
    unsafe {
        // From revision 2 on there is a table of 64-bit addresses.
        let wide = read::<u8>(rsdp + 15) >= 2 && read::<u64>(rsdp + 24) != 0;
        let (root, entry) = if wide {
            (read::<u64>(rsdp + 24), 8)
        } else {
            (read::<u32>(rsdp + 16).into(), 4)
        };
        let end = root + u64::from(read::<u32>(root + 4));
        (root + 36..end)
            .step_by(entry)
            .take(TABLES_MAX)
            .find_map(|at| {
                let table = if wide {
                    read::<u64>(at)
                } else {
                    read::<u32>(at).into()
                };
                let port = (read::<[u8; 4]>(table) == *b"FACP")
                    .then(|| read::<u32>(table + FADT_PM_TIMER))?;
                u16::try_from(port).ok().filter(|&port| port != 0)
            })
    }
}
