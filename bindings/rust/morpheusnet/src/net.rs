//! Layer 2: the stack and its main loop.

use core::cell::Cell;
use core::ffi::CStr;
use core::fmt;
use core::marker::PhantomData;
use core::net::Ipv4Addr;
use core::ptr::{self, NonNull};
use core::sync::atomic::{AtomicBool, Ordering};
use core::task::Poll;

use morpheusnet_sys as sys;

use crate::application;
use crate::capture::{Capture, capture_hook};
use crate::error::{Error, Result, check, poll};
use crate::memory::{Block, Dma, Refused, Released};
use crate::nic::{Driver, NicInfo, NicStats, released, told_duplex, told_speed};
use crate::platform::Platform;
use crate::text::Text;

/// Whether a stack is open. The library refuses a second one as well, but looks without a lock.
static OPEN: AtomicBool = AtomicBool::new(false);

/// Servers that a configuration can name.
pub const DNS_SERVERS_MAX: usize = sys::MNET_DNS_SERVERS_MAX as usize;

/// How the stack gets its address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Addressing {
    /// DHCP on every card; the first lease wins.
    #[default]
    Dhcp,
    /// A given address, on the first card with a link.
    Static {
        /// Own address.
        address: Ipv4Addr,
        /// 1..=31.
        prefix_length: u8,
        /// The way out of the subnet, if there is one.
        gateway: Option<Ipv4Addr>,
    },
}

/// Choices for [`Net::open`]. Zero in a limit or budget means its default.
#[derive(Clone, Copy, Debug, Default)]
pub struct NetConfig<'a> {
    /// How the stack gets its address.
    pub addressing: Addressing,
    /// Servers that come before the lease's, at most [`DNS_SERVERS_MAX`].
    pub dns: &'a [Ipv4Addr],
    /// DHCP option 12.
    pub hostname: Option<&'a CStr>,
    /// Link deadline a card; 0: 10,000.
    pub link_timeout_ms: u32,
    /// Lease deadline after the link; 0: 30,000.
    pub dhcp_timeout_ms: u32,
    /// Frames received a step, at most 256; 0: 32.
    pub rx_budget: u32,
    /// Frames sent a step, at most 256; 0: 32.
    pub tx_budget: u32,
    /// Time a step may take before it stops taking frames; 0: 200.
    pub step_budget_us: u32,
    /// Largest receive window in bytes; 0: what the buffers hold.
    pub tcp_window: u32,
}

pub(crate) fn ipv4(address: Ipv4Addr) -> sys::mnet_ipv4 {
    sys::mnet_ipv4 { octet: address.octets() }
}

pub(crate) fn ipv4_from(raw: sys::mnet_ipv4) -> Ipv4Addr {
    Ipv4Addr::from(raw.octet)
}

impl NetConfig<'_> {
    fn raw(&self) -> Result<sys::mnet_net_config> {
        let mut raw = sys::mnet_net_config::sized();
        raw.abi_version = sys::MNET_ABI_VERSION;
        if let Addressing::Static { address, prefix_length, gateway } = self.addressing {
            raw.address_mode = sys::MNET_ADDRESS_STATIC;
            raw.address = ipv4(address);
            raw.prefix_length = prefix_length.into();
            raw.gateway = ipv4(gateway.unwrap_or(Ipv4Addr::UNSPECIFIED));
        }
        let dns = raw.dns.get_mut(..self.dns.len()).ok_or(Error::INVALID)?;
        dns.iter_mut().zip(self.dns).for_each(|(raw, server)| *raw = ipv4(*server));
        raw.dns_count = self.dns.len() as u32;
        raw.hostname = self.hostname.map_or(ptr::null(), CStr::as_ptr);
        raw.link_timeout_ms = self.link_timeout_ms;
        raw.dhcp_timeout_ms = self.dhcp_timeout_ms;
        raw.rx_budget = self.rx_budget;
        raw.tx_budget = self.tx_budget;
        raw.step_budget_us = self.step_budget_us;
        raw.tcp_window = self.tcp_window;
        Ok(raw)
    }
}

/// The right to let time pass.
///
/// Every call that makes the network do something wants it exclusively. There is one, so while a
/// sink runs, which is called from such a call, no other can be made; and time never runs backwards.
pub struct Clock<'a> {
    platform: &'a Platform<'a>,
    last: u64,
    // One stack, one thread.
    _not_send: PhantomData<*mut ()>,
}

