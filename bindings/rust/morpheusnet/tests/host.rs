//! The safe interface on the host: the library's ELF archive, a machine of the tests' own, and a
//! network behind a plugged-in card.

mod peer;

use std::cell::{Cell, RefCell};
use std::ffi::{CStr, c_void};
use std::net::{Ipv4Addr, SocketAddrV4};
use std::ptr::NonNull;
use std::sync::Mutex;
use std::task::Poll;

use morpheusnet::plugin::Plugin;
use morpheusnet::*;
use peer::{Broken, Checking, ECHO, OWN, PEER, Peer};

const HZ: u64 = 1_000_000;
const DMA: usize = 512 * 1024;
const TURNS: usize = 200_000;

/// One stack a program: the tests take turns.
static TURN: Mutex<()> = Mutex::new(());

struct Host {
    time: Cell<u64>,
    lines: RefCell<Vec<String>>,
}

// SAFETY: no device memory is ever mapped.
unsafe impl Machine for Host {
    fn pci_read(&self, _: PciAddress, _: u32, _: u32) -> u32 {
        u32::MAX
    }
    fn pci_write(&self, _: PciAddress, _: u32, _: u32, _: u32) {}
    fn map_mmio(&self, _: u64, _: u64) -> Option<NonNull<c_void>> {
        None
    }
    fn counter(&self) -> u64 {
        self.time.set(self.time.get() + 20);
        self.time.get()
    }
    fn counter_hz(&self) -> u64 {
        HZ
    }
    fn entropy(&self, buffer: &mut [u8]) -> usize {
        buffer.fill(7);
        buffer.len()
    }
    fn log(&self, level: LogLevel, line: &str) {
        self.lines.borrow_mut().push(format!("{level:?} {line}"));
    }
}

impl Host {
    fn new() -> Self {
        Host { time: Cell::new(1), lines: RefCell::default() }
    }
}

/// Ordinary memory: the only card here copies.
fn dma() -> Dma<'static> {
    #[derive(Clone)]
    #[repr(C, align(4096))]
    struct Page([u8; 4096]);
    let pages = vec![Page([0; 4096]); DMA / 4096].leak();
    // SAFETY: leaked for this use, and no device reads or writes it.
    unsafe { Dma::new(pages.as_mut_ptr().cast(), 0x4000_0000, DMA as u64) }
}

fn config() -> NetConfig<'static> {
    static SERVERS: [Ipv4Addr; 1] = [Ipv4Addr::from_octets(PEER)];
    let address = Ipv4Addr::from(OWN);
    NetConfig {
        addressing: Addressing::Static { address, prefix_length: 24, gateway: None },
        dns: &SERVERS,
        ..NetConfig::default()
    }
}

fn peer_at(port: u16) -> SocketAddrV4 {
    SocketAddrV4::new(Ipv4Addr::from(PEER), port)
}

fn blocks(count: usize) -> Vec<Block> {
    vec![Block::NEW; count]
}

/// Steps the stack and an operation until the latter is ready.
fn finish<'a, T>(
    net: &Net<'a>,
    clock: &mut Clock<'a>,
    mut step: impl FnMut(&mut Clock<'a>) -> Poll<T>,
) -> T {
    for _ in 0..TURNS {
        net.step(clock);
        if let Poll::Ready(result) = step(clock) {
            return result;
        }
    }
    panic!("no end after {TURNS} steps");
}

