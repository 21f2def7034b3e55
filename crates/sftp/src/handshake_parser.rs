use crate::stage::Stage;

/// Message numbers (RFC 4253).
const KEXINIT: u8 = 20;
const NEWKEYS: u8 = 21;
/// The client's messages of a key exchange, of any method.
const KEX: std::ops::RangeInclusive<u8> = 30..=34;

/// The header of a packet: four bytes of length, one of padding, and the message number.
const HEADER: usize = 6;

/// The longest packet that a client may send before it is logged in (RFC 4253, 6.1). The library allocates 256 KiB for
/// a packet as soon as it is announced.
const LONGEST: usize = 35_000;

/// Reads the beginning of a client's bytes: a line, then packets with their lengths. It keeps nothing of them.
#[derive(Debug)]
pub(crate) struct HandshakeParser {
    pub(crate) stage: Stage,
    /// Whether a packet was announced that is longer than allowed.
    pub(crate) is_too_long: bool,
    /// Bytes of the packet to skip until the next header.
    skip: usize,
    /// The part of a header that has arrived.
    header: Vec<u8>,
}

impl HandshakeParser {
    pub(crate) fn new() -> Self {
        Self {
            stage: Stage::NoObserver,
            is_too_long: false,
            skip: 0,
            header: Vec::with_capacity(HEADER),
        }
    }

    /// Reads some more.
    pub(crate) fn read(&mut self, mut bytes: &[u8]) {
        // Bytes after the last stage are encrypted.
        while let (true, Some((first, rest))) = (self.stage < Stage::NewKeys, bytes.split_first()) {
            if self.stage == Stage::NoObserver {
                if *first == b'\n' {
                    self.stage = Stage::Identified;
                }
                bytes = rest;
            } else if self.skip > 0 {
                let over = self.skip.min(bytes.len());
                self.skip -= over;
                bytes = &bytes[over..];
            } else {
                self.header.push(*first);
                bytes = rest;
                self.length();
                self.packet();
            }
        }
    }

    /// Checks the length of a packet as soon as it has arrived.
    fn length(&mut self) {
        if let [a, b, c, d] = self.header[..] {
            let length = usize::try_from(u32::from_be_bytes([a, b, c, d])).unwrap_or(usize::MAX);
            self.is_too_long |= length > LONGEST;
        }
    }

    /// Handles a packet when its header is complete.
    fn packet(&mut self) {
        let [a, b, c, d, _, message] = self.header[..] else { return };
        self.header.clear();
        // The length counts the bytes after it; the padding byte and the message number have been read.
        let length = usize::try_from(u32::from_be_bytes([a, b, c, d])).unwrap_or(usize::MAX);
        self.skip = length.saturating_sub(2);
        let stage = match message {
            KEXINIT => Stage::KexInit,
            NEWKEYS => Stage::NewKeys,
            kex if KEX.contains(&kex) => Stage::KeyExchange,
            _ => self.stage,
        };
        self.stage = self.stage.max(stage);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(message: u8, length: u32) -> Vec<u8> {
        let mut packet = length.to_be_bytes().to_vec();
        packet.extend([4, message]);
        packet.resize(4 + length as usize, 0);
        packet
    }

    /// The stages of a client that sends these bytes, one by one and all at once.
    fn stages(sent: &[u8]) -> Vec<Stage> {
        let mut slow = HandshakeParser::new();
        let mut stages = vec![Stage::NoObserver];
        for byte in sent {
            slow.read(&[*byte]);
            if stages.last() != Some(&slow.stage) {
                stages.push(slow.stage);
            }
        }
        let mut fast = HandshakeParser::new();
        fast.read(sent);
        assert_eq!(fast.stage, slow.stage);
        stages
    }

    #[test]
    fn read_of_a_handshake_comes_to_every_stage() {
        use Stage::{Identified, KexInit, KeyExchange, NewKeys, NoObserver};
        let sent = [
            b"SSH-2.0-x\r\n".to_vec(),
            packet(KEXINIT, 900),
            packet(30, 44),
            packet(NEWKEYS, 12),
            vec![0xff; 100],
        ];
        assert_eq!(stages(&sent.concat()), [NoObserver, Identified, KexInit, KeyExchange, NewKeys]);
    }

    #[test]
    fn read_of_a_packet_that_is_announced_too_long_is_noted_before_it_comes() {
        let announced = |length: usize| {
            let mut parser = HandshakeParser::new();
            parser.read(b"SSH-2.0-x\r\n");
            parser.read(&u32::try_from(length).unwrap().to_be_bytes());
            parser.is_too_long
        };
        assert!(!announced(LONGEST) && announced(LONGEST + 1) && announced(u32::MAX as usize));
    }

    #[test]
    fn read_of_packets_that_lead_nowhere_comes_no_further() {
        let ignored = [b"SSH-2.0-x\n".to_vec(), packet(2, 12), packet(4, 100), packet(2, 2)];
        assert_eq!(stages(&ignored.concat()), [Stage::NoObserver, Stage::Identified]);
        let torn = [&b"SSH-2.0-x\n"[..], &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2]].concat();
        assert_eq!(stages(&torn), [Stage::NoObserver, Stage::Identified]);
        assert_eq!(stages(&[b'x'; 1000]), [Stage::NoObserver]);
        assert_eq!(stages(&[0xff; 1000]), [Stage::NoObserver]);
    }
}