impl Clock<'_> {
    /// The platform's counter, which never decreases.
    pub fn now(&mut self) -> u64 {
        self.last = self.last.max(self.platform.counter());
        self.last
    }

    /// Ticks a second.
    pub fn hz(&self) -> u64 {
        self.platform.counter_hz()
    }

    /// Milliseconds in so many ticks.
    pub fn milliseconds(&self, ticks: u64) -> u64 {
        let hz = self.hz().max(1);
        ticks / hz * 1000 + ticks % hz * 1000 / hz
    }
}

impl fmt::Debug for Clock<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Clock({})", self.last)
    }
}

/// The TCP/IP stack.
///
/// There is one in a program. It ends with [`Net::shutdown`]; a value that is dropped leaves the
/// cards running, its memory for devices is never given back, and no other stack can be opened.
#[must_use = "the cards keep running until the stack is shut down"]
pub struct Net<'a> {
    held: Held<'a>,
}

/// What a stack and its shutdown have in common.
struct Held<'a> {
    net: NonNull<sys::mnet_net>,
    arena: NonNull<[Block]>,
    dma: sys::mnet_dma_region,
    // Operations lend the stack memory for exactly this lifetime: a shorter one would end while
    // the stack still uses it.
    _memory: PhantomData<Cell<&'a mut [Block]>>,
}

/// What a step has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Ready with `Ok` once there is an address. A link or lease that comes after its deadline is
    /// still taken, so an error is not the end.
    pub network: Poll<Result<()>>,
    /// The stack has nothing to do before that tick unless a frame arrives.
    pub next: u64,
}

impl<'a> Net<'a> {
    /// Blocks of arena that [`Net::open`] needs.
    pub fn arena_blocks(config: &NetConfig<'_>, dma_length: u64, nics: usize) -> Result<usize> {
        let mut raw = config.raw()?;
        raw.dma.length = dma_length;
        raw.nic_count = nics as u32;
        // SAFETY: only numbers of the configuration are read.
        Ok(Block::count_for(unsafe { sys::mnet_net_arena_size(&raw) }))
    }

    /// Claims memory and cards, and returns at once. [`Net::step`] brings them up.
    ///
    /// [`Error::BUSY`] if a stack is open already.
    pub fn open(
        platform: &'a Platform<'a>,
        drivers: &[Driver],
        nics: &[NicInfo<'a>],
        config: &NetConfig<'a>,
        arena: &'a mut [Block],
        dma: Dma<'a>,
    ) -> core::result::Result<(Net<'a>, Clock<'a>), Refused<Released<'a>>> {
        let mut raw = match config.raw() {
            Ok(raw) => raw,
            Err(error) => return Err(Refused { error, memory: Released { arena, dma } }),
        };
        raw.platform = platform.raw();
        raw.drivers = drivers.as_ptr().cast();
        raw.driver_count = drivers.len() as u32;
        raw.nics = nics.as_ptr().cast();
        raw.nic_count = nics.len() as u32;
        raw.nic_stride = size_of::<NicInfo<'_>>() as u32;
        raw.arena = arena.as_mut_ptr().cast();
        raw.arena_size = size_of_val(arena);
        raw.dma = dma.raw();
        raw.application = Some(application::hook);
        if OPEN.swap(true, Ordering::Acquire) {
            return Err(Refused { error: Error::BUSY, memory: Released { arena, dma } });
        }
        let mut net = ptr::null_mut();
        // SAFETY: everything that the configuration names lives as long as the stack's lifetime.
        let status = unsafe { sys::mnet_net_open(&raw, &mut net) };
        match (check(status), NonNull::new(net)) {
            (Ok(()), Some(net)) => {
                let clock = Clock { platform, last: 0, _not_send: PhantomData };
                let arena = NonNull::from(arena);
                let held = Held { net, arena, dma: dma.raw(), _memory: PhantomData };
                Ok((Net { held }, clock))
            }
            (refused, _) => {
                OPEN.store(false, Ordering::Release);
                let error = refused.err().unwrap_or(Error::INVALID);
                Err(Refused { error, memory: Released { arena, dma } })
            }
        }
    }

    pub(crate) fn raw(&self) -> *mut sys::mnet_net {
        self.held.net.as_ptr()
    }