fn stop(mut shutdown: Shutdown<'_>) -> Result<Released<'_>> {
    for _ in 0..TURNS {
        if let Poll::Ready(result) = shutdown.step() {
            return result;
        }
    }
    panic!("the shutdown does not end");
}

/// What every test of the stack begins with, named so that a test can use what it needs.
macro_rules! network {
    ($host:ident, $peer:ident, $net:ident, $clock:ident) => {
        let _turn = TURN.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let $host = Host::new();
        let $peer = Peer::new();
        let platform = Platform::new(&$host);
        let plugin = Plugin::new(&$peer, c"peer");
        let mut arena = blocks(Net::arena_blocks(&config(), DMA as u64, 1).unwrap());
        let nics = [plugin.nic()];
        let drivers = [Driver::plugin()];
        let ($net, mut $clock) =
            Net::open(&platform, &drivers, &nics, &config(), &mut arena, dma()).unwrap();
        finish(&$net, &mut $clock, |clock| $net.step(clock).network).unwrap();
    };
}

fn body(length: usize) -> Vec<u8> {
    (0..length).map(|index| (index * 7 + index / 256) as u8).collect()
}

#[test]
fn every_status_has_a_name_here() {
    for code in -200..0 {
        // SAFETY: any value may be asked for.
        let name = unsafe { CStr::from_ptr(sys::mnet_status_name(code)) };
        let known = Error::ALL.iter().find(|error| error.code() == code);
        assert_eq!(name != c"unknown", known.is_some(), "{code}");
        assert_eq!(known.map_or("unknown", |error| error.name()), name.to_str().unwrap());
    }
    assert!(Error::DNS_TIMEOUT.to_string().len() > 10);
    assert_eq!(format!("{:?}", Error::BUSY), "Error(-4, busy)");
}

#[test]
fn a_verified_download_shows_its_body() {
    network!(host, peer, net, clock);
    peer.put("/f", body(20_000));
    let mut room = vec![0; 30_000];
    let mut memory = blocks(Download::blocks());

    let mut request = DownloadRequest::new(c"http://192.0.2.1/f");
    request.digest = Digest::Compute;
    let mut download = Download::begin(&net, &mut clock, &request, &mut room, &mut memory).unwrap();
    finish(&net, &mut clock, |clock| download.step(clock)).unwrap();
    assert_eq!(download.progress().state, DownloadState::Done);
    let Finished { body: shown, progress, memory } = download.finish(&mut clock);
    assert_eq!(shown.unwrap(), body(20_000));
    assert_eq!(progress.total_bytes, Some(20_000));
    let sha256 = progress.sha256.unwrap();

    // The same memory again, and now with digests to compare: one right, one wrong.
    request.digest = Digest::Verify(sha256);
    let mut download = Download::begin(&net, &mut clock, &request, &mut room, memory).unwrap();
    finish(&net, &mut clock, |clock| download.step(clock)).unwrap();
    let memory = download.finish(&mut clock).memory;
    request.digest = Digest::Verify(Sha256([1; 32]));
    let mut download = Download::begin(&net, &mut clock, &request, &mut room, memory).unwrap();
    let failed = finish(&net, &mut clock, |clock| download.step(clock));
    assert_eq!(failed, Err(Error::DIGEST_MISMATCH));
    assert_eq!(download.finish(&mut clock).body.unwrap_err(), Error::DIGEST_MISMATCH);
    stop(net.shutdown(clock)).unwrap();
}

#[test]
fn a_download_that_is_ended_early_shows_nothing() {
    network!(host, peer, net, clock);
    peer.put("/f", body(100));
    let mut room = [0; 100];
    let mut memory = blocks(Download::blocks());
    let request = DownloadRequest::new(c"http://192.0.2.1/f");
    let download = Download::begin(&net, &mut clock, &request, &mut room, &mut memory).unwrap();
    let finished = download.finish(&mut clock);
    assert_eq!(finished.body.unwrap_err(), Error::CANCELLED);
    assert_eq!(room, [0; 100]);
    stop(net.shutdown(clock)).unwrap();
}

#[test]
fn a_sink_may_take_little_at_a_time() {
    network!(host, peer, net, clock);
    peer.put("/f", body(5_000));
    let mut memory = blocks(Http::blocks());
    let request = HttpRequest::new(c"http://192.0.2.1/f");
    let mut http = Http::begin(&net, &mut clock, &request, &mut memory).unwrap();
    let (mut copy, mut calls) = (Vec::<u8>::new(), 0);
    finish(&net, &mut clock, |clock| {
        http.step(clock, |offset, chunk| {
            assert_eq!(offset, copy.len() as u64);
            let mut piece = [0; 90];
            let taken = chunk.copy_to(&mut piece);
            assert_eq!(chunk.skip(taken).len(), chunk.len() - taken);
            copy.extend(&piece[..taken]);
            calls += 1;
            Ok(taken)
        })
    })
    .unwrap();
    assert_eq!(copy, body(5_000));
    assert!(calls >= 5_000 / 90);
    assert_eq!(http.progress().http_status, 200);
    assert_eq!(http.progress().state.to_string(), "done");
    assert_eq!(http.finish(&mut clock).len(), Http::blocks());
    stop(net.shutdown(clock)).unwrap();
}

#[test]
fn a_sinks_error_ends_the_request() {
    network!(host, peer, net, clock);
    peer.put("/f", body(5_000));
    let mut memory = blocks(Stream::blocks());
    let request = DownloadRequest::new(c"http://192.0.2.1/f");
    let mut stream = Stream::begin(&net, &mut clock, &request, &mut memory).unwrap();
    let ended = finish(&net, &mut clock, |clock| stream.step(clock, |_, _| Err(Error::NO_MEMORY)));
    assert_eq!(ended, Err(Error::SINK));
    let (progress, memory) = stream.finish(&mut clock);
    assert_eq!((progress.state, progress.error), (DownloadState::Failed, Some(Error::SINK)));

    let request = HttpRequest::new(c"http://192.0.2.1/f");
    let mut http = Http::begin(&net, &mut clock, &request, memory).unwrap();
    let ended = finish(&net, &mut clock, |clock| http.step(clock, |_, _| Err(Error::NO_MEMORY)));
    assert_eq!(ended, Err(Error::SINK));
    assert_eq!(http.progress().sink_error, Some(Error::NO_MEMORY));
    drop(http);
    stop(net.shutdown(clock)).unwrap();
}

#[test]
fn failures_carry_their_reason() {
    network!(host, peer, net, clock);
    let mut memory = blocks(Http::blocks());
    let missing = HttpRequest::new(c"http://192.0.2.1/missing");
    let mut http = Http::begin(&net, &mut clock, &missing, &mut memory).unwrap();
    let ended = finish(&net, &mut clock, |clock| http.step(clock, |_, chunk| Ok(chunk.len())));
    assert_eq!(ended, Err(Error::HTTP_STATUS));
    assert_eq!(http.progress().http_status, 404);
    assert!(!http.progress().detail.as_str().is_empty());
    let memory = http.finish(&mut clock);

    // What is refused at once gives the memory back.
    let wrong = HttpRequest::new(c"https://192.0.2.1/f");
    let refused = Http::begin(&net, &mut clock, &wrong, memory).unwrap_err();
    assert_eq!(refused.error, Error::URL);
    let refused = Http::begin(&net, &mut clock, &missing, &mut refused.memory[..1]).unwrap_err();
    assert_eq!(refused.error, Error::NO_MEMORY);
    stop(net.shutdown(clock)).unwrap();
    assert!(peer.sent.get() > 0);
}

#[test]
fn tcp_sends_and_receives() {
    network!(host, peer, net, clock);
    let mut memory = blocks(Tcp::blocks());
    let mut tcp = Tcp::open(&net, &mut clock, peer_at(ECHO), 0, &mut memory).unwrap();
    finish(&net, &mut clock, |clock| tcp.step(clock)).unwrap();
    assert_eq!(tcp.send(&mut clock, b"hello").map_ok(|sent| sent), Poll::Ready(Ok(5)));
    let mut copy = [0; 16];
    let length = finish(&net, &mut clock, |_| match tcp.peek() {
        Poll::Ready(Ok(chunk)) => Poll::Ready(chunk.copy_to(&mut copy)),
        Poll::Ready(Err(error)) => panic!("{error}"),
        Poll::Pending => Poll::Pending,
    });
    assert_eq!(&copy[..length], b"hello");
    tcp.consume(&mut clock, 5).unwrap();
    assert_eq!(tcp.consume(&mut clock, 1), Err(Error::INVALID));
    let _ = tcp.send(&mut clock, b"again");
    let length = finish(&net, &mut clock, |clock| tcp.receive(clock, &mut copy)).unwrap();
    assert_eq!(&copy[..length], b"again");
    assert_eq!((tcp.info().sent_bytes, tcp.info().received_bytes), (10, 10));
    let memory = tcp.close(&mut clock);

    let mut tcp = Tcp::open(&net, &mut clock, peer_at(9), 0, memory).unwrap();
    let refused = finish(&net, &mut clock, |clock| tcp.step(clock));
    assert_eq!(refused, Err(Error::CONNECT_REFUSED));
    assert_eq!(tcp.info().state, TcpState::Failed);
    drop(tcp);
    stop(net.shutdown(clock)).unwrap();
    assert!(peer.sent.get() > 0);
}

#[test]
fn udp_names_and_pings() {
    network!(host, peer, net, clock);
    let (mut udp_memory, mut dns_memory) = (blocks(Udp::blocks()), blocks(Dns::blocks()));
    let mut ping_memory = blocks(Ping::blocks());
    let mut udp = Udp::open(&net, &mut clock, 0, 0, &mut udp_memory).unwrap();
    assert!(udp.send(&mut clock, peer_at(ECHO), b"one").is_ready());
    let mut copy = [0; 16];
    let (length, sender) = finish(&net, &mut clock, |clock| udp.receive(clock, &mut copy)).unwrap();
    assert_eq!((&copy[..length], sender), (&b"one"[..], peer_at(ECHO)));
    assert_eq!((udp.info().sent, udp.info().received), (1, 1));
    udp.close(&mut clock);

    let mut dns = Dns::begin(&net, &mut clock, c"files.example", 0, &mut dns_memory).unwrap();
    let found = finish(&net, &mut clock, |clock| dns.step(clock)).unwrap();
    assert_eq!(found, Ipv4Addr::from(PEER));
    let dns_memory = dns.finish(&mut clock);
    let mut dns = Dns::begin(&net, &mut clock, c"none.example", 0, dns_memory).unwrap();
    let missing = finish(&net, &mut clock, |clock| dns.step(clock));
    assert_eq!(missing, Err(Error::DNS_NOT_FOUND));

    let request = PingRequest { count: 3, interval_ms: 10, ..PingRequest::new(found) };
    let mut ping = Ping::begin(&net, &mut clock, &request, &mut ping_memory).unwrap();
    let result = finish(&net, &mut clock, |clock| ping.step(clock)).unwrap();
    assert_eq!((result.sent, result.received), (3, 3));
    assert!(result.range_ticks.unwrap().0 > 0);
    drop((dns, ping));
    stop(net.shutdown(clock)).unwrap();
    assert_eq!(peer.connections_open(), 0);
}

#[test]
fn there_is_one_stack_and_it_can_be_opened_again() {
    network!(host, peer, net, clock);
    let other_host = Host::new();
    let other = Platform::new(&other_host);
    let mut other_arena = blocks(20_000);
    let drivers = [Driver::plugin()];
    let refused = Net::open(&other, &drivers, &[], &config(), &mut other_arena, dma()).unwrap_err();
    assert_eq!(refused.error, Error::BUSY);
    let Released { arena, dma } = refused.memory;
    let released = stop(net.shutdown(clock)).unwrap();
    assert_eq!(released.dma.length(), DMA as u64);
    let (net, mut clock) = Net::open(&other, &drivers, &[], &config(), arena, dma).unwrap();
    let without_cards = finish(&net, &mut clock, |clock| net.step(clock).network);
    assert_eq!(without_cards, Err(Error::NO_NIC));
    assert_eq!(net.info().phase, NetPhase::Failed);
    stop(net.shutdown(clock)).unwrap();
    assert!(peer.link.get());
}

#[test]
fn a_leaked_operation_does_no_harm() {
    network!(host, peer, net, clock);
    peer.put("/f", body(50_000));
    let mut memory = blocks(Http::blocks());
    let request = HttpRequest::new(c"http://192.0.2.1/f");
    let mut http = Http::begin(&net, &mut clock, &request, &mut memory).unwrap();
    for _ in 0..100 {
        net.step(&mut clock);
        let _ = http.step(&mut clock, |_, _| Ok(0));
    }
    assert_eq!(http.progress().state, HttpState::Body);
    std::mem::forget(http);
    for _ in 0..1_000 {
        net.step(&mut clock);
    }
    stop(net.shutdown(clock)).unwrap();
}

#[test]
fn another_operation_dropped_in_a_sink_stays_sound() {
    network!(host, peer, net, clock);
    peer.put("/f", body(3_000));
    let (mut one, mut two) = (blocks(Http::blocks()), blocks(Http::blocks()));
    let request = HttpRequest::new(c"http://192.0.2.1/f");
    let mut http = Http::begin(&net, &mut clock, &request, &mut one).unwrap();
    let mut other = Some(Http::begin(&net, &mut clock, &request, &mut two).unwrap());
    let mut received = 0;
    finish(&net, &mut clock, |clock| {
        if let Some(other) = &mut other {
            let _ = other.step(clock, |_, _| Ok(0));
        }
        http.step(clock, |_, chunk| {
            other = None;
            received += chunk.len();
            Ok(chunk.len())
        })
    })
    .unwrap();
    assert_eq!(received, 3_000);
    drop((http, other));
    stop(net.shutdown(clock)).unwrap();
}

#[test]
fn information_is_that_of_the_stack() {
    network!(host, peer, net, clock);
    let info = net.info();
    assert_eq!((info.phase, info.error), (NetPhase::Ready, None));
    assert_eq!((info.address, info.prefix_length), (Ipv4Addr::from(OWN), 24));
    assert_eq!(info.dns(), [Ipv4Addr::from(PEER)]);
    let nic = net.nic(0).unwrap();
    assert!(nic.running && nic.link);
    assert!(!nic.driver.as_str().is_empty());
    assert_eq!(nic.mac, [2, 0, 0, 0, 0, 0x42]);
    assert_eq!(net.nic(1).unwrap_err(), Error::INVALID);
    assert!(net.stats().steps() > 0);
    assert!(net.stats().percentile(999) > 0);
    assert_eq!(net.nic_stats(0).unwrap().tx.0, peer.sent.get() as u64);
    assert!(host.lines.borrow().iter().any(|line| line.starts_with("Info ")));
    let before = clock.now();
    assert!(clock.now() >= before);
    assert_eq!(clock.milliseconds(3 * HZ / 2), 1_500);
    stop(net.shutdown(clock)).unwrap();
}

#[test]
fn captures_become_a_pcap_file() {
    struct Tap<'b>(RefCell<(Pcap<'b>, Vec<Direction>)>);
    impl Capture for Tap<'_> {
        fn frame(&self, direction: Direction, bytes: &[u8], more: bool) {
            let (pcap, directions) = &mut *self.0.borrow_mut();
            pcap.add(1, direction, bytes, more).unwrap();
            directions.push(direction);
        }
    }
    let mut file = vec![0; 100_000];
    let tap = Tap(RefCell::new((Pcap::new(&mut file, 64).unwrap(), Vec::new())));
    network!(host, peer, net, clock);
    net.capture(&mut clock, 0, Some(&tap)).unwrap();
    let mut memory = blocks(Ping::blocks());
    let request = PingRequest { count: 1, ..PingRequest::new(Ipv4Addr::from(PEER)) };
    let mut ping = Ping::begin(&net, &mut clock, &request, &mut memory).unwrap();
    finish(&net, &mut clock, |clock| ping.step(clock)).unwrap();
    drop(ping);
    net.capture::<()>(&mut clock, 0, None).unwrap();
    let frames = tap.0.borrow().1.len();
    let _ = stop(net.shutdown(clock));
    let (pcap, directions) = &*tap.0.borrow();
    assert_eq!(directions.len(), frames);
    assert!(directions.contains(&Direction::Sent) && directions.contains(&Direction::Received));
    assert_eq!(pcap.file()[..4], 0xA1B2_3C4D_u32.to_le_bytes());
    assert_eq!(pcap.lost(), 0);
    assert!(peer.link.get());
}

