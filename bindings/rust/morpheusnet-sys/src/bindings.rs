// Translated from include/morpheusnet by bindings/rust/generate.py; not to be edited.

use core::ffi::{c_char, c_void};
use core::marker::{PhantomData, PhantomPinned};

/// Version of the binary interface. 0 may change with a note in the change log.
pub const MNET_ABI_VERSION: u32 = 0;
/// Bytes of state that [`mnet_platform_bare_metal`] needs.
pub const MNET_BARE_METAL_STATE_SIZE: u32 = 128;
/// Most frames that one call of the burst functions handles.
pub const MNET_BURST_MAX: u32 = 256;
/// Longest name, without NUL and without a dot at its end (RFC 1035, 2.3.4).
pub const MNET_DNS_NAME_MAX: u32 = 253;
/// DNS servers a configuration can name.
pub const MNET_DNS_SERVERS_MAX: u32 = 2;
/// Most attempts of one download.
pub const MNET_DOWNLOAD_ATTEMPTS_MAX: u32 = 16;
/// Longest Ethernet frame without FCS: 14 bytes of header and 1500 of payload.
pub const MNET_FRAME_MAX: u32 = 1514;
/// Bytes of entropy in the hand-off.
pub const MNET_HANDOFF_ENTROPY_SIZE: u32 = 64;
/// NICs that the hand-off has room for.
pub const MNET_HANDOFF_NICS_MAX: u32 = 8;
/// Longest host name, without NUL (RFC 1035).
pub const MNET_HOST_MAX: u32 = 253;
/// Most addresses of a host that are tried, fallback addresses included.
pub const MNET_HTTP_ADDRESSES_MAX: u32 = 8;
/// Most bytes of a response's status line and header section, trailers included.
pub const MNET_HTTP_HEADER_BYTES_MAX: u32 = 32 * 1024;
/// Most header fields of a response.
pub const MNET_HTTP_HEADER_FIELDS_MAX: u32 = 256;
/// Most informational (1xx) responses before the final one.
pub const MNET_HTTP_INFORMATIONAL_MAX: u32 = 8;
/// Smallest arena for [`mnet_net_open`] with any DMA region up to 2 MiB.
pub const MNET_NET_ARENA_MIN: u32 = 1024 * 1024;
/// Smallest DMA region for [`mnet_net_open`], for one NIC.
pub const MNET_NET_DMA_MIN: u32 = MNET_NIC_DMA_MIN;
/// NICs that one stack brings up; further ones are ignored with a log line.
pub const MNET_NICS_MAX: u32 = 8;
/// Most DMA memory that one NIC can use, in bytes; more is left alone.
pub const MNET_NIC_DMA_MAX: u32 = 64 * 1024 * 1024;
/// Smallest DMA region that one NIC can work with, in bytes.
pub const MNET_NIC_DMA_MIN: u32 = 256 * 1024;
/// Bytes of a pcap file's header.
pub const MNET_PCAP_HEADER_SIZE: u32 = 24;
/// Bytes of a record's header.
pub const MNET_PCAP_RECORD_SIZE: u32 = 16;
/// Most requests of one series.
pub const MNET_PING_COUNT_MAX: u32 = 65535;
/// Most bytes of data in a request.
pub const MNET_PING_DATA_MAX: u32 = 1472;
/// Arena for [`MNET_PROFILE_DEFAULT_DMA`] and one card.
pub const MNET_PROFILE_DEFAULT_ARENA: u32 = 768 * 1024;
/// What [`mnet_uefi_gather`] takes unless told otherwise: full speed on a local network.
pub const MNET_PROFILE_DEFAULT_DMA: u32 = 4 * 1024 * 1024;
/// Arena for [`MNET_PROFILE_FAST_DMA`] and one card.
pub const MNET_PROFILE_FAST_ARENA: u32 = 1280 * 1024;
/// For a long way at a high rate: buffers for 50 ms of 1 Gbit/s.
pub const MNET_PROFILE_FAST_DMA: u32 = 16 * 1024 * 1024;
/// Arena for [`MNET_PROFILE_TINY_DMA`] and one card.
pub const MNET_PROFILE_TINY_ARENA: u32 = 512 * 1024;
/// The least: one card, everything works, a download is as fast as its few buffers allow.
pub const MNET_PROFILE_TINY_DMA: u32 = 256 * 1024;
/// Bytes of a SHA-256 digest.
pub const MNET_SHA256_SIZE: u32 = 32;
/// Buckets of a step-time histogram; bucket i counts steps of 2^i to 2^(i+1)-1 ticks.
pub const MNET_STEP_BUCKETS: u32 = 40;
/// Longest TSC calibration in [`mnet_platform_bare_metal`], in microseconds.
pub const MNET_TSC_CALIBRATION_US: u32 = 50000;
/// Most datagrams that a socket's receive queue holds.
pub const MNET_UDP_QUEUE_MAX: u32 = 64;
/// Calls of ExitBootServices() before [`mnet_uefi_exit_boot_services`] gives up.
pub const MNET_UEFI_EXIT_ATTEMPTS: u32 = 4;
/// Longest URL, without NUL.
pub const MNET_URL_MAX: u32 = 2048;
/// Major version of the library, as in [`mnet_version_string`].
pub const MNET_VERSION_MAJOR: u32 = 0;
/// Minor version of the library.
pub const MNET_VERSION_MINOR: u32 = 1;
/// Patch level of the library.
pub const MNET_VERSION_PATCH: u32 = 0;

/// Values of [`mnet_status`].
pub type mnet_status_code = i32;
/// Done; nothing more to do.
pub const MNET_OK: mnet_status_code = 0;
/// Under way; call the step function again.
pub const MNET_PENDING: mnet_status_code = 1;
/// The stream has ended in good order: everything was read, and nothing more will come.
pub const MNET_END: mnet_status_code = 2;
/// An argument is NULL, out of range, misaligned or contradicts another. Nothing changed.
pub const MNET_E_INVALID: mnet_status_code = -1;
/// A struct's `size` or the ABI version does not belong to this library. Nothing changed.
pub const MNET_E_VERSION: mnet_status_code = -2;
/// The call is not allowed in the object's present state. Nothing changed.
pub const MNET_E_STATE: mnet_status_code = -3;
/// There is one stack an image, or one request a handle, and it is in use.
pub const MNET_E_BUSY: mnet_status_code = -4;
/// A callback called back into the object that is calling it. Nothing changed.
pub const MNET_E_REENTRANT: mnet_status_code = -5;
/// The arena is too small; ask the matching `…_size()` function.
pub const MNET_E_NO_MEMORY: mnet_status_code = -6;
/// The DMA region is too small for one receive and one transmit ring.
pub const MNET_E_NO_DMA: mnet_status_code = -7;
/// The device or the feature is none that this library drives.
pub const MNET_E_UNSUPPORTED: mnet_status_code = -8;
/// A queue is full; try again after the next step.
pub const MNET_E_WOULD_BLOCK: mnet_status_code = -9;
/// The operation was cancelled by its owner.
pub const MNET_E_CANCELLED: mnet_status_code = -10;
/// No usable NIC: none was found, or every one failed.
pub const MNET_E_NO_NIC: mnet_status_code = -20;
/// The device misbehaved (lied, stopped, vanished) and was disabled.
pub const MNET_E_DEVICE: mnet_status_code = -21;
/// The device's reset is not confirmed: its DMA memory must not be reused.
pub const MNET_E_DMA_ALIVE: mnet_status_code = -22;
/// The device did not finish a bring-up step in time.
pub const MNET_E_DEVICE_TIMEOUT: mnet_status_code = -23;
/// No link within the link deadline, or the link went away.
pub const MNET_E_LINK_DOWN: mnet_status_code = -24;
/// No DHCP server gave a lease before the deadline.
pub const MNET_E_DHCP_TIMEOUT: mnet_status_code = -30;
/// No address is configured (no lease yet, or it was lost).
pub const MNET_E_NO_ADDRESS: mnet_status_code = -31;
/// No DNS server answered before the deadline, and no fallback address was given.
pub const MNET_E_DNS_TIMEOUT: mnet_status_code = -32;
/// The DNS says that the name does not exist or has no IPv4 address.
pub const MNET_E_DNS_NOT_FOUND: mnet_status_code = -33;
/// The name cannot be looked up: no DNS server is known and no fallback address was given.
pub const MNET_E_DNS_NO_SERVER: mnet_status_code = -34;
/// The server did not answer the connection attempt before the deadline.
pub const MNET_E_CONNECT_TIMEOUT: mnet_status_code = -40;
/// The server refused the connection (RST to SYN).
pub const MNET_E_CONNECT_REFUSED: mnet_status_code = -41;
/// The connection broke (RST, or retransmissions exhausted).
pub const MNET_E_CONNECTION_RESET: mnet_status_code = -42;
/// The server closed the connection before the message was complete.
pub const MNET_E_TRUNCATED: mnet_status_code = -43;
/// Nothing arrived for the idle time, or the phase outran its deadline.
pub const MNET_E_TIMEOUT: mnet_status_code = -44;
/// There is no route to the host: no gateway, or ARP was not answered.
pub const MNET_E_UNREACHABLE: mnet_status_code = -45;
/// The URL is malformed, too long, or of a scheme this library does not speak.
pub const MNET_E_URL: mnet_status_code = -50;
/// The response breaks HTTP/1.1's grammar or framing rules.
pub const MNET_E_HTTP_PROTOCOL: mnet_status_code = -51;
/// The server answered with a status other than 200.
pub const MNET_E_HTTP_STATUS: mnet_status_code = -52;
/// The response's header section exceeds the size or field limit.
pub const MNET_E_HTTP_HEADER_TOO_LARGE: mnet_status_code = -53;
/// The body is larger than the caller allows, or than the destination holds.
pub const MNET_E_TOO_LARGE: mnet_status_code = -54;
/// The sink reported an error.
pub const MNET_E_SINK: mnet_status_code = -55;
/// The bytes arrived complete but are not those that the digest promises.
pub const MNET_E_DIGEST_MISMATCH: mnet_status_code = -60;

/// Severity of a log line.
pub type mnet_log_level = u32;
/// Something failed that the caller asked for.
pub const MNET_LOG_ERROR: mnet_log_level = 0;
/// Something is wrong and was worked around.
pub const MNET_LOG_WARN: mnet_log_level = 1;
/// A milestone: NIC found, link up, lease.
pub const MNET_LOG_INFO: mnet_log_level = 2;
/// Detail for whoever debugs this library.
pub const MNET_LOG_DEBUG: mnet_log_level = 3;

/// CPU permissions in [`mnet_platform`]`::cpu_flags`.
pub type mnet_cpu_flags = u32;
/// SSE state is enabled and the library may use vector registers (it still checks CPUID).
pub const MNET_CPU_SIMD_OK: mnet_cpu_flags = 1;

/// Families of network cards.
pub type mnet_nic_kind = u32;
/// Ethernet class, but no driver of this library.
pub const MNET_NIC_UNKNOWN: mnet_nic_kind = 0;
/// VirtIO network device on PCI.
pub const MNET_NIC_VIRTIO_NET: mnet_nic_kind = 1;
/// Intel gigabit controller: 8254x, 82574, 82576 and relatives.
pub const MNET_NIC_INTEL: mnet_nic_kind = 2;
/// Realtek RTL8139C+.
pub const MNET_NIC_REALTEK: mnet_nic_kind = 3;
/// VMware vmxnet3.
pub const MNET_NIC_VMXNET3: mnet_nic_kind = 4;
/// A driver of the caller's own: nic_operations.h.
pub const MNET_NIC_PLUGIN: mnet_nic_kind = 255;

/// [`mnet_pci_bar`]`::flags`.
pub type mnet_bar_flags = u32;
/// Memory space; otherwise the BAR is absent or I/O.
pub const MNET_BAR_MEMORY: mnet_bar_flags = 1;
/// I/O space; `bus` is the port.
pub const MNET_BAR_IO: mnet_bar_flags = 2;
/// 64-bit BAR.
pub const MNET_BAR_64: mnet_bar_flags = 4;
/// Prefetchable memory.
pub const MNET_BAR_PREFETCHABLE: mnet_bar_flags = 8;

/// Work that the card may do, in [`mnet_nic_config`]`::offloads`. What the card cannot do is not done.
pub type mnet_nic_offload = u32;
/// [`MNET_FRAME_CHECKSUM_OK`] may be set, and the checksum in the frame then be unfinished.
pub const MNET_OFFLOAD_RX_CHECKSUM: mnet_nic_offload = 1;
/// Received segments may come joined: frames of up to 65,549 bytes, in several entries of [`mnet_rx_burst`]. [`mnet_poll_rx`] cannot be used then.
pub const MNET_OFFLOAD_RX_SEGMENTS: mnet_nic_offload = 2;

/// [`mnet_frame`]`::flags`.
pub type mnet_frame_flags = u32;
/// Received: the card has verified the transport checksum.
pub const MNET_FRAME_CHECKSUM_OK: mnet_frame_flags = 1;
/// Received: the frame goes on in the next entry, perhaps of the next burst.
pub const MNET_FRAME_MORE: mnet_frame_flags = 2;

/// Directions of a frame that a [`mnet_capture_hook`] sees.
pub type mnet_capture_direction = u32;
/// From the wire.
pub const MNET_CAPTURE_RECEIVED: mnet_capture_direction = 0;
/// Handed to the card.
pub const MNET_CAPTURE_SENT: mnet_capture_direction = 1;

/// Whether both ends may send at the same time.
pub type mnet_nic_duplex = u32;
/// No link, or the card does not tell.
pub const MNET_DUPLEX_UNKNOWN: mnet_nic_duplex = 0;
/// One at a time.
pub const MNET_DUPLEX_HALF: mnet_nic_duplex = 1;
/// Both.
pub const MNET_DUPLEX_FULL: mnet_nic_duplex = 2;

/// How the stack gets its address.
pub type mnet_address_mode = u32;
/// DHCPv4 on every NIC; the first lease wins.
pub const MNET_ADDRESS_DHCP: mnet_address_mode = 0;
/// The given address, on the first NIC with a link.
pub const MNET_ADDRESS_STATIC: mnet_address_mode = 1;

/// Where the stack stands.
pub type mnet_net_phase = u32;
/// NICs are being reset and negotiated with.
pub const MNET_NET_BRING_UP: mnet_net_phase = 0;
/// Waiting for a link.
pub const MNET_NET_LINK: mnet_net_phase = 1;
/// Waiting for a lease.
pub const MNET_NET_ADDRESS: mnet_net_phase = 2;
/// Address configured on a NIC with a link.
pub const MNET_NET_READY: mnet_net_phase = 3;
/// Every NIC failed; `error` of the NICs says why.
pub const MNET_NET_FAILED: mnet_net_phase = 4;
/// After [`mnet_net_shutdown`].
pub const MNET_NET_SHUT_DOWN: mnet_net_phase = 5;

/// Phases of [`mnet_net_step`], as index into [`mnet_net_stats`]`::phase`.
pub type mnet_step_phase = u32;
/// Receive poll.
pub const MNET_STEP_RX: mnet_step_phase = 0;
/// TCP/IP input and timers.
pub const MNET_STEP_PROTOCOL: mnet_step_phase = 1;
/// Transmit drain and doorbell.
pub const MNET_STEP_TX: mnet_step_phase = 2;
/// Hook and stepped operations (HTTP, download).
pub const MNET_STEP_APPLICATION: mnet_step_phase = 3;
/// TX completion and RX refill.
pub const MNET_STEP_COMPLETION: mnet_step_phase = 4;
/// Number of phases.
pub const MNET_STEP_PHASES: mnet_step_phase = 5;

