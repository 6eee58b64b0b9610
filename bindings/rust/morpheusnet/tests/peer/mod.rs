//! A network of one host behind a card of the tests' own: it answers ARP, ping, UDP echo, DNS, and
//! TCP well enough for a link that loses nothing.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::task::Poll;

use morpheusnet::plugin::{Card, CardFacts};
use morpheusnet::{Error, Result};

pub const OWN: [u8; 4] = [192, 0, 2, 2];
pub const PEER: [u8; 4] = [192, 0, 2, 1];
const OWN_MAC: [u8; 6] = [2, 0, 0, 0, 0, 0x42];
const PEER_MAC: [u8; 6] = [2, 0, 0, 0, 0, 1];
const SEGMENT: usize = 1000;
pub const ECHO: u16 = 7;
const DNS: u16 = 53;
const HTTP: u16 = 80;

const FIN: u8 = 1;
const SYN: u8 = 2;
const RST: u8 = 4;
const ACK: u8 = 16;

#[derive(Default)]
struct Connection {
    request: Vec<u8>,
    next_sent: u32,
    next_received: u32,
}

#[derive(Default)]
pub struct Peer {
    pub files: RefCell<HashMap<String, Vec<u8>>>,
    pub link: Cell<bool>,
    pub sent: Cell<usize>,
    waiting: RefCell<VecDeque<Vec<u8>>>,
    connections: RefCell<HashMap<(u16, u16), Connection>>,
}

impl Peer {
    pub fn new() -> Self {
        let peer = Peer::default();
        peer.link.set(true);
        peer
    }

    pub fn put(&self, path: &str, body: Vec<u8>) {
        self.files.borrow_mut().insert(path.into(), body);
    }

    /// Connections that were neither closed nor reset.
    pub fn connections_open(&self) -> usize {
        self.connections.borrow().len()
    }

    fn arp(&self, frame: &[u8]) {
        if frame[20..22] != [0, 1] || frame[38..42] != PEER {
            return;
        }
        let mut reply = header(0x0806);
        reply.extend([0, 1, 8, 0, 6, 4, 0, 2]);
        reply.extend(PEER_MAC);
        reply.extend(PEER);
        reply.extend(OWN_MAC);
        reply.extend(OWN);
        self.queue(reply);
    }

    fn ipv4(&self, packet: &[u8]) {
        let length = usize::from(u16::from_be_bytes([packet[2], packet[3]]));
        let payload = &packet[20..length];
        if packet[16..20] != PEER {
            return;
        }
        match packet[9] {
            1 if payload[0] == 8 => {
                let mut reply = payload.to_vec();
                (reply[0], reply[2], reply[3]) = (0, 0, 0);
                let sum = checksum(&[&reply]);
                reply[2..4].copy_from_slice(&sum.to_be_bytes());
                self.send_ip(1, &reply);
            }
            6 => self.tcp(payload),
            17 => self.udp(payload),
            _ => (),
        }
    }

    fn udp(&self, datagram: &[u8]) {
        let (from, to) = ports(datagram);
        match to {
            ECHO => self.send_udp(ECHO, from, &datagram[8..]),
            DNS => self.send_udp(DNS, from, &dns_answer(&datagram[8..])),
            _ => (),
        }
    }

    fn send_udp(&self, from: u16, to: u16, data: &[u8]) {
        let mut datagram = vec![];
        datagram.extend(from.to_be_bytes());
        datagram.extend(to.to_be_bytes());
        datagram.extend((8 + data.len() as u16).to_be_bytes());
        datagram.extend([0, 0]); // no checksum
        datagram.extend(data);
        self.send_ip(17, &datagram);
    }

    fn tcp(&self, segment: &[u8]) {
        let (from, to) = ports(segment);
        let number = |at: usize| u32::from_be_bytes(segment[at..at + 4].try_into().unwrap());
        let (sequence, flags) = (number(4), segment[13]);
        let data = &segment[usize::from(segment[12] >> 4) * 4..];
        let mut connections = self.connections.borrow_mut();
        if flags & RST != 0 {
            connections.remove(&(from, to));
            return;
        }
        if flags & SYN != 0 {
            if to != HTTP && to != ECHO {
                self.send_tcp(to, from, 0, sequence.wrapping_add(1), RST | ACK, &[]);
                return;
            }
            let next_received = sequence.wrapping_add(1);
            self.send_tcp(to, from, 1000, next_received, SYN | ACK, &[]);
            let fresh = Connection { next_sent: 1001, next_received, request: vec![] };
            connections.insert((from, to), fresh);
            return;
        }
        let Some(connection) = connections.get_mut(&(from, to)) else { return };
        if sequence != connection.next_received || (data.is_empty() && flags & FIN == 0) {
            return;
        }
        let closing = u32::from(flags & FIN != 0);
        connection.next_received = sequence.wrapping_add(data.len() as u32 + closing);
        self.send_tcp(to, from, connection.next_sent, connection.next_received, ACK, &[]);
        let answer = match to {
            ECHO => data.to_vec(),
            _ => {
                connection.request.extend(data);
                self.response(&connection.request)
            }
        };
        for piece in answer.chunks(SEGMENT) {
            self.send_tcp(to, from, connection.next_sent, connection.next_received, ACK, piece);
            connection.next_sent = connection.next_sent.wrapping_add(piece.len() as u32);
        }
        if closing != 0 {
            let (sent, received) = (connection.next_sent, connection.next_received);
            self.send_tcp(to, from, sent, received, ACK | FIN, &[]);
            connections.remove(&(from, to));
        }
    }