    /// As [`Net::step`], with `application` called in between, after everything that has arrived
    /// was taken in and before what it sends leaves: with the same step, and the same doorbell.
    ///
    /// It may begin and step operations. A step of the stack itself is [`Error::REENTRANT`] there,
    /// and changes nothing.
    pub fn step_with(
        &self,
        clock: &mut Clock<'a>,
        mut application: impl FnMut(&mut Clock<'a>),
    ) -> Step {
        let (now, mut next) = (clock.now(), 0);
        // SAFETY: the stack is open.
        let status = application::during(&mut || application(clock), || unsafe {
            sys::mnet_net_step(self.raw(), now, &mut next)
        });
        Step { network: poll(status), next }
    }

    /// Advances the stack by one bounded step. Call it as often as possible: nothing happens
    /// between calls.
    pub fn step(&self, clock: &mut Clock<'a>) -> Step {
        let mut next = 0;
        // SAFETY: the stack is open.
        let status = unsafe { sys::mnet_net_step(self.raw(), clock.now(), &mut next) };
        Step { network: poll(status), next }
    }

    /// Where the stack stands.
    pub fn info(&self) -> NetInfo {
        let mut raw = sys::mnet_net_info::sized();
        // SAFETY: the stack is open; it cannot refuse a struct of its own version.
        let _ = unsafe { sys::mnet_net_get_info(self.raw(), &mut raw) };
        NetInfo::from_raw(&raw)
    }

    /// The state of a card, by its index in the list given to [`Net::open`].
    pub fn nic(&self, index: usize) -> Result<NicState> {
        let mut raw = sys::mnet_net_nic_info::sized();
        // SAFETY: the stack is open.
        check(unsafe { sys::mnet_net_nic(self.raw(), index as u32, &mut raw) })?;
        Ok(NicState::from_raw(&raw))
    }

    /// The counters of a card, by its index in the list given to [`Net::open`].
    pub fn nic_stats(&self, index: usize) -> Result<NicStats> {
        let mut raw = sys::mnet_nic_stats::sized();
        // SAFETY: the stack is open.
        check(unsafe { sys::mnet_net_get_nic_stats(self.raw(), index as u32, &mut raw) })?;
        Ok(NicStats::from_raw(&raw))
    }

    /// Shows every frame of a card to `capture`, from the next one on; nothing ends it.
    pub fn capture<C: Capture>(
        &self,
        clock: &mut Clock<'a>,
        index: usize,
        capture: Option<&'a C>,
    ) -> Result<()> {
        let _ = clock;
        let (hook, context) = capture_hook(capture);
        // SAFETY: the stack is open; the capture lives as long as the stack's lifetime.
        check(unsafe { sys::mnet_net_set_capture(self.raw(), index as u32, hook, context) })
    }

    /// Measurements that the loop takes of itself.
    pub fn stats(&self) -> NetStats {
        let mut raw = sys::mnet_net_stats::sized();
        // SAFETY: the stack is open; it cannot refuse a struct of its own version.
        let _ = unsafe { sys::mnet_net_get_stats(self.raw(), &mut raw) };
        NetStats { raw }
    }

    /// Begins to stop every card. Every operation has been ended by then: they borrow the stack.
    /// Step the result until it has given the memory back.
    pub fn shutdown(self, clock: Clock<'a>) -> Shutdown<'a> {
        Shutdown { held: Some(self.held), clock }
    }
}

impl fmt::Debug for Net<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Net")
    }
}

/// A stack that is being shut down.
#[must_use = "step it until it has given the memory back"]
pub struct Shutdown<'a> {
    held: Option<Held<'a>>,
    clock: Clock<'a>,
}

impl<'a> Shutdown<'a> {
    /// Ready with the memory, or with [`Error::DMA_ALIVE`] when a device does not confirm its
    /// reset: its memory must never be used again.
    pub fn step(&mut self) -> Poll<Result<Released<'a>>> {
        let Some(held) = &self.held else { return Poll::Ready(Err(Error::STATE)) };
        // SAFETY: the stack is open, or being shut down.
        let status = unsafe { sys::mnet_net_shutdown(held.net.as_ptr(), self.clock.now()) };
        let Poll::Ready(result) = poll(status) else { return Poll::Pending };
        let held = self.held.take();
        OPEN.store(false, Ordering::Release);
        Poll::Ready(result.and_then(|()| {
            held.map_or(Err(Error::STATE), |held| {
                // SAFETY: the library is done with both.
                Ok(unsafe { released(held.arena, held.dma) })
            })
        }))
    }
}

impl fmt::Debug for Shutdown<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Shutdown")
    }
}