/// States of a request.
pub type mnet_http_state = u32;
/// Not begun.
pub const MNET_HTTP_IDLE: mnet_http_state = 0;
/// Waiting for the DNS.
pub const MNET_HTTP_RESOLVING: mnet_http_state = 1;
/// Waiting for the TCP handshake.
pub const MNET_HTTP_CONNECTING: mnet_http_state = 2;
/// Handing the request to TCP.
pub const MNET_HTTP_SENDING: mnet_http_state = 3;
/// Waiting for, or reading, the response's header section.
pub const MNET_HTTP_HEADERS: mnet_http_state = 4;
/// Receiving the body.
pub const MNET_HTTP_BODY: mnet_http_state = 5;
/// The body is complete.
pub const MNET_HTTP_DONE: mnet_http_state = 6;
/// See [`mnet_http_progress`]`::error`.
pub const MNET_HTTP_FAILED: mnet_http_state = 7;

/// States of a download.
pub type mnet_download_state = u32;
/// Not begun.
pub const MNET_DOWNLOAD_IDLE: mnet_download_state = 0;
/// Waiting for a NIC and its link.
pub const MNET_DOWNLOAD_LINK: mnet_download_state = 1;
/// Waiting for an address.
pub const MNET_DOWNLOAD_LEASE: mnet_download_state = 2;
/// Waiting for the DNS.
pub const MNET_DOWNLOAD_RESOLVE: mnet_download_state = 3;
/// Waiting for the TCP handshake.
pub const MNET_DOWNLOAD_CONNECT: mnet_download_state = 4;
/// Request, headers and body.
pub const MNET_DOWNLOAD_TRANSFER: mnet_download_state = 5;
/// Comparing the digest.
pub const MNET_DOWNLOAD_VERIFY: mnet_download_state = 6;
/// Waiting before the next attempt.
pub const MNET_DOWNLOAD_BACKOFF: mnet_download_state = 7;
/// Complete and, if asked for, verified.
pub const MNET_DOWNLOAD_DONE: mnet_download_state = 8;
/// See [`mnet_download_progress`]`::error`.
pub const MNET_DOWNLOAD_FAILED: mnet_download_state = 9;

/// [`mnet_download_config`]`::flags`.
pub type mnet_download_flags = u32;
/// Fail with [`MNET_E_DIGEST_MISMATCH`] unless it is `sha256`.
pub const MNET_DOWNLOAD_VERIFY_SHA256: mnet_download_flags = 1;
/// Compute the digest; implied by the flag above.
pub const MNET_DOWNLOAD_DIGEST_SHA256: mnet_download_flags = 2;

/// Pixel formats of [`mnet_framebuffer`].
pub type mnet_pixel_format = u32;
/// No framebuffer.
pub const MNET_PIXEL_NONE: mnet_pixel_format = 0;
/// Byte order blue, green, red, unused.
pub const MNET_PIXEL_BGRX: mnet_pixel_format = 1;
/// Byte order red, green, blue, unused.
pub const MNET_PIXEL_RGBX: mnet_pixel_format = 2;

/// [`mnet_handoff`]`::flags`.
pub type mnet_handoff_flags = u32;
/// CPUID promises a constant-rate TSC.
pub const MNET_HANDOFF_TSC_INVARIANT: mnet_handoff_flags = 1;
/// Two clocks agreed on the TSC's rate within 1 %.
pub const MNET_HANDOFF_TSC_VERIFIED: mnet_handoff_flags = 2;
/// Firmware left VT-d translation on: DMA will fail.
pub const MNET_HANDOFF_VTD_ACTIVE: mnet_handoff_flags = 4;
/// `entropy` holds EFI_RNG or RDSEED output, not just jitter.
pub const MNET_HANDOFF_ENTROPY_FIRMWARE: mnet_handoff_flags = 8;
/// Set by [`mnet_uefi_exit_boot_services`].
pub const MNET_HANDOFF_BOOT_SERVICES_LEFT: mnet_handoff_flags = 16;
/// Set by [`mnet_machine_take_over`]: SSE is enabled.
pub const MNET_HANDOFF_SIMD_ENABLED: mnet_handoff_flags = 32;

/// [`mnet_nic_operations`]`::capabilities`.
pub type mnet_nic_capabilities = u32;
/// [`MNET_FRAME_CHECKSUM_OK`] in received frames is meant. Without this bit, and for who has not asked with [`MNET_OFFLOAD_RX_CHECKSUM`], it is ignored.
pub const MNET_NIC_CAN_VERIFY_CHECKSUM: mnet_nic_capabilities = 1;

/// States of a connection.
pub type mnet_tcp_state = u32;
/// Waiting for the handshake.
pub const MNET_TCP_CONNECTING: mnet_tcp_state = 0;
/// Data flows both ways.
pub const MNET_TCP_OPEN: mnet_tcp_state = 1;
/// The peer sends no more; what it sent may be unread.
pub const MNET_TCP_PEER_CLOSED: mnet_tcp_state = 2;
/// Broken; what arrived before may be unread.
pub const MNET_TCP_FAILED: mnet_tcp_state = 3;
/// Closed or aborted by its owner.
pub const MNET_TCP_CLOSED: mnet_tcp_state = 4;

/// Result of a call: 0 or positive is good news, negative an error. Values never change.
pub type mnet_status = i32;

/// Sees every frame of a NIC; [`mnet_pcap_add`] of pcap.h takes the same arguments.
///
/// **Context:** Called from the data path; must not call into the library, but for pcap.h.
///
/// # Arguments
/// * `context` (in): As given.
/// * `direction` (in): [`mnet_capture_direction`].
/// * `data` (in): Readable until the function returns.
/// * `length` (in): Bytes, 1 or more.
/// * `flags` (in): [`MNET_FRAME_MORE`]: the frame goes on in the next call of this direction.
pub type mnet_capture_hook =
    Option<unsafe extern "efiapi" fn(*mut c_void, u32, *const c_void, u32, u32)>;

/// Called as phase 4 of every [`mnet_net_step`]; may call the functions of the layers above.
pub type mnet_application_hook = Option<unsafe extern "efiapi" fn(*mut c_void, *mut mnet_net, u64)>;

/// Receives the body, in order.
///
/// **Context:** Called from [`mnet_http_step`] only; must not call into the library.
///
/// # Arguments
/// * `context` (in): As given.
/// * `offset` (in): Position of `data` in the body; equals the bytes accepted so far.
/// * `data` (in): Readable until the function returns; it lies in a DMA buffer: copy first, then trust (hash, parse) the copy.
/// * `length` (in): 1 or more.
///
/// # Results
/// Bytes accepted, 0..length. Less than `length` pushes back: the rest is offered again at a later step. A negative [`mnet_status`] ends the request with [`MNET_E_SINK`] (the value is kept in [`mnet_http_progress`]`::sink_status`).
pub type mnet_http_sink =
    Option<unsafe extern "efiapi" fn(*mut c_void, u64, *const c_void, u32) -> i64>;

/// The program's main function on the bare machine; must not return.
pub type mnet_machine_main = Option<unsafe extern "efiapi" fn(*mut c_void, *mut mnet_handoff)>;

/// Called (on a stack of its own) after an exception's registers were dumped; must not return.
pub type mnet_machine_panic = Option<unsafe extern "efiapi" fn(*mut c_void, u32, u64)>;

/// A NIC driver of this library; opaque.
#[repr(C)]
pub struct mnet_driver {
    _opaque: [u8; 0],
    _neither_send_nor_sync: PhantomData<(*mut u8, PhantomPinned)>,
}

/// A NIC in use; opaque, lives in the caller's arena.
#[repr(C)]
pub struct mnet_nic {
    _opaque: [u8; 0],
    _neither_send_nor_sync: PhantomData<(*mut u8, PhantomPinned)>,
}

/// The stack; opaque, lives in the caller's arena.
#[repr(C)]
pub struct mnet_net {
    _opaque: [u8; 0],
    _neither_send_nor_sync: PhantomData<(*mut u8, PhantomPinned)>,
}

/// A look-up; opaque, lives in memory of the caller.
#[repr(C)]
pub struct mnet_dns {
    _opaque: [u8; 0],
    _neither_send_nor_sync: PhantomData<(*mut u8, PhantomPinned)>,
}

/// A request; opaque, lives in memory of the caller.
#[repr(C)]
pub struct mnet_http {
    _opaque: [u8; 0],
    _neither_send_nor_sync: PhantomData<(*mut u8, PhantomPinned)>,
}

/// A download; opaque, lives in memory of the caller.
#[repr(C)]
pub struct mnet_download {
    _opaque: [u8; 0],
    _neither_send_nor_sync: PhantomData<(*mut u8, PhantomPinned)>,
}

/// A series of echo requests; opaque, lives in memory of the caller.
#[repr(C)]
pub struct mnet_ping {
    _opaque: [u8; 0],
    _neither_send_nor_sync: PhantomData<(*mut u8, PhantomPinned)>,
}

/// A connection; opaque, lives in memory of the caller.
#[repr(C)]
pub struct mnet_tcp {
    _opaque: [u8; 0],
    _neither_send_nor_sync: PhantomData<(*mut u8, PhantomPinned)>,
}

/// A socket; opaque, lives in memory of the caller.
#[repr(C)]
pub struct mnet_udp {
    _opaque: [u8; 0],
    _neither_send_nor_sync: PhantomData<(*mut u8, PhantomPinned)>,
}

/// A PCI function's address.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_pci_address {
    /// PCI segment group; 0 on most machines.
    pub segment: u16,
    /// 0..255.
    pub bus: u8,
    /// 0..31.
    pub device: u8,
    /// 0..7.
    pub function: u8,
    /// Zero.
    pub reserved: [u8; 3],
}

impl mnet_pci_address {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };
}

/// What the library needs of the world. Every function gets `context` first, returns at once, and must not call into the library.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_platform {
    /// sizeof(mnet_platform) of the caller.
    pub size: u32,
    /// [`mnet_cpu_flags`].
    pub cpu_flags: u32,
    /// Handed to every function, unread by the library.
    pub context: *mut c_void,
    /// Reads 1, 2 or 4 bytes of configuration space; all ones when nothing answers. Required.
    pub pci_read:
        Option<unsafe extern "efiapi" fn(*mut c_void, *const mnet_pci_address, u32, u32) -> u32>,
    /// Writes 1, 2 or 4 bytes of configuration space. Required.
    pub pci_write:
        Option<unsafe extern "efiapi" fn(*mut c_void, *const mnet_pci_address, u32, u32, u32)>,
    /// CPU address at which `length` bytes of device memory at the bus address `bus` can be reached, uncached; NULL if they cannot. Required. Mappings are never undone.
    pub map_mmio: Option<unsafe extern "efiapi" fn(*mut c_void, u64, u64) -> *mut c_void>,
    /// A monotonic counter of `counter_hz`, normally the TSC. NULL: budgets count packets only.
    pub counter: Option<unsafe extern "efiapi" fn(*mut c_void) -> u64>,
    /// Ticks a second of `counter` and of every `now` argument; required, 1 MHz to 100 GHz.
    pub counter_hz: u64,
    /// Seconds since 1970-01-01 UTC, 0 if unknown. May be NULL.
    pub wall_clock: Option<unsafe extern "efiapi" fn(*mut c_void) -> u64>,
    /// Fills `length` bytes with entropy; returns the bytes filled. May be NULL (weak port numbers).
    pub entropy: Option<unsafe extern "efiapi" fn(*mut c_void, *mut c_void, u32) -> u32>,
    /// One line of text without line end; `text\[length]` is NUL. May be NULL.
    pub log: Option<unsafe extern "efiapi" fn(*mut c_void, u32, *const c_char, u32)>,
}

impl mnet_platform {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };

    /// All zero but `size`, which tells the library this struct's version.
    pub const fn sized() -> Self {
        let mut new = Self::ZERO;
        new.size = core::mem::size_of::<Self>() as u32;
        new
    }
}

/// Choices for [`mnet_platform_bare_metal`].
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_bare_metal_config {
    /// sizeof(mnet_bare_metal_config) of the caller.
    pub size: u32,
    /// I/O base of a 16550 for the log (0x3F8 is COM1), 0 for none.
    pub serial_port: u16,
    /// Highest [`mnet_log_level`] that is written.
    pub log_level: u8,
    /// Last bus that `ecam_base` covers.
    pub ecam_end_bus: u8,
    /// CPU address of segment 0's ECAM, 0: use ports CF8/CFC.
    pub ecam_base: u64,
    /// CPU address minus bus address of device memory; 0 = identity.
    pub mmio_offset: u64,
    /// TSC rate; 0: ask CPUID, then the ACPI PM timer at `pm_timer_port`.
    pub tsc_hz: u64,
    /// I/O port of the ACPI PM timer, 0 if unknown.
    pub pm_timer_port: u16,
    /// First bus that `ecam_base` covers.
    pub ecam_start_bus: u8,
    /// Zero.
    pub reserved: [u8; 5],
    /// Seconds since 1970 when the counter read `wall_clock_tsc`; 0: ask the RTC.
    pub wall_clock: u64,
    /// Counter value that belongs to `wall_clock`.
    pub wall_clock_tsc: u64,
}

impl mnet_bare_metal_config {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };

    /// All zero but `size`, which tells the library this struct's version.
    pub const fn sized() -> Self {
        let mut new = Self::ZERO;
        new.size = core::mem::size_of::<Self>() as u32;
        new
    }
}

/// One base address register.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_pci_bar {
    /// Bus address (or I/O port), 0 if absent.
    pub bus: u64,
    /// Bytes decoded, 0 if unknown.
    pub length: u64,
    /// [`mnet_bar_flags`].
    pub flags: u32,
    /// Zero.
    pub reserved: u32,
}

impl mnet_pci_bar {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };
}

/// A network card as found on the PCI bus, or the caller's own.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_nic_info {
    /// sizeof(mnet_nic_info) of whoever filled it.
    pub size: u32,
    /// [`mnet_nic_kind`].
    pub kind: u32,
    /// Where it sits.
    pub pci: mnet_pci_address,
    /// PCI vendor.
    pub vendor_id: u16,
    /// PCI device.
    pub device_id: u16,
    /// PCI subsystem vendor.
    pub subsystem_vendor_id: u16,
    /// PCI subsystem.
    pub subsystem_id: u16,
    /// PCI revision.
    pub revision: u8,
    /// Valid entries of `bars`; 6 for a normal function.
    pub bar_count: u8,
    /// 1 if `mac` is what firmware reported.
    pub mac_known: u8,
    /// MAC address if known.
    pub mac: [u8; 6],
    /// Zero.
    pub reserved: [u8; 7],
    /// By BAR number; the upper half of a 64-bit BAR is absent.
    pub bars: [mnet_pci_bar; 6],
    /// With [`MNET_NIC_PLUGIN`]: the driver's functions, borrowed until shutdown is done.
    pub operations: *const mnet_nic_operations,
}

impl mnet_nic_info {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };

    /// All zero but `size`, which tells the library this struct's version.
    pub const fn sized() -> Self {
        let mut new = Self::ZERO;
        new.size = core::mem::size_of::<Self>() as u32;
        new
    }
}

/// Memory that devices may read and write.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_dma_region {
    /// Where the CPU sees it; 4096-byte aligned.
    pub cpu: *mut c_void,
    /// Where devices see it; 4096-byte aligned.
    pub bus: u64,
    /// Bytes.
    pub length: u64,
}

impl mnet_dma_region {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };
}

