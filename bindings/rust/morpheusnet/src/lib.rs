//! Networking for what runs after `ExitBootServices()`: the safe side of MorpheusNet.
//!
//! `no_std`, and nothing is allocated: memory is given by the caller. Everything that takes time is
//! a step, and no call waits. There are no interrupts and no threads; nothing happens between calls.
//!
//! ```no_run
//! use core::task::Poll;
//! use morpheusnet::{Block, Digest, Dma, Download, DownloadRequest, Driver, Net, NetConfig};
//! use morpheusnet::{NicInfo, Platform, Result, Sha256};
//!
//! fn fetch<'a>(
//!     platform: &'a Platform<'a>,
//!     nics: &[NicInfo<'a>],
//!     (arena, dma): (&'a mut [Block], Dma<'a>),
//!     memory: &'a mut [Block],
//!     room: &'a mut [u8],
//!     sha256: Sha256,
//! ) -> Result<&'a [u8]> {
//!     let config = NetConfig::default();
//!     let (net, mut clock) = Net::open(platform, Driver::all(), nics, &config, arena, dma)?;
//!     let mut request = DownloadRequest::new(c"http://boot.example/kernel");
//!     request.digest = Digest::Verify(sha256);
//!     let mut download = Download::begin(&net, &mut clock, &request, room, memory)?;
//!     while download.step(&mut clock).is_pending() {
//!         net.step(&mut clock); // draw, read keys, ... between steps
//!     }
//!     let body = download.finish(&mut clock).body;
//!     let mut shutdown = net.shutdown(clock);
//!     loop {
//!         if let Poll::Ready(stopped) = shutdown.step() {
//!             stopped?; // or the card might still write to its memory
//!             return Ok(body?);
//!         }
//!     }
//! }
//! ```
//!
//! # The parts
//!
//! | layer | types |
//! | --- | --- |
//! | the machine | [`Platform`], [`Machine`], [`uefi`], [`Dma`], [`Block`] |
//! | 1, frames | [`enumerate`], [`NicInfo`], [`Driver`], [`Nic`], [`plugin`] |
//! | 2, stack | [`Net`] with its [`Clock`], [`Dns`], [`Tcp`], [`Udp`], [`Ping`] |
//! | 3, HTTP | [`Http`] |
//! | 4, download | [`Download`] into memory, [`Stream`] to a closure |
//! | beside them | [`Capture`], [`Pcap`] |
//!
//! A step returns [`core::task::Poll`]: pending while it goes on, ready with a [`Result`].
//!
//! # What does not compile
//!
//! The C interface documents who owns what and what may be called when. Here the compiler knows.
//!
//! A stack is not used after its shutdown has begun:
//!
//! ```compile_fail,E0382
//! # use morpheusnet::{Clock, Net};
//! fn f<'a>(net: Net<'a>, clock: Clock<'a>, mut other: Clock<'a>) {
//!     let shutdown = net.shutdown(clock);
//!     net.step(&mut other);
//! }
//! ```
//!
//! Nor is it shut down while an operation is under way:
//!
//! ```compile_fail,E0505
//! # use morpheusnet::{Block, Clock, Http, HttpRequest, Net, Result};
//! fn f<'a>(net: Net<'a>, mut clock: Clock<'a>, memory: &'a mut [Block]) -> Result<()> {
//!     let http = Http::begin(&net, &mut clock, &HttpRequest::new(c"http://a/"), memory)?;
//!     let shutdown = net.shutdown(clock);
//!     drop(http);
//!     Ok(())
//! }
//! ```
//!
//! A sink makes no call that moves the network, since the step it is called from has the clock:
//!
//! ```compile_fail,E0500
//! # use morpheusnet::{Clock, Http, Net};
//! fn f<'a>(net: &Net<'a>, clock: &mut Clock<'a>, http: &mut Http<'_, 'a>) {
//!     let _ = http.step(clock, |_, chunk| {
//!         net.step(clock);
//!         Ok(chunk.len())
//!     });
//! }
//! ```
//!
//! Received bytes do not outlive the sink, and are not looked at before they are copied:
//!
//! ```compile_fail,E0521
//! # use morpheusnet::{Chunk, Clock, Http};
//! fn f<'a>(clock: &mut Clock<'a>, http: &mut Http<'_, 'a>) {
//!     let mut kept = None;
//!     let _ = http.step(clock, |_, chunk| {
//!         kept = Some(chunk);
//!         Ok(chunk.len())
//!     });
//!     drop(kept);
//! }
//! ```
//!
//! ```compile_fail,E0608
//! # use morpheusnet::{Clock, Http};
//! fn f<'a>(clock: &mut Clock<'a>, http: &mut Http<'_, 'a>) {
//!     let _ = http.step(clock, |_, chunk| {
//!         let first = chunk[0];
//!         Ok(chunk.len())
//!     });
//! }
//! ```
//!
//! A destination is not read before its download has ended, when [`Finished`] shows it only if it is
//! complete and right:
//!
//! ```compile_fail,E0503
//! # use morpheusnet::{Block, Clock, Download, DownloadRequest, Net, Result};
//! fn f<'a>(net: &Net<'a>, clock: &mut Clock<'a>, memory: &'a mut [Block]) -> Result<()> {
//!     let mut room = [0; 64];
//!     let request = DownloadRequest::new(c"http://a/");
//!     let mut download = Download::begin(net, clock, &request, &mut room, memory)?;
//!     let early = room[0];
//!     let _ = download.step(clock);
//!     Ok(())
//! }
//! ```
//!
//! The memory of an operation lives as long as the stack, even if the operation is leaked:
//!
//! ```compile_fail,E0597
//! # use morpheusnet::{Block, Clock, Http, HttpRequest, Net, Result};
//! fn f<'a>(net: &Net<'a>, clock: &mut Clock<'a>) -> Result<()> {
//!     let mut memory = [Block::NEW; 256];
//!     let request = HttpRequest::new(c"http://a/");
//!     core::mem::forget(Http::begin(net, clock, &request, &mut memory)?);
//!     Ok(())
//! }
//! ```
//!
//! The platform's table outlives the stack that points to it:
//!
//! ```compile_fail,E0515
//! # use morpheusnet::{Block, Clock, Dma, Machine, Net, NetConfig, Platform, Result};
//! fn f<'a, M: Machine>(machine: &'a M, arena: &'a mut [Block], dma: Dma<'a>)
//!     -> Result<(Net<'a>, Clock<'a>)> {
//!     let platform = Platform::new(machine);
//!     Ok(Net::open(&platform, &[], &[], &NetConfig::default(), arena, dma)?)
//! }
//! ```
//!
//! A card that may join frames, or leave their checksums unfinished, is not asked for whole ones:
//!
//! ```compile_fail,E0599
//! # use morpheusnet::{Nic, Offloaded};
//! fn f(nic: &mut Nic<'_, Offloaded>, buffer: &mut [u8]) {
//!     let _ = nic.receive(buffer);
//! }
//! ```
//!
//! Nor does the application of a step shut the stack down:
//!
//! ```compile_fail,E0505
//! # use morpheusnet::{Clock, Net};
//! fn f<'a>(net: Net<'a>, mut clock: Clock<'a>, other: Clock<'a>) {
//!     net.step_with(&mut clock, |_| drop(net.shutdown(other)));
//! }
//! ```
//!
//! A stack stays on its thread:
//!
//! ```compile_fail,E0277
//! # use morpheusnet::Net;
//! fn sent<T: Send>(_: T) {}
//! fn f(net: Net<'_>) {
//!     sent(net);
//! }
//! ```
//!
//! # Linking
//!
//! The build script of `morpheusnet-sys` links `libmorpheusnet.a` from the folder named by
//! `MORPHEUSNET_LIB_DIR`: the COFF archive for `x86_64-unknown-uefi`, the ELF archive otherwise.
#![no_std]