fn run_nic<Frames>(nic: &mut Nic<'_, Frames>) -> Result<()> {
    for _ in 0..TURNS {
        if let Poll::Ready(result) = nic.step() {
            return result;
        }
    }
    panic!("the card does not come up");
}

#[test]
fn frames_without_a_stack() {
    let host = Host::new();
    let platform = Platform::new(&host);
    let peer = Peer::new();
    let plugin = Plugin::new(&peer, c"peer");
    let mut arena = blocks(Nic::arena_blocks(DMA as u64));
    let drivers = [Driver::plugin()];
    let mut nic = Nic::init(&platform, &plugin.nic(), &drivers, &mut arena, dma()).unwrap();
    run_nic(&mut nic).unwrap();
    assert_eq!(nic.mac(), Ok([2, 0, 0, 0, 0, 0x42]));
    assert_eq!(nic.link(), Ok(true));
    let link = nic.link_info().unwrap();
    assert!(link.up);
    assert_eq!((link.mbps, link.full_duplex), (None, None));

    let mut question = [0u8; 60];
    question[12..22].copy_from_slice(&[8, 6, 0, 1, 8, 0, 6, 4, 0, 1]);
    question[38..42].copy_from_slice(&PEER);
    let mut frame = [0; FRAME_MAX];
    assert_eq!(nic.receive(&mut frame), Ok(None));
    assert_eq!(nic.send(&question), Poll::Ready(Ok(())));
    let written = nic.send_in_place(|room| {
        room[..60].copy_from_slice(&question);
        60
    });
    assert_eq!(written, Poll::Ready(Ok(())));
    assert_eq!(nic.send_in_place(|_| 0), Poll::Ready(Ok(())));
    assert_eq!(nic.send_in_place(|room| room.len() + 1), Poll::Ready(Err(Error::INVALID)));
    nic.collect().unwrap();
    assert_eq!(nic.receive(&mut frame), Ok(Some(42)));
    assert_eq!(frame[20..22], [0, 2]);
    let mut lengths = Vec::new();
    let mut taken = 0;
    for _ in 0..10 {
        taken += nic.receive_in_place::<8>(|chunk| lengths.push(chunk.len())).unwrap();
    }
    assert_eq!((taken, lengths), (1, vec![42]));
    assert_eq!(nic.send(&[0; 5]), Poll::Ready(Err(Error::INVALID)));
    assert_eq!(nic.stats().unwrap().rx.0, 2);

    let mut shutdown = nic.shutdown();
    let released = loop {
        if let Poll::Ready(result) = shutdown.step() {
            break result.unwrap();
        }
    };
    assert!(matches!(shutdown.step(), Poll::Ready(Err(Error::STATE))));
    let plugin = Plugin::new(&Broken, c"broken");
    let info = plugin.nic();
    let mut nic = Nic::init(&platform, &info, &drivers, released.arena, released.dma).unwrap();
    assert_eq!(run_nic(&mut nic), Err(Error::DEVICE));
    assert_eq!(nic.receive(&mut frame), Err(Error::DEVICE));
}