/// What [`mnet_nic_init`] needs.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_nic_config {
    /// sizeof(mnet_nic_config) of the caller.
    pub size: u32,
    /// [`MNET_ABI_VERSION`].
    pub abi_version: u32,
    /// Borrowed until shutdown is done.
    pub platform: *const mnet_platform,
    /// Copied.
    pub info: *const mnet_nic_info,
    /// Candidates; NULL: [`mnet_drivers_default`] is *not* linked, so required.
    pub drivers: *const *const mnet_driver,
    /// Entries in `drivers`.
    pub driver_count: u32,
    /// Most receive buffers to use; 0: as memory allows.
    pub rx_buffers: u32,
    /// Private state; 64-byte aligned; the library's until shutdown is done.
    pub arena: *mut c_void,
    /// At least [`mnet_nic_arena_size`].
    pub arena_size: usize,
    /// The library's until shutdown is done.
    pub dma: mnet_dma_region,
    /// [`mnet_nic_offload`]: what you can deal with; 0: none.
    pub offloads: u32,
    /// Zero.
    pub reserved: u32,
}

impl mnet_nic_config {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };

    /// All zero but `size`, which tells the library this struct's version.
    pub const fn sized() -> Self {
        let mut new = Self::ZERO;
        new.size = core::mem::size_of::<Self>() as u32;
        new
    }
}

/// One frame, or room for one. An array element, so its size never changes.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_frame {
    /// First byte of the Ethernet header.
    pub data: *mut c_void,
    /// Where devices see `data`, 0 if that is not told.
    pub bus: u64,
    /// Bytes without FCS.
    pub length: u32,
    /// [`mnet_frame_flags`].
    pub flags: u32,
    /// Whose buffer it is: the library's, not to be changed; 0: the caller's.
    pub token: u64,
    /// Zero.
    pub reserved: [u64; 4],
}

impl mnet_frame {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };
}

/// What a card tells of its link.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_nic_link_info {
    /// sizeof(mnet_nic_link_info) of the caller.
    pub size: u32,
    /// 1 up, 0 down.
    pub up: u32,
    /// Speed in Mbit/s; 0: no link, or the card does not tell.
    pub mbps: u32,
    /// [`mnet_nic_duplex`].
    pub duplex: u32,
}

impl mnet_nic_link_info {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };

    /// All zero but `size`, which tells the library this struct's version.
    pub const fn sized() -> Self {
        let mut new = Self::ZERO;
        new.size = core::mem::size_of::<Self>() as u32;
        new
    }
}

/// Counters of one NIC since its init.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_nic_stats {
    /// sizeof(mnet_nic_stats) of the caller.
    pub size: u32,
    /// Zero.
    pub reserved: u32,
    /// Frames handed to the caller.
    pub rx_frames: u64,
    /// Their bytes.
    pub rx_bytes: u64,
    /// Frames dropped: too short, too long, or no room.
    pub rx_dropped: u64,
    /// Frames queued.
    pub tx_frames: u64,
    /// Their bytes.
    pub tx_bytes: u64,
    /// Refusals because the ring was full.
    pub tx_full: u64,
    /// Notifications written to the device.
    pub doorbells: u64,
    /// Impossible values that the device wrote.
    pub device_errors: u64,
}

impl mnet_nic_stats {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };

    /// All zero but `size`, which tells the library this struct's version.
    pub const fn sized() -> Self {
        let mut new = Self::ZERO;
        new.size = core::mem::size_of::<Self>() as u32;
        new
    }
}

/// An IPv4 address in the order it is written: {192, 0, 2, 1}.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_ipv4 {
    /// Most significant first.
    pub octet: [u8; 4],
}

impl mnet_ipv4 {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };
}

/// What [`mnet_net_open`] needs. Zero in a limit or budget means its default.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_net_config {
    /// sizeof(mnet_net_config) of the caller.
    pub size: u32,
    /// [`MNET_ABI_VERSION`].
    pub abi_version: u32,
    /// Borrowed until shutdown is done.
    pub platform: *const mnet_platform,
    /// Drivers to try, required; see [`mnet_drivers_default`].
    pub drivers: *const *const mnet_driver,
    /// Entries in `drivers`.
    pub driver_count: u32,
    /// Entries in `nics`.
    pub nic_count: u32,
    /// Cards to bring up; copied.
    pub nics: *const mnet_nic_info,
    /// Bytes from one entry to the next; 0: `nics->size`.
    pub nic_stride: u32,
    /// [`mnet_address_mode`].
    pub address_mode: u32,
    /// 64-byte aligned; at least [`mnet_net_arena_size`].
    pub arena: *mut c_void,
    /// Bytes.
    pub arena_size: usize,
    /// Shared by all NICs; below 4 GiB unless every device does 64 bits.
    pub dma: mnet_dma_region,
    /// Static address; ignored with DHCP.
    pub address: mnet_ipv4,
    /// Static gateway, 0.0.0.0 for none.
    pub gateway: mnet_ipv4,
    /// Static: 1..31.
    pub prefix_length: u32,
    /// Entries in `dns`; these come before the lease's servers.
    pub dns_count: u32,
    /// DNS servers.
    pub dns: [mnet_ipv4; 2],
    /// DHCP option 12; NULL for none; borrowed.
    pub hostname: *const c_char,
    /// Link deadline a NIC, default 10,000; later links are still taken.
    pub link_timeout_ms: u32,
    /// Lease deadline after link, default 30,000; DHCP goes on behind it.
    pub dhcp_timeout_ms: u32,
    /// Frames received a step, default 32, at most 256.
    pub rx_budget: u32,
    /// Frames sent a step, default 32, at most 256.
    pub tx_budget: u32,
    /// Time a step may take before it stops taking frames, default 200.
    pub step_budget_us: u32,
    /// Largest receive window in bytes; 0: what the buffers hold.
    pub tcp_window: u32,
    /// Phase 4; may be NULL.
    pub application: mnet_application_hook,
    /// First argument of `application`.
    pub application_context: *mut c_void,
}

impl mnet_net_config {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };

    /// All zero but `size`, which tells the library this struct's version.
    pub const fn sized() -> Self {
        let mut new = Self::ZERO;
        new.size = core::mem::size_of::<Self>() as u32;
        new
    }
}

/// State of the stack, for the caller's screen.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_net_info {
    /// sizeof(mnet_net_info) of the caller.
    pub size: u32,
    /// [`mnet_net_phase`].
    pub phase: u32,
    /// Why there is no network: [`MNET_E_NO_NIC`], [`MNET_E_LINK_DOWN`], [`MNET_E_DHCP_TIMEOUT`], [`MNET_E_DEVICE`]…; [`MNET_OK`] before a deadline.
    pub error: mnet_status,
    /// The NIC in use, as index into the configuration; valid when ready.
    pub nic_index: u32,
    /// Own address.
    pub address: mnet_ipv4,
    /// Gateway, 0.0.0.0 if none.
    pub gateway: mnet_ipv4,
    /// Of the subnet.
    pub prefix_length: u32,
    /// Entries in `dns`.
    pub dns_count: u32,
    /// Servers in use.
    pub dns: [mnet_ipv4; 2],
    /// Lease time that DHCP granted, 0 if static.
    pub lease_seconds: u32,
    /// Receive window in use, bytes.
    pub tcp_window: u32,
    /// Counter ticks from open to link.
    pub link_ticks: u64,
    /// Counter ticks from link to address.
    pub lease_ticks: u64,
}

impl mnet_net_info {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };

    /// All zero but `size`, which tells the library this struct's version.
    pub const fn sized() -> Self {
        let mut new = Self::ZERO;
        new.size = core::mem::size_of::<Self>() as u32;
        new
    }
}

/// State of one NIC of the stack.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_net_nic_info {
    /// sizeof(mnet_net_nic_info) of the caller.
    pub size: u32,
    /// 1 once brought up.
    pub running: u32,
    /// Why it is not used; [`MNET_OK`] otherwise.
    pub error: mnet_status,
    /// 1 if the link is up.
    pub link: u32,
    /// MAC address, zero before bring-up.
    pub mac: [u8; 6],
    /// Zero.
    pub reserved: [u8; 2],
    /// Driver's name, "" if none took the card.
    pub driver: [c_char; 16],
    /// What failed, for a person: "feature negotiation: FEATURES_OK refused".
    pub detail: [c_char; 64],
    /// The link's speed in Mbit/s; 0: no link, or the card does not tell.
    pub link_mbps: u32,
    /// [`mnet_nic_duplex`].
    pub link_duplex: u32,
}

impl mnet_net_nic_info {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };

    /// All zero but `size`, which tells the library this struct's version.
    pub const fn sized() -> Self {
        let mut new = Self::ZERO;
        new.size = core::mem::size_of::<Self>() as u32;
        new
    }
}

/// Measurements that the loop takes of itself.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_net_stats {
    /// sizeof(mnet_net_stats) of the caller.
    pub size: u32,
    /// Zero.
    pub reserved: u32,
    /// Iterations: one [`mnet_net_step`] and what was stepped after it.
    pub steps: u64,
    /// Longest iteration.
    pub worst_ticks: u64,
    /// Longest time in each phase.
    pub worst_phase_ticks: [u64; 5],
    /// Total time in each phase.
    pub phase_ticks: [u64; 5],
    /// Iterations by their length.
    pub histogram: [u64; 40],
    /// Frames copied out of their DMA buffer (small, or buffers were low).
    pub rx_copied: u64,
    /// Frames passed up in place.
    pub rx_zero_copy: u64,
    /// Frames dropped for want of a packet buffer.
    pub rx_no_memory: u64,
    /// Arena bytes in use at most.
    pub arena_used: u64,
}

impl mnet_net_stats {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };

    /// All zero but `size`, which tells the library this struct's version.
    pub const fn sized() -> Self {
        let mut new = Self::ZERO;
        new.size = core::mem::size_of::<Self>() as u32;
        new
    }
}

/// What [`mnet_dns_begin`] needs.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_dns_config {
    /// sizeof(mnet_dns_config) of the caller.
    pub size: u32,
    /// 0.
    pub flags: u32,
    /// Host name or dotted decimal, NUL-terminated; copied.
    pub name: *const c_char,
    /// From begin to the answer, waiting for the network included; 0: 5,000.
    pub timeout_ms: u32,
    /// Zero.
    pub reserved: u32,
}

impl mnet_dns_config {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };

    /// All zero but `size`, which tells the library this struct's version.
    pub const fn sized() -> Self {
        let mut new = Self::ZERO;
        new.size = core::mem::size_of::<Self>() as u32;
        new
    }
}

/// What a look-up has found.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_dns_result {
    /// sizeof(mnet_dns_result) of the caller.
    pub size: u32,
    /// As [`mnet_dns_step`] returned it.
    pub status: mnet_status,
    /// Valid with [`MNET_OK`].
    pub address: mnet_ipv4,
    /// Zero.
    pub reserved: u32,
    /// From begin to the end, or to the last step.
    pub ticks: u64,
}

impl mnet_dns_result {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };

    /// All zero but `size`, which tells the library this struct's version.
    pub const fn sized() -> Self {
        let mut new = Self::ZERO;
        new.size = core::mem::size_of::<Self>() as u32;
        new
    }
}

/// What [`mnet_http_begin`] needs. Zero in a limit or deadline means its default.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_http_config {
    /// sizeof(mnet_http_config) of the caller.
    pub size: u32,
    /// 0.
    pub flags: u32,
    /// "http://host\[:port]/path\[?query]", NUL-terminated; copied.
    pub url: *const c_char,
    /// Receives the body; NULL discards it.
    pub sink: mnet_http_sink,
    /// First argument of `sink`.
    pub sink_context: *mut c_void,
    /// Addresses of the host to use when no DNS server answers; copied.
    pub fallback_addresses: *const mnet_ipv4,
    /// Entries, 0..[`MNET_HTTP_ADDRESSES_MAX`].
    pub fallback_count: u32,
    /// Most body bytes handed to the sink a step; default 65,536.
    pub step_bytes: u32,
    /// Larger bodies fail with [`MNET_E_TOO_LARGE`]; 0 = no limit.
    pub max_bytes: u64,
    /// Default 5,000.
    pub resolve_timeout_ms: u32,
    /// Each address; default 10,000.
    pub connect_timeout_ms: u32,
    /// Default 10,000.
    pub send_timeout_ms: u32,
    /// From the request sent to the end of headers; default 30,000.
    pub headers_timeout_ms: u32,
    /// Longest silence within the body; default 30,000.
    pub body_idle_timeout_ms: u32,
    /// Whole request; 0 = none.
    pub total_timeout_ms: u32,
    /// NULL: "MorpheusNet/\<version>"; borrowed for the call.
    pub user_agent: *const c_char,
}

impl mnet_http_config {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };

    /// All zero but `size`, which tells the library this struct's version.
    pub const fn sized() -> Self {
        let mut new = Self::ZERO;
        new.size = core::mem::size_of::<Self>() as u32;
        new
    }
}

/// State of a request. Times are ticks of the platform's counter.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_http_progress {
    /// sizeof(mnet_http_progress) of the caller.
    pub size: u32,
    /// [`mnet_http_state`].
    pub state: u32,
    /// State in which it failed, when `state` is failed.
    pub failed_state: u32,
    /// [`MNET_OK`] unless failed.
    pub error: mnet_status,
    /// What the sink returned, for [`MNET_E_SINK`].
    pub sink_status: i64,
    /// 200 and the like; 0 before the status line.
    pub http_status: u32,
    /// 1 if `total_bytes` is valid.
    pub length_known: u32,
    /// Body bytes accepted by the sink.
    pub received_bytes: u64,
    /// Content-Length.
    pub total_bytes: u64,
    /// Server address in use.
    pub address: mnet_ipv4,
    /// Server port.
    pub port: u32,
    /// Time spent resolving.
    pub resolve_ticks: u64,
    /// Time spent connecting.
    pub connect_ticks: u64,
    /// From begin to the first byte of the response.
    pub first_byte_ticks: u64,
    /// From begin to the end, or to the last step.
    pub total_ticks: u64,
    /// What exactly was wrong, for a person; "" if nothing.
    pub detail: [c_char; 96],
}

impl mnet_http_progress {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };

    /// All zero but `size`, which tells the library this struct's version.
    pub const fn sized() -> Self {
        let mut new = Self::ZERO;
        new.size = core::mem::size_of::<Self>() as u32;
        new
    }
}

/// What [`mnet_download_begin`] needs. Zero in a limit or deadline means its default.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_download_config {
    /// sizeof(mnet_download_config) of the caller.
    pub size: u32,
    /// [`mnet_download_flags`].
    pub flags: u32,
    /// As in [`mnet_http_config`]; copied.
    pub url: *const c_char,
    /// Where the body goes; NULL: nowhere, or to `sink`. Not DMA memory.
    pub destination: *mut c_void,
    /// Bytes; larger bodies fail with [`MNET_E_TOO_LARGE`].
    pub destination_size: u64,
    /// With `destination` NULL: receives the body, each attempt from offset 0.
    pub sink: mnet_http_sink,
    /// First argument of `sink`.
    pub sink_context: *mut c_void,
    /// 0 = no limit.
    pub max_bytes: u64,
    /// Expected digest, with [`MNET_DOWNLOAD_VERIFY_SHA256`].
    pub sha256: [u8; 32],
    /// As in [`mnet_http_config`]; copied.
    pub fallback_addresses: *const mnet_ipv4,
    /// Entries.
    pub fallback_count: u32,
    /// 1..[`MNET_DOWNLOAD_ATTEMPTS_MAX`]; default 3.
    pub attempts: u32,
    /// Longest wait for a link; default 15,000.
    pub link_timeout_ms: u32,
    /// Longest wait for an address after that; default 30,000.
    pub lease_timeout_ms: u32,
    /// Default 5,000.
    pub resolve_timeout_ms: u32,
    /// Default 10,000.
    pub connect_timeout_ms: u32,
    /// Default 30,000.
    pub headers_timeout_ms: u32,
    /// Default 30,000.
    pub body_idle_timeout_ms: u32,
    /// Pause before the second attempt, doubled each time up to 8 s; default 500.
    pub backoff_ms: u32,
    /// All attempts together; 0 = none.
    pub total_timeout_ms: u32,
}