/// How far the stack is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NetPhase {
    /// Cards are being reset and negotiated with.
    BringUp,
    /// Waiting for a link.
    Link,
    /// Waiting for a lease.
    Address,
    /// There is an address on a card with a link.
    Ready,
    /// Every card failed.
    Failed,
}

/// State of the stack.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct NetInfo {
    /// How far it is.
    pub phase: NetPhase,
    /// Why there is no network.
    pub error: Option<Error>,
    /// The card in use, by its index.
    pub nic_index: u32,
    /// Own address.
    pub address: Ipv4Addr,
    /// The way out of the subnet; 0.0.0.0 if there is none.
    pub gateway: Ipv4Addr,
    /// Of the subnet.
    pub prefix_length: u32,
    dns: [Ipv4Addr; DNS_SERVERS_MAX],
    dns_count: u32,
    /// Lease time that DHCP granted, 0 if static.
    pub lease_seconds: u32,
    /// Receive window in use, bytes.
    pub tcp_window: u32,
    /// Ticks from open to link.
    pub link_ticks: u64,
    /// Ticks from link to address.
    pub lease_ticks: u64,
}

impl NetInfo {
    /// DNS servers in use.
    pub fn dns(&self) -> &[Ipv4Addr] {
        &self.dns[..(self.dns_count as usize).min(DNS_SERVERS_MAX)]
    }

    fn from_raw(raw: &sys::mnet_net_info) -> Self {
        NetInfo {
            phase: match raw.phase {
                sys::MNET_NET_BRING_UP => NetPhase::BringUp,
                sys::MNET_NET_LINK => NetPhase::Link,
                sys::MNET_NET_ADDRESS => NetPhase::Address,
                sys::MNET_NET_READY => NetPhase::Ready,
                _ => NetPhase::Failed,
            },
            error: Error::in_status(raw.error),
            nic_index: raw.nic_index,
            address: ipv4_from(raw.address),
            gateway: ipv4_from(raw.gateway),
            prefix_length: raw.prefix_length,
            dns: raw.dns.map(ipv4_from),
            dns_count: raw.dns_count,
            lease_seconds: raw.lease_seconds,
            tcp_window: raw.tcp_window,
            link_ticks: raw.link_ticks,
            lease_ticks: raw.lease_ticks,
        }
    }
}

/// State of one card of the stack.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct NicState {
    /// Whether it was brought up.
    pub running: bool,
    /// Why it is not used.
    pub error: Option<Error>,
    /// Whether the link is up.
    pub link: bool,
    /// MAC address, zero before bring-up.
    pub mac: [u8; 6],
    /// Driver's name, empty if none took the card.
    pub driver: Text<16>,
    /// What failed, for a person.
    pub detail: Text<64>,
    /// Speed of the link in Mbit/s; none without a link, or if the card does not tell.
    pub link_mbps: Option<u32>,
    /// Whether both ends may send at the same time, if the card tells.
    pub link_full_duplex: Option<bool>,
}

impl NicState {
    fn from_raw(raw: &sys::mnet_net_nic_info) -> Self {
        NicState {
            running: raw.running != 0,
            error: Error::in_status(raw.error),
            link: raw.link != 0,
            mac: raw.mac,
            driver: Text::from_c(&raw.driver),
            detail: Text::from_c(&raw.detail),
            link_mbps: told_speed(raw.link_mbps),
            link_full_duplex: told_duplex(raw.link_duplex),
        }
    }
}

/// Measurements that the loop takes of itself. Times are ticks.
#[derive(Clone, Copy)]
pub struct NetStats {
    raw: sys::mnet_net_stats,
}

impl NetStats {
    /// Iterations so far.
    pub const fn steps(&self) -> u64 {
        self.raw.steps
    }

    /// Longest iteration.
    pub const fn worst_ticks(&self) -> u64 {
        self.raw.worst_ticks
    }

    /// What that share of all iterations stayed below, at most twice the true value.
    pub fn percentile(&self, permille: u32) -> u64 {
        // SAFETY: the struct was filled by the library.
        unsafe { sys::mnet_net_step_percentile(&self.raw, permille) }
    }

    /// Everything else.
    pub const fn raw(&self) -> &sys::mnet_net_stats {
        &self.raw
    }
}

impl fmt::Debug for NetStats {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (steps, worst) = (self.steps(), self.worst_ticks());
        write!(formatter, "NetStats({steps} steps, the longest of {worst} ticks)")
    }
}