#[test]
fn frames_that_the_card_has_checked() {
    let host = Host::new();
    let platform = Platform::new(&host);
    let drivers = [Driver::plugin()];
    for (offloads, told) in [
        (Offloads { checksum: true, segments: false }, true),
        (Offloads { checksum: true, segments: true }, true),
        (Offloads::default(), false),
    ] {
        let plugin = Plugin::new(&Checking, c"checking");
        let mut arena = blocks(Nic::arena_blocks(DMA as u64));
        let info = plugin.nic();
        let mut nic =
            Nic::init_offloaded(&platform, &info, &drivers, offloads, &mut arena, dma()).unwrap();
        run_nic(&mut nic).unwrap();
        let mut seen = vec![];
        let each = |part: Part<'_>| seen.push((part.bytes.len(), part.checksum_verified));
        assert_eq!(nic.receive_parts::<2>(each), Ok(2));
        assert_eq!(seen, [(60, told); 2]);
        let mut shutdown = nic.shutdown();
        while shutdown.step().is_pending() {}
    }
}

#[test]
fn an_application_runs_within_the_step() {
    network!(host, peer, net, clock);
    let mut memory = blocks(Ping::blocks());
    let request =
        PingRequest { count: 2, interval_ms: 1, ..PingRequest::new(Ipv4Addr::from(PEER)) };
    let mut ping = Ping::begin(&net, &mut clock, &request, &mut memory).unwrap();
    let (mut turns, mut done) = (0, None);
    while done.is_none() && turns < TURNS {
        let before = turns;
        net.step_with(&mut clock, |clock| {
            turns += 1;
            assert_eq!(net.step(clock).network, Poll::Ready(Err(Error::REENTRANT)));
            let mut inner = false;
            let nested = net.step_with(clock, |_| inner = true);
            assert_eq!((nested.network, inner), (Poll::Ready(Err(Error::REENTRANT)), false));
            if let Poll::Ready(result) = ping.step(clock) {
                done = Some(result.map(|result| result.received));
            }
        });
        assert_eq!(turns, before + 1, "once a step");
    }
    assert_eq!(done, Some(Ok(2)));
    assert!(peer.sent.get() >= 2);
    // A step without an application is one.
    assert_eq!(net.step(&mut clock).network, Poll::Ready(Ok(())));
    drop(ping);
    stop(net.shutdown(clock)).unwrap();
}