impl mnet_download_config {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };

    /// All zero but `size`, which tells the library this struct's version.
    pub const fn sized() -> Self {
        let mut new = Self::ZERO;
        new.size = core::mem::size_of::<Self>() as u32;
        new
    }
}

/// State of a download. Times are ticks of the platform's counter.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_download_progress {
    /// sizeof(mnet_download_progress) of the caller.
    pub size: u32,
    /// [`mnet_download_state`].
    pub state: u32,
    /// State in which the last attempt failed.
    pub failed_state: u32,
    /// [`MNET_OK`] unless failed; while retrying, the last attempt's error.
    pub error: mnet_status,
    /// 1 for the first.
    pub attempt: u32,
    /// Of the last response, 0 if none.
    pub http_status: u32,
    /// Bytes of this attempt that are in place.
    pub received_bytes: u64,
    /// Valid if `length_known`.
    pub total_bytes: u64,
    /// 1 if the server told the length.
    pub length_known: u32,
    /// 1 if `sha256` is the digest of the whole body.
    pub digest_valid: u32,
    /// Digest of what was stored.
    pub sha256: [u8; 32],
    /// Server address in use.
    pub address: mnet_ipv4,
    /// Server port.
    pub port: u32,
    /// Time spent waiting for the link.
    pub link_ticks: u64,
    /// Time spent waiting for an address.
    pub lease_ticks: u64,
    /// Last attempt: DNS.
    pub resolve_ticks: u64,
    /// Last attempt: TCP handshake.
    pub connect_ticks: u64,
    /// Last attempt: from its start to the response's first byte.
    pub first_byte_ticks: u64,
    /// From begin to the end, or to the last step.
    pub total_ticks: u64,
    /// What exactly was wrong, for a person; "" if nothing.
    pub detail: [c_char; 96],
}

impl mnet_download_progress {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };

    /// All zero but `size`, which tells the library this struct's version.
    pub const fn sized() -> Self {
        let mut new = Self::ZERO;
        new.size = core::mem::size_of::<Self>() as u32;
        new
    }
}

/// A linear framebuffer.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_framebuffer {
    /// CPU address, 0 if none.
    pub base: u64,
    /// Bytes.
    pub length: u64,
    /// Visible pixels a line.
    pub width: u32,
    /// Lines.
    pub height: u32,
    /// Bytes from a line to the next.
    pub stride: u32,
    /// [`mnet_pixel_format`].
    pub format: u32,
}

impl mnet_framebuffer {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };
}

/// Facts and memory that outlive boot services.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_handoff {
    /// sizeof(mnet_handoff) of whoever filled it.
    pub size: u32,
    /// [`mnet_handoff_flags`].
    pub flags: u32,
    /// Ethernet cards.
    pub nics: [mnet_nic_info; 8],
    /// Valid entries of `nics`.
    pub nic_count: u32,
    /// Bytes from an entry to the next.
    pub nic_stride: u32,
    /// Below 4 GiB.
    pub dma: mnet_dma_region,
    /// Private memory for the stack.
    pub arena: *mut c_void,
    /// Bytes.
    pub arena_size: u64,
    /// Lowest byte of the stack for [`mnet_machine_take_over`], page-aligned; its lowest page becomes the guard page.
    pub stack_base: u64,
    /// One past its highest byte; 16-byte aligned.
    pub stack_top: u64,
    /// Memory for own page tables, descriptor tables and exception stacks; page-aligned.
    pub page_tables: u64,
    /// Bytes.
    pub page_tables_size: u64,
    /// TSC ticks a second.
    pub tsc_hz: u64,
    /// Seconds since 1970 UTC at `wall_clock_tsc`, 0 if unknown.
    pub wall_clock: u64,
    /// TSC at which `wall_clock` was read.
    pub wall_clock_tsc: u64,
    /// Physical address, 0 if none.
    pub acpi_rsdp: u64,
    /// Physical address of the SMBIOS entry point, 0 if none.
    pub smbios: u64,
    /// ECAM of segment 0, 0: use CF8/CFC.
    pub ecam_base: u64,
    /// First bus behind `ecam_base`.
    pub ecam_start_bus: u8,
    /// Last bus behind `ecam_base`.
    pub ecam_end_bus: u8,
    /// ACPI PM timer, 0 if unknown.
    pub pm_timer_port: u16,
    /// Stride of `memory_map`.
    pub memory_map_descriptor_size: u32,
    /// Final EFI memory map (EFI_MEMORY_DESCRIPTOR array).
    pub memory_map: u64,
    /// Bytes of it.
    pub memory_map_size: u64,
    /// Bytes reserved for it.
    pub memory_map_capacity: u64,
    /// Graphics output, if any.
    pub framebuffer: mnet_framebuffer,
    /// Seed.
    pub entropy: [u8; 64],
    /// Where the EFI image was loaded.
    pub image_base: u64,
    /// Bytes of it.
    pub image_size: u64,
    /// CPU address minus bus address of the NICs' device memory; 0 = identity.
    pub mmio_offset: u64,
}

impl mnet_handoff {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };

    /// All zero but `size`, which tells the library this struct's version.
    pub const fn sized() -> Self {
        let mut new = Self::ZERO;
        new.size = core::mem::size_of::<Self>() as u32;
        new
    }
}

/// Choices for [`mnet_uefi_gather`]. Zero means the default.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_uefi_config {
    /// sizeof(mnet_uefi_config) of the caller.
    pub size: u32,
    /// Zero.
    pub reserved: u32,
    /// Default 4 MiB.
    pub dma_size: u64,
    /// Default: what the DMA size needs.
    pub arena_size: u64,
    /// Default 256 KiB.
    pub stack_size: u64,
}

impl mnet_uefi_config {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };

    /// All zero but `size`, which tells the library this struct's version.
    pub const fn sized() -> Self {
        let mut new = Self::ZERO;
        new.size = core::mem::size_of::<Self>() as u32;
        new
    }
}

/// Choices for [`mnet_machine_take_over`].
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_machine_config {
    /// sizeof(mnet_machine_config) of the caller.
    pub size: u32,
    /// 16550 for exception dumps, 0 for none.
    pub serial_port: u16,
    /// Zero.
    pub reserved: u16,
    /// NULL: halt.
    pub panic: mnet_machine_panic,
    /// First argument of `main` and `panic`.
    pub context: *mut c_void,
}

impl mnet_machine_config {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };

    /// All zero but `size`, which tells the library this struct's version.
    pub const fn sized() -> Self {
        let mut new = Self::ZERO;
        new.size = core::mem::size_of::<Self>() as u32;
        new
    }
}

/// What a driver tells of its card once it runs.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_nic_facts {
    /// sizeof(mnet_nic_facts) of the library.
    pub size: u32,
    /// IP packets up to that length, 68..1500; 0: 1500.
    pub mtu: u32,
    /// Address; all zero: mnet_nic_info's, or one is made up.
    pub mac: [u8; 6],
    /// Zero.
    pub reserved: [u8; 2],
}

impl mnet_nic_facts {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };

    /// All zero but `size`, which tells the library this struct's version.
    pub const fn sized() -> Self {
        let mut new = Self::ZERO;
        new.size = core::mem::size_of::<Self>() as u32;
        new
    }
}

/// The driver's functions. Each gets `context` first, returns at once, and must not call into the library. All are required.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_nic_operations {
    /// sizeof(mnet_nic_operations) of the caller.
    pub size: u32,
    /// [`mnet_nic_capabilities`].
    pub capabilities: u32,
    /// Handed to every function, unread by the library.
    pub context: *mut c_void,
    /// For logs and [`mnet_net_nic_info`]`::driver`; borrowed.
    pub name: *const c_char,
    /// Stops the card and lets go of every buffer: before bring-up, and at shutdown. [`MNET_OK`] once that is so, [`MNET_PENDING`] to be called again (for at most a second), an error when it fails.
    pub reset: Option<unsafe extern "efiapi" fn(*mut c_void) -> mnet_status>,
    /// Starts the card and fills `facts`: [`MNET_OK`] once it runs, [`MNET_PENDING`] to be called again (for at most half a second), an error when it fails.
    pub start: Option<unsafe extern "efiapi" fn(*mut c_void, *mut mnet_nic_facts) -> mnet_status>,
    /// 1 link up, 0 down, negative: the card has failed and is not used any more.
    pub get_link: Option<unsafe extern "efiapi" fn(*mut c_void) -> i32>,
    /// Received frames: writes up to `count` of them, one into each entry's `data`, and sets its `length` (`flags` too, if it can). On entry `length` is the room, [`MNET_FRAME_MAX`], and `bus` where devices see it. Returns the entries filled, from the first on; 0 if none is waiting.
    pub rx_burst: Option<unsafe extern "efiapi" fn(*mut c_void, *mut mnet_frame, u32) -> i32>,
    /// Sends frames of 14..[`MNET_FRAME_MAX`] bytes, in order, and is done with their memory when it returns. Returns how many it took; the rest is dropped, as a wire would.
    pub tx_burst: Option<unsafe extern "efiapi" fn(*mut c_void, *const mnet_frame, u32) -> i32>,
}

impl mnet_nic_operations {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };

    /// All zero but `size`, which tells the library this struct's version.
    pub const fn sized() -> Self {
        let mut new = Self::ZERO;
        new.size = core::mem::size_of::<Self>() as u32;
        new
    }
}

/// A capture; the caller's memory, open to the caller's eyes.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_pcap {
    /// sizeof(mnet_pcap) of the caller.
    pub size: u32,
    /// Most bytes kept of a frame; 0: all.
    pub snap_length: u32,
    /// Where the file goes; any alignment.
    pub buffer: *mut c_void,
    /// Bytes there.
    pub capacity: u64,
    /// Bytes written.
    pub used: u64,
    /// Frames that did not fit, or came in parts mixed with others.
    pub lost: u64,
    /// The library's: where the frame under way began.
    pub record: u64,
    /// The library's: that frame's direction and state.
    pub under_way: u32,
    /// Zero.
    pub reserved: u32,
}

impl mnet_pcap {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };

    /// All zero but `size`, which tells the library this struct's version.
    pub const fn sized() -> Self {
        let mut new = Self::ZERO;
        new.size = core::mem::size_of::<Self>() as u32;
        new
    }
}

/// What [`mnet_ping_begin`] needs. Zero in a number means its default.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_ping_config {
    /// sizeof(mnet_ping_config) of the caller.
    pub size: u32,
    /// 0.
    pub flags: u32,
    /// Host.
    pub address: mnet_ipv4,
    /// Requests, at most [`MNET_PING_COUNT_MAX`]; default 4.
    pub count: u32,
    /// From one request to the next; default 1,000.
    pub interval_ms: u32,
    /// Longest wait for an answer, and for the network; default 1,000.
    pub timeout_ms: u32,
    /// Bytes of data, at most [`MNET_PING_DATA_MAX`]; default 32.
    pub data_length: u32,
    /// Zero.
    pub reserved: u32,
}

impl mnet_ping_config {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };

    /// All zero but `size`, which tells the library this struct's version.
    pub const fn sized() -> Self {
        let mut new = Self::ZERO;
        new.size = core::mem::size_of::<Self>() as u32;
        new
    }
}

/// What a series has shown so far. Times are ticks, from request to answer.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_ping_result {
    /// sizeof(mnet_ping_result) of the caller.
    pub size: u32,
    /// As [`mnet_ping_step`] returned it.
    pub status: mnet_status,
    /// Requests sent.
    pub sent: u32,
    /// Answers, each counted once.
    pub received: u32,
    /// Requests that a router or the host reported as undeliverable.
    pub unreachable: u32,
    /// Zero.
    pub reserved: u32,
    /// Of the last answer; as the following, valid if `received` is not 0.
    pub last_ticks: u64,
    /// Shortest.
    pub least_ticks: u64,
    /// Longest.
    pub most_ticks: u64,
    /// Sum.
    pub total_ticks: u64,
}

impl mnet_ping_result {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };

    /// All zero but `size`, which tells the library this struct's version.
    pub const fn sized() -> Self {
        let mut new = Self::ZERO;
        new.size = core::mem::size_of::<Self>() as u32;
        new
    }
}

/// What [`mnet_tcp_open`] needs.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_tcp_config {
    /// sizeof(mnet_tcp_config) of the caller.
    pub size: u32,
    /// 0.
    pub flags: u32,
    /// Peer.
    pub address: mnet_ipv4,
    /// Peer's port, 1..65535.
    pub port: u16,
    /// Zero.
    pub reserved: u16,
    /// For the handshake; 0: 10,000.
    pub connect_timeout_ms: u32,
    /// Zero.
    pub reserved2: u32,
}

impl mnet_tcp_config {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };

    /// All zero but `size`, which tells the library this struct's version.
    pub const fn sized() -> Self {
        let mut new = Self::ZERO;
        new.size = core::mem::size_of::<Self>() as u32;
        new
    }
}

/// State of a connection.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_tcp_info {
    /// sizeof(mnet_tcp_info) of the caller.
    pub size: u32,
    /// [`mnet_tcp_state`].
    pub state: u32,
    /// Why it failed; [`MNET_OK`] otherwise.
    pub error: mnet_status,
    /// Peer.
    pub address: mnet_ipv4,
    /// Peer's port.
    pub port: u16,
    /// Own port; 0 when the connection is gone.
    pub local_port: u16,
    /// Bytes that [`mnet_tcp_send`] would take now.
    pub send_room: u32,
    /// Bytes taken that the peer has not confirmed.
    pub unacknowledged: u32,
    /// Zero.
    pub reserved: u32,
    /// Bytes taken by [`mnet_tcp_send`].
    pub sent_bytes: u64,
    /// Bytes consumed.
    pub received_bytes: u64,
}

impl mnet_tcp_info {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };

    /// All zero but `size`, which tells the library this struct's version.
    pub const fn sized() -> Self {
        let mut new = Self::ZERO;
        new.size = core::mem::size_of::<Self>() as u32;
        new
    }
}

/// What [`mnet_udp_open`] needs.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_udp_config {
    /// sizeof(mnet_udp_config) of the caller.
    pub size: u32,
    /// 0.
    pub flags: u32,
    /// Own port; 0: a free one. Not 68, which is the DHCP client's.
    pub local_port: u16,
    /// Zero.
    pub reserved: u16,
    /// Datagrams that may wait, 1..[`MNET_UDP_QUEUE_MAX`]; 0: 16.
    pub queue_limit: u32,
}

impl mnet_udp_config {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };

    /// All zero but `size`, which tells the library this struct's version.
    pub const fn sized() -> Self {
        let mut new = Self::ZERO;
        new.size = core::mem::size_of::<Self>() as u32;
        new
    }
}

/// What is known of a received datagram.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_datagram {
    /// sizeof(mnet_datagram) of the caller.
    pub size: u32,
    /// Bytes of payload, 0 or more.
    pub length: u32,
    /// Sender.
    pub address: mnet_ipv4,
    /// Sender's port.
    pub port: u16,
    /// Zero.
    pub reserved: u16,
}

impl mnet_datagram {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };

    /// All zero but `size`, which tells the library this struct's version.
    pub const fn sized() -> Self {
        let mut new = Self::ZERO;
        new.size = core::mem::size_of::<Self>() as u32;
        new
    }
}

/// State of a socket.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct mnet_udp_info {
    /// sizeof(mnet_udp_info) of the caller.
    pub size: u32,
    /// 1 until it is closed or the stack shut down.
    pub open: u32,
    /// Own port.
    pub local_port: u16,
    /// Zero.
    pub reserved: u16,
    /// Datagrams in the receive queue.
    pub waiting: u32,
    /// Datagrams sent.
    pub sent: u64,
    /// Datagrams that arrived and were queued.
    pub received: u64,
    /// Datagrams that arrived while the queue was full.
    pub dropped: u64,
}