    fn response(&self, request: &[u8]) -> Vec<u8> {
        let text = String::from_utf8_lossy(request);
        let Some(path) = text.strip_prefix("GET ").and_then(|rest| rest.split(' ').next()) else {
            return vec![];
        };
        if !text.ends_with("\r\n\r\n") {
            return vec![];
        }
        let files = self.files.borrow();
        let (status, body) = match files.get(path) {
            Some(body) => ("200 OK", body.as_slice()),
            None => ("404 Not Found", &b""[..]),
        };
        let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n", body.len());
        [head.as_bytes(), body].concat()
    }

    fn send_tcp(&self, from: u16, to: u16, sequence: u32, ack: u32, flags: u8, data: &[u8]) {
        let mut segment = vec![];
        segment.extend(from.to_be_bytes());
        segment.extend(to.to_be_bytes());
        segment.extend(sequence.to_be_bytes());
        segment.extend(ack.to_be_bytes());
        segment.extend([0x50, flags, 0xFF, 0xFF, 0, 0, 0, 0]);
        segment.extend(data);
        let length = (segment.len() as u16).to_be_bytes();
        let sum = checksum(&[&PEER, &OWN, &[0, 6], &length, &segment]);
        segment[16..18].copy_from_slice(&sum.to_be_bytes());
        self.send_ip(6, &segment);
    }

    fn send_ip(&self, protocol: u8, payload: &[u8]) {
        let mut packet = vec![0x45, 0];
        packet.extend((20 + payload.len() as u16).to_be_bytes());
        packet.extend([0, 0, 0x40, 0, 64, protocol, 0, 0]);
        packet.extend(PEER);
        packet.extend(OWN);
        let sum = checksum(&[&packet]);
        packet[10..12].copy_from_slice(&sum.to_be_bytes());
        packet.extend(payload);
        let mut frame = header(0x0800);
        frame.extend(packet);
        self.queue(frame);
    }

    fn queue(&self, frame: Vec<u8>) {
        self.waiting.borrow_mut().push_back(frame);
    }
}

fn header(kind: u16) -> Vec<u8> {
    let mut frame = [OWN_MAC, PEER_MAC].concat();
    frame.extend(kind.to_be_bytes());
    frame
}

fn ports(segment: &[u8]) -> (u16, u16) {
    let port = |at: usize| u16::from_be_bytes([segment[at], segment[at + 1]]);
    (port(0), port(2))
}

/// RFC 1071 over parts of which all but the last have an even length.
fn checksum(parts: &[&[u8]]) -> u16 {
    let mut sum = 0u32;
    for part in parts {
        for pair in part.chunks(2) {
            sum += u32::from(u16::from_be_bytes([pair[0], *pair.get(1).unwrap_or(&0)]));
        }
    }
    while sum > 0xFFFF {
        sum = (sum & 0xFFFF) + (sum >> 16);
    }
    !(sum as u16)
}

/// Every name but those that begin with "no" has the peer's address.
fn dns_answer(question: &[u8]) -> Vec<u8> {
    let known = &question[13..15] != b"no";
    let mut answer = question.to_vec();
    (answer[2], answer[3]) = (0x81, if known { 0x80 } else { 0x83 });
    if known {
        answer[7] = 1;
        answer.extend([0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4]);
        answer.extend(PEER);
    }
    answer
}

impl Card for Peer {
    fn start(&self) -> Poll<Result<CardFacts>> {
        Poll::Ready(Ok(CardFacts { mac: OWN_MAC, mtu: 0 }))
    }

    fn link(&self) -> Result<bool> {
        Ok(self.link.get())
    }

    fn receive(&self, room: &mut [u8]) -> Option<usize> {
        let frame = self.waiting.borrow_mut().pop_front()?;
        room[..frame.len()].copy_from_slice(&frame);
        Some(frame.len())
    }

    fn send(&self, frame: &[u8]) -> bool {
        self.sent.set(self.sent.get() + 1);
        match &frame[12..14] {
            [8, 6] => self.arp(frame),
            [8, 0] => self.ipv4(&frame[14..]),
            _ => (),
        }
        true
    }
}

/// A card that fails while it starts.
pub struct Broken;

impl Card for Broken {
    fn start(&self) -> Poll<Result<CardFacts>> {
        Poll::Ready(Err(Error::DEVICE))
    }

    fn receive(&self, _: &mut [u8]) -> Option<usize> {
        None
    }

    fn send(&self, _: &[u8]) -> bool {
        false
    }
}

/// A card that always has a frame, and has verified its checksum.
pub struct Checking;

impl Card for Checking {
    const VERIFIES_CHECKSUMS: bool = true;

    fn start(&self) -> Poll<Result<CardFacts>> {
        Poll::Ready(Ok(CardFacts { mac: OWN_MAC, mtu: 0 }))
    }

    fn receive(&self, room: &mut [u8]) -> Option<usize> {
        room[..60].fill(1);
        Some(60)
    }

    fn checksum_verified(&self) -> bool {
        true
    }

    fn send(&self, _: &[u8]) -> bool {
        true
    }
}