mod application;
mod capture;
mod download;
mod error;
mod http;
mod lookups;
mod memory;
mod net;
mod nic;
mod operation;
mod platform;
pub mod plugin;
mod sockets;
mod text;
pub mod uefi;

pub use capture::{Capture, Direction, Pcap};
pub use download::{
    Digest, Download, DownloadProgress, DownloadRequest, DownloadState, Finished, Sha256, Stream,
};
pub use error::{Error, Result};
pub use http::{ADDRESSES_MAX, Http, HttpProgress, HttpRequest, HttpState};
pub use lookups::{Dns, Ping, PingRequest, PingResult};
pub use memory::{Begun, Block, Chunk, Dma, Refused, Released};
pub use morpheusnet_sys as sys;
pub use net::{
    Addressing, Clock, DNS_SERVERS_MAX, Net, NetConfig, NetInfo, NetPhase, NetStats, NicState,
    Shutdown, Step,
};
pub use nic::{
    Driver, FRAME_MAX, LinkInfo, Nic, NicInfo, NicShutdown, NicStats, Offloaded, Offloads, Part,
    Whole, enumerate,
};
pub use platform::{BareMetal, BareMetalState, Ecam, LogLevel, Machine, PciAddress, Platform};
pub use sockets::{Tcp, TcpInfo, TcpState, Udp, UdpInfo};
pub use text::Text;
