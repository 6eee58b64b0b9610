// Translated from include/morpheusnet by bindings/rust/generate.py; not to be edited.
//! Prints the layout of every struct and the value of every constant as the Rust compiler has
//! them, one fact a line, for tests/gates/rust_layout.py, which lets C compilers confirm them.

use core::mem::{align_of, offset_of, size_of};
use morpheusnet_sys::*;

/// One line: `sizeof NAME VALUE` and the like.
fn fact(kind: &str, name: &str, value: i128) {
    println!("{kind} {name} {value}");
}

#[test]
fn print_layout() {
    fact("sizeof", "mnet_pci_address", size_of::<mnet_pci_address>() as i128);
    fact("alignof", "mnet_pci_address", align_of::<mnet_pci_address>() as i128);
    fact("offsetof", "mnet_pci_address.segment", offset_of!(mnet_pci_address, segment) as i128);
    fact(
        "fieldsize",
        "mnet_pci_address.segment",
        size_of_field(|s: &mnet_pci_address| &s.segment) as i128,
    );
    fact("offsetof", "mnet_pci_address.bus", offset_of!(mnet_pci_address, bus) as i128);
    fact("fieldsize", "mnet_pci_address.bus", size_of_field(|s: &mnet_pci_address| &s.bus) as i128);
    fact("offsetof", "mnet_pci_address.device", offset_of!(mnet_pci_address, device) as i128);
    fact(
        "fieldsize",
        "mnet_pci_address.device",
        size_of_field(|s: &mnet_pci_address| &s.device) as i128,
    );
    fact("offsetof", "mnet_pci_address.function", offset_of!(mnet_pci_address, function) as i128);
    fact(
        "fieldsize",
        "mnet_pci_address.function",
        size_of_field(|s: &mnet_pci_address| &s.function) as i128,
    );
    fact("offsetof", "mnet_pci_address.reserved", offset_of!(mnet_pci_address, reserved) as i128);
    fact(
        "fieldsize",
        "mnet_pci_address.reserved",
        size_of_field(|s: &mnet_pci_address| &s.reserved) as i128,
    );
    fact("sizeof", "mnet_platform", size_of::<mnet_platform>() as i128);
    fact("alignof", "mnet_platform", align_of::<mnet_platform>() as i128);
    fact("offsetof", "mnet_platform.size", offset_of!(mnet_platform, size) as i128);
    fact("fieldsize", "mnet_platform.size", size_of_field(|s: &mnet_platform| &s.size) as i128);
    fact("offsetof", "mnet_platform.cpu_flags", offset_of!(mnet_platform, cpu_flags) as i128);
    fact(
        "fieldsize",
        "mnet_platform.cpu_flags",
        size_of_field(|s: &mnet_platform| &s.cpu_flags) as i128,
    );
    fact("offsetof", "mnet_platform.context", offset_of!(mnet_platform, context) as i128);
    fact(
        "fieldsize",
        "mnet_platform.context",
        size_of_field(|s: &mnet_platform| &s.context) as i128,
    );
    fact("offsetof", "mnet_platform.pci_read", offset_of!(mnet_platform, pci_read) as i128);
    fact(
        "fieldsize",
        "mnet_platform.pci_read",
        size_of_field(|s: &mnet_platform| &s.pci_read) as i128,
    );
    fact("offsetof", "mnet_platform.pci_write", offset_of!(mnet_platform, pci_write) as i128);
    fact(
        "fieldsize",
        "mnet_platform.pci_write",
        size_of_field(|s: &mnet_platform| &s.pci_write) as i128,
    );
    fact("offsetof", "mnet_platform.map_mmio", offset_of!(mnet_platform, map_mmio) as i128);
    fact(
        "fieldsize",
        "mnet_platform.map_mmio",
        size_of_field(|s: &mnet_platform| &s.map_mmio) as i128,
    );
    fact("offsetof", "mnet_platform.counter", offset_of!(mnet_platform, counter) as i128);
    fact(
        "fieldsize",
        "mnet_platform.counter",
        size_of_field(|s: &mnet_platform| &s.counter) as i128,
    );
    fact("offsetof", "mnet_platform.counter_hz", offset_of!(mnet_platform, counter_hz) as i128);
    fact(
        "fieldsize",
        "mnet_platform.counter_hz",
        size_of_field(|s: &mnet_platform| &s.counter_hz) as i128,
    );
    fact("offsetof", "mnet_platform.wall_clock", offset_of!(mnet_platform, wall_clock) as i128);
    fact(
        "fieldsize",
        "mnet_platform.wall_clock",
        size_of_field(|s: &mnet_platform| &s.wall_clock) as i128,
    );
    fact("offsetof", "mnet_platform.entropy", offset_of!(mnet_platform, entropy) as i128);
    fact(
        "fieldsize",
        "mnet_platform.entropy",
        size_of_field(|s: &mnet_platform| &s.entropy) as i128,
    );
    fact("offsetof", "mnet_platform.log", offset_of!(mnet_platform, log) as i128);
    fact("fieldsize", "mnet_platform.log", size_of_field(|s: &mnet_platform| &s.log) as i128);
    fact("sizeof", "mnet_bare_metal_config", size_of::<mnet_bare_metal_config>() as i128);
    fact("alignof", "mnet_bare_metal_config", align_of::<mnet_bare_metal_config>() as i128);
    fact(
        "offsetof",
        "mnet_bare_metal_config.size",
        offset_of!(mnet_bare_metal_config, size) as i128,
    );
    fact(
        "fieldsize",
        "mnet_bare_metal_config.size",
        size_of_field(|s: &mnet_bare_metal_config| &s.size) as i128,
    );
    fact(
        "offsetof",
        "mnet_bare_metal_config.serial_port",
        offset_of!(mnet_bare_metal_config, serial_port) as i128,
    );
    fact(
        "fieldsize",
        "mnet_bare_metal_config.serial_port",
        size_of_field(|s: &mnet_bare_metal_config| &s.serial_port) as i128,
    );
    fact(
        "offsetof",
        "mnet_bare_metal_config.log_level",
        offset_of!(mnet_bare_metal_config, log_level) as i128,
    );
    fact(
        "fieldsize",
        "mnet_bare_metal_config.log_level",
        size_of_field(|s: &mnet_bare_metal_config| &s.log_level) as i128,
    );
    fact(
        "offsetof",
        "mnet_bare_metal_config.ecam_end_bus",
        offset_of!(mnet_bare_metal_config, ecam_end_bus) as i128,
    );
    fact(
        "fieldsize",
        "mnet_bare_metal_config.ecam_end_bus",
        size_of_field(|s: &mnet_bare_metal_config| &s.ecam_end_bus) as i128,
    );
    fact(
        "offsetof",
        "mnet_bare_metal_config.ecam_base",
        offset_of!(mnet_bare_metal_config, ecam_base) as i128,
    );
    fact(
        "fieldsize",
        "mnet_bare_metal_config.ecam_base",
        size_of_field(|s: &mnet_bare_metal_config| &s.ecam_base) as i128,
    );
    fact(
        "offsetof",
        "mnet_bare_metal_config.mmio_offset",
        offset_of!(mnet_bare_metal_config, mmio_offset) as i128,
    );
    fact(
        "fieldsize",
        "mnet_bare_metal_config.mmio_offset",
        size_of_field(|s: &mnet_bare_metal_config| &s.mmio_offset) as i128,
    );
    fact(
        "offsetof",
        "mnet_bare_metal_config.tsc_hz",
        offset_of!(mnet_bare_metal_config, tsc_hz) as i128,
    );
    fact(
        "fieldsize",
        "mnet_bare_metal_config.tsc_hz",
        size_of_field(|s: &mnet_bare_metal_config| &s.tsc_hz) as i128,
    );
    fact(
        "offsetof",
        "mnet_bare_metal_config.pm_timer_port",
        offset_of!(mnet_bare_metal_config, pm_timer_port) as i128,
    );
    fact(
        "fieldsize",
        "mnet_bare_metal_config.pm_timer_port",
        size_of_field(|s: &mnet_bare_metal_config| &s.pm_timer_port) as i128,
    );
    fact(
        "offsetof",
        "mnet_bare_metal_config.ecam_start_bus",
        offset_of!(mnet_bare_metal_config, ecam_start_bus) as i128,
    );
    fact(
        "fieldsize",
        "mnet_bare_metal_config.ecam_start_bus",
        size_of_field(|s: &mnet_bare_metal_config| &s.ecam_start_bus) as i128,
    );
    fact(
        "offsetof",
        "mnet_bare_metal_config.reserved",
        offset_of!(mnet_bare_metal_config, reserved) as i128,
    );
    fact(
        "fieldsize",
        "mnet_bare_metal_config.reserved",
        size_of_field(|s: &mnet_bare_metal_config| &s.reserved) as i128,
    );
    fact(
        "offsetof",
        "mnet_bare_metal_config.wall_clock",
        offset_of!(mnet_bare_metal_config, wall_clock) as i128,
    );
    fact(
        "fieldsize",
        "mnet_bare_metal_config.wall_clock",
        size_of_field(|s: &mnet_bare_metal_config| &s.wall_clock) as i128,
    );
    fact(
        "offsetof",
        "mnet_bare_metal_config.wall_clock_tsc",
        offset_of!(mnet_bare_metal_config, wall_clock_tsc) as i128,
    );
    fact(
        "fieldsize",
        "mnet_bare_metal_config.wall_clock_tsc",
        size_of_field(|s: &mnet_bare_metal_config| &s.wall_clock_tsc) as i128,
    );
    fact("sizeof", "mnet_pci_bar", size_of::<mnet_pci_bar>() as i128);
    fact("alignof", "mnet_pci_bar", align_of::<mnet_pci_bar>() as i128);
    fact("offsetof", "mnet_pci_bar.bus", offset_of!(mnet_pci_bar, bus) as i128);
    fact("fieldsize", "mnet_pci_bar.bus", size_of_field(|s: &mnet_pci_bar| &s.bus) as i128);
    fact("offsetof", "mnet_pci_bar.length", offset_of!(mnet_pci_bar, length) as i128);
    fact("fieldsize", "mnet_pci_bar.length", size_of_field(|s: &mnet_pci_bar| &s.length) as i128);
    fact("offsetof", "mnet_pci_bar.flags", offset_of!(mnet_pci_bar, flags) as i128);
    fact("fieldsize", "mnet_pci_bar.flags", size_of_field(|s: &mnet_pci_bar| &s.flags) as i128);
    fact("offsetof", "mnet_pci_bar.reserved", offset_of!(mnet_pci_bar, reserved) as i128);
    fact(
        "fieldsize",
        "mnet_pci_bar.reserved",
        size_of_field(|s: &mnet_pci_bar| &s.reserved) as i128,
    );
    fact("sizeof", "mnet_nic_info", size_of::<mnet_nic_info>() as i128);
    fact("alignof", "mnet_nic_info", align_of::<mnet_nic_info>() as i128);
    fact("offsetof", "mnet_nic_info.size", offset_of!(mnet_nic_info, size) as i128);
    fact("fieldsize", "mnet_nic_info.size", size_of_field(|s: &mnet_nic_info| &s.size) as i128);
    fact("offsetof", "mnet_nic_info.kind", offset_of!(mnet_nic_info, kind) as i128);
    fact("fieldsize", "mnet_nic_info.kind", size_of_field(|s: &mnet_nic_info| &s.kind) as i128);
    fact("offsetof", "mnet_nic_info.pci", offset_of!(mnet_nic_info, pci) as i128);
    fact("fieldsize", "mnet_nic_info.pci", size_of_field(|s: &mnet_nic_info| &s.pci) as i128);
    fact("offsetof", "mnet_nic_info.vendor_id", offset_of!(mnet_nic_info, vendor_id) as i128);
    fact(
        "fieldsize",
        "mnet_nic_info.vendor_id",
        size_of_field(|s: &mnet_nic_info| &s.vendor_id) as i128,
    );
    fact("offsetof", "mnet_nic_info.device_id", offset_of!(mnet_nic_info, device_id) as i128);
    fact(
        "fieldsize",
        "mnet_nic_info.device_id",
        size_of_field(|s: &mnet_nic_info| &s.device_id) as i128,
    );
    fact(
        "offsetof",
        "mnet_nic_info.subsystem_vendor_id",
        offset_of!(mnet_nic_info, subsystem_vendor_id) as i128,
    );
    fact(
        "fieldsize",
        "mnet_nic_info.subsystem_vendor_id",
        size_of_field(|s: &mnet_nic_info| &s.subsystem_vendor_id) as i128,
    );
    fact("offsetof", "mnet_nic_info.subsystem_id", offset_of!(mnet_nic_info, subsystem_id) as i128);
    fact(
        "fieldsize",
        "mnet_nic_info.subsystem_id",
        size_of_field(|s: &mnet_nic_info| &s.subsystem_id) as i128,
    );
    fact("offsetof", "mnet_nic_info.revision", offset_of!(mnet_nic_info, revision) as i128);
    fact(
        "fieldsize",
        "mnet_nic_info.revision",
        size_of_field(|s: &mnet_nic_info| &s.revision) as i128,
    );
    fact("offsetof", "mnet_nic_info.bar_count", offset_of!(mnet_nic_info, bar_count) as i128);
    fact(
        "fieldsize",
        "mnet_nic_info.bar_count",
        size_of_field(|s: &mnet_nic_info| &s.bar_count) as i128,
    );
    fact("offsetof", "mnet_nic_info.mac_known", offset_of!(mnet_nic_info, mac_known) as i128);
    fact(
        "fieldsize",
        "mnet_nic_info.mac_known",
        size_of_field(|s: &mnet_nic_info| &s.mac_known) as i128,
    );
    fact("offsetof", "mnet_nic_info.mac", offset_of!(mnet_nic_info, mac) as i128);
    fact("fieldsize", "mnet_nic_info.mac", size_of_field(|s: &mnet_nic_info| &s.mac) as i128);
    fact("offsetof", "mnet_nic_info.reserved", offset_of!(mnet_nic_info, reserved) as i128);
    fact(
        "fieldsize",
        "mnet_nic_info.reserved",
        size_of_field(|s: &mnet_nic_info| &s.reserved) as i128,
    );
    fact("offsetof", "mnet_nic_info.bars", offset_of!(mnet_nic_info, bars) as i128);
    fact("fieldsize", "mnet_nic_info.bars", size_of_field(|s: &mnet_nic_info| &s.bars) as i128);
    fact("offsetof", "mnet_nic_info.operations", offset_of!(mnet_nic_info, operations) as i128);
    fact(
        "fieldsize",
        "mnet_nic_info.operations",
        size_of_field(|s: &mnet_nic_info| &s.operations) as i128,
    );
    fact("sizeof", "mnet_dma_region", size_of::<mnet_dma_region>() as i128);
    fact("alignof", "mnet_dma_region", align_of::<mnet_dma_region>() as i128);
    fact("offsetof", "mnet_dma_region.cpu", offset_of!(mnet_dma_region, cpu) as i128);
    fact("fieldsize", "mnet_dma_region.cpu", size_of_field(|s: &mnet_dma_region| &s.cpu) as i128);
    fact("offsetof", "mnet_dma_region.bus", offset_of!(mnet_dma_region, bus) as i128);
    fact("fieldsize", "mnet_dma_region.bus", size_of_field(|s: &mnet_dma_region| &s.bus) as i128);
    fact("offsetof", "mnet_dma_region.length", offset_of!(mnet_dma_region, length) as i128);
    fact(
        "fieldsize",
        "mnet_dma_region.length",
        size_of_field(|s: &mnet_dma_region| &s.length) as i128,
    );
    fact("sizeof", "mnet_nic_config", size_of::<mnet_nic_config>() as i128);
    fact("alignof", "mnet_nic_config", align_of::<mnet_nic_config>() as i128);
    fact("offsetof", "mnet_nic_config.size", offset_of!(mnet_nic_config, size) as i128);
    fact("fieldsize", "mnet_nic_config.size", size_of_field(|s: &mnet_nic_config| &s.size) as i128);
    fact(
        "offsetof",
        "mnet_nic_config.abi_version",
        offset_of!(mnet_nic_config, abi_version) as i128,
    );
    fact(
        "fieldsize",
        "mnet_nic_config.abi_version",
        size_of_field(|s: &mnet_nic_config| &s.abi_version) as i128,
    );
    fact("offsetof", "mnet_nic_config.platform", offset_of!(mnet_nic_config, platform) as i128);
    fact(
        "fieldsize",
        "mnet_nic_config.platform",
        size_of_field(|s: &mnet_nic_config| &s.platform) as i128,
    );
    fact("offsetof", "mnet_nic_config.info", offset_of!(mnet_nic_config, info) as i128);
    fact("fieldsize", "mnet_nic_config.info", size_of_field(|s: &mnet_nic_config| &s.info) as i128);
    fact("offsetof", "mnet_nic_config.drivers", offset_of!(mnet_nic_config, drivers) as i128);
    fact(
        "fieldsize",
        "mnet_nic_config.drivers",
        size_of_field(|s: &mnet_nic_config| &s.drivers) as i128,
    );
    fact(
        "offsetof",
        "mnet_nic_config.driver_count",
        offset_of!(mnet_nic_config, driver_count) as i128,
    );
    fact(
        "fieldsize",
        "mnet_nic_config.driver_count",
        size_of_field(|s: &mnet_nic_config| &s.driver_count) as i128,
    );
    fact("offsetof", "mnet_nic_config.rx_buffers", offset_of!(mnet_nic_config, rx_buffers) as i128);
    fact(
        "fieldsize",
        "mnet_nic_config.rx_buffers",
        size_of_field(|s: &mnet_nic_config| &s.rx_buffers) as i128,
    );
    fact("offsetof", "mnet_nic_config.arena", offset_of!(mnet_nic_config, arena) as i128);
    fact(
        "fieldsize",
        "mnet_nic_config.arena",
        size_of_field(|s: &mnet_nic_config| &s.arena) as i128,
    );
    fact("offsetof", "mnet_nic_config.arena_size", offset_of!(mnet_nic_config, arena_size) as i128);
    fact(
        "fieldsize",
        "mnet_nic_config.arena_size",
        size_of_field(|s: &mnet_nic_config| &s.arena_size) as i128,
    );
    fact("offsetof", "mnet_nic_config.dma", offset_of!(mnet_nic_config, dma) as i128);
    fact("fieldsize", "mnet_nic_config.dma", size_of_field(|s: &mnet_nic_config| &s.dma) as i128);
    fact("offsetof", "mnet_nic_config.offloads", offset_of!(mnet_nic_config, offloads) as i128);
    fact(
        "fieldsize",
        "mnet_nic_config.offloads",
        size_of_field(|s: &mnet_nic_config| &s.offloads) as i128,
    );
    fact("offsetof", "mnet_nic_config.reserved", offset_of!(mnet_nic_config, reserved) as i128);
    fact(
        "fieldsize",
        "mnet_nic_config.reserved",
        size_of_field(|s: &mnet_nic_config| &s.reserved) as i128,
    );
    fact("sizeof", "mnet_frame", size_of::<mnet_frame>() as i128);
    fact("alignof", "mnet_frame", align_of::<mnet_frame>() as i128);
    fact("offsetof", "mnet_frame.data", offset_of!(mnet_frame, data) as i128);
    fact("fieldsize", "mnet_frame.data", size_of_field(|s: &mnet_frame| &s.data) as i128);
    fact("offsetof", "mnet_frame.bus", offset_of!(mnet_frame, bus) as i128);
    fact("fieldsize", "mnet_frame.bus", size_of_field(|s: &mnet_frame| &s.bus) as i128);
    fact("offsetof", "mnet_frame.length", offset_of!(mnet_frame, length) as i128);
    fact("fieldsize", "mnet_frame.length", size_of_field(|s: &mnet_frame| &s.length) as i128);
    fact("offsetof", "mnet_frame.flags", offset_of!(mnet_frame, flags) as i128);
    fact("fieldsize", "mnet_frame.flags", size_of_field(|s: &mnet_frame| &s.flags) as i128);
    fact("offsetof", "mnet_frame.token", offset_of!(mnet_frame, token) as i128);
    fact("fieldsize", "mnet_frame.token", size_of_field(|s: &mnet_frame| &s.token) as i128);
    fact("offsetof", "mnet_frame.reserved", offset_of!(mnet_frame, reserved) as i128);
    fact("fieldsize", "mnet_frame.reserved", size_of_field(|s: &mnet_frame| &s.reserved) as i128);
    fact("sizeof", "mnet_nic_link_info", size_of::<mnet_nic_link_info>() as i128);
    fact("alignof", "mnet_nic_link_info", align_of::<mnet_nic_link_info>() as i128);
    fact("offsetof", "mnet_nic_link_info.size", offset_of!(mnet_nic_link_info, size) as i128);
    fact(
        "fieldsize",
        "mnet_nic_link_info.size",
        size_of_field(|s: &mnet_nic_link_info| &s.size) as i128,
    );
    fact("offsetof", "mnet_nic_link_info.up", offset_of!(mnet_nic_link_info, up) as i128);
    fact(
        "fieldsize",
        "mnet_nic_link_info.up",
        size_of_field(|s: &mnet_nic_link_info| &s.up) as i128,
    );
    fact("offsetof", "mnet_nic_link_info.mbps", offset_of!(mnet_nic_link_info, mbps) as i128);
    fact(
        "fieldsize",
        "mnet_nic_link_info.mbps",
        size_of_field(|s: &mnet_nic_link_info| &s.mbps) as i128,
    );
    fact("offsetof", "mnet_nic_link_info.duplex", offset_of!(mnet_nic_link_info, duplex) as i128);
    fact(
        "fieldsize",
        "mnet_nic_link_info.duplex",
        size_of_field(|s: &mnet_nic_link_info| &s.duplex) as i128,
    );
    fact("sizeof", "mnet_nic_stats", size_of::<mnet_nic_stats>() as i128);
    fact("alignof", "mnet_nic_stats", align_of::<mnet_nic_stats>() as i128);
    fact("offsetof", "mnet_nic_stats.size", offset_of!(mnet_nic_stats, size) as i128);
    fact("fieldsize", "mnet_nic_stats.size", size_of_field(|s: &mnet_nic_stats| &s.size) as i128);
    fact("offsetof", "mnet_nic_stats.reserved", offset_of!(mnet_nic_stats, reserved) as i128);
    fact(
        "fieldsize",
        "mnet_nic_stats.reserved",
        size_of_field(|s: &mnet_nic_stats| &s.reserved) as i128,
    );
    fact("offsetof", "mnet_nic_stats.rx_frames", offset_of!(mnet_nic_stats, rx_frames) as i128);
    fact(
        "fieldsize",
        "mnet_nic_stats.rx_frames",
        size_of_field(|s: &mnet_nic_stats| &s.rx_frames) as i128,
    );
    fact("offsetof", "mnet_nic_stats.rx_bytes", offset_of!(mnet_nic_stats, rx_bytes) as i128);
    fact(
        "fieldsize",
        "mnet_nic_stats.rx_bytes",
        size_of_field(|s: &mnet_nic_stats| &s.rx_bytes) as i128,
    );
    fact("offsetof", "mnet_nic_stats.rx_dropped", offset_of!(mnet_nic_stats, rx_dropped) as i128);
    fact(
        "fieldsize",
        "mnet_nic_stats.rx_dropped",
        size_of_field(|s: &mnet_nic_stats| &s.rx_dropped) as i128,
    );
    fact("offsetof", "mnet_nic_stats.tx_frames", offset_of!(mnet_nic_stats, tx_frames) as i128);
    fact(
        "fieldsize",
        "mnet_nic_stats.tx_frames",
        size_of_field(|s: &mnet_nic_stats| &s.tx_frames) as i128,
    );
    fact("offsetof", "mnet_nic_stats.tx_bytes", offset_of!(mnet_nic_stats, tx_bytes) as i128);
    fact(
        "fieldsize",
        "mnet_nic_stats.tx_bytes",
        size_of_field(|s: &mnet_nic_stats| &s.tx_bytes) as i128,
    );
    fact("offsetof", "mnet_nic_stats.tx_full", offset_of!(mnet_nic_stats, tx_full) as i128);
    fact(
        "fieldsize",
        "mnet_nic_stats.tx_full",
        size_of_field(|s: &mnet_nic_stats| &s.tx_full) as i128,
    );
    fact("offsetof", "mnet_nic_stats.doorbells", offset_of!(mnet_nic_stats, doorbells) as i128);
    fact(
        "fieldsize",
        "mnet_nic_stats.doorbells",
        size_of_field(|s: &mnet_nic_stats| &s.doorbells) as i128,
    );
    fact(
        "offsetof",
        "mnet_nic_stats.device_errors",
        offset_of!(mnet_nic_stats, device_errors) as i128,
    );
    fact(
        "fieldsize",
        "mnet_nic_stats.device_errors",
        size_of_field(|s: &mnet_nic_stats| &s.device_errors) as i128,
    );
    fact("sizeof", "mnet_ipv4", size_of::<mnet_ipv4>() as i128);
    fact("alignof", "mnet_ipv4", align_of::<mnet_ipv4>() as i128);
    fact("offsetof", "mnet_ipv4.octet", offset_of!(mnet_ipv4, octet) as i128);
    fact("fieldsize", "mnet_ipv4.octet", size_of_field(|s: &mnet_ipv4| &s.octet) as i128);
    fact("sizeof", "mnet_net_config", size_of::<mnet_net_config>() as i128);
    fact("alignof", "mnet_net_config", align_of::<mnet_net_config>() as i128);
    fact("offsetof", "mnet_net_config.size", offset_of!(mnet_net_config, size) as i128);
    fact("fieldsize", "mnet_net_config.size", size_of_field(|s: &mnet_net_config| &s.size) as i128);
    fact(
        "offsetof",
        "mnet_net_config.abi_version",
        offset_of!(mnet_net_config, abi_version) as i128,
    );
    fact(
        "fieldsize",
        "mnet_net_config.abi_version",
        size_of_field(|s: &mnet_net_config| &s.abi_version) as i128,
    );
    fact("offsetof", "mnet_net_config.platform", offset_of!(mnet_net_config, platform) as i128);
    fact(
        "fieldsize",
        "mnet_net_config.platform",
        size_of_field(|s: &mnet_net_config| &s.platform) as i128,
    );
    fact("offsetof", "mnet_net_config.drivers", offset_of!(mnet_net_config, drivers) as i128);
    fact(
        "fieldsize",
        "mnet_net_config.drivers",
        size_of_field(|s: &mnet_net_config| &s.drivers) as i128,
    );
    fact(
        "offsetof",
        "mnet_net_config.driver_count",
        offset_of!(mnet_net_config, driver_count) as i128,
    );
    fact(
        "fieldsize",
        "mnet_net_config.driver_count",
        size_of_field(|s: &mnet_net_config| &s.driver_count) as i128,
    );
    fact("offsetof", "mnet_net_config.nic_count", offset_of!(mnet_net_config, nic_count) as i128);
    fact(
        "fieldsize",
        "mnet_net_config.nic_count",
        size_of_field(|s: &mnet_net_config| &s.nic_count) as i128,
    );
    fact("offsetof", "mnet_net_config.nics", offset_of!(mnet_net_config, nics) as i128);
    fact("fieldsize", "mnet_net_config.nics", size_of_field(|s: &mnet_net_config| &s.nics) as i128);
    fact("offsetof", "mnet_net_config.nic_stride", offset_of!(mnet_net_config, nic_stride) as i128);
    fact(
        "fieldsize",
        "mnet_net_config.nic_stride",
        size_of_field(|s: &mnet_net_config| &s.nic_stride) as i128,
    );
    fact(
        "offsetof",
        "mnet_net_config.address_mode",
        offset_of!(mnet_net_config, address_mode) as i128,
    );
    fact(
        "fieldsize",
        "mnet_net_config.address_mode",
        size_of_field(|s: &mnet_net_config| &s.address_mode) as i128,
    );
    fact("offsetof", "mnet_net_config.arena", offset_of!(mnet_net_config, arena) as i128);
    fact(
        "fieldsize",
        "mnet_net_config.arena",
        size_of_field(|s: &mnet_net_config| &s.arena) as i128,
    );
    fact("offsetof", "mnet_net_config.arena_size", offset_of!(mnet_net_config, arena_size) as i128);
    fact(
        "fieldsize",
        "mnet_net_config.arena_size",
        size_of_field(|s: &mnet_net_config| &s.arena_size) as i128,
    );
    fact("offsetof", "mnet_net_config.dma", offset_of!(mnet_net_config, dma) as i128);
    fact("fieldsize", "mnet_net_config.dma", size_of_field(|s: &mnet_net_config| &s.dma) as i128);
    fact("offsetof", "mnet_net_config.address", offset_of!(mnet_net_config, address) as i128);
    fact(
        "fieldsize",
        "mnet_net_config.address",
        size_of_field(|s: &mnet_net_config| &s.address) as i128,
    );
    fact("offsetof", "mnet_net_config.gateway", offset_of!(mnet_net_config, gateway) as i128);
    fact(
        "fieldsize",
        "mnet_net_config.gateway",
        size_of_field(|s: &mnet_net_config| &s.gateway) as i128,
    );
    fact(
        "offsetof",
        "mnet_net_config.prefix_length",
        offset_of!(mnet_net_config, prefix_length) as i128,
    );
    fact(
        "fieldsize",
        "mnet_net_config.prefix_length",
        size_of_field(|s: &mnet_net_config| &s.prefix_length) as i128,
    );
    fact("offsetof", "mnet_net_config.dns_count", offset_of!(mnet_net_config, dns_count) as i128);
    fact(
        "fieldsize",
        "mnet_net_config.dns_count",
        size_of_field(|s: &mnet_net_config| &s.dns_count) as i128,
    );
    fact("offsetof", "mnet_net_config.dns", offset_of!(mnet_net_config, dns) as i128);
    fact("fieldsize", "mnet_net_config.dns", size_of_field(|s: &mnet_net_config| &s.dns) as i128);
    fact("offsetof", "mnet_net_config.hostname", offset_of!(mnet_net_config, hostname) as i128);
    fact(
        "fieldsize",
        "mnet_net_config.hostname",
        size_of_field(|s: &mnet_net_config| &s.hostname) as i128,
    );
    fact(
        "offsetof",
        "mnet_net_config.link_timeout_ms",
        offset_of!(mnet_net_config, link_timeout_ms) as i128,
    );
    fact(
        "fieldsize",
        "mnet_net_config.link_timeout_ms",
        size_of_field(|s: &mnet_net_config| &s.link_timeout_ms) as i128,
    );
    fact(
        "offsetof",
        "mnet_net_config.dhcp_timeout_ms",
        offset_of!(mnet_net_config, dhcp_timeout_ms) as i128,
    );
    fact(
        "fieldsize",
        "mnet_net_config.dhcp_timeout_ms",
        size_of_field(|s: &mnet_net_config| &s.dhcp_timeout_ms) as i128,
    );
    fact("offsetof", "mnet_net_config.rx_budget", offset_of!(mnet_net_config, rx_budget) as i128);
    fact(
        "fieldsize",
        "mnet_net_config.rx_budget",
        size_of_field(|s: &mnet_net_config| &s.rx_budget) as i128,
    );
    fact("offsetof", "mnet_net_config.tx_budget", offset_of!(mnet_net_config, tx_budget) as i128);
    fact(
        "fieldsize",
        "mnet_net_config.tx_budget",
        size_of_field(|s: &mnet_net_config| &s.tx_budget) as i128,
    );
    fact(
        "offsetof",
        "mnet_net_config.step_budget_us",
        offset_of!(mnet_net_config, step_budget_us) as i128,
    );
    fact(
        "fieldsize",
        "mnet_net_config.step_budget_us",
        size_of_field(|s: &mnet_net_config| &s.step_budget_us) as i128,
    );
    fact("offsetof", "mnet_net_config.tcp_window", offset_of!(mnet_net_config, tcp_window) as i128);
    fact(
        "fieldsize",
        "mnet_net_config.tcp_window",
        size_of_field(|s: &mnet_net_config| &s.tcp_window) as i128,
    );
    fact(
        "offsetof",
        "mnet_net_config.application",
        offset_of!(mnet_net_config, application) as i128,
    );
    fact(
        "fieldsize",
        "mnet_net_config.application",
        size_of_field(|s: &mnet_net_config| &s.application) as i128,
    );
    fact(
        "offsetof",
        "mnet_net_config.application_context",
        offset_of!(mnet_net_config, application_context) as i128,
    );
    fact(
        "fieldsize",
        "mnet_net_config.application_context",
        size_of_field(|s: &mnet_net_config| &s.application_context) as i128,
    );
    fact("sizeof", "mnet_net_info", size_of::<mnet_net_info>() as i128);
    fact("alignof", "mnet_net_info", align_of::<mnet_net_info>() as i128);
    fact("offsetof", "mnet_net_info.size", offset_of!(mnet_net_info, size) as i128);
    fact("fieldsize", "mnet_net_info.size", size_of_field(|s: &mnet_net_info| &s.size) as i128);
    fact("offsetof", "mnet_net_info.phase", offset_of!(mnet_net_info, phase) as i128);
    fact("fieldsize", "mnet_net_info.phase", size_of_field(|s: &mnet_net_info| &s.phase) as i128);
    fact("offsetof", "mnet_net_info.error", offset_of!(mnet_net_info, error) as i128);
    fact("fieldsize", "mnet_net_info.error", size_of_field(|s: &mnet_net_info| &s.error) as i128);
    fact("offsetof", "mnet_net_info.nic_index", offset_of!(mnet_net_info, nic_index) as i128);
    fact(
        "fieldsize",
        "mnet_net_info.nic_index",
        size_of_field(|s: &mnet_net_info| &s.nic_index) as i128,
    );
    fact("offsetof", "mnet_net_info.address", offset_of!(mnet_net_info, address) as i128);
    fact(
        "fieldsize",
        "mnet_net_info.address",
        size_of_field(|s: &mnet_net_info| &s.address) as i128,
    );
    fact("offsetof", "mnet_net_info.gateway", offset_of!(mnet_net_info, gateway) as i128);
    fact(
        "fieldsize",
        "mnet_net_info.gateway",
        size_of_field(|s: &mnet_net_info| &s.gateway) as i128,
    );
    fact(
        "offsetof",
        "mnet_net_info.prefix_length",
        offset_of!(mnet_net_info, prefix_length) as i128,
    );
    fact(
        "fieldsize",
        "mnet_net_info.prefix_length",
        size_of_field(|s: &mnet_net_info| &s.prefix_length) as i128,
    );
    fact("offsetof", "mnet_net_info.dns_count", offset_of!(mnet_net_info, dns_count) as i128);
    fact(
        "fieldsize",
        "mnet_net_info.dns_count",
        size_of_field(|s: &mnet_net_info| &s.dns_count) as i128,
    );
    fact("offsetof", "mnet_net_info.dns", offset_of!(mnet_net_info, dns) as i128);
    fact("fieldsize", "mnet_net_info.dns", size_of_field(|s: &mnet_net_info| &s.dns) as i128);
    fact(
        "offsetof",
        "mnet_net_info.lease_seconds",
        offset_of!(mnet_net_info, lease_seconds) as i128,
    );
    fact(
        "fieldsize",
        "mnet_net_info.lease_seconds",
        size_of_field(|s: &mnet_net_info| &s.lease_seconds) as i128,
    );
    fact("offsetof", "mnet_net_info.tcp_window", offset_of!(mnet_net_info, tcp_window) as i128);
    fact(
        "fieldsize",
        "mnet_net_info.tcp_window",
        size_of_field(|s: &mnet_net_info| &s.tcp_window) as i128,
    );
    fact("offsetof", "mnet_net_info.link_ticks", offset_of!(mnet_net_info, link_ticks) as i128);
    fact(
        "fieldsize",
        "mnet_net_info.link_ticks",
        size_of_field(|s: &mnet_net_info| &s.link_ticks) as i128,
    );
    fact("offsetof", "mnet_net_info.lease_ticks", offset_of!(mnet_net_info, lease_ticks) as i128);
    fact(
        "fieldsize",
        "mnet_net_info.lease_ticks",
        size_of_field(|s: &mnet_net_info| &s.lease_ticks) as i128,
    );
    fact("sizeof", "mnet_net_nic_info", size_of::<mnet_net_nic_info>() as i128);
    fact("alignof", "mnet_net_nic_info", align_of::<mnet_net_nic_info>() as i128);
    fact("offsetof", "mnet_net_nic_info.size", offset_of!(mnet_net_nic_info, size) as i128);
    fact(
        "fieldsize",
        "mnet_net_nic_info.size",
        size_of_field(|s: &mnet_net_nic_info| &s.size) as i128,
    );
    fact("offsetof", "mnet_net_nic_info.running", offset_of!(mnet_net_nic_info, running) as i128);
    fact(
        "fieldsize",
        "mnet_net_nic_info.running",
        size_of_field(|s: &mnet_net_nic_info| &s.running) as i128,
    );
    fact("offsetof", "mnet_net_nic_info.error", offset_of!(mnet_net_nic_info, error) as i128);
    fact(
        "fieldsize",
        "mnet_net_nic_info.error",
        size_of_field(|s: &mnet_net_nic_info| &s.error) as i128,
    );
    fact("offsetof", "mnet_net_nic_info.link", offset_of!(mnet_net_nic_info, link) as i128);
    fact(
        "fieldsize",
        "mnet_net_nic_info.link",
        size_of_field(|s: &mnet_net_nic_info| &s.link) as i128,
    );
    fact("offsetof", "mnet_net_nic_info.mac", offset_of!(mnet_net_nic_info, mac) as i128);
    fact(
        "fieldsize",
        "mnet_net_nic_info.mac",
        size_of_field(|s: &mnet_net_nic_info| &s.mac) as i128,
    );
    fact("offsetof", "mnet_net_nic_info.reserved", offset_of!(mnet_net_nic_info, reserved) as i128);
    fact(
        "fieldsize",
        "mnet_net_nic_info.reserved",
        size_of_field(|s: &mnet_net_nic_info| &s.reserved) as i128,
    );
    fact("offsetof", "mnet_net_nic_info.driver", offset_of!(mnet_net_nic_info, driver) as i128);
    fact(
        "fieldsize",
        "mnet_net_nic_info.driver",
        size_of_field(|s: &mnet_net_nic_info| &s.driver) as i128,
    );
    fact("offsetof", "mnet_net_nic_info.detail", offset_of!(mnet_net_nic_info, detail) as i128);
    fact(
        "fieldsize",
        "mnet_net_nic_info.detail",
        size_of_field(|s: &mnet_net_nic_info| &s.detail) as i128,
    );
    fact(
        "offsetof",
        "mnet_net_nic_info.link_mbps",
        offset_of!(mnet_net_nic_info, link_mbps) as i128,
    );
    fact(
        "fieldsize",
        "mnet_net_nic_info.link_mbps",
        size_of_field(|s: &mnet_net_nic_info| &s.link_mbps) as i128,
    );
    fact(
        "offsetof",
        "mnet_net_nic_info.link_duplex",
        offset_of!(mnet_net_nic_info, link_duplex) as i128,
    );
    fact(
        "fieldsize",
        "mnet_net_nic_info.link_duplex",
        size_of_field(|s: &mnet_net_nic_info| &s.link_duplex) as i128,
    );
    fact("sizeof", "mnet_net_stats", size_of::<mnet_net_stats>() as i128);
    fact("alignof", "mnet_net_stats", align_of::<mnet_net_stats>() as i128);
    fact("offsetof", "mnet_net_stats.size", offset_of!(mnet_net_stats, size) as i128);
    fact("fieldsize", "mnet_net_stats.size", size_of_field(|s: &mnet_net_stats| &s.size) as i128);
    fact("offsetof", "mnet_net_stats.reserved", offset_of!(mnet_net_stats, reserved) as i128);
    fact(
        "fieldsize",
        "mnet_net_stats.reserved",
        size_of_field(|s: &mnet_net_stats| &s.reserved) as i128,
    );
    fact("offsetof", "mnet_net_stats.steps", offset_of!(mnet_net_stats, steps) as i128);
    fact("fieldsize", "mnet_net_stats.steps", size_of_field(|s: &mnet_net_stats| &s.steps) as i128);
    fact("offsetof", "mnet_net_stats.worst_ticks", offset_of!(mnet_net_stats, worst_ticks) as i128);
    fact(
        "fieldsize",
        "mnet_net_stats.worst_ticks",
        size_of_field(|s: &mnet_net_stats| &s.worst_ticks) as i128,
    );
    fact(
        "offsetof",
        "mnet_net_stats.worst_phase_ticks",
        offset_of!(mnet_net_stats, worst_phase_ticks) as i128,
    );
    fact(
        "fieldsize",
        "mnet_net_stats.worst_phase_ticks",
        size_of_field(|s: &mnet_net_stats| &s.worst_phase_ticks) as i128,
    );
    fact("offsetof", "mnet_net_stats.phase_ticks", offset_of!(mnet_net_stats, phase_ticks) as i128);
    fact(
        "fieldsize",
        "mnet_net_stats.phase_ticks",
        size_of_field(|s: &mnet_net_stats| &s.phase_ticks) as i128,
    );
    fact("offsetof", "mnet_net_stats.histogram", offset_of!(mnet_net_stats, histogram) as i128);
    fact(
        "fieldsize",
        "mnet_net_stats.histogram",
        size_of_field(|s: &mnet_net_stats| &s.histogram) as i128,
    );
    fact("offsetof", "mnet_net_stats.rx_copied", offset_of!(mnet_net_stats, rx_copied) as i128);
    fact(
        "fieldsize",
        "mnet_net_stats.rx_copied",
        size_of_field(|s: &mnet_net_stats| &s.rx_copied) as i128,
    );
    fact(
        "offsetof",
        "mnet_net_stats.rx_zero_copy",
        offset_of!(mnet_net_stats, rx_zero_copy) as i128,
    );
    fact(
        "fieldsize",
        "mnet_net_stats.rx_zero_copy",
        size_of_field(|s: &mnet_net_stats| &s.rx_zero_copy) as i128,
    );
    fact(
        "offsetof",
        "mnet_net_stats.rx_no_memory",
        offset_of!(mnet_net_stats, rx_no_memory) as i128,
    );
    fact(
        "fieldsize",
        "mnet_net_stats.rx_no_memory",
        size_of_field(|s: &mnet_net_stats| &s.rx_no_memory) as i128,
    );
    fact("offsetof", "mnet_net_stats.arena_used", offset_of!(mnet_net_stats, arena_used) as i128);
    fact(
        "fieldsize",
        "mnet_net_stats.arena_used",
        size_of_field(|s: &mnet_net_stats| &s.arena_used) as i128,
    );
    fact("sizeof", "mnet_dns_config", size_of::<mnet_dns_config>() as i128);
    fact("alignof", "mnet_dns_config", align_of::<mnet_dns_config>() as i128);
    fact("offsetof", "mnet_dns_config.size", offset_of!(mnet_dns_config, size) as i128);
    fact("fieldsize", "mnet_dns_config.size", size_of_field(|s: &mnet_dns_config| &s.size) as i128);
    fact("offsetof", "mnet_dns_config.flags", offset_of!(mnet_dns_config, flags) as i128);
    fact(
        "fieldsize",
        "mnet_dns_config.flags",
        size_of_field(|s: &mnet_dns_config| &s.flags) as i128,
    );
    fact("offsetof", "mnet_dns_config.name", offset_of!(mnet_dns_config, name) as i128);
    fact("fieldsize", "mnet_dns_config.name", size_of_field(|s: &mnet_dns_config| &s.name) as i128);
    fact("offsetof", "mnet_dns_config.timeout_ms", offset_of!(mnet_dns_config, timeout_ms) as i128);
    fact(
        "fieldsize",
        "mnet_dns_config.timeout_ms",
        size_of_field(|s: &mnet_dns_config| &s.timeout_ms) as i128,
    );
    fact("offsetof", "mnet_dns_config.reserved", offset_of!(mnet_dns_config, reserved) as i128);
    fact(
        "fieldsize",
        "mnet_dns_config.reserved",
        size_of_field(|s: &mnet_dns_config| &s.reserved) as i128,
    );
    fact("sizeof", "mnet_dns_result", size_of::<mnet_dns_result>() as i128);
    fact("alignof", "mnet_dns_result", align_of::<mnet_dns_result>() as i128);
    fact("offsetof", "mnet_dns_result.size", offset_of!(mnet_dns_result, size) as i128);
    fact("fieldsize", "mnet_dns_result.size", size_of_field(|s: &mnet_dns_result| &s.size) as i128);
    fact("offsetof", "mnet_dns_result.status", offset_of!(mnet_dns_result, status) as i128);
    fact(
        "fieldsize",
        "mnet_dns_result.status",
        size_of_field(|s: &mnet_dns_result| &s.status) as i128,
    );
    fact("offsetof", "mnet_dns_result.address", offset_of!(mnet_dns_result, address) as i128);
    fact(
        "fieldsize",
        "mnet_dns_result.address",
        size_of_field(|s: &mnet_dns_result| &s.address) as i128,
    );
    fact("offsetof", "mnet_dns_result.reserved", offset_of!(mnet_dns_result, reserved) as i128);
    fact(
        "fieldsize",
        "mnet_dns_result.reserved",
        size_of_field(|s: &mnet_dns_result| &s.reserved) as i128,
    );
    fact("offsetof", "mnet_dns_result.ticks", offset_of!(mnet_dns_result, ticks) as i128);
    fact(
        "fieldsize",
        "mnet_dns_result.ticks",
        size_of_field(|s: &mnet_dns_result| &s.ticks) as i128,
    );
    fact("sizeof", "mnet_http_config", size_of::<mnet_http_config>() as i128);
    fact("alignof", "mnet_http_config", align_of::<mnet_http_config>() as i128);
    fact("offsetof", "mnet_http_config.size", offset_of!(mnet_http_config, size) as i128);
    fact(
        "fieldsize",
        "mnet_http_config.size",
        size_of_field(|s: &mnet_http_config| &s.size) as i128,
    );
    fact("offsetof", "mnet_http_config.flags", offset_of!(mnet_http_config, flags) as i128);
    fact(
        "fieldsize",
        "mnet_http_config.flags",
        size_of_field(|s: &mnet_http_config| &s.flags) as i128,
    );
    fact("offsetof", "mnet_http_config.url", offset_of!(mnet_http_config, url) as i128);
    fact("fieldsize", "mnet_http_config.url", size_of_field(|s: &mnet_http_config| &s.url) as i128);
    fact("offsetof", "mnet_http_config.sink", offset_of!(mnet_http_config, sink) as i128);
    fact(
        "fieldsize",
        "mnet_http_config.sink",
        size_of_field(|s: &mnet_http_config| &s.sink) as i128,
    );
    fact(
        "offsetof",
        "mnet_http_config.sink_context",
        offset_of!(mnet_http_config, sink_context) as i128,
    );
    fact(
        "fieldsize",
        "mnet_http_config.sink_context",
        size_of_field(|s: &mnet_http_config| &s.sink_context) as i128,
    );
    fact(
        "offsetof",
        "mnet_http_config.fallback_addresses",
        offset_of!(mnet_http_config, fallback_addresses) as i128,
    );
    fact(
        "fieldsize",
        "mnet_http_config.fallback_addresses",
        size_of_field(|s: &mnet_http_config| &s.fallback_addresses) as i128,
    );
    fact(
        "offsetof",
        "mnet_http_config.fallback_count",
        offset_of!(mnet_http_config, fallback_count) as i128,
    );
    fact(
        "fieldsize",
        "mnet_http_config.fallback_count",
        size_of_field(|s: &mnet_http_config| &s.fallback_count) as i128,
    );
    fact(
        "offsetof",
        "mnet_http_config.step_bytes",
        offset_of!(mnet_http_config, step_bytes) as i128,
    );
    fact(
        "fieldsize",
        "mnet_http_config.step_bytes",
        size_of_field(|s: &mnet_http_config| &s.step_bytes) as i128,
    );
    fact("offsetof", "mnet_http_config.max_bytes", offset_of!(mnet_http_config, max_bytes) as i128);
    fact(
        "fieldsize",
        "mnet_http_config.max_bytes",
        size_of_field(|s: &mnet_http_config| &s.max_bytes) as i128,
    );
    fact(
        "offsetof",
        "mnet_http_config.resolve_timeout_ms",
        offset_of!(mnet_http_config, resolve_timeout_ms) as i128,
    );
    fact(
        "fieldsize",
        "mnet_http_config.resolve_timeout_ms",
        size_of_field(|s: &mnet_http_config| &s.resolve_timeout_ms) as i128,
    );
    fact(
        "offsetof",
        "mnet_http_config.connect_timeout_ms",
        offset_of!(mnet_http_config, connect_timeout_ms) as i128,
    );
    fact(
        "fieldsize",
        "mnet_http_config.connect_timeout_ms",
        size_of_field(|s: &mnet_http_config| &s.connect_timeout_ms) as i128,
    );
    fact(
        "offsetof",
        "mnet_http_config.send_timeout_ms",
        offset_of!(mnet_http_config, send_timeout_ms) as i128,
    );
    fact(
        "fieldsize",
        "mnet_http_config.send_timeout_ms",
        size_of_field(|s: &mnet_http_config| &s.send_timeout_ms) as i128,
    );
    fact(
        "offsetof",
        "mnet_http_config.headers_timeout_ms",
        offset_of!(mnet_http_config, headers_timeout_ms) as i128,
    );
    fact(
        "fieldsize",
        "mnet_http_config.headers_timeout_ms",
        size_of_field(|s: &mnet_http_config| &s.headers_timeout_ms) as i128,
    );
    fact(
        "offsetof",
        "mnet_http_config.body_idle_timeout_ms",
        offset_of!(mnet_http_config, body_idle_timeout_ms) as i128,
    );
    fact(
        "fieldsize",
        "mnet_http_config.body_idle_timeout_ms",
        size_of_field(|s: &mnet_http_config| &s.body_idle_timeout_ms) as i128,
    );
    fact(
        "offsetof",
        "mnet_http_config.total_timeout_ms",
        offset_of!(mnet_http_config, total_timeout_ms) as i128,
    );
    fact(
        "fieldsize",
        "mnet_http_config.total_timeout_ms",
        size_of_field(|s: &mnet_http_config| &s.total_timeout_ms) as i128,
    );
    fact(
        "offsetof",
        "mnet_http_config.user_agent",
        offset_of!(mnet_http_config, user_agent) as i128,
    );
    fact(
        "fieldsize",
        "mnet_http_config.user_agent",
        size_of_field(|s: &mnet_http_config| &s.user_agent) as i128,
    );
    fact("sizeof", "mnet_http_progress", size_of::<mnet_http_progress>() as i128);
    fact("alignof", "mnet_http_progress", align_of::<mnet_http_progress>() as i128);
    fact("offsetof", "mnet_http_progress.size", offset_of!(mnet_http_progress, size) as i128);
    fact(
        "fieldsize",
        "mnet_http_progress.size",
        size_of_field(|s: &mnet_http_progress| &s.size) as i128,
    );
    fact("offsetof", "mnet_http_progress.state", offset_of!(mnet_http_progress, state) as i128);
    fact(
        "fieldsize",
        "mnet_http_progress.state",
        size_of_field(|s: &mnet_http_progress| &s.state) as i128,
    );
    fact(
        "offsetof",
        "mnet_http_progress.failed_state",
        offset_of!(mnet_http_progress, failed_state) as i128,
    );
    fact(
        "fieldsize",
        "mnet_http_progress.failed_state",
        size_of_field(|s: &mnet_http_progress| &s.failed_state) as i128,
    );
    fact("offsetof", "mnet_http_progress.error", offset_of!(mnet_http_progress, error) as i128);
    fact(
        "fieldsize",
        "mnet_http_progress.error",
        size_of_field(|s: &mnet_http_progress| &s.error) as i128,
    );
    fact(
        "offsetof",
        "mnet_http_progress.sink_status",
        offset_of!(mnet_http_progress, sink_status) as i128,
    );
    fact(
        "fieldsize",
        "mnet_http_progress.sink_status",
        size_of_field(|s: &mnet_http_progress| &s.sink_status) as i128,
    );
    fact(
        "offsetof",
        "mnet_http_progress.http_status",
        offset_of!(mnet_http_progress, http_status) as i128,
    );
    fact(
        "fieldsize",
        "mnet_http_progress.http_status",
        size_of_field(|s: &mnet_http_progress| &s.http_status) as i128,
    );
    fact(
        "offsetof",
        "mnet_http_progress.length_known",
        offset_of!(mnet_http_progress, length_known) as i128,
    );
    fact(
        "fieldsize",
        "mnet_http_progress.length_known",
        size_of_field(|s: &mnet_http_progress| &s.length_known) as i128,
    );
    fact(
        "offsetof",
        "mnet_http_progress.received_bytes",
        offset_of!(mnet_http_progress, received_bytes) as i128,
    );
    fact(
        "fieldsize",
        "mnet_http_progress.received_bytes",
        size_of_field(|s: &mnet_http_progress| &s.received_bytes) as i128,
    );
    fact(
        "offsetof",
        "mnet_http_progress.total_bytes",
        offset_of!(mnet_http_progress, total_bytes) as i128,
    );
    fact(
        "fieldsize",
        "mnet_http_progress.total_bytes",
        size_of_field(|s: &mnet_http_progress| &s.total_bytes) as i128,
    );
    fact("offsetof", "mnet_http_progress.address", offset_of!(mnet_http_progress, address) as i128);
    fact(
        "fieldsize",
        "mnet_http_progress.address",
        size_of_field(|s: &mnet_http_progress| &s.address) as i128,
    );
    fact("offsetof", "mnet_http_progress.port", offset_of!(mnet_http_progress, port) as i128);
    fact(
        "fieldsize",
        "mnet_http_progress.port",
        size_of_field(|s: &mnet_http_progress| &s.port) as i128,
    );
    fact(
        "offsetof",
        "mnet_http_progress.resolve_ticks",
        offset_of!(mnet_http_progress, resolve_ticks) as i128,
    );
    fact(
        "fieldsize",
        "mnet_http_progress.resolve_ticks",
        size_of_field(|s: &mnet_http_progress| &s.resolve_ticks) as i128,
    );
    fact(
        "offsetof",
        "mnet_http_progress.connect_ticks",
        offset_of!(mnet_http_progress, connect_ticks) as i128,
    );
    fact(
        "fieldsize",
        "mnet_http_progress.connect_ticks",
        size_of_field(|s: &mnet_http_progress| &s.connect_ticks) as i128,
    );
    fact(
        "offsetof",
        "mnet_http_progress.first_byte_ticks",
        offset_of!(mnet_http_progress, first_byte_ticks) as i128,
    );
    fact(
        "fieldsize",
        "mnet_http_progress.first_byte_ticks",
        size_of_field(|s: &mnet_http_progress| &s.first_byte_ticks) as i128,
    );
    fact(
        "offsetof",
        "mnet_http_progress.total_ticks",
        offset_of!(mnet_http_progress, total_ticks) as i128,
    );
    fact(
        "fieldsize",
        "mnet_http_progress.total_ticks",
        size_of_field(|s: &mnet_http_progress| &s.total_ticks) as i128,
    );
    fact("offsetof", "mnet_http_progress.detail", offset_of!(mnet_http_progress, detail) as i128);
    fact(
        "fieldsize",
        "mnet_http_progress.detail",
        size_of_field(|s: &mnet_http_progress| &s.detail) as i128,
    );
    fact("sizeof", "mnet_download_config", size_of::<mnet_download_config>() as i128);
    fact("alignof", "mnet_download_config", align_of::<mnet_download_config>() as i128);
    fact("offsetof", "mnet_download_config.size", offset_of!(mnet_download_config, size) as i128);
    fact(
        "fieldsize",
        "mnet_download_config.size",
        size_of_field(|s: &mnet_download_config| &s.size) as i128,
    );
    fact("offsetof", "mnet_download_config.flags", offset_of!(mnet_download_config, flags) as i128);
    fact(
        "fieldsize",
        "mnet_download_config.flags",
        size_of_field(|s: &mnet_download_config| &s.flags) as i128,
    );
    fact("offsetof", "mnet_download_config.url", offset_of!(mnet_download_config, url) as i128);
    fact(
        "fieldsize",
        "mnet_download_config.url",
        size_of_field(|s: &mnet_download_config| &s.url) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_config.destination",
        offset_of!(mnet_download_config, destination) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_config.destination",
        size_of_field(|s: &mnet_download_config| &s.destination) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_config.destination_size",
        offset_of!(mnet_download_config, destination_size) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_config.destination_size",
        size_of_field(|s: &mnet_download_config| &s.destination_size) as i128,
    );
    fact("offsetof", "mnet_download_config.sink", offset_of!(mnet_download_config, sink) as i128);
    fact(
        "fieldsize",
        "mnet_download_config.sink",
        size_of_field(|s: &mnet_download_config| &s.sink) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_config.sink_context",
        offset_of!(mnet_download_config, sink_context) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_config.sink_context",
        size_of_field(|s: &mnet_download_config| &s.sink_context) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_config.max_bytes",
        offset_of!(mnet_download_config, max_bytes) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_config.max_bytes",
        size_of_field(|s: &mnet_download_config| &s.max_bytes) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_config.sha256",
        offset_of!(mnet_download_config, sha256) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_config.sha256",
        size_of_field(|s: &mnet_download_config| &s.sha256) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_config.fallback_addresses",
        offset_of!(mnet_download_config, fallback_addresses) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_config.fallback_addresses",
        size_of_field(|s: &mnet_download_config| &s.fallback_addresses) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_config.fallback_count",
        offset_of!(mnet_download_config, fallback_count) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_config.fallback_count",
        size_of_field(|s: &mnet_download_config| &s.fallback_count) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_config.attempts",
        offset_of!(mnet_download_config, attempts) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_config.attempts",
        size_of_field(|s: &mnet_download_config| &s.attempts) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_config.link_timeout_ms",
        offset_of!(mnet_download_config, link_timeout_ms) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_config.link_timeout_ms",
        size_of_field(|s: &mnet_download_config| &s.link_timeout_ms) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_config.lease_timeout_ms",
        offset_of!(mnet_download_config, lease_timeout_ms) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_config.lease_timeout_ms",
        size_of_field(|s: &mnet_download_config| &s.lease_timeout_ms) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_config.resolve_timeout_ms",
        offset_of!(mnet_download_config, resolve_timeout_ms) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_config.resolve_timeout_ms",
        size_of_field(|s: &mnet_download_config| &s.resolve_timeout_ms) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_config.connect_timeout_ms",
        offset_of!(mnet_download_config, connect_timeout_ms) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_config.connect_timeout_ms",
        size_of_field(|s: &mnet_download_config| &s.connect_timeout_ms) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_config.headers_timeout_ms",
        offset_of!(mnet_download_config, headers_timeout_ms) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_config.headers_timeout_ms",
        size_of_field(|s: &mnet_download_config| &s.headers_timeout_ms) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_config.body_idle_timeout_ms",
        offset_of!(mnet_download_config, body_idle_timeout_ms) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_config.body_idle_timeout_ms",
        size_of_field(|s: &mnet_download_config| &s.body_idle_timeout_ms) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_config.backoff_ms",
        offset_of!(mnet_download_config, backoff_ms) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_config.backoff_ms",
        size_of_field(|s: &mnet_download_config| &s.backoff_ms) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_config.total_timeout_ms",
        offset_of!(mnet_download_config, total_timeout_ms) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_config.total_timeout_ms",
        size_of_field(|s: &mnet_download_config| &s.total_timeout_ms) as i128,
    );
    fact("sizeof", "mnet_download_progress", size_of::<mnet_download_progress>() as i128);
    fact("alignof", "mnet_download_progress", align_of::<mnet_download_progress>() as i128);
    fact(
        "offsetof",
        "mnet_download_progress.size",
        offset_of!(mnet_download_progress, size) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_progress.size",
        size_of_field(|s: &mnet_download_progress| &s.size) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_progress.state",
        offset_of!(mnet_download_progress, state) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_progress.state",
        size_of_field(|s: &mnet_download_progress| &s.state) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_progress.failed_state",
        offset_of!(mnet_download_progress, failed_state) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_progress.failed_state",
        size_of_field(|s: &mnet_download_progress| &s.failed_state) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_progress.error",
        offset_of!(mnet_download_progress, error) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_progress.error",
        size_of_field(|s: &mnet_download_progress| &s.error) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_progress.attempt",
        offset_of!(mnet_download_progress, attempt) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_progress.attempt",
        size_of_field(|s: &mnet_download_progress| &s.attempt) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_progress.http_status",
        offset_of!(mnet_download_progress, http_status) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_progress.http_status",
        size_of_field(|s: &mnet_download_progress| &s.http_status) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_progress.received_bytes",
        offset_of!(mnet_download_progress, received_bytes) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_progress.received_bytes",
        size_of_field(|s: &mnet_download_progress| &s.received_bytes) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_progress.total_bytes",
        offset_of!(mnet_download_progress, total_bytes) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_progress.total_bytes",
        size_of_field(|s: &mnet_download_progress| &s.total_bytes) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_progress.length_known",
        offset_of!(mnet_download_progress, length_known) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_progress.length_known",
        size_of_field(|s: &mnet_download_progress| &s.length_known) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_progress.digest_valid",
        offset_of!(mnet_download_progress, digest_valid) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_progress.digest_valid",
        size_of_field(|s: &mnet_download_progress| &s.digest_valid) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_progress.sha256",
        offset_of!(mnet_download_progress, sha256) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_progress.sha256",
        size_of_field(|s: &mnet_download_progress| &s.sha256) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_progress.address",
        offset_of!(mnet_download_progress, address) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_progress.address",
        size_of_field(|s: &mnet_download_progress| &s.address) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_progress.port",
        offset_of!(mnet_download_progress, port) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_progress.port",
        size_of_field(|s: &mnet_download_progress| &s.port) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_progress.link_ticks",
        offset_of!(mnet_download_progress, link_ticks) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_progress.link_ticks",
        size_of_field(|s: &mnet_download_progress| &s.link_ticks) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_progress.lease_ticks",
        offset_of!(mnet_download_progress, lease_ticks) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_progress.lease_ticks",
        size_of_field(|s: &mnet_download_progress| &s.lease_ticks) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_progress.resolve_ticks",
        offset_of!(mnet_download_progress, resolve_ticks) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_progress.resolve_ticks",
        size_of_field(|s: &mnet_download_progress| &s.resolve_ticks) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_progress.connect_ticks",
        offset_of!(mnet_download_progress, connect_ticks) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_progress.connect_ticks",
        size_of_field(|s: &mnet_download_progress| &s.connect_ticks) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_progress.first_byte_ticks",
        offset_of!(mnet_download_progress, first_byte_ticks) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_progress.first_byte_ticks",
        size_of_field(|s: &mnet_download_progress| &s.first_byte_ticks) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_progress.total_ticks",
        offset_of!(mnet_download_progress, total_ticks) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_progress.total_ticks",
        size_of_field(|s: &mnet_download_progress| &s.total_ticks) as i128,
    );
    fact(
        "offsetof",
        "mnet_download_progress.detail",
        offset_of!(mnet_download_progress, detail) as i128,
    );
    fact(
        "fieldsize",
        "mnet_download_progress.detail",
        size_of_field(|s: &mnet_download_progress| &s.detail) as i128,
    );
    fact("sizeof", "mnet_framebuffer", size_of::<mnet_framebuffer>() as i128);
    fact("alignof", "mnet_framebuffer", align_of::<mnet_framebuffer>() as i128);
    fact("offsetof", "mnet_framebuffer.base", offset_of!(mnet_framebuffer, base) as i128);
    fact(
        "fieldsize",
        "mnet_framebuffer.base",
        size_of_field(|s: &mnet_framebuffer| &s.base) as i128,
    );
    fact("offsetof", "mnet_framebuffer.length", offset_of!(mnet_framebuffer, length) as i128);
    fact(
        "fieldsize",
        "mnet_framebuffer.length",
        size_of_field(|s: &mnet_framebuffer| &s.length) as i128,
    );
    fact("offsetof", "mnet_framebuffer.width", offset_of!(mnet_framebuffer, width) as i128);
    fact(
        "fieldsize",
        "mnet_framebuffer.width",
        size_of_field(|s: &mnet_framebuffer| &s.width) as i128,
    );
    fact("offsetof", "mnet_framebuffer.height", offset_of!(mnet_framebuffer, height) as i128);
    fact(
        "fieldsize",
        "mnet_framebuffer.height",
        size_of_field(|s: &mnet_framebuffer| &s.height) as i128,
    );
    fact("offsetof", "mnet_framebuffer.stride", offset_of!(mnet_framebuffer, stride) as i128);
    fact(
        "fieldsize",
        "mnet_framebuffer.stride",
        size_of_field(|s: &mnet_framebuffer| &s.stride) as i128,
    );
    fact("offsetof", "mnet_framebuffer.format", offset_of!(mnet_framebuffer, format) as i128);
    fact(
        "fieldsize",
        "mnet_framebuffer.format",
        size_of_field(|s: &mnet_framebuffer| &s.format) as i128,
    );
    fact("sizeof", "mnet_handoff", size_of::<mnet_handoff>() as i128);
    fact("alignof", "mnet_handoff", align_of::<mnet_handoff>() as i128);
    fact("offsetof", "mnet_handoff.size", offset_of!(mnet_handoff, size) as i128);
    fact("fieldsize", "mnet_handoff.size", size_of_field(|s: &mnet_handoff| &s.size) as i128);
    fact("offsetof", "mnet_handoff.flags", offset_of!(mnet_handoff, flags) as i128);
    fact("fieldsize", "mnet_handoff.flags", size_of_field(|s: &mnet_handoff| &s.flags) as i128);
    fact("offsetof", "mnet_handoff.nics", offset_of!(mnet_handoff, nics) as i128);
    fact("fieldsize", "mnet_handoff.nics", size_of_field(|s: &mnet_handoff| &s.nics) as i128);
    fact("offsetof", "mnet_handoff.nic_count", offset_of!(mnet_handoff, nic_count) as i128);
    fact(
        "fieldsize",
        "mnet_handoff.nic_count",
        size_of_field(|s: &mnet_handoff| &s.nic_count) as i128,
    );
    fact("offsetof", "mnet_handoff.nic_stride", offset_of!(mnet_handoff, nic_stride) as i128);
    fact(
        "fieldsize",
        "mnet_handoff.nic_stride",
        size_of_field(|s: &mnet_handoff| &s.nic_stride) as i128,
    );
    fact("offsetof", "mnet_handoff.dma", offset_of!(mnet_handoff, dma) as i128);
    fact("fieldsize", "mnet_handoff.dma", size_of_field(|s: &mnet_handoff| &s.dma) as i128);
    fact("offsetof", "mnet_handoff.arena", offset_of!(mnet_handoff, arena) as i128);
    fact("fieldsize", "mnet_handoff.arena", size_of_field(|s: &mnet_handoff| &s.arena) as i128);
    fact("offsetof", "mnet_handoff.arena_size", offset_of!(mnet_handoff, arena_size) as i128);
    fact(
        "fieldsize",
        "mnet_handoff.arena_size",
        size_of_field(|s: &mnet_handoff| &s.arena_size) as i128,
    );
    fact("offsetof", "mnet_handoff.stack_base", offset_of!(mnet_handoff, stack_base) as i128);
    fact(
        "fieldsize",
        "mnet_handoff.stack_base",
        size_of_field(|s: &mnet_handoff| &s.stack_base) as i128,
    );
    fact("offsetof", "mnet_handoff.stack_top", offset_of!(mnet_handoff, stack_top) as i128);
    fact(
        "fieldsize",
        "mnet_handoff.stack_top",
        size_of_field(|s: &mnet_handoff| &s.stack_top) as i128,
    );
    fact("offsetof", "mnet_handoff.page_tables", offset_of!(mnet_handoff, page_tables) as i128);
    fact(
        "fieldsize",
        "mnet_handoff.page_tables",
        size_of_field(|s: &mnet_handoff| &s.page_tables) as i128,
    );
    fact(
        "offsetof",
        "mnet_handoff.page_tables_size",
        offset_of!(mnet_handoff, page_tables_size) as i128,
    );
    fact(
        "fieldsize",
        "mnet_handoff.page_tables_size",
        size_of_field(|s: &mnet_handoff| &s.page_tables_size) as i128,
    );
    fact("offsetof", "mnet_handoff.tsc_hz", offset_of!(mnet_handoff, tsc_hz) as i128);
    fact("fieldsize", "mnet_handoff.tsc_hz", size_of_field(|s: &mnet_handoff| &s.tsc_hz) as i128);
    fact("offsetof", "mnet_handoff.wall_clock", offset_of!(mnet_handoff, wall_clock) as i128);
    fact(
        "fieldsize",
        "mnet_handoff.wall_clock",
        size_of_field(|s: &mnet_handoff| &s.wall_clock) as i128,
    );
    fact(
        "offsetof",
        "mnet_handoff.wall_clock_tsc",
        offset_of!(mnet_handoff, wall_clock_tsc) as i128,
    );
    fact(
        "fieldsize",
        "mnet_handoff.wall_clock_tsc",
        size_of_field(|s: &mnet_handoff| &s.wall_clock_tsc) as i128,
    );
    fact("offsetof", "mnet_handoff.acpi_rsdp", offset_of!(mnet_handoff, acpi_rsdp) as i128);
    fact(
        "fieldsize",
        "mnet_handoff.acpi_rsdp",
        size_of_field(|s: &mnet_handoff| &s.acpi_rsdp) as i128,
    );
    fact("offsetof", "mnet_handoff.smbios", offset_of!(mnet_handoff, smbios) as i128);
    fact("fieldsize", "mnet_handoff.smbios", size_of_field(|s: &mnet_handoff| &s.smbios) as i128);
    fact("offsetof", "mnet_handoff.ecam_base", offset_of!(mnet_handoff, ecam_base) as i128);
    fact(
        "fieldsize",
        "mnet_handoff.ecam_base",
        size_of_field(|s: &mnet_handoff| &s.ecam_base) as i128,
    );
    fact(
        "offsetof",
        "mnet_handoff.ecam_start_bus",
        offset_of!(mnet_handoff, ecam_start_bus) as i128,
    );
    fact(
        "fieldsize",
        "mnet_handoff.ecam_start_bus",
        size_of_field(|s: &mnet_handoff| &s.ecam_start_bus) as i128,
    );
    fact("offsetof", "mnet_handoff.ecam_end_bus", offset_of!(mnet_handoff, ecam_end_bus) as i128);
    fact(
        "fieldsize",
        "mnet_handoff.ecam_end_bus",
        size_of_field(|s: &mnet_handoff| &s.ecam_end_bus) as i128,
    );
    fact("offsetof", "mnet_handoff.pm_timer_port", offset_of!(mnet_handoff, pm_timer_port) as i128);
    fact(
        "fieldsize",
        "mnet_handoff.pm_timer_port",
        size_of_field(|s: &mnet_handoff| &s.pm_timer_port) as i128,
    );
    fact(
        "offsetof",
        "mnet_handoff.memory_map_descriptor_size",
        offset_of!(mnet_handoff, memory_map_descriptor_size) as i128,
    );
    fact(
        "fieldsize",
        "mnet_handoff.memory_map_descriptor_size",
        size_of_field(|s: &mnet_handoff| &s.memory_map_descriptor_size) as i128,
    );
    fact("offsetof", "mnet_handoff.memory_map", offset_of!(mnet_handoff, memory_map) as i128);
    fact(
        "fieldsize",
        "mnet_handoff.memory_map",
        size_of_field(|s: &mnet_handoff| &s.memory_map) as i128,
    );
    fact(
        "offsetof",
        "mnet_handoff.memory_map_size",
        offset_of!(mnet_handoff, memory_map_size) as i128,
    );
    fact(
        "fieldsize",
        "mnet_handoff.memory_map_size",
        size_of_field(|s: &mnet_handoff| &s.memory_map_size) as i128,
    );
    fact(
        "offsetof",
        "mnet_handoff.memory_map_capacity",
        offset_of!(mnet_handoff, memory_map_capacity) as i128,
    );
    fact(
        "fieldsize",
        "mnet_handoff.memory_map_capacity",
        size_of_field(|s: &mnet_handoff| &s.memory_map_capacity) as i128,
    );
    fact("offsetof", "mnet_handoff.framebuffer", offset_of!(mnet_handoff, framebuffer) as i128);
    fact(
        "fieldsize",
        "mnet_handoff.framebuffer",
        size_of_field(|s: &mnet_handoff| &s.framebuffer) as i128,
    );
    fact("offsetof", "mnet_handoff.entropy", offset_of!(mnet_handoff, entropy) as i128);
    fact("fieldsize", "mnet_handoff.entropy", size_of_field(|s: &mnet_handoff| &s.entropy) as i128);
    fact("offsetof", "mnet_handoff.image_base", offset_of!(mnet_handoff, image_base) as i128);
    fact(
        "fieldsize",
        "mnet_handoff.image_base",
        size_of_field(|s: &mnet_handoff| &s.image_base) as i128,
    );
    fact("offsetof", "mnet_handoff.image_size", offset_of!(mnet_handoff, image_size) as i128);
    fact(
        "fieldsize",
        "mnet_handoff.image_size",
        size_of_field(|s: &mnet_handoff| &s.image_size) as i128,
    );
    fact("offsetof", "mnet_handoff.mmio_offset", offset_of!(mnet_handoff, mmio_offset) as i128);
    fact(
        "fieldsize",
        "mnet_handoff.mmio_offset",
        size_of_field(|s: &mnet_handoff| &s.mmio_offset) as i128,
    );
    fact("sizeof", "mnet_uefi_config", size_of::<mnet_uefi_config>() as i128);
    fact("alignof", "mnet_uefi_config", align_of::<mnet_uefi_config>() as i128);
    fact("offsetof", "mnet_uefi_config.size", offset_of!(mnet_uefi_config, size) as i128);
    fact(
        "fieldsize",
        "mnet_uefi_config.size",
        size_of_field(|s: &mnet_uefi_config| &s.size) as i128,
    );
    fact("offsetof", "mnet_uefi_config.reserved", offset_of!(mnet_uefi_config, reserved) as i128);
    fact(
        "fieldsize",
        "mnet_uefi_config.reserved",
        size_of_field(|s: &mnet_uefi_config| &s.reserved) as i128,
    );
    fact("offsetof", "mnet_uefi_config.dma_size", offset_of!(mnet_uefi_config, dma_size) as i128);
    fact(
        "fieldsize",
        "mnet_uefi_config.dma_size",
        size_of_field(|s: &mnet_uefi_config| &s.dma_size) as i128,
    );
    fact(
        "offsetof",
        "mnet_uefi_config.arena_size",
        offset_of!(mnet_uefi_config, arena_size) as i128,
    );
    fact(
        "fieldsize",
        "mnet_uefi_config.arena_size",
        size_of_field(|s: &mnet_uefi_config| &s.arena_size) as i128,
    );
    fact(
        "offsetof",
        "mnet_uefi_config.stack_size",
        offset_of!(mnet_uefi_config, stack_size) as i128,
    );
    fact(
        "fieldsize",
        "mnet_uefi_config.stack_size",
        size_of_field(|s: &mnet_uefi_config| &s.stack_size) as i128,
    );
    fact("sizeof", "mnet_machine_config", size_of::<mnet_machine_config>() as i128);
    fact("alignof", "mnet_machine_config", align_of::<mnet_machine_config>() as i128);
    fact("offsetof", "mnet_machine_config.size", offset_of!(mnet_machine_config, size) as i128);
    fact(
        "fieldsize",
        "mnet_machine_config.size",
        size_of_field(|s: &mnet_machine_config| &s.size) as i128,
    );
    fact(
        "offsetof",
        "mnet_machine_config.serial_port",
        offset_of!(mnet_machine_config, serial_port) as i128,
    );
    fact(
        "fieldsize",
        "mnet_machine_config.serial_port",
        size_of_field(|s: &mnet_machine_config| &s.serial_port) as i128,
    );
    fact(
        "offsetof",
        "mnet_machine_config.reserved",
        offset_of!(mnet_machine_config, reserved) as i128,
    );
    fact(
        "fieldsize",
        "mnet_machine_config.reserved",
        size_of_field(|s: &mnet_machine_config| &s.reserved) as i128,
    );
    fact("offsetof", "mnet_machine_config.panic", offset_of!(mnet_machine_config, panic) as i128);
    fact(
        "fieldsize",
        "mnet_machine_config.panic",
        size_of_field(|s: &mnet_machine_config| &s.panic) as i128,
    );
    fact(
        "offsetof",
        "mnet_machine_config.context",
        offset_of!(mnet_machine_config, context) as i128,
    );
    fact(
        "fieldsize",
        "mnet_machine_config.context",
        size_of_field(|s: &mnet_machine_config| &s.context) as i128,
    );
    fact("sizeof", "mnet_nic_facts", size_of::<mnet_nic_facts>() as i128);
    fact("alignof", "mnet_nic_facts", align_of::<mnet_nic_facts>() as i128);
    fact("offsetof", "mnet_nic_facts.size", offset_of!(mnet_nic_facts, size) as i128);
    fact("fieldsize", "mnet_nic_facts.size", size_of_field(|s: &mnet_nic_facts| &s.size) as i128);
    fact("offsetof", "mnet_nic_facts.mtu", offset_of!(mnet_nic_facts, mtu) as i128);
    fact("fieldsize", "mnet_nic_facts.mtu", size_of_field(|s: &mnet_nic_facts| &s.mtu) as i128);
    fact("offsetof", "mnet_nic_facts.mac", offset_of!(mnet_nic_facts, mac) as i128);
    fact("fieldsize", "mnet_nic_facts.mac", size_of_field(|s: &mnet_nic_facts| &s.mac) as i128);
    fact("offsetof", "mnet_nic_facts.reserved", offset_of!(mnet_nic_facts, reserved) as i128);
    fact(
        "fieldsize",
        "mnet_nic_facts.reserved",
        size_of_field(|s: &mnet_nic_facts| &s.reserved) as i128,
    );
    fact("sizeof", "mnet_nic_operations", size_of::<mnet_nic_operations>() as i128);
    fact("alignof", "mnet_nic_operations", align_of::<mnet_nic_operations>() as i128);
    fact("offsetof", "mnet_nic_operations.size", offset_of!(mnet_nic_operations, size) as i128);
    fact(
        "fieldsize",
        "mnet_nic_operations.size",
        size_of_field(|s: &mnet_nic_operations| &s.size) as i128,
    );
    fact(
        "offsetof",
        "mnet_nic_operations.capabilities",
        offset_of!(mnet_nic_operations, capabilities) as i128,
    );
    fact(
        "fieldsize",
        "mnet_nic_operations.capabilities",
        size_of_field(|s: &mnet_nic_operations| &s.capabilities) as i128,
    );
    fact(
        "offsetof",
        "mnet_nic_operations.context",
        offset_of!(mnet_nic_operations, context) as i128,
    );
    fact(
        "fieldsize",
        "mnet_nic_operations.context",
        size_of_field(|s: &mnet_nic_operations| &s.context) as i128,
    );
    fact("offsetof", "mnet_nic_operations.name", offset_of!(mnet_nic_operations, name) as i128);
    fact(
        "fieldsize",
        "mnet_nic_operations.name",
        size_of_field(|s: &mnet_nic_operations| &s.name) as i128,
    );
    fact("offsetof", "mnet_nic_operations.reset", offset_of!(mnet_nic_operations, reset) as i128);
    fact(
        "fieldsize",
        "mnet_nic_operations.reset",
        size_of_field(|s: &mnet_nic_operations| &s.reset) as i128,
    );
    fact("offsetof", "mnet_nic_operations.start", offset_of!(mnet_nic_operations, start) as i128);
    fact(
        "fieldsize",
        "mnet_nic_operations.start",
        size_of_field(|s: &mnet_nic_operations| &s.start) as i128,
    );
    fact(
        "offsetof",
        "mnet_nic_operations.get_link",
        offset_of!(mnet_nic_operations, get_link) as i128,
    );
    fact(
        "fieldsize",
        "mnet_nic_operations.get_link",
        size_of_field(|s: &mnet_nic_operations| &s.get_link) as i128,
    );
    fact(
        "offsetof",
        "mnet_nic_operations.rx_burst",
        offset_of!(mnet_nic_operations, rx_burst) as i128,
    );
    fact(
        "fieldsize",
        "mnet_nic_operations.rx_burst",
        size_of_field(|s: &mnet_nic_operations| &s.rx_burst) as i128,
    );
    fact(
        "offsetof",
        "mnet_nic_operations.tx_burst",
        offset_of!(mnet_nic_operations, tx_burst) as i128,
    );
    fact(
        "fieldsize",
        "mnet_nic_operations.tx_burst",
        size_of_field(|s: &mnet_nic_operations| &s.tx_burst) as i128,
    );
    fact("sizeof", "mnet_pcap", size_of::<mnet_pcap>() as i128);
    fact("alignof", "mnet_pcap", align_of::<mnet_pcap>() as i128);
    fact("offsetof", "mnet_pcap.size", offset_of!(mnet_pcap, size) as i128);
    fact("fieldsize", "mnet_pcap.size", size_of_field(|s: &mnet_pcap| &s.size) as i128);
    fact("offsetof", "mnet_pcap.snap_length", offset_of!(mnet_pcap, snap_length) as i128);
    fact(
        "fieldsize",
        "mnet_pcap.snap_length",
        size_of_field(|s: &mnet_pcap| &s.snap_length) as i128,
    );
    fact("offsetof", "mnet_pcap.buffer", offset_of!(mnet_pcap, buffer) as i128);
    fact("fieldsize", "mnet_pcap.buffer", size_of_field(|s: &mnet_pcap| &s.buffer) as i128);
    fact("offsetof", "mnet_pcap.capacity", offset_of!(mnet_pcap, capacity) as i128);
    fact("fieldsize", "mnet_pcap.capacity", size_of_field(|s: &mnet_pcap| &s.capacity) as i128);
    fact("offsetof", "mnet_pcap.used", offset_of!(mnet_pcap, used) as i128);
    fact("fieldsize", "mnet_pcap.used", size_of_field(|s: &mnet_pcap| &s.used) as i128);
    fact("offsetof", "mnet_pcap.lost", offset_of!(mnet_pcap, lost) as i128);
    fact("fieldsize", "mnet_pcap.lost", size_of_field(|s: &mnet_pcap| &s.lost) as i128);
    fact("offsetof", "mnet_pcap.record", offset_of!(mnet_pcap, record) as i128);
    fact("fieldsize", "mnet_pcap.record", size_of_field(|s: &mnet_pcap| &s.record) as i128);
    fact("offsetof", "mnet_pcap.under_way", offset_of!(mnet_pcap, under_way) as i128);
    fact("fieldsize", "mnet_pcap.under_way", size_of_field(|s: &mnet_pcap| &s.under_way) as i128);
    fact("offsetof", "mnet_pcap.reserved", offset_of!(mnet_pcap, reserved) as i128);
    fact("fieldsize", "mnet_pcap.reserved", size_of_field(|s: &mnet_pcap| &s.reserved) as i128);
    fact("sizeof", "mnet_ping_config", size_of::<mnet_ping_config>() as i128);
    fact("alignof", "mnet_ping_config", align_of::<mnet_ping_config>() as i128);
    fact("offsetof", "mnet_ping_config.size", offset_of!(mnet_ping_config, size) as i128);
    fact(
        "fieldsize",
        "mnet_ping_config.size",
        size_of_field(|s: &mnet_ping_config| &s.size) as i128,
    );
    fact("offsetof", "mnet_ping_config.flags", offset_of!(mnet_ping_config, flags) as i128);
    fact(
        "fieldsize",
        "mnet_ping_config.flags",
        size_of_field(|s: &mnet_ping_config| &s.flags) as i128,
    );
    fact("offsetof", "mnet_ping_config.address", offset_of!(mnet_ping_config, address) as i128);
    fact(
        "fieldsize",
        "mnet_ping_config.address",
        size_of_field(|s: &mnet_ping_config| &s.address) as i128,
    );
    fact("offsetof", "mnet_ping_config.count", offset_of!(mnet_ping_config, count) as i128);
    fact(
        "fieldsize",
        "mnet_ping_config.count",
        size_of_field(|s: &mnet_ping_config| &s.count) as i128,
    );
    fact(
        "offsetof",
        "mnet_ping_config.interval_ms",
        offset_of!(mnet_ping_config, interval_ms) as i128,
    );
    fact(
        "fieldsize",
        "mnet_ping_config.interval_ms",
        size_of_field(|s: &mnet_ping_config| &s.interval_ms) as i128,
    );
    fact(
        "offsetof",
        "mnet_ping_config.timeout_ms",
        offset_of!(mnet_ping_config, timeout_ms) as i128,
    );
    fact(
        "fieldsize",
        "mnet_ping_config.timeout_ms",
        size_of_field(|s: &mnet_ping_config| &s.timeout_ms) as i128,
    );
    fact(
        "offsetof",
        "mnet_ping_config.data_length",
        offset_of!(mnet_ping_config, data_length) as i128,
    );
    fact(
        "fieldsize",
        "mnet_ping_config.data_length",
        size_of_field(|s: &mnet_ping_config| &s.data_length) as i128,
    );
    fact("offsetof", "mnet_ping_config.reserved", offset_of!(mnet_ping_config, reserved) as i128);
    fact(
        "fieldsize",
        "mnet_ping_config.reserved",
        size_of_field(|s: &mnet_ping_config| &s.reserved) as i128,
    );
    fact("sizeof", "mnet_ping_result", size_of::<mnet_ping_result>() as i128);
    fact("alignof", "mnet_ping_result", align_of::<mnet_ping_result>() as i128);
    fact("offsetof", "mnet_ping_result.size", offset_of!(mnet_ping_result, size) as i128);
    fact(
        "fieldsize",
        "mnet_ping_result.size",
        size_of_field(|s: &mnet_ping_result| &s.size) as i128,
    );
    fact("offsetof", "mnet_ping_result.status", offset_of!(mnet_ping_result, status) as i128);
    fact(
        "fieldsize",
        "mnet_ping_result.status",
        size_of_field(|s: &mnet_ping_result| &s.status) as i128,
    );
    fact("offsetof", "mnet_ping_result.sent", offset_of!(mnet_ping_result, sent) as i128);
    fact(
        "fieldsize",
        "mnet_ping_result.sent",
        size_of_field(|s: &mnet_ping_result| &s.sent) as i128,
    );
    fact("offsetof", "mnet_ping_result.received", offset_of!(mnet_ping_result, received) as i128);
    fact(
        "fieldsize",
        "mnet_ping_result.received",
        size_of_field(|s: &mnet_ping_result| &s.received) as i128,
    );
    fact(
        "offsetof",
        "mnet_ping_result.unreachable",
        offset_of!(mnet_ping_result, unreachable) as i128,
    );
    fact(
        "fieldsize",
        "mnet_ping_result.unreachable",
        size_of_field(|s: &mnet_ping_result| &s.unreachable) as i128,
    );
    fact("offsetof", "mnet_ping_result.reserved", offset_of!(mnet_ping_result, reserved) as i128);
    fact(
        "fieldsize",
        "mnet_ping_result.reserved",
        size_of_field(|s: &mnet_ping_result| &s.reserved) as i128,
    );
    fact(
        "offsetof",
        "mnet_ping_result.last_ticks",
        offset_of!(mnet_ping_result, last_ticks) as i128,
    );
    fact(
        "fieldsize",
        "mnet_ping_result.last_ticks",
        size_of_field(|s: &mnet_ping_result| &s.last_ticks) as i128,
    );
    fact(
        "offsetof",
        "mnet_ping_result.least_ticks",
        offset_of!(mnet_ping_result, least_ticks) as i128,
    );
    fact(
        "fieldsize",
        "mnet_ping_result.least_ticks",
        size_of_field(|s: &mnet_ping_result| &s.least_ticks) as i128,
    );
    fact(
        "offsetof",
        "mnet_ping_result.most_ticks",
        offset_of!(mnet_ping_result, most_ticks) as i128,
    );
    fact(
        "fieldsize",
        "mnet_ping_result.most_ticks",
        size_of_field(|s: &mnet_ping_result| &s.most_ticks) as i128,
    );
    fact(
        "offsetof",
        "mnet_ping_result.total_ticks",
        offset_of!(mnet_ping_result, total_ticks) as i128,
    );
    fact(
        "fieldsize",
        "mnet_ping_result.total_ticks",
        size_of_field(|s: &mnet_ping_result| &s.total_ticks) as i128,
    );
    fact("sizeof", "mnet_tcp_config", size_of::<mnet_tcp_config>() as i128);
    fact("alignof", "mnet_tcp_config", align_of::<mnet_tcp_config>() as i128);
    fact("offsetof", "mnet_tcp_config.size", offset_of!(mnet_tcp_config, size) as i128);
    fact("fieldsize", "mnet_tcp_config.size", size_of_field(|s: &mnet_tcp_config| &s.size) as i128);
    fact("offsetof", "mnet_tcp_config.flags", offset_of!(mnet_tcp_config, flags) as i128);
    fact(
        "fieldsize",
        "mnet_tcp_config.flags",
        size_of_field(|s: &mnet_tcp_config| &s.flags) as i128,
    );
    fact("offsetof", "mnet_tcp_config.address", offset_of!(mnet_tcp_config, address) as i128);
    fact(
        "fieldsize",
        "mnet_tcp_config.address",
        size_of_field(|s: &mnet_tcp_config| &s.address) as i128,
    );
    fact("offsetof", "mnet_tcp_config.port", offset_of!(mnet_tcp_config, port) as i128);
    fact("fieldsize", "mnet_tcp_config.port", size_of_field(|s: &mnet_tcp_config| &s.port) as i128);
    fact("offsetof", "mnet_tcp_config.reserved", offset_of!(mnet_tcp_config, reserved) as i128);
    fact(
        "fieldsize",
        "mnet_tcp_config.reserved",
        size_of_field(|s: &mnet_tcp_config| &s.reserved) as i128,
    );
    fact(
        "offsetof",
        "mnet_tcp_config.connect_timeout_ms",
        offset_of!(mnet_tcp_config, connect_timeout_ms) as i128,
    );
    fact(
        "fieldsize",
        "mnet_tcp_config.connect_timeout_ms",
        size_of_field(|s: &mnet_tcp_config| &s.connect_timeout_ms) as i128,
    );
    fact("offsetof", "mnet_tcp_config.reserved2", offset_of!(mnet_tcp_config, reserved2) as i128);
    fact(
        "fieldsize",
        "mnet_tcp_config.reserved2",
        size_of_field(|s: &mnet_tcp_config| &s.reserved2) as i128,
    );
    fact("sizeof", "mnet_tcp_info", size_of::<mnet_tcp_info>() as i128);
    fact("alignof", "mnet_tcp_info", align_of::<mnet_tcp_info>() as i128);
    fact("offsetof", "mnet_tcp_info.size", offset_of!(mnet_tcp_info, size) as i128);
    fact("fieldsize", "mnet_tcp_info.size", size_of_field(|s: &mnet_tcp_info| &s.size) as i128);
    fact("offsetof", "mnet_tcp_info.state", offset_of!(mnet_tcp_info, state) as i128);
    fact("fieldsize", "mnet_tcp_info.state", size_of_field(|s: &mnet_tcp_info| &s.state) as i128);
    fact("offsetof", "mnet_tcp_info.error", offset_of!(mnet_tcp_info, error) as i128);
    fact("fieldsize", "mnet_tcp_info.error", size_of_field(|s: &mnet_tcp_info| &s.error) as i128);
    fact("offsetof", "mnet_tcp_info.address", offset_of!(mnet_tcp_info, address) as i128);
    fact(
        "fieldsize",
        "mnet_tcp_info.address",
        size_of_field(|s: &mnet_tcp_info| &s.address) as i128,
    );
    fact("offsetof", "mnet_tcp_info.port", offset_of!(mnet_tcp_info, port) as i128);
    fact("fieldsize", "mnet_tcp_info.port", size_of_field(|s: &mnet_tcp_info| &s.port) as i128);
    fact("offsetof", "mnet_tcp_info.local_port", offset_of!(mnet_tcp_info, local_port) as i128);
    fact(
        "fieldsize",
        "mnet_tcp_info.local_port",
        size_of_field(|s: &mnet_tcp_info| &s.local_port) as i128,
    );
    fact("offsetof", "mnet_tcp_info.send_room", offset_of!(mnet_tcp_info, send_room) as i128);
    fact(
        "fieldsize",
        "mnet_tcp_info.send_room",
        size_of_field(|s: &mnet_tcp_info| &s.send_room) as i128,
    );
    fact(
        "offsetof",
        "mnet_tcp_info.unacknowledged",
        offset_of!(mnet_tcp_info, unacknowledged) as i128,
    );
    fact(
        "fieldsize",
        "mnet_tcp_info.unacknowledged",
        size_of_field(|s: &mnet_tcp_info| &s.unacknowledged) as i128,
    );
    fact("offsetof", "mnet_tcp_info.reserved", offset_of!(mnet_tcp_info, reserved) as i128);
    fact(
        "fieldsize",
        "mnet_tcp_info.reserved",
        size_of_field(|s: &mnet_tcp_info| &s.reserved) as i128,
    );
    fact("offsetof", "mnet_tcp_info.sent_bytes", offset_of!(mnet_tcp_info, sent_bytes) as i128);
    fact(
        "fieldsize",
        "mnet_tcp_info.sent_bytes",
        size_of_field(|s: &mnet_tcp_info| &s.sent_bytes) as i128,
    );
    fact(
        "offsetof",
        "mnet_tcp_info.received_bytes",
        offset_of!(mnet_tcp_info, received_bytes) as i128,
    );
    fact(
        "fieldsize",
        "mnet_tcp_info.received_bytes",
        size_of_field(|s: &mnet_tcp_info| &s.received_bytes) as i128,
    );
    fact("sizeof", "mnet_udp_config", size_of::<mnet_udp_config>() as i128);
    fact("alignof", "mnet_udp_config", align_of::<mnet_udp_config>() as i128);
    fact("offsetof", "mnet_udp_config.size", offset_of!(mnet_udp_config, size) as i128);
    fact("fieldsize", "mnet_udp_config.size", size_of_field(|s: &mnet_udp_config| &s.size) as i128);
    fact("offsetof", "mnet_udp_config.flags", offset_of!(mnet_udp_config, flags) as i128);
    fact(
        "fieldsize",
        "mnet_udp_config.flags",
        size_of_field(|s: &mnet_udp_config| &s.flags) as i128,
    );
    fact("offsetof", "mnet_udp_config.local_port", offset_of!(mnet_udp_config, local_port) as i128);
    fact(
        "fieldsize",
        "mnet_udp_config.local_port",
        size_of_field(|s: &mnet_udp_config| &s.local_port) as i128,
    );
    fact("offsetof", "mnet_udp_config.reserved", offset_of!(mnet_udp_config, reserved) as i128);
    fact(
        "fieldsize",
        "mnet_udp_config.reserved",
        size_of_field(|s: &mnet_udp_config| &s.reserved) as i128,
    );
    fact(
        "offsetof",
        "mnet_udp_config.queue_limit",
        offset_of!(mnet_udp_config, queue_limit) as i128,
    );
    fact(
        "fieldsize",
        "mnet_udp_config.queue_limit",
        size_of_field(|s: &mnet_udp_config| &s.queue_limit) as i128,
    );
    fact("sizeof", "mnet_datagram", size_of::<mnet_datagram>() as i128);
    fact("alignof", "mnet_datagram", align_of::<mnet_datagram>() as i128);
    fact("offsetof", "mnet_datagram.size", offset_of!(mnet_datagram, size) as i128);
    fact("fieldsize", "mnet_datagram.size", size_of_field(|s: &mnet_datagram| &s.size) as i128);
    fact("offsetof", "mnet_datagram.length", offset_of!(mnet_datagram, length) as i128);
    fact("fieldsize", "mnet_datagram.length", size_of_field(|s: &mnet_datagram| &s.length) as i128);
    fact("offsetof", "mnet_datagram.address", offset_of!(mnet_datagram, address) as i128);
    fact(
        "fieldsize",
        "mnet_datagram.address",
        size_of_field(|s: &mnet_datagram| &s.address) as i128,
    );
    fact("offsetof", "mnet_datagram.port", offset_of!(mnet_datagram, port) as i128);
    fact("fieldsize", "mnet_datagram.port", size_of_field(|s: &mnet_datagram| &s.port) as i128);
    fact("offsetof", "mnet_datagram.reserved", offset_of!(mnet_datagram, reserved) as i128);
    fact(
        "fieldsize",
        "mnet_datagram.reserved",
        size_of_field(|s: &mnet_datagram| &s.reserved) as i128,
    );
    fact("sizeof", "mnet_udp_info", size_of::<mnet_udp_info>() as i128);
    fact("alignof", "mnet_udp_info", align_of::<mnet_udp_info>() as i128);
    fact("offsetof", "mnet_udp_info.size", offset_of!(mnet_udp_info, size) as i128);
    fact("fieldsize", "mnet_udp_info.size", size_of_field(|s: &mnet_udp_info| &s.size) as i128);
    fact("offsetof", "mnet_udp_info.open", offset_of!(mnet_udp_info, open) as i128);
    fact("fieldsize", "mnet_udp_info.open", size_of_field(|s: &mnet_udp_info| &s.open) as i128);
    fact("offsetof", "mnet_udp_info.local_port", offset_of!(mnet_udp_info, local_port) as i128);
    fact(
        "fieldsize",
        "mnet_udp_info.local_port",
        size_of_field(|s: &mnet_udp_info| &s.local_port) as i128,
    );
    fact("offsetof", "mnet_udp_info.reserved", offset_of!(mnet_udp_info, reserved) as i128);
    fact(
        "fieldsize",
        "mnet_udp_info.reserved",
        size_of_field(|s: &mnet_udp_info| &s.reserved) as i128,
    );
    fact("offsetof", "mnet_udp_info.waiting", offset_of!(mnet_udp_info, waiting) as i128);
    fact(
        "fieldsize",
        "mnet_udp_info.waiting",
        size_of_field(|s: &mnet_udp_info| &s.waiting) as i128,
    );
    fact("offsetof", "mnet_udp_info.sent", offset_of!(mnet_udp_info, sent) as i128);
    fact("fieldsize", "mnet_udp_info.sent", size_of_field(|s: &mnet_udp_info| &s.sent) as i128);
    fact("offsetof", "mnet_udp_info.received", offset_of!(mnet_udp_info, received) as i128);
    fact(
        "fieldsize",
        "mnet_udp_info.received",
        size_of_field(|s: &mnet_udp_info| &s.received) as i128,
    );
    fact("offsetof", "mnet_udp_info.dropped", offset_of!(mnet_udp_info, dropped) as i128);
    fact(
        "fieldsize",
        "mnet_udp_info.dropped",
        size_of_field(|s: &mnet_udp_info| &s.dropped) as i128,
    );
    fact("constant", "MNET_OK", MNET_OK as i128);
    fact("constant", "MNET_PENDING", MNET_PENDING as i128);
    fact("constant", "MNET_END", MNET_END as i128);
    fact("constant", "MNET_E_INVALID", MNET_E_INVALID as i128);
    fact("constant", "MNET_E_VERSION", MNET_E_VERSION as i128);
    fact("constant", "MNET_E_STATE", MNET_E_STATE as i128);
    fact("constant", "MNET_E_BUSY", MNET_E_BUSY as i128);
    fact("constant", "MNET_E_REENTRANT", MNET_E_REENTRANT as i128);
    fact("constant", "MNET_E_NO_MEMORY", MNET_E_NO_MEMORY as i128);
    fact("constant", "MNET_E_NO_DMA", MNET_E_NO_DMA as i128);
    fact("constant", "MNET_E_UNSUPPORTED", MNET_E_UNSUPPORTED as i128);
    fact("constant", "MNET_E_WOULD_BLOCK", MNET_E_WOULD_BLOCK as i128);
    fact("constant", "MNET_E_CANCELLED", MNET_E_CANCELLED as i128);
    fact("constant", "MNET_E_NO_NIC", MNET_E_NO_NIC as i128);
    fact("constant", "MNET_E_DEVICE", MNET_E_DEVICE as i128);
    fact("constant", "MNET_E_DMA_ALIVE", MNET_E_DMA_ALIVE as i128);
    fact("constant", "MNET_E_DEVICE_TIMEOUT", MNET_E_DEVICE_TIMEOUT as i128);
    fact("constant", "MNET_E_LINK_DOWN", MNET_E_LINK_DOWN as i128);
    fact("constant", "MNET_E_DHCP_TIMEOUT", MNET_E_DHCP_TIMEOUT as i128);
    fact("constant", "MNET_E_NO_ADDRESS", MNET_E_NO_ADDRESS as i128);
    fact("constant", "MNET_E_DNS_TIMEOUT", MNET_E_DNS_TIMEOUT as i128);
    fact("constant", "MNET_E_DNS_NOT_FOUND", MNET_E_DNS_NOT_FOUND as i128);
    fact("constant", "MNET_E_DNS_NO_SERVER", MNET_E_DNS_NO_SERVER as i128);
    fact("constant", "MNET_E_CONNECT_TIMEOUT", MNET_E_CONNECT_TIMEOUT as i128);
    fact("constant", "MNET_E_CONNECT_REFUSED", MNET_E_CONNECT_REFUSED as i128);
    fact("constant", "MNET_E_CONNECTION_RESET", MNET_E_CONNECTION_RESET as i128);
    fact("constant", "MNET_E_TRUNCATED", MNET_E_TRUNCATED as i128);
    fact("constant", "MNET_E_TIMEOUT", MNET_E_TIMEOUT as i128);
    fact("constant", "MNET_E_UNREACHABLE", MNET_E_UNREACHABLE as i128);
    fact("constant", "MNET_E_URL", MNET_E_URL as i128);
    fact("constant", "MNET_E_HTTP_PROTOCOL", MNET_E_HTTP_PROTOCOL as i128);
    fact("constant", "MNET_E_HTTP_STATUS", MNET_E_HTTP_STATUS as i128);
    fact("constant", "MNET_E_HTTP_HEADER_TOO_LARGE", MNET_E_HTTP_HEADER_TOO_LARGE as i128);
    fact("constant", "MNET_E_TOO_LARGE", MNET_E_TOO_LARGE as i128);
    fact("constant", "MNET_E_SINK", MNET_E_SINK as i128);
    fact("constant", "MNET_E_DIGEST_MISMATCH", MNET_E_DIGEST_MISMATCH as i128);
    fact("constant", "MNET_LOG_ERROR", MNET_LOG_ERROR as i128);
    fact("constant", "MNET_LOG_WARN", MNET_LOG_WARN as i128);
    fact("constant", "MNET_LOG_INFO", MNET_LOG_INFO as i128);
    fact("constant", "MNET_LOG_DEBUG", MNET_LOG_DEBUG as i128);
    fact("constant", "MNET_CPU_SIMD_OK", MNET_CPU_SIMD_OK as i128);
    fact("constant", "MNET_NIC_UNKNOWN", MNET_NIC_UNKNOWN as i128);
    fact("constant", "MNET_NIC_VIRTIO_NET", MNET_NIC_VIRTIO_NET as i128);
    fact("constant", "MNET_NIC_INTEL", MNET_NIC_INTEL as i128);
    fact("constant", "MNET_NIC_REALTEK", MNET_NIC_REALTEK as i128);
    fact("constant", "MNET_NIC_VMXNET3", MNET_NIC_VMXNET3 as i128);
    fact("constant", "MNET_NIC_PLUGIN", MNET_NIC_PLUGIN as i128);
    fact("constant", "MNET_BAR_MEMORY", MNET_BAR_MEMORY as i128);
    fact("constant", "MNET_BAR_IO", MNET_BAR_IO as i128);
    fact("constant", "MNET_BAR_64", MNET_BAR_64 as i128);
    fact("constant", "MNET_BAR_PREFETCHABLE", MNET_BAR_PREFETCHABLE as i128);
    fact("constant", "MNET_OFFLOAD_RX_CHECKSUM", MNET_OFFLOAD_RX_CHECKSUM as i128);
    fact("constant", "MNET_OFFLOAD_RX_SEGMENTS", MNET_OFFLOAD_RX_SEGMENTS as i128);
    fact("constant", "MNET_FRAME_CHECKSUM_OK", MNET_FRAME_CHECKSUM_OK as i128);
    fact("constant", "MNET_FRAME_MORE", MNET_FRAME_MORE as i128);
    fact("constant", "MNET_CAPTURE_RECEIVED", MNET_CAPTURE_RECEIVED as i128);
    fact("constant", "MNET_CAPTURE_SENT", MNET_CAPTURE_SENT as i128);
    fact("constant", "MNET_DUPLEX_UNKNOWN", MNET_DUPLEX_UNKNOWN as i128);
    fact("constant", "MNET_DUPLEX_HALF", MNET_DUPLEX_HALF as i128);
    fact("constant", "MNET_DUPLEX_FULL", MNET_DUPLEX_FULL as i128);
    fact("constant", "MNET_ADDRESS_DHCP", MNET_ADDRESS_DHCP as i128);
    fact("constant", "MNET_ADDRESS_STATIC", MNET_ADDRESS_STATIC as i128);
    fact("constant", "MNET_NET_BRING_UP", MNET_NET_BRING_UP as i128);
    fact("constant", "MNET_NET_LINK", MNET_NET_LINK as i128);
    fact("constant", "MNET_NET_ADDRESS", MNET_NET_ADDRESS as i128);
    fact("constant", "MNET_NET_READY", MNET_NET_READY as i128);
    fact("constant", "MNET_NET_FAILED", MNET_NET_FAILED as i128);
    fact("constant", "MNET_NET_SHUT_DOWN", MNET_NET_SHUT_DOWN as i128);
    fact("constant", "MNET_STEP_RX", MNET_STEP_RX as i128);
    fact("constant", "MNET_STEP_PROTOCOL", MNET_STEP_PROTOCOL as i128);
    fact("constant", "MNET_STEP_TX", MNET_STEP_TX as i128);
    fact("constant", "MNET_STEP_APPLICATION", MNET_STEP_APPLICATION as i128);
    fact("constant", "MNET_STEP_COMPLETION", MNET_STEP_COMPLETION as i128);
    fact("constant", "MNET_STEP_PHASES", MNET_STEP_PHASES as i128);
    fact("constant", "MNET_HTTP_IDLE", MNET_HTTP_IDLE as i128);
    fact("constant", "MNET_HTTP_RESOLVING", MNET_HTTP_RESOLVING as i128);
    fact("constant", "MNET_HTTP_CONNECTING", MNET_HTTP_CONNECTING as i128);
    fact("constant", "MNET_HTTP_SENDING", MNET_HTTP_SENDING as i128);
    fact("constant", "MNET_HTTP_HEADERS", MNET_HTTP_HEADERS as i128);
    fact("constant", "MNET_HTTP_BODY", MNET_HTTP_BODY as i128);
    fact("constant", "MNET_HTTP_DONE", MNET_HTTP_DONE as i128);
    fact("constant", "MNET_HTTP_FAILED", MNET_HTTP_FAILED as i128);
    fact("constant", "MNET_DOWNLOAD_IDLE", MNET_DOWNLOAD_IDLE as i128);
    fact("constant", "MNET_DOWNLOAD_LINK", MNET_DOWNLOAD_LINK as i128);
    fact("constant", "MNET_DOWNLOAD_LEASE", MNET_DOWNLOAD_LEASE as i128);
    fact("constant", "MNET_DOWNLOAD_RESOLVE", MNET_DOWNLOAD_RESOLVE as i128);
    fact("constant", "MNET_DOWNLOAD_CONNECT", MNET_DOWNLOAD_CONNECT as i128);
    fact("constant", "MNET_DOWNLOAD_TRANSFER", MNET_DOWNLOAD_TRANSFER as i128);
    fact("constant", "MNET_DOWNLOAD_VERIFY", MNET_DOWNLOAD_VERIFY as i128);
    fact("constant", "MNET_DOWNLOAD_BACKOFF", MNET_DOWNLOAD_BACKOFF as i128);
    fact("constant", "MNET_DOWNLOAD_DONE", MNET_DOWNLOAD_DONE as i128);
    fact("constant", "MNET_DOWNLOAD_FAILED", MNET_DOWNLOAD_FAILED as i128);
    fact("constant", "MNET_DOWNLOAD_VERIFY_SHA256", MNET_DOWNLOAD_VERIFY_SHA256 as i128);
    fact("constant", "MNET_DOWNLOAD_DIGEST_SHA256", MNET_DOWNLOAD_DIGEST_SHA256 as i128);
    fact("constant", "MNET_PIXEL_NONE", MNET_PIXEL_NONE as i128);
    fact("constant", "MNET_PIXEL_BGRX", MNET_PIXEL_BGRX as i128);
    fact("constant", "MNET_PIXEL_RGBX", MNET_PIXEL_RGBX as i128);
    fact("constant", "MNET_HANDOFF_TSC_INVARIANT", MNET_HANDOFF_TSC_INVARIANT as i128);
    fact("constant", "MNET_HANDOFF_TSC_VERIFIED", MNET_HANDOFF_TSC_VERIFIED as i128);
    fact("constant", "MNET_HANDOFF_VTD_ACTIVE", MNET_HANDOFF_VTD_ACTIVE as i128);
    fact("constant", "MNET_HANDOFF_ENTROPY_FIRMWARE", MNET_HANDOFF_ENTROPY_FIRMWARE as i128);
    fact("constant", "MNET_HANDOFF_BOOT_SERVICES_LEFT", MNET_HANDOFF_BOOT_SERVICES_LEFT as i128);
    fact("constant", "MNET_HANDOFF_SIMD_ENABLED", MNET_HANDOFF_SIMD_ENABLED as i128);
    fact("constant", "MNET_NIC_CAN_VERIFY_CHECKSUM", MNET_NIC_CAN_VERIFY_CHECKSUM as i128);
    fact("constant", "MNET_TCP_CONNECTING", MNET_TCP_CONNECTING as i128);
    fact("constant", "MNET_TCP_OPEN", MNET_TCP_OPEN as i128);
    fact("constant", "MNET_TCP_PEER_CLOSED", MNET_TCP_PEER_CLOSED as i128);
    fact("constant", "MNET_TCP_FAILED", MNET_TCP_FAILED as i128);
    fact("constant", "MNET_TCP_CLOSED", MNET_TCP_CLOSED as i128);
    fact("constant", "MNET_ABI_VERSION", MNET_ABI_VERSION as i128);
    fact("constant", "MNET_BARE_METAL_STATE_SIZE", MNET_BARE_METAL_STATE_SIZE as i128);
    fact("constant", "MNET_BURST_MAX", MNET_BURST_MAX as i128);
    fact("constant", "MNET_DNS_NAME_MAX", MNET_DNS_NAME_MAX as i128);
    fact("constant", "MNET_DNS_SERVERS_MAX", MNET_DNS_SERVERS_MAX as i128);
    fact("constant", "MNET_DOWNLOAD_ATTEMPTS_MAX", MNET_DOWNLOAD_ATTEMPTS_MAX as i128);
    fact("constant", "MNET_FRAME_MAX", MNET_FRAME_MAX as i128);
    fact("constant", "MNET_HANDOFF_ENTROPY_SIZE", MNET_HANDOFF_ENTROPY_SIZE as i128);
    fact("constant", "MNET_HANDOFF_NICS_MAX", MNET_HANDOFF_NICS_MAX as i128);
    fact("constant", "MNET_HOST_MAX", MNET_HOST_MAX as i128);
    fact("constant", "MNET_HTTP_ADDRESSES_MAX", MNET_HTTP_ADDRESSES_MAX as i128);
    fact("constant", "MNET_HTTP_HEADER_BYTES_MAX", MNET_HTTP_HEADER_BYTES_MAX as i128);
    fact("constant", "MNET_HTTP_HEADER_FIELDS_MAX", MNET_HTTP_HEADER_FIELDS_MAX as i128);
    fact("constant", "MNET_HTTP_INFORMATIONAL_MAX", MNET_HTTP_INFORMATIONAL_MAX as i128);
    fact("constant", "MNET_NET_ARENA_MIN", MNET_NET_ARENA_MIN as i128);
    fact("constant", "MNET_NET_DMA_MIN", MNET_NET_DMA_MIN as i128);
    fact("constant", "MNET_NICS_MAX", MNET_NICS_MAX as i128);
    fact("constant", "MNET_NIC_DMA_MAX", MNET_NIC_DMA_MAX as i128);
    fact("constant", "MNET_NIC_DMA_MIN", MNET_NIC_DMA_MIN as i128);
    fact("constant", "MNET_PCAP_HEADER_SIZE", MNET_PCAP_HEADER_SIZE as i128);
    fact("constant", "MNET_PCAP_RECORD_SIZE", MNET_PCAP_RECORD_SIZE as i128);
    fact("constant", "MNET_PING_COUNT_MAX", MNET_PING_COUNT_MAX as i128);
    fact("constant", "MNET_PING_DATA_MAX", MNET_PING_DATA_MAX as i128);
    fact("constant", "MNET_PROFILE_DEFAULT_ARENA", MNET_PROFILE_DEFAULT_ARENA as i128);
    fact("constant", "MNET_PROFILE_DEFAULT_DMA", MNET_PROFILE_DEFAULT_DMA as i128);
    fact("constant", "MNET_PROFILE_FAST_ARENA", MNET_PROFILE_FAST_ARENA as i128);
    fact("constant", "MNET_PROFILE_FAST_DMA", MNET_PROFILE_FAST_DMA as i128);
    fact("constant", "MNET_PROFILE_TINY_ARENA", MNET_PROFILE_TINY_ARENA as i128);
    fact("constant", "MNET_PROFILE_TINY_DMA", MNET_PROFILE_TINY_DMA as i128);
    fact("constant", "MNET_SHA256_SIZE", MNET_SHA256_SIZE as i128);
    fact("constant", "MNET_STEP_BUCKETS", MNET_STEP_BUCKETS as i128);
    fact("constant", "MNET_TSC_CALIBRATION_US", MNET_TSC_CALIBRATION_US as i128);
    fact("constant", "MNET_UDP_QUEUE_MAX", MNET_UDP_QUEUE_MAX as i128);
    fact("constant", "MNET_UEFI_EXIT_ATTEMPTS", MNET_UEFI_EXIT_ATTEMPTS as i128);
    fact("constant", "MNET_URL_MAX", MNET_URL_MAX as i128);
    fact("constant", "MNET_VERSION_MAJOR", MNET_VERSION_MAJOR as i128);
    fact("constant", "MNET_VERSION_MINOR", MNET_VERSION_MINOR as i128);
    fact("constant", "MNET_VERSION_PATCH", MNET_VERSION_PATCH as i128);
}

/// Size of a field, of whose type the function is all that is known.
fn size_of_field<S, F>(_: fn(&S) -> &F) -> usize {
    size_of::<F>()
}
