use crate::limits;
use crate::request::{BadPacket, Request};

/// Splits the bytes of a channel into packets and reads each as a [`Request`].
#[derive(Debug, Default)]
pub struct Framer {
    buffer: Vec<u8>,
    read: usize,
}

impl Framer {
    /// Adds bytes as they arrive.
    pub fn feed(&mut self, bytes: &[u8]) {
        // Bytes that were read are dropped before new ones are added, so the buffer holds at most one packet and the
        // part of the next that came with it.
        self.buffer.drain(..self.read);
        self.read = 0;
        self.buffer.extend_from_slice(bytes);
    }

    /// The next complete request; `None` when more bytes are needed.
    ///
    /// # Errors
    /// [`BadPacket`] when the packet is not a request; the packets after it cannot be read either.
    #[expect(clippy::should_implement_trait, reason = "it can yield again after None")]
    pub fn next(&mut self) -> Result<Option<Request>, BadPacket> {
        self.next_as(Request::parse)
    }

    /// The next complete packet, read by `parse`.
    pub(crate) fn next_as<T>(
        &mut self,
        parse: impl FnOnce(&[u8]) -> Result<T, BadPacket>,
    ) -> Result<Option<T>, BadPacket> {
        let rest = &self.buffer[self.read..];
        let Some((length, rest)) = rest.split_first_chunk::<4>() else { return Ok(None) };
        let length = u32::from_be_bytes(*length) as usize;
        if length == 0 || length > limits::PACKET {
            return Err(BadPacket::Length);
        }
        let Some(packet) = rest.get(..length) else { return Ok(None) };
        let parsed = parse(packet)?;
        self.read += 4 + length;
        Ok(Some(parsed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::SSH_FXP_READ;

    fn packet(length: usize) -> Vec<u8> {
        // A READ request padded to the given length: trailing bytes are ignored.
        let mut packet = u32::try_from(length).unwrap().to_be_bytes().to_vec();
        packet.extend_from_slice(&[SSH_FXP_READ, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 9]);
        packet.extend_from_slice(&[0; 12]);
        packet.resize(4 + length, 0);
        packet
    }

    #[test]
    fn packets_are_whole_however_they_arrive() {
        let bytes = [packet(30), packet(40), packet(25)].concat();
        for size in [1, 3, 7, 50, bytes.len()] {
            let mut framer = Framer::default();
            let mut count = 0;
            for piece in bytes.chunks(size) {
                framer.feed(piece);
                while framer.next().unwrap().is_some() {
                    count += 1;
                }
            }
            assert_eq!(count, 3, "in pieces of {size}");
        }
    }

    #[test]
    fn a_packet_has_a_largest_size() {
        let mut framer = Framer::default();
        framer.feed(&packet(limits::PACKET));
        assert!(framer.next().unwrap().is_some());
        framer.feed(&u32::try_from(limits::PACKET + 1).unwrap().to_be_bytes());
        assert_eq!(framer.next(), Err(BadPacket::Length));
        let mut framer = Framer::default();
        framer.feed(&[0, 0, 0, 0]);
        assert_eq!(framer.next(), Err(BadPacket::Length));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
            let mut framer = Framer::default();
            framer.feed(&bytes);
            while let Ok(Some(_)) = framer.next() {}
        }
    }
}
