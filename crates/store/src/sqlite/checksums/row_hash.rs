use rusqlite::types::ValueRef;
use twox_hash::XxHash3_64;

/// Values up to this length are hashed with their row, longer ones by themselves first.
const SHORT: usize = 64;

/// The hash of a row's values in their order: XXH3 of 64 bits, which finds accidents and no intent.
#[derive(Debug, Default)]
pub(in crate::sqlite) struct RowHash(Vec<u8>);

impl RowHash {
    pub(in crate::sqlite) fn add(&mut self, value: ValueRef<'_>) {
        match value {
            ValueRef::Null => self.0.push(0),
            ValueRef::Integer(number) => self.number(1, number),
            ValueRef::Real(number) => self.number(2, number.to_bits().cast_signed()),
            ValueRef::Text(bytes) => self.bytes(3, bytes),
            ValueRef::Blob(bytes) => self.bytes(4, bytes),
        }
    }

    pub(in crate::sqlite) fn finish(&self) -> i64 {
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

    fn hash(values: &[ValueRef<'_>]) -> i64 {
        let mut hash = RowHash::default();
        values.iter().for_each(|value| hash.add(*value));
        hash.finish()
    }

    #[test]
    fn hash_tells_values_apart_that_look_alike() {
        use ValueRef::{Blob, Integer, Null, Text};
        let long = [b'x'; SHORT + 1];
        let rows = [
            &[Null][..],
            &[Integer(0)],
            &[Text(b"")],
            &[Blob(b"")],
            &[Text(b"ab"), Text(b"c")],
            &[Text(b"a"), Text(b"bc")],
            &[Text(&long)],
            &[Text(&long[1..])],
            &[Blob(&long)],
        ];
        let hashes: std::collections::HashSet<i64> = rows.iter().map(|row| hash(row)).collect();
        assert_eq!(hashes.len(), rows.len());
    }

    /// What is stored is compared with it for years.
    #[test]
    fn hash_of_a_row_stays_the_same() {
        let row = [ValueRef::Integer(7), ValueRef::Text(b"A01"), ValueRef::Null];
        assert_eq!(hash(&row), hash(&row));
        assert_eq!(hash(&[]), 0x2d06_8005_38d3_94c2);
    }
}
