use twox_hash::XxHash3_64;

/// Values up to this length are hashed with their row, longer ones separately first.
const SHORT: usize = 64;

/// The hash of a row's values in order: 64-bit XXH3, which detects accidents but no intent.
#[derive(Debug, Default)]
pub(crate) struct RowHash(Vec<u8>);

impl RowHash {
    pub(crate) fn null(&mut self) {
        self.0.push(0);
    }

    pub(crate) fn integer(&mut self, number: i64) {
        self.number(1, number);
    }

    /// No row has one: a value that is read is a damaged integer.
    pub(crate) fn real(&mut self, number: f64) {
        self.number(2, number.to_bits().cast_signed());
    }

    /// As bytes: damaged text need not be UTF-8.
    pub(crate) fn text(&mut self, bytes: &[u8]) {
        self.bytes(3, bytes);
    }

    pub(crate) fn blob(&mut self, bytes: &[u8]) {
        self.bytes(4, bytes);
    }

    pub(crate) fn finish(&self) -> i64 {
        XxHash3_64::oneshot(&self.0).cast_signed()
    }

    fn number(&mut self, kind: u8, number: i64) {
        self.0.push(kind);
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    fn bytes(&mut self, kind: u8, bytes: &[u8]) {
        self.0.push(kind);
        self.0.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        if bytes.len() <= SHORT {
            self.0.extend_from_slice(bytes);
        } else {
            self.0.extend_from_slice(&XxHash3_64::oneshot(bytes).to_le_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(add: impl FnOnce(&mut RowHash)) -> i64 {
        let mut hash = RowHash::default();
        add(&mut hash);
        hash.finish()
    }

    #[test]
    fn hash_differs_for_values_that_look_alike() {
        let long = [b'x'; SHORT + 1];
        let two_texts = |one: &[u8], other: &[u8]| {
            hash(|hash| {
                hash.text(one);
                hash.text(other);
            })
        };
        let hashes = [
            hash(RowHash::null),
            hash(|hash| hash.integer(0)),
            hash(|hash| hash.text(b"")),
            hash(|hash| hash.blob(b"")),
            two_texts(b"ab", b"c"),
            two_texts(b"a", b"bc"),
            hash(|hash| hash.text(&long)),
            hash(|hash| hash.text(&long[1..])),
            hash(|hash| hash.blob(&long)),
        ];
        let distinct: std::collections::HashSet<i64> = hashes.into_iter().collect();
        assert_eq!(distinct.len(), hashes.len());
    }

    /// Stored hashes are compared with it for years.
    #[test]
    fn hash_of_a_row_stays_the_same() {
        assert_eq!(hash(|_| ()), 0x2d06_8005_38d3_94c2);
        let row = |hash: &mut RowHash| {
            hash.integer(7);
            hash.text(b"A01");
            hash.null();
        };
        assert_eq!(hash(row), 0x1e4e_a0d9_aad2_cebe);
    }
}