impl mnet_udp_info {
    /// All zero: every pointer NULL, every function absent, every number 0.
    // SAFETY: zero is a value of every field: integers, raw pointers, optional
    // functions, and arrays and structs of these.
    pub const ZERO: Self = unsafe { core::mem::zeroed() };

    /// All zero but `size`, which tells the library this struct's version.
    pub const fn sized() -> Self {
        let mut new = Self::ZERO;
        new.size = core::mem::size_of::<Self>() as u32;
        new
    }
}

unsafe extern "efiapi" {
    /// Name of a status code in lower case without prefix, such as "dns_timeout".
    ///
    /// **Bound:** O(number of codes).
    ///
    /// # Arguments
    /// * `status` (in): Any value.
    ///
    /// # Results
    /// A static, NUL-terminated string, never NULL; "unknown" for values outside the list.
    pub fn mnet_status_name(status: mnet_status) -> *const c_char;

    /// One sentence for a person: what happened and what to do next.
    ///
    /// **Bound:** O(number of codes).
    ///
    /// # Arguments
    /// * `status` (in): Any value.
    ///
    /// # Results
    /// A static, NUL-terminated string, never NULL.
    pub fn mnet_strerror(status: mnet_status) -> *const c_char;

    /// Version of the binary interface.
    ///
    /// # Results
    /// [`MNET_ABI_VERSION`] that the library was built with.
    pub fn mnet_abi_version() -> u32;

    /// Version of the library.
    ///
    /// # Results
    /// A static string such as "0.1.0", never NULL.
    pub fn mnet_version_string() -> *const c_char;

    /// Fill a platform table for an identity-mapped machine without an operating system.
    ///
    /// PCI by ECAM or CF8/CFC, MMIO by address arithmetic, RDTSC, RDSEED/RDRAND (and TSC jitter when neither exists), CMOS clock, a polled 16550. `cpu_flags` starts as 0: set [`MNET_CPU_SIMD_OK`] yourself once SSE is enabled.
    ///
    /// **Bound:** One PM-timer calibration of at most [`MNET_TSC_CALIBRATION_US`], if no rate is given; the only call of this library that takes that long. Give `tsc_hz` to avoid it.
    ///
    /// # Arguments
    /// * `platform` (out): Table to fill; its `size` must be set.
    /// * `state` (in,out): [`MNET_BARE_METAL_STATE_SIZE`] bytes, 8-byte aligned, that outlive the table.
    /// * `config` (in): Choices; copied. Not NULL.
    ///
    /// # Results
    /// * [`MNET_OK`] - The table is complete.
    /// * [`MNET_E_INVALID`] - NULL argument or misaligned state.
    /// * [`MNET_E_VERSION`] - A `size` is unknown.
    /// * [`MNET_E_UNSUPPORTED`] - The TSC's rate is not given and cannot be found; `platform` unchanged.
    pub fn mnet_platform_bare_metal(
        platform: *mut mnet_platform,
        state: *mut c_void,
        config: *const mnet_bare_metal_config,
    ) -> mnet_status;

    /// VirtIO network driver (PCI, modern and legacy devices). Linking this links the driver.
    ///
    /// # Results
    /// The driver; static, never NULL.
    pub fn mnet_driver_virtio_net() -> *const mnet_driver;

    /// Driver of Intel's gigabit controllers. Linking this links the driver.
    ///
    /// # Results
    /// The driver; static, never NULL.
    pub fn mnet_driver_intel() -> *const mnet_driver;

    /// Realtek driver: RTL8139C+ in its descriptor mode. Linking this links the driver.
    ///
    /// # Results
    /// The driver; static, never NULL.
    pub fn mnet_driver_realtek() -> *const mnet_driver;

    /// VMware vmxnet3 driver. Linking this links the driver.
    ///
    /// # Results
    /// The driver; static, never NULL.
    pub fn mnet_driver_vmxnet3() -> *const mnet_driver;

    /// All drivers of this library, for callers who do not choose.
    ///
    /// # Arguments
    /// * `count` (out): Number of entries.
    ///
    /// # Results
    /// Static array; NULL only if `count` is. Calling this links every driver.
    pub fn mnet_drivers_default(count: *mut u32) -> *const *const mnet_driver;

    /// Enumerate PCI and list every Ethernet controller.
    ///
    /// Sizes the BARs (decoding is switched off for that moment), so call it only when nobody uses the devices: after ExitBootServices, or in a kernel's start-up. UEFI programs get the list in [`mnet_handoff`] instead.
    ///
    /// **Bound:** 256 buses x 32 devices x 8 functions of configuration reads; no waits.
    ///
    /// # Arguments
    /// * `platform` (in): PCI access; not NULL.
    /// * `nics` (out): Room for `capacity` entries, or NULL when `capacity` is 0.
    /// * `capacity` (in): Entries in `nics`.
    /// * `count` (out): Cards found, which may exceed `capacity`; not NULL.
    ///
    /// # Results
    /// * [`MNET_OK`] - `*count` cards exist; the first min(count, capacity) were written.
    /// * [`MNET_E_INVALID`] - NULL argument; nothing was touched.
    /// * [`MNET_E_VERSION`] - `platform->size` is unknown.
    pub fn mnet_nic_enumerate(
        platform: *const mnet_platform,
        nics: *mut mnet_nic_info,
        capacity: u32,
        count: *mut u32,
    ) -> mnet_status;

    /// Arena bytes that [`mnet_nic_init`] needs.
    ///
    /// # Arguments
    /// * `dma_length` (in): Length of the DMA region it will be given.
    ///
    /// # Results
    /// Bytes, a multiple of 64.
    pub fn mnet_nic_arena_size(dma_length: u64) -> usize;

    /// Claim a NIC: choose its driver, map its registers, lay out its rings. Does not wait.
    ///
    /// The device is not running afterwards: [`mnet_nic_step`] brings it up.
    ///
    /// **Ownership:** Arena and DMA region belong to the NIC only when [`MNET_OK`] is returned.
    ///
    /// **Bound:** One walk of the capability list.
    ///
    /// # Arguments
    /// * `config` (in): Choices; copied.
    /// * `nic` (out): Handle inside the arena; untouched on error.
    ///
    /// # Results
    /// * [`MNET_OK`] - Call [`mnet_nic_step`].
    /// * [`MNET_E_INVALID`] - NULL, misaligned or contradictory argument.
    /// * [`MNET_E_VERSION`] - Unknown `size` or ABI version.
    /// * [`MNET_E_UNSUPPORTED`] - No driver of the list takes this device.
    /// * [`MNET_E_NO_MEMORY`] - Arena too small.
    /// * [`MNET_E_NO_DMA`] - DMA region smaller than [`MNET_NIC_DMA_MIN`].
    /// * [`MNET_E_DEVICE`] - The device's configuration space or capabilities make no sense.
    pub fn mnet_nic_init(config: *const mnet_nic_config, nic: *mut *mut mnet_nic) -> mnet_status;

    /// Advance bring-up, link watch and recovery by one bounded step.
    ///
    /// **Bound:** A handful of register accesses.
    ///
    /// # Arguments
    /// * `nic` (in,out): From [`mnet_nic_init`].
    /// * `now` (in): Ticks of the platform's counter; never decreases.
    ///
    /// # Results
    /// * [`MNET_OK`] - The NIC is running (its link may be down: [`mnet_nic_get_link`]).
    /// * [`MNET_PENDING`] - Bring-up goes on.
    /// * [`MNET_E_DEVICE`] - The device misbehaved; only shutdown is allowed now.
    /// * [`MNET_E_DEVICE_TIMEOUT`] - A bring-up step took too long; only shutdown is allowed now.
    /// * [`MNET_E_UNSUPPORTED`] - The device refuses what the driver needs; only shutdown is allowed now.
    /// * [`MNET_E_INVALID`] - NULL handle.
    /// * [`MNET_E_STATE`] - Shutdown has begun.
    /// * [`MNET_E_REENTRANT`] - Called from a callback of this NIC.
    pub fn mnet_nic_step(nic: *mut mnet_nic, now: u64) -> mnet_status;

    /// Copy one received frame out, or return 0.
    ///
    /// **Bound:** One frame.
    ///
    /// # Arguments
    /// * `nic` (in,out): Running NIC.
    /// * `buffer` (out): Room for `capacity` bytes.
    /// * `capacity` (in): [`MNET_FRAME_MAX`] is always enough.
    ///
    /// # Results
    /// Length of the frame (14..1514) without FCS; 0 when none is waiting; a negative status on error: [`MNET_E_INVALID`], [`MNET_E_STATE`] (not running), [`MNET_E_TOO_LARGE`] (the frame did not fit and is lost), [`MNET_E_UNSUPPORTED`] (with [`MNET_OFFLOAD_RX_SEGMENTS`]), [`MNET_E_DEVICE`], [`MNET_E_REENTRANT`].
    pub fn mnet_poll_rx(nic: *mut mnet_nic, buffer: *mut c_void, capacity: u32) -> i32;

    /// Queue one frame for transmission and tell the device; fire and forget.
    ///
    /// **Bound:** One frame copy, at most one doorbell.
    ///
    /// # Arguments
    /// * `nic` (in,out): Running NIC.
    /// * `frame` (in): Ethernet frame without FCS; copied before the call returns.
    /// * `length` (in): 14..1514 bytes; short frames are padded by the device or the wire.
    ///
    /// # Results
    /// * [`MNET_OK`] - Queued.
    /// * [`MNET_E_WOULD_BLOCK`] - The ring is full; call [`mnet_collect_tx`] and try later.
    /// * [`MNET_E_INVALID`] - NULL or a length out of range.
    /// * [`MNET_E_STATE`] - The NIC is not running.
    /// * [`MNET_E_DEVICE`] - The device misbehaved.
    /// * [`MNET_E_REENTRANT`] - Called from a callback of this NIC.
    pub fn mnet_poll_tx(nic: *mut mnet_nic, frame: *const c_void, length: u32) -> mnet_status;

    /// Reclaim the buffers of transmitted frames.
    ///
    /// # Arguments
    /// * `nic` (in,out): Running NIC.
    ///
    /// # Results
    /// Buffers reclaimed (at most a ring's worth), or a negative status as [`mnet_poll_rx`].
    pub fn mnet_collect_tx(nic: *mut mnet_nic) -> i32;

    /// Take received frames, in place.
    ///
    /// Buffers that were released before are handed to the card again first: one doorbell a call.
    ///
    /// **Ownership:** Each entry's buffer is the caller's until [`mnet_rx_release`], in any order, also over a reset of the card, at the latest until shutdown. It lies in DMA memory: copy first, then trust the copy. Who keeps many starves the card of buffers.
    ///
    /// **Bound:** `capacity` frames.
    ///
    /// # Arguments
    /// * `nic` (in,out): Running NIC.
    /// * `frames` (out): Room for `capacity` entries.
    /// * `capacity` (in): 1..[`MNET_BURST_MAX`].
    ///
    /// # Results
    /// Entries filled; 0 when none is waiting; a negative status: [`MNET_E_INVALID`], [`MNET_E_STATE`] (not running), [`MNET_E_DEVICE`], [`MNET_E_REENTRANT`].
    pub fn mnet_rx_burst(nic: *mut mnet_nic, frames: *mut mnet_frame, capacity: u32) -> i32;

    /// Give received frames' buffers back.
    ///
    /// **Bound:** `count` frames; no device access.
    ///
    /// # Arguments
    /// * `nic` (in,out): NIC that they came from, in any state but shut down.
    /// * `frames` (in): Entries as [`mnet_rx_burst`] filled them; only `token` is read.
    /// * `count` (in): 1..[`MNET_BURST_MAX`].
    ///
    /// # Results
    /// * [`MNET_OK`] - They are the library's again.
    /// * [`MNET_E_INVALID`] - NULL, a count out of range, or an entry that is not out (released twice, or never given); nothing changed.
    /// * [`MNET_E_STATE`] - The NIC is shut down.
    /// * [`MNET_E_REENTRANT`] - Called from a callback of this NIC.
    pub fn mnet_rx_release(
        nic: *mut mnet_nic,
        frames: *const mnet_frame,
        count: u32,
    ) -> mnet_status;

    /// Get room to write frames into, for [`mnet_tx_burst`] without a copy.
    ///
    /// **Ownership:** The buffers are the caller's until [`mnet_tx_burst`] or [`mnet_tx_cancel`].
    ///
    /// **Bound:** `capacity` buffers; no device access.
    ///
    /// # Arguments
    /// * `nic` (in,out): Running NIC.
    /// * `frames` (out): Room for `capacity` entries; each gets `data` with [`MNET_FRAME_MAX`] bytes of room, told as its `length`.
    /// * `capacity` (in): 1..[`MNET_BURST_MAX`].
    ///
    /// # Results
    /// Entries filled; 0 when the ring is full: [`mnet_collect_tx`] first; a negative status as [`mnet_rx_burst`].
    pub fn mnet_tx_reserve(nic: *mut mnet_nic, frames: *mut mnet_frame, capacity: u32) -> i32;

    /// Queue frames for transmission, in their order, and tell the device once.
    ///
    /// Entries of [`mnet_tx_reserve`] are sent in place; others (`token` 0) are copied from `data`.
    ///
    /// **Ownership:** Buffers of queued entries are the library's; `data` of others was copied.
    ///
    /// **Bound:** `count` frames, one doorbell.
    ///
    /// # Arguments
    /// * `nic` (in,out): Running NIC.
    /// * `frames` (in): `data`, `length` (14..1514) and `token` are read; `flags` must be 0.
    /// * `count` (in): 1..[`MNET_BURST_MAX`].
    ///
    /// # Results
    /// Frames queued, `count` or less: the rest did not fit and stays the caller's, reserved buffers included. A negative status as [`mnet_rx_burst`], and [`MNET_E_INVALID`] for an entry with a wrong length, flag or token; nothing was queued then.
    pub fn mnet_tx_burst(nic: *mut mnet_nic, frames: *const mnet_frame, count: u32) -> i32;

    /// Give reserved buffers back without sending them.
    ///
    /// **Bound:** `count` buffers; no device access.
    ///
    /// # Arguments
    /// * `nic` (in,out): NIC that they came from, in any state but shut down.
    /// * `frames` (in): Entries as [`mnet_tx_reserve`] filled them; only `token` is read.
    /// * `count` (in): 1..[`MNET_BURST_MAX`].
    ///
    /// # Results
    /// As [`mnet_rx_release`].
    pub fn mnet_tx_cancel(nic: *mut mnet_nic, frames: *const mnet_frame, count: u32)
    -> mnet_status;

    /// Show every frame of a NIC to a function.
    ///
    /// **Bound:** Constant.
    ///
    /// # Arguments
    /// * `nic` (in,out): From [`mnet_nic_init`].
    /// * `hook` (in): The function; NULL ends it.
    /// * `context` (in): First argument of `hook`; borrowed until the hook is replaced.
    ///
    /// # Results
    /// * [`MNET_OK`] - From the next frame on.
    /// * [`MNET_E_INVALID`] - NULL handle.
    /// * [`MNET_E_REENTRANT`] - Called from a callback of this NIC.
    pub fn mnet_nic_set_capture(
        nic: *mut mnet_nic,
        hook: mnet_capture_hook,
        context: *mut c_void,
    ) -> mnet_status;

    /// Copy the MAC address out.
    ///
    /// # Arguments
    /// * `nic` (in): From [`mnet_nic_init`].
    /// * `mac` (out): Six bytes.
    ///
    /// # Results
    /// * [`MNET_OK`] - Written.
    /// * [`MNET_E_STATE`] - Not known before bring-up has read it.
    /// * [`MNET_E_INVALID`] - NULL argument.
    pub fn mnet_nic_get_mac(nic: *const mnet_nic, mac: *mut u8) -> mnet_status;

    /// Tell whether the link is up.
    ///
    /// # Arguments
    /// * `nic` (in): From [`mnet_nic_init`].
    ///
    /// # Results
    /// 1 up, 0 down, or a negative status ([`MNET_E_INVALID`], [`MNET_E_STATE`]).
    pub fn mnet_nic_get_link(nic: *const mnet_nic) -> i32;

    /// Tell the link's speed and duplex, as last seen.
    ///
    /// # Arguments
    /// * `nic` (in): From [`mnet_nic_init`].
    /// * `link` (out): Filled; its `size` must be set.
    ///
    /// # Results
    /// * [`MNET_OK`] - Written.
    /// * [`MNET_E_INVALID`] - NULL argument.
    /// * [`MNET_E_VERSION`] - `link->size` is unknown.
    /// * [`MNET_E_STATE`] - The NIC is not running.
    pub fn mnet_nic_get_link_info(
        nic: *const mnet_nic,
        link: *mut mnet_nic_link_info,
    ) -> mnet_status;

    /// Copy the counters out.
    ///
    /// # Arguments
    /// * `nic` (in): From [`mnet_nic_init`].
    /// * `stats` (out): Filled; its `size` must be set.
    ///
    /// # Results
    /// * [`MNET_OK`] - Written.
    /// * [`MNET_E_INVALID`] - NULL argument.
    /// * [`MNET_E_VERSION`] - `stats->size` is unknown.
    pub fn mnet_nic_get_stats(nic: *const mnet_nic, stats: *mut mnet_nic_stats) -> mnet_status;

    /// Stop the device. Call until it is no longer [`MNET_PENDING`].
    ///
    /// # Arguments
    /// * `nic` (in,out): Any state.
    /// * `now` (in): As in [`mnet_nic_step`].
    ///
    /// # Results
    /// * [`MNET_OK`] - The device is reset, bus mastering is off, command register and message interrupts are otherwise as they were found: arena and DMA region are yours again.
    /// * [`MNET_PENDING`] - Call again.
    /// * [`MNET_E_DMA_ALIVE`] - The device does not confirm its reset. Bus mastering is off, but do not reuse the DMA region.
    /// * [`MNET_E_INVALID`] - NULL handle.
    /// * [`MNET_E_REENTRANT`] - Called from a callback of this NIC; nothing changed.
    pub fn mnet_nic_shutdown(nic: *mut mnet_nic, now: u64) -> mnet_status;

    /// Arena bytes that [`mnet_net_open`] needs for a configuration.
    ///
    /// # Arguments
    /// * `config` (in): `size`, `dma.length`, `nic_count` and `tcp_window` are read.
    ///
    /// # Results
    /// Bytes, a multiple of 64; 0 if `config` is NULL or of unknown size. Never more than [`MNET_NET_ARENA_MIN`] for a DMA region up to 2 MiB.
    pub fn mnet_net_arena_size(config: *const mnet_net_config) -> usize;

    /// Validate, claim memory and NICs, and return. Never waits.
    ///
    /// A card that no driver takes or that makes no sense is skipped with a logged reason ([`mnet_net_nic`]); the stack opens as long as the memory suffices, even without any card, and then reports [`MNET_E_NO_NIC`] from [`mnet_net_step`].
    ///
    /// **Ownership:** Arena and DMA region belong to the stack only when [`MNET_OK`] is returned.
    ///
    /// # Arguments
    /// * `config` (in): Choices; copied except where "borrowed".
    /// * `net` (out): Handle inside the arena; untouched on error.
    ///
    /// # Results
    /// * [`MNET_OK`] - Call [`mnet_net_step`].
    /// * [`MNET_E_INVALID`] - A pointer, range or alignment is wrong.
    /// * [`MNET_E_VERSION`] - Unknown `size` or ABI version.
    /// * [`MNET_E_BUSY`] - A stack is open already.
    /// * [`MNET_E_NO_MEMORY`] - Arena smaller than [`mnet_net_arena_size`].
    /// * [`MNET_E_NO_DMA`] - DMA region smaller than [`MNET_NET_DMA_MIN`].
    pub fn mnet_net_open(config: *const mnet_net_config, net: *mut *mut mnet_net) -> mnet_status;

    /// Advance the stack by one bounded step. Never waits.
    ///
    /// Runs the five phases (receive, protocol, transmit, application hook, completion), each with its budget. Call it as often as possible; nothing happens between calls.
    ///
    /// **Bound:** rx_budget + tx_budget frames, and step_budget_us after the frame under way.
    ///
    /// # Arguments
    /// * `net` (in,out): Open stack.
    /// * `now` (in): Ticks of the platform's counter; never decreases.
    /// * `next` (out): The stack has nothing to do before then unless a frame arrives; may be NULL.
    ///
    /// # Results
    /// * [`MNET_OK`] - The network is ready.
    /// * [`MNET_PENDING`] - Bring-up, link or lease go on.
    /// * [`MNET_E_NO_NIC`] - Every NIC failed; [`mnet_net_nic`] says why. Further steps are harmless.
    /// * [`MNET_E_LINK_DOWN`], [`MNET_E_DHCP_TIMEOUT`] - A deadline has passed; later steps still take a link or lease that comes late, and return [`MNET_OK`] then.
    /// * [`MNET_E_INVALID`] - NULL handle.
    /// * [`MNET_E_STATE`] - The stack is shut down.
    /// * [`MNET_E_REENTRANT`] - Called from a callback of this stack.
    pub fn mnet_net_step(net: *mut mnet_net, now: u64, next: *mut u64) -> mnet_status;

    /// State of the stack.
    ///
    /// **Bound:** Constant.
    ///
    /// # Arguments
    /// * `net` (in): Open handle.
    /// * `info` (out): Filled; its `size` must be set.
    ///
    /// # Results
    /// * [`MNET_OK`] - Written.
    /// * [`MNET_E_INVALID`] - NULL argument.
    /// * [`MNET_E_VERSION`] - `size` is unknown.
    pub fn mnet_net_get_info(net: *const mnet_net, info: *mut mnet_net_info) -> mnet_status;

    /// State of one card of the configuration.
    ///
    /// **Bound:** Constant.
    ///
    /// # Arguments
    /// * `net` (in): Open handle.
    /// * `index` (in): 0 to `nic_count` of the configuration less one.
    /// * `info` (out): Filled; its `size` must be set.
    ///
    /// # Results
    /// * [`MNET_OK`] - Written.
    /// * [`MNET_E_INVALID`] - NULL argument, or an index out of range.
    /// * [`MNET_E_VERSION`] - `size` is unknown.
    pub fn mnet_net_nic(
        net: *const mnet_net,
        index: u32,
        info: *mut mnet_net_nic_info,
    ) -> mnet_status;

    /// Counters of one card of the configuration.
    ///
    /// **Bound:** Constant.
    ///
    /// # Arguments
    /// * `net` (in): Open handle.
    /// * `index` (in): 0 to `nic_count` of the configuration less one.
    /// * `stats` (out): Filled; its `size` must be set.
    ///
    /// # Results
    /// * [`MNET_OK`] - Written.
    /// * [`MNET_E_INVALID`] - NULL argument, or an index out of range.
    /// * [`MNET_E_VERSION`] - `size` is unknown.
    /// * [`MNET_E_STATE`] - No driver took the card, or it could not open it.
    pub fn mnet_net_get_nic_stats(
        net: *const mnet_net,
        index: u32,
        stats: *mut mnet_nic_stats,
    ) -> mnet_status;

    /// Show every frame of a card to a function, both directions.
    ///
    /// **Bound:** Constant.
    ///
    /// # Arguments
    /// * `net` (in,out): Open handle.
    /// * `index` (in): 0 to `nic_count` of the configuration less one.
    /// * `hook` (in): The function; NULL ends it. See pcap.h for a capture that tools read.
    /// * `context` (in): First argument of `hook`; borrowed until the hook is replaced.
    ///
    /// # Results
    /// * [`MNET_OK`] - From the next frame on.
    /// * [`MNET_E_INVALID`] - NULL handle, or an index out of range.
    /// * [`MNET_E_STATE`] - No driver took the card, or it could not open it.
    /// * [`MNET_E_REENTRANT`] - Called from a callback that must not call the library.
    pub fn mnet_net_set_capture(
        net: *mut mnet_net,
        index: u32,
        hook: mnet_capture_hook,
        context: *mut c_void,
    ) -> mnet_status;

    /// Measurements so far.
    ///
    /// **Bound:** Constant.
    ///
    /// # Arguments
    /// * `net` (in): Open handle.
    /// * `stats` (out): Filled; its `size` must be set.
    ///
    /// # Results
    /// * [`MNET_OK`] - Written.
    /// * [`MNET_E_INVALID`] - NULL argument.
    /// * [`MNET_E_VERSION`] - `size` is unknown.
    pub fn mnet_net_get_stats(net: *const mnet_net, stats: *mut mnet_net_stats) -> mnet_status;

    /// Upper bound of the iteration length that a share of all iterations stayed below.
    ///
    /// # Arguments
    /// * `stats` (in): From [`mnet_net_get_stats`].
    /// * `permille` (in): 1..1000, for example 999.
    ///
    /// # Results
    /// Ticks; the histogram's bucket boundary, at most twice the true value. 0 without steps.
    pub fn mnet_net_step_percentile(stats: *const mnet_net_stats, permille: u32) -> u64;

    /// Stop every NIC. Call until it is no longer [`MNET_PENDING`].
    ///
    /// Open operations end with [`MNET_E_STATE`]. The lease is not released (the next boot wants it).
    ///
    /// **Bound:** The first call ends at most all connections and queries; later ones poll the devices.
    ///
    /// # Arguments
    /// * `net` (in,out): Open stack.
    /// * `now` (in): As in [`mnet_net_step`].
    ///
    /// # Results
    /// * [`MNET_OK`] - Arena and DMA region are yours again; a new stack may be opened.
    /// * [`MNET_PENDING`] - Call again.
    /// * [`MNET_E_DMA_ALIVE`] - A device does not confirm its reset: do not reuse the DMA region.
    /// * [`MNET_E_INVALID`] - NULL handle.
    /// * [`MNET_E_REENTRANT`] - Called from a callback of this stack.
    pub fn mnet_net_shutdown(net: *mut mnet_net, now: u64) -> mnet_status;

    /// Memory for a look-up.
    ///
    /// # Results
    /// Bytes; a constant of this build, a multiple of 64.
    pub fn mnet_dns_size() -> usize;

    /// Validate a look-up and return; the first step starts it.
    ///
    /// **Bound:** O(length of the name).
    ///
    /// See RFC 1034, RFC 1035, RFC 1123 section 2.1
    ///
    /// # Arguments
    /// * `net` (in): Open stack; need not be ready yet (the look-up then waits for it).
    /// * `config` (in): Choices; copied.
    /// * `memory` (in): [`mnet_dns_size`] bytes, 64-byte aligned; the library's until the end.
    /// * `now` (in): As in [`mnet_net_step`].
    /// * `dns` (out): Handle; untouched on error.
    ///
    /// # Results
    /// * [`MNET_OK`] - Call [`mnet_dns_step`].
    /// * [`MNET_E_INVALID`] - NULL, misaligned, unknown flags, or a name that is empty, longer than [`MNET_DNS_NAME_MAX`], or has a label that is empty, longer than 63 bytes or of other characters than letters, digits, hyphen and underscore.
    /// * [`MNET_E_VERSION`] - Unknown `size`.
    /// * [`MNET_E_STATE`] - The stack is shut down.
    /// * [`MNET_E_REENTRANT`] - Called from a callback that must not call the library.
    pub fn mnet_dns_begin(
        net: *mut mnet_net,
        config: *const mnet_dns_config,
        memory: *mut c_void,
        now: u64,
        dns: *mut *mut mnet_dns,
    ) -> mnet_status;

    /// Advance the look-up by one bounded step. Never waits.
    ///
    /// **Bound:** At most one question is sent.
    ///
    /// # Arguments
    /// * `dns` (in,out): From [`mnet_dns_begin`].
    /// * `now` (in): As in [`mnet_net_step`].
    ///
    /// # Results
    /// * [`MNET_PENDING`] - Under way.
    /// * [`MNET_OK`] - Found: [`mnet_dns_get_result`]. Repeated calls return it again, as they do with the errors below.
    /// * [`MNET_E_DNS_NOT_FOUND`] - The name does not exist, or has no IPv4 address.
    /// * [`MNET_E_DNS_TIMEOUT`] - No server answered in time.
    /// * [`MNET_E_DNS_NO_SERVER`] - No server is known.
    /// * [`MNET_E_NO_ADDRESS`] - The network was not ready in time.
    /// * [`MNET_E_STATE`] - The stack was shut down.
    /// * [`MNET_E_CANCELLED`] - Cancelled.
    /// * [`MNET_E_INVALID`] - NULL handle.
    /// * [`MNET_E_REENTRANT`] - Called from a callback that must not call the library.
    pub fn mnet_dns_step(dns: *mut mnet_dns, now: u64) -> mnet_status;

    /// What was found, and how long it took.
    ///
    /// **Bound:** Constant.
    ///
    /// # Arguments
    /// * `dns` (in): From [`mnet_dns_begin`].
    /// * `result` (out): Filled; its `size` must be set.
    ///
    /// # Results
    /// * [`MNET_OK`] - Written.
    /// * [`MNET_E_INVALID`] - NULL argument.
    /// * [`MNET_E_VERSION`] - `size` is unknown.
    pub fn mnet_dns_get_result(dns: *const mnet_dns, result: *mut mnet_dns_result) -> mnet_status;

    /// End the look-up now with [`MNET_E_CANCELLED`]. Harmless when it has ended.
    ///
    /// An answer that comes later finds nobody. The memory is the caller's again.
    ///
    /// **Bound:** Constant.
    ///
    /// # Arguments
    /// * `dns` (in,out): From [`mnet_dns_begin`].
    ///
    /// # Results
    /// * [`MNET_OK`] - It has ended.
    /// * [`MNET_E_INVALID`] - NULL handle.
    /// * [`MNET_E_REENTRANT`] - Called from a callback that must not call the library.
    pub fn mnet_dns_cancel(dns: *mut mnet_dns) -> mnet_status;

    /// Memory for a request.
    ///
    /// # Results
    /// Bytes; a constant of this build, a multiple of 64.
    pub fn mnet_http_size() -> usize;

    /// Validate a request and return; the first step starts it.
    ///
    /// **Bound:** O(length of the URL).
    ///
    /// # Arguments
    /// * `net` (in): Open stack; need not be ready yet (resolving then waits for it).
    /// * `config` (in): Choices; copied except `user_agent`'s bytes, which are copied too.
    /// * `memory` (in): [`mnet_http_size`] bytes, 64-byte aligned; the library's until the request has ended (done, failed or cancelled).
    /// * `now` (in): As in [`mnet_net_step`].
    /// * `http` (out): Handle; untouched on error.
    ///
    /// # Results
    /// * [`MNET_OK`] - Call [`mnet_http_step`].
    /// * [`MNET_E_INVALID`] - NULL, misaligned, or a count or limit out of range.
    /// * [`MNET_E_VERSION`] - Unknown `size`.
    /// * [`MNET_E_URL`] - Not an absolute http URL, or too long, or with a character it must not have.
    /// * [`MNET_E_STATE`] - The stack is shut down.
    pub fn mnet_http_begin(
        net: *mut mnet_net,
        config: *const mnet_http_config,
        memory: *mut c_void,
        now: u64,
        http: *mut *mut mnet_http,
    ) -> mnet_status;

    /// Advance the request by one bounded step. Never waits.
    ///
    /// **Bound:** step_bytes of body, or [`MNET_HTTP_HEADER_BYTES_MAX`] of header.
    ///
    /// # Arguments
    /// * `http` (in,out): From [`mnet_http_begin`].
    /// * `now` (in): As in [`mnet_net_step`].
    ///
    /// # Results
    /// * [`MNET_PENDING`] - Under way.
    /// * [`MNET_OK`] - Done: the whole body was accepted by the sink. Repeated calls return it again.
    /// * "an error" Failed, and why; repeated calls return it again. Everything is released.
    /// * [`MNET_E_INVALID`] - NULL handle.
    /// * [`MNET_E_REENTRANT`] - Called from its own sink.
    pub fn mnet_http_step(http: *mut mnet_http, now: u64) -> mnet_status;

    /// End the request now with [`MNET_E_CANCELLED`]. Harmless when it has ended.
    ///
    /// Its connection is reset, and its memory is the caller's again.
    ///
    /// **Bound:** Releases at most a receive window's packets.
    ///
    /// # Arguments
    /// * `http` (in,out): From the matching begin function.
    ///
    /// # Results
    /// * [`MNET_OK`] - It has ended.
    /// * [`MNET_E_INVALID`] - NULL handle.
    /// * [`MNET_E_REENTRANT`] - Called from its own sink; nothing changed.
    pub fn mnet_http_cancel(http: *mut mnet_http) -> mnet_status;

    /// State of the request.
    ///
    /// **Bound:** Constant.
    ///
    /// # Arguments
    /// * `http` (in): Open handle.
    /// * `progress` (out): Filled; its `size` must be set.
    ///
    /// # Results
    /// * [`MNET_OK`] - Written.
    /// * [`MNET_E_INVALID`] - NULL argument.
    /// * [`MNET_E_VERSION`] - `size` is unknown.
    pub fn mnet_http_get_progress(
        http: *const mnet_http,
        progress: *mut mnet_http_progress,
    ) -> mnet_status;

    /// Name of a state, such as "resolving".
    ///
    /// # Arguments
    /// * `state` (in): One of [`mnet_http_state`].
    ///
    /// # Results
    /// A static string, never NULL; "unknown" outside the list.
    pub fn mnet_http_state_name(state: u32) -> *const c_char;

    /// Memory for a download.
    ///
    /// # Results
    /// Bytes; a constant of this build, a multiple of 64.
    pub fn mnet_download_size() -> usize;

    /// Validate a download and return; the first step starts it.
    ///
    /// Retried are: no answer, refused, broken or truncated connections, server errors (5xx), time-outs within the deadlines; not retried are: no link or lease in time, a wrong digest, other HTTP statuses, a body that is too large, a name that does not exist, protocol violations, sink errors.
    ///
    /// # Arguments
    /// * `net` (in): Open stack.
    /// * `config` (in): Choices; copied.
    /// * `memory` (in): [`mnet_download_size`] bytes, 64-byte aligned; the library's until the end.
    /// * `now` (in): As in [`mnet_net_step`].
    /// * `download` (out): Handle; untouched on error.
    ///
    /// # Results
    /// * [`MNET_OK`] - Call [`mnet_download_step`].
    /// * [`MNET_E_INVALID`] - NULL, misaligned, unknown flags, destination and sink both given, or a limit out of range.
    /// * [`MNET_E_VERSION`] - Unknown `size`.
    /// * [`MNET_E_URL`] - As [`mnet_http_begin`].
    /// * [`MNET_E_STATE`] - The stack is shut down.
    pub fn mnet_download_begin(
        net: *mut mnet_net,
        config: *const mnet_download_config,
        memory: *mut c_void,
        now: u64,
        download: *mut *mut mnet_download,
    ) -> mnet_status;

    /// Advance the download by one bounded step. Never waits.
    ///
    /// **Bound:** 65,536 bytes stored a step, 4,096 when they are hashed.
    ///
    /// # Arguments
    /// * `download` (in,out): From [`mnet_download_begin`].
    /// * `now` (in): As in [`mnet_net_step`].
    ///
    /// # Results
    /// * [`MNET_PENDING`] - Under way.
    /// * [`MNET_OK`] - Done: the body is in place and its digest, if one was given, is right.
    /// * "an error" Failed, and why. Bytes already stored are not to be used.
    /// * [`MNET_E_INVALID`] - NULL handle.
    /// * [`MNET_E_REENTRANT`] - Called from its own sink.
    pub fn mnet_download_step(download: *mut mnet_download, now: u64) -> mnet_status;

    /// End the download now with [`MNET_E_CANCELLED`]. Harmless when it has ended.
    ///
    /// Its connection is reset, and its memory is the caller's again.
    ///
    /// **Bound:** Releases at most a receive window's packets.
    ///
    /// # Arguments
    /// * `download` (in,out): From the matching begin function.
    ///
    /// # Results
    /// * [`MNET_OK`] - It has ended.
    /// * [`MNET_E_INVALID`] - NULL handle.
    /// * [`MNET_E_REENTRANT`] - Called from its own sink; nothing changed.
    pub fn mnet_download_cancel(download: *mut mnet_download) -> mnet_status;

    /// State of the download.
    ///
    /// **Bound:** Constant.
    ///
    /// # Arguments
    /// * `download` (in): Open handle.
    /// * `progress` (out): Filled; its `size` must be set.
    ///
    /// # Results
    /// * [`MNET_OK`] - Written.
    /// * [`MNET_E_INVALID`] - NULL argument.
    /// * [`MNET_E_VERSION`] - `size` is unknown.
    pub fn mnet_download_get_progress(
        download: *const mnet_download,
        progress: *mut mnet_download_progress,
    ) -> mnet_status;

    /// Name of a state, such as "lease".
    ///
    /// # Arguments
    /// * `state` (in): One of [`mnet_download_state`].
    ///
    /// # Results
    /// A static string, never NULL; "unknown" outside the list.
    pub fn mnet_download_state_name(state: u32) -> *const c_char;

    /// Record facts and allocate memory, with boot services. Touches no NIC.
    ///
    /// **Bound:** Calibrates the TSC against Stall and the PM timer: about 60 ms, three times that when no two clocks agree.
    ///
    /// **Context:** Before ExitBootServices, at TPL_APPLICATION.
    ///
    /// # Arguments
    /// * `image_handle` (in): EFI_HANDLE of the application.
    /// * `system_table` (in): EFI_SYSTEM_TABLE *.
    /// * `config` (in): Choices, NULL for the defaults.
    /// * `handoff` (out): Filled; its `size` must be set.
    ///
    /// # Results
    /// * [`MNET_OK`] - Everything is there (a machine without NIC is not an error).
    /// * [`MNET_E_INVALID`] - NULL, or not a UEFI system table.
    /// * [`MNET_E_VERSION`] - A `size` is unknown.
    /// * [`MNET_E_NO_MEMORY`] - The firmware has not that much memory below 4 GiB (DMA) or at all.
    pub fn mnet_uefi_gather(
        image_handle: *mut c_void,
        system_table: *mut c_void,
        config: *const mnet_uefi_config,
        handoff: *mut mnet_handoff,
    ) -> mnet_status;

    /// Give back what [`mnet_uefi_gather`] allocated, if you decide to stay in boot services.
    ///
    /// # Arguments
    /// * `system_table` (in): EFI_SYSTEM_TABLE *.
    /// * `handoff` (in,out): From [`mnet_uefi_gather`]; its addresses are cleared.
    ///
    /// # Results
    /// * [`MNET_OK`] - Released.
    /// * [`MNET_E_INVALID`] - NULL argument, or not a UEFI system table.
    /// * [`MNET_E_VERSION`] - `size` is unknown.
    /// * [`MNET_E_STATE`] - Boot services are gone; nothing changed.
    pub fn mnet_uefi_release(system_table: *mut c_void, handoff: *mut mnet_handoff) -> mnet_status;

    /// Disable the watchdog, disconnect firmware's drivers from the NICs, leave boot services.
    ///
    /// # Arguments
    /// * `image_handle` (in): EFI_HANDLE of the application.
    /// * `system_table` (in): EFI_SYSTEM_TABLE *.
    /// * `handoff` (in,out): From [`mnet_uefi_gather`]; gets the final memory map.
    ///
    /// # Results
    /// * [`MNET_OK`] - Boot services are gone; interrupts are off, the PICs masked.
    /// * [`MNET_E_DEVICE`] - The firmware refused [`MNET_UEFI_EXIT_ATTEMPTS`] times. Boot services are in an undefined half-way state: report and reset.
    /// * [`MNET_E_INVALID`], [`MNET_E_VERSION`], [`MNET_E_STATE`] - Nothing was done.
    pub fn mnet_uefi_exit_boot_services(
        image_handle: *mut c_void,
        system_table: *mut c_void,
        handoff: *mut mnet_handoff,
    ) -> mnet_status;

    /// Own stack, GDT, IDT (registers are dumped to the serial line) and page tables.
    ///
    /// Identity-maps all memory of the EFI map write-back and, except for code, not executable; the rest of the first 4 GiB, the BARs of the NICs and the ECAM uncached; the framebuffer write-combining. Memory that was allocated through the firmware stays where it is. The image's own sections get the rights that its header names. Page 0 and the lowest page of the stack are left unmapped, so that a NULL pointer and a stack overflow fault. Firmware's runtime services can be called. SSE is enabled, and [`MNET_HANDOFF_SIMD_ENABLED`] says so.
    ///
    /// # Arguments
    /// * `handoff` (in,out): After [`mnet_uefi_exit_boot_services`].
    /// * `config` (in): Choices.
    /// * `main` (in): Called on the new stack.
    ///
    /// # Results
    /// * [`MNET_E_INVALID`] - NULL argument, or no stack or page tables. On success the function does not return.
    /// * [`MNET_E_VERSION`] - A `size` is unknown.
    /// * [`MNET_E_STATE`] - Boot services are still up.
    /// * [`MNET_E_NO_MEMORY`] - The page tables do not fit.
    pub fn mnet_machine_take_over(
        handoff: *mut mnet_handoff,
        config: *const mnet_machine_config,
        main: mnet_machine_main,
    ) -> mnet_status;

    /// Fill a bare-metal platform table from the hand-off.
    ///
    /// `cpu_flags` has [`MNET_CPU_SIMD_OK`] if the hand-off has [`MNET_HANDOFF_SIMD_ENABLED`], that is, after [`mnet_machine_take_over`]. Clear it before [`mnet_net_open`] if your own interrupt handlers do not preserve vector registers.
    ///
    /// # Arguments
    /// * `handoff` (in): Filled.
    /// * `serial_port` (in): 16550 for the log, 0 for none.
    /// * `log_level` (in): Highest [`mnet_log_level`] that is written.
    /// * `platform` (out): Its `size` must be set.
    /// * `state` (in): [`MNET_BARE_METAL_STATE_SIZE`] bytes, 8-byte aligned, that outlive the table.
    ///
    /// # Results
    /// As [`mnet_platform_bare_metal`].
    pub fn mnet_platform_from_handoff(
        handoff: *const mnet_handoff,
        serial_port: u16,
        log_level: u32,
        platform: *mut mnet_platform,
        state: *mut c_void,
    ) -> mnet_status;

    /// The driver that calls an own driver's functions. Linking this links it.
    ///
    /// # Results
    /// The driver; static, never NULL.
    pub fn mnet_driver_plugin() -> *const mnet_driver;

    /// Write the file's header.
    ///
    /// **Context:** From anywhere, callbacks included.
    ///
    /// **Bound:** Constant.
    ///
    /// # Arguments
    /// * `pcap` (in,out): `size`, `snap_length`, `buffer` and `capacity` are set; the rest is cleared.
    ///
    /// # Results
    /// * [`MNET_OK`] - `used` is [`MNET_PCAP_HEADER_SIZE`].
    /// * [`MNET_E_INVALID`] - NULL argument or buffer.
    /// * [`MNET_E_VERSION`] - `size` is unknown.
    /// * [`MNET_E_NO_MEMORY`] - `capacity` is less than the header.
    pub fn mnet_pcap_begin(pcap: *mut mnet_pcap) -> mnet_status;

    /// Append a frame, or the next part of one.
    ///
    /// **Context:** From anywhere, callbacks included.
    ///
    /// **Bound:** Copies `length` bytes.
    ///
    /// # Arguments
    /// * `pcap` (in,out): From [`mnet_pcap_begin`].
    /// * `time_ns` (in): Nanoseconds since 1970, or since anything; 0..2^32 seconds.
    /// * `direction` (in): [`mnet_capture_direction`].
    /// * `data` (in): The bytes.
    /// * `length` (in): 1 or more.
    /// * `flags` (in): [`MNET_FRAME_MORE`] if the frame goes on in the next call.
    ///
    /// # Results
    /// * [`MNET_OK`] - Appended, or cut at `snap_length`.
    /// * [`MNET_E_WOULD_BLOCK`] - It does not fit: nothing of this frame is kept; `lost` counts it.
    /// * [`MNET_E_INVALID`] - NULL argument, length 0, unknown flags or direction, or `used` exceeds `capacity`.
    /// * [`MNET_E_VERSION`] - `size` is unknown.
    pub fn mnet_pcap_add(
        pcap: *mut mnet_pcap,
        time_ns: u64,
        direction: u32,
        data: *const c_void,
        length: u32,
        flags: u32,
    ) -> mnet_status;

    /// Memory for a series.
    ///
    /// # Results
    /// Bytes; a constant of this build, a multiple of 64.
    pub fn mnet_ping_size() -> usize;

    /// Validate a series and return; the first step sends the first request.
    ///
    /// **Bound:** Constant.
    ///
    /// # Arguments
    /// * `net` (in): Open stack; need not be ready yet (the series then waits for it).
    /// * `config` (in): Choices; copied.
    /// * `memory` (in): [`mnet_ping_size`] bytes, 64-byte aligned; the library's until the end.
    /// * `now` (in): As in [`mnet_net_step`].
    /// * `ping` (out): Handle; untouched on error.
    ///
    /// # Results
    /// * [`MNET_OK`] - Call [`mnet_ping_step`].
    /// * [`MNET_E_INVALID`] - NULL, misaligned, unknown flags, an address that is no host's, or a number out of range.
    /// * [`MNET_E_VERSION`] - Unknown `size`.
    /// * [`MNET_E_NO_MEMORY`] - The stack has no memory for it now.
    /// * [`MNET_E_STATE`] - The stack is shut down.
    /// * [`MNET_E_REENTRANT`] - Called from a callback that must not call the library.
    pub fn mnet_ping_begin(
        net: *mut mnet_net,
        config: *const mnet_ping_config,
        memory: *mut c_void,
        now: u64,
        ping: *mut *mut mnet_ping,
    ) -> mnet_status;

    /// Advance the series by one bounded step. Never waits.
    ///
    /// **Bound:** At most one request is sent.
    ///
    /// # Arguments
    /// * `ping` (in,out): From [`mnet_ping_begin`].
    /// * `now` (in): As in [`mnet_net_step`].
    ///
    /// # Results
    /// * [`MNET_PENDING`] - Under way.
    /// * [`MNET_OK`] - Ended, and at least one answer came. Repeated calls return it again, as they do with the errors below.
    /// * [`MNET_E_TIMEOUT`] - Ended without an answer.
    /// * [`MNET_E_UNREACHABLE`] - Ended without an answer, and a request was reported undeliverable.
    /// * [`MNET_E_NO_ADDRESS`] - The network was not ready in time.
    /// * [`MNET_E_STATE`] - The stack was shut down.
    /// * [`MNET_E_CANCELLED`] - Cancelled.
    /// * [`MNET_E_INVALID`] - NULL handle.
    /// * [`MNET_E_REENTRANT`] - Called from a callback that must not call the library.
    pub fn mnet_ping_step(ping: *mut mnet_ping, now: u64) -> mnet_status;

    /// What the series has shown so far.
    ///
    /// **Bound:** Constant.
    ///
    /// # Arguments
    /// * `ping` (in): From [`mnet_ping_begin`].
    /// * `result` (out): Filled; its `size` must be set.
    ///
    /// # Results
    /// * [`MNET_OK`] - Written.
    /// * [`MNET_E_INVALID`] - NULL argument.
    /// * [`MNET_E_VERSION`] - `size` is unknown.
    pub fn mnet_ping_get_result(
        ping: *const mnet_ping,
        result: *mut mnet_ping_result,
    ) -> mnet_status;

    /// End the series now with [`MNET_E_CANCELLED`]. Harmless when it has ended.
    ///
    /// **Bound:** Constant.
    ///
    /// # Arguments
    /// * `ping` (in,out): From [`mnet_ping_begin`]; afterwards the memory is the caller's.
    ///
    /// # Results
    /// * [`MNET_OK`] - It has ended.
    /// * [`MNET_E_INVALID`] - NULL handle.
    /// * [`MNET_E_REENTRANT`] - Called from a callback that must not call the library; nothing changed.
    pub fn mnet_ping_cancel(ping: *mut mnet_ping) -> mnet_status;

    /// Memory for a connection.
    ///
    /// # Results
    /// Bytes; a constant of this build, a multiple of 64.
    pub fn mnet_tcp_size() -> usize;

    /// Begin a connection and return.
    ///
    /// **Ownership:** `memory` belongs to the connection only when [`MNET_OK`] is returned.
    ///
    /// **Bound:** One segment is sent.
    ///
    /// # Arguments
    /// * `net` (in): Open stack that is ready.
    /// * `config` (in): Choices; copied.
    /// * `memory` (in): [`mnet_tcp_size`] bytes, 64-byte aligned; the library's until [`mnet_tcp_close`] or [`mnet_tcp_abort`].
    /// * `now` (in): As in [`mnet_net_step`].
    /// * `tcp` (out): Handle; untouched on error.
    ///
    /// # Results
    /// * [`MNET_OK`] - Call [`mnet_tcp_step`].
    /// * [`MNET_E_INVALID`] - NULL, misaligned, unknown flags, port 0, or an address that is no host's.
    /// * [`MNET_E_VERSION`] - Unknown `size`.
    /// * [`MNET_E_NO_ADDRESS`] - The stack has no address yet.
    /// * [`MNET_E_NO_MEMORY`] - The stack has no memory for a connection now; close one, or try later.
    /// * [`MNET_E_UNREACHABLE`] - There is no route to the peer.
    /// * [`MNET_E_STATE`] - The stack is shut down.
    /// * [`MNET_E_REENTRANT`] - Called from a callback that must not call the library.
    pub fn mnet_tcp_open(
        net: *mut mnet_net,
        config: *const mnet_tcp_config,
        memory: *mut c_void,
        now: u64,
        tcp: *mut *mut mnet_tcp,
    ) -> mnet_status;

    /// Look at the connection, and watch its handshake's deadline. Never waits.
    ///
    /// **Bound:** Constant.
    ///
    /// # Arguments
    /// * `tcp` (in,out): From [`mnet_tcp_open`].
    /// * `now` (in): As in [`mnet_net_step`].
    ///
    /// # Results
    /// * [`MNET_PENDING`] - The handshake is under way.
    /// * [`MNET_OK`] - Connected (the peer may have closed its side meanwhile).
    /// * [`MNET_E_CONNECT_TIMEOUT`] - No answer in time.
    /// * [`MNET_E_CONNECT_REFUSED`] - The peer refused.
    /// * [`MNET_E_CONNECTION_RESET`] - It broke later. What arrived before can still be read.
    /// * [`MNET_E_NO_MEMORY`] - The stack needed its memory for something else.
    /// * [`MNET_E_STATE`] - The stack was shut down, or the connection closed.
    /// * [`MNET_E_INVALID`] - NULL handle.
    /// * [`MNET_E_REENTRANT`] - Called from a callback that must not call the library.
    pub fn mnet_tcp_step(tcp: *mut mnet_tcp, now: u64) -> mnet_status;

    /// Queue bytes for the peer, copying them.
    ///
    /// **Bound:** Copies at most a send buffer, eight segments.
    ///
    /// # Arguments
    /// * `tcp` (in,out): Connected.
    /// * `data` (in): `length` bytes; borrowed for the call.
    /// * `length` (in): 1 or more.
    /// * `sent` (out): Bytes taken, 1..length with [`MNET_OK`]; untouched otherwise.
    ///
    /// # Results
    /// * [`MNET_OK`] - `*sent` bytes were taken; offer the rest after a step.
    /// * [`MNET_E_WOULD_BLOCK`] - The send buffer is full: step, then try again.
    /// * [`MNET_E_INVALID`] - NULL argument or length 0.
    /// * [`MNET_E_STATE`] - Not connected yet, closed, or the stack is shut down.
    /// * [`MNET_E_CONNECTION_RESET`],  -"another error" As [`mnet_tcp_step`] returns it.
    /// * [`MNET_E_REENTRANT`] - Called from a callback that must not call the library.
    pub fn mnet_tcp_send(
        tcp: *mut mnet_tcp,
        data: *const c_void,
        length: u32,
        sent: *mut u32,
    ) -> mnet_status;

    /// The next received bytes, in place.
    ///
    /// **Bound:** Constant.
    ///
    /// # Arguments
    /// * `tcp` (in): Connection.
    /// * `data` (out): First byte; in DMA memory: copy first, then trust (hash, parse) the copy.
    /// * `length` (out): Contiguous bytes there, 1 or more; there may be more behind them.
    ///
    /// # Results
    /// * [`MNET_OK`] - Both are set; valid until the next [`mnet_tcp_consume`], [`mnet_tcp_receive`], [`mnet_tcp_close`], [`mnet_tcp_abort`] or [`mnet_net_shutdown`].
    /// * [`MNET_PENDING`] - Nothing is waiting.
    /// * [`MNET_END`] - Everything the peer sent was read, and it sends no more.
    /// * [`MNET_E_CONNECTION_RESET`],  -"another error" Everything that arrived was read, and no more can come; as [`mnet_tcp_step`] returns it.
    /// * [`MNET_E_INVALID`] - NULL argument.
    /// * [`MNET_E_STATE`] - Closed, or the stack is shut down.
    pub fn mnet_tcp_peek(
        tcp: *const mnet_tcp,
        data: *mut *const c_void,
        length: *mut u32,
    ) -> mnet_status;

    /// Release bytes that [`mnet_tcp_peek`] has shown; the window opens by them.
    ///
    /// **Bound:** Releases at most one packet.
    ///
    /// # Arguments
    /// * `tcp` (in,out): Connection.
    /// * `length` (in): 1 to what [`mnet_tcp_peek`] told.
    ///
    /// # Results
    /// * [`MNET_OK`] - Released.
    /// * [`MNET_E_INVALID`] - NULL handle, 0, or more than [`mnet_tcp_peek`] told; nothing changed.
    /// * [`MNET_E_STATE`] - Closed, or the stack is shut down.
    /// * [`MNET_E_REENTRANT`] - Called from a callback that must not call the library.
    pub fn mnet_tcp_consume(tcp: *mut mnet_tcp, length: u32) -> mnet_status;

    /// Copy received bytes out: [`mnet_tcp_peek`], a copy and [`mnet_tcp_consume`] in one.
    ///
    /// **Bound:** `capacity` bytes.
    ///
    /// # Arguments
    /// * `tcp` (in,out): Connection.
    /// * `buffer` (out): Room for `capacity` bytes.
    /// * `capacity` (in): 1 or more.
    /// * `received` (out): Bytes copied, 1..capacity with [`MNET_OK`]; untouched otherwise.
    ///
    /// # Results
    /// * [`MNET_OK`] - `*received` bytes were copied.
    /// * [`MNET_E_REENTRANT`] - Called from a callback that must not call the library.
    /// * [`MNET_PENDING`], [`MNET_END`],  -"an error" As [`mnet_tcp_peek`] returns it.
    pub fn mnet_tcp_receive(
        tcp: *mut mnet_tcp,
        buffer: *mut c_void,
        capacity: u32,
        received: *mut u32,
    ) -> mnet_status;

    /// State of the connection.
    ///
    /// **Bound:** Constant.
    ///
    /// # Arguments
    /// * `tcp` (in): Connection, also a closed one whose memory still is what it was.
    /// * `info` (out): Filled; its `size` must be set.
    ///
    /// # Results
    /// * [`MNET_OK`] - Written.
    /// * [`MNET_E_INVALID`] - NULL argument.
    /// * [`MNET_E_VERSION`] - `size` is unknown.
    pub fn mnet_tcp_get_info(tcp: *const mnet_tcp, info: *mut mnet_tcp_info) -> mnet_status;

    /// Close in good order and give the memory back.
    ///
    /// What [`mnet_tcp_send`] took is still delivered, and the end announced, by the [`mnet_net_step`]s that follow. Unread data is dropped; the peer then gets a reset (RFC 2525, 2.17).
    ///
    /// **Bound:** Releases at most a receive window's packets.
    ///
    /// # Arguments
    /// * `tcp` (in,out): Connection in any state; afterwards the memory is the caller's.
    ///
    /// # Results
    /// * [`MNET_OK`] - Closed.
    /// * [`MNET_E_INVALID`] - NULL handle.
    /// * [`MNET_E_STATE`] - It was closed before; nothing changed.
    /// * [`MNET_E_REENTRANT`] - Called from a callback that must not call the library; nothing changed.
    pub fn mnet_tcp_close(tcp: *mut mnet_tcp) -> mnet_status;

    /// Reset the connection and give the memory back. What was not delivered is lost.
    ///
    /// **Bound:** Releases at most a receive window's packets.
    ///
    /// # Arguments
    /// * `tcp` (in,out): Connection in any state; afterwards the memory is the caller's.
    ///
    /// # Results
    /// * [`MNET_OK`] - Gone.
    /// * [`MNET_E_INVALID`] - NULL handle.
    /// * [`MNET_E_STATE`] - It was closed before; nothing changed.
    /// * [`MNET_E_REENTRANT`] - Called from a callback that must not call the library; nothing changed.
    pub fn mnet_tcp_abort(tcp: *mut mnet_tcp) -> mnet_status;

    /// Memory for a socket.
    ///
    /// # Results
    /// Bytes; a constant of this build, a multiple of 64.
    pub fn mnet_udp_size() -> usize;

    /// Open a socket.
    ///
    /// **Ownership:** `memory` belongs to the socket only when [`MNET_OK`] is returned.
    ///
    /// **Bound:** Constant.
    ///
    /// # Arguments
    /// * `net` (in): Open stack; need not be ready yet.
    /// * `config` (in): Choices; copied.
    /// * `memory` (in): [`mnet_udp_size`] bytes, 64-byte aligned; the library's until [`mnet_udp_close`].
    /// * `udp` (out): Handle; untouched on error.
    ///
    /// # Results
    /// * [`MNET_OK`] - Open.
    /// * [`MNET_E_INVALID`] - NULL, misaligned, unknown flags, port 68, or a limit out of range.
    /// * [`MNET_E_VERSION`] - Unknown `size`.
    /// * [`MNET_E_BUSY`] - The port is in use, or no port is free.
    /// * [`MNET_E_NO_MEMORY`] - The stack has no memory for a socket now.
    /// * [`MNET_E_STATE`] - The stack is shut down.
    /// * [`MNET_E_REENTRANT`] - Called from a callback that must not call the library.
    pub fn mnet_udp_open(
        net: *mut mnet_net,
        config: *const mnet_udp_config,
        memory: *mut c_void,
        udp: *mut *mut mnet_udp,
    ) -> mnet_status;

    /// Send one datagram, copying it.
    ///
    /// While the peer's hardware address is being asked for, the last eight datagrams to it are kept.
    ///
    /// **Bound:** Copies one datagram.
    ///
    /// # Arguments
    /// * `udp` (in,out): Open socket.
    /// * `address` (in): Receiver: a host, the subnet's broadcast address or 255.255.255.255.
    /// * `port` (in): Receiver's port, 1..65535.
    /// * `data` (in): `length` bytes, borrowed for the call; may be NULL if `length` is 0.
    /// * `length` (in): 0 to the MTU less 28 bytes of headers: 1472 on Ethernet.
    ///
    /// # Results
    /// * [`MNET_OK`] - Handed to the card, or waiting for the hardware address.
    /// * [`MNET_E_WOULD_BLOCK`] - No memory or transmit buffer is free: step, then try again.
    /// * [`MNET_E_TOO_LARGE`] - It would need fragments, which this library does not send.
    /// * [`MNET_E_NO_ADDRESS`] - The stack has no address yet.
    /// * [`MNET_E_UNREACHABLE`] - There is no route to the receiver.
    /// * [`MNET_E_INVALID`] - NULL, port 0 or address 0.0.0.0.
    /// * [`MNET_E_STATE`] - Closed, or the stack is shut down.
    /// * [`MNET_E_REENTRANT`] - Called from a callback that must not call the library.
    pub fn mnet_udp_send(
        udp: *mut mnet_udp,
        address: *const mnet_ipv4,
        port: u16,
        data: *const c_void,
        length: u32,
    ) -> mnet_status;

    /// Take the oldest datagram out of the receive queue.
    ///
    /// **Bound:** Copies one datagram.
    ///
    /// # Arguments
    /// * `udp` (in,out): Open socket.
    /// * `buffer` (out): Room for `capacity` bytes; may be NULL if that is 0.
    /// * `capacity` (in): Bytes; 65,507 is always enough.
    /// * `datagram` (out): Filled, also with [`MNET_E_TOO_LARGE`]; its `size` must be set.
    ///
    /// # Results
    /// * [`MNET_OK`] - Copied, and taken out of the queue.
    /// * [`MNET_PENDING`] - None is waiting.
    /// * [`MNET_E_TOO_LARGE`] - It is longer than `capacity`: `datagram` describes it, it stays queued.
    /// * [`MNET_E_INVALID`] - NULL argument.
    /// * [`MNET_E_VERSION`] - `datagram->size` is unknown.
    /// * [`MNET_E_STATE`] - Closed, or the stack is shut down.
    /// * [`MNET_E_REENTRANT`] - Called from a callback that must not call the library.
    pub fn mnet_udp_receive(
        udp: *mut mnet_udp,
        buffer: *mut c_void,
        capacity: u32,
        datagram: *mut mnet_datagram,
    ) -> mnet_status;

    /// State and counters of the socket.
    ///
    /// **Bound:** Constant.
    ///
    /// # Arguments
    /// * `udp` (in): Socket, also a closed one whose memory still is what it was.
    /// * `info` (out): Filled; its `size` must be set.
    ///
    /// # Results
    /// * [`MNET_OK`] - Written.
    /// * [`MNET_E_INVALID`] - NULL argument.
    /// * [`MNET_E_VERSION`] - `size` is unknown.
    pub fn mnet_udp_get_info(udp: *const mnet_udp, info: *mut mnet_udp_info) -> mnet_status;

    /// Close the socket and give its memory back. Datagrams in its queue are dropped.
    ///
    /// **Bound:** Releases at most [`MNET_UDP_QUEUE_MAX`] datagrams.
    ///
    /// # Arguments
    /// * `udp` (in,out): Socket; afterwards the memory is the caller's.
    ///
    /// # Results
    /// * [`MNET_OK`] - Closed.
    /// * [`MNET_E_INVALID`] - NULL handle.
    /// * [`MNET_E_STATE`] - It was closed before; nothing changed.
    /// * [`MNET_E_REENTRANT`] - Called from a callback that must not call the library; nothing changed.
    pub fn mnet_udp_close(udp: *mut mnet_udp) -> mnet_status;
}
