use std::fmt;

use sha256::{Hasher, Sha256};

/// The digest of a file while it is written. It is lost when bytes come out of order; the file is read then.
#[derive(Default)]
pub(crate) struct RunningDigest(Option<Running>);

#[derive(Default)]
struct Running {
    hasher: Hasher,
    length: u64,
}

impl RunningDigest {
    /// Of an empty file.
    pub(crate) fn begin() -> Self {
        Self(Some(Running::default()))
    }

    /// Adds bytes that are written at `offset`.
    pub(crate) fn add(&mut self, offset: u64, bytes: &[u8]) {
        match &mut self.0 {
            Some(running) if running.length == offset => {
                running.hasher.update(bytes);
                running.length += bytes.len() as u64;
            }
            _ => self.0 = None,
        }
    }

    /// The digest, if it is that of a file of this length.
    pub(crate) fn finish(self, size: u64) -> Option<Sha256> {
        let running = self.0.filter(|running| running.length == size)?;
        Some(running.hasher.finish())
    }
}

impl fmt::Debug for RunningDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RunningDigest")
            .field(&self.0.as_ref().map(|running| running.length))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digest_of_bytes_in_order_is_known_and_of_others_is_not() {
        let of = |writes: &[(u64, &[u8])], size| {
            let mut digest = RunningDigest::begin();
            writes.iter().for_each(|(offset, bytes)| digest.add(*offset, bytes));
            digest.finish(size)
        };
        assert_eq!(of(&[(0, b"he"), (2, b"llo")], 5), Some(Sha256::of([&b"hello"[..]])));
        assert_eq!(of(&[], 0), Some(Sha256::of([])));
        assert_eq!(of(&[(2, b"llo"), (0, b"he")], 5), None);
        assert_eq!(of(&[(0, b"he"), (0, b"he"), (2, b"llo")], 5), None);
        assert_eq!(of(&[(0, b"hello")], 6), None, "the file has more");
        assert_eq!(RunningDigest::default().finish(0), None);
    }
}
