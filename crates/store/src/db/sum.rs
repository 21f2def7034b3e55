use super::row_hash::RowHash;

/// A group of rows: the number of its table, and what they have in common.
pub(crate) type Group = (i64, i64);

/// How many rows, and the sum of their hashes; both go round.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sum {
    pub(crate) rows: i64,
    pub(crate) hashes: i64,
}

impl Sum {
    /// One row more, or, with -1, one less.
    pub(crate) const fn add(&mut self, rows: i64, hash: i64) {
        self.rows = self.rows.wrapping_add(rows);
        self.hashes = self.hashes.wrapping_add(rows.wrapping_mul(hash));
    }

    pub(super) const fn plus(self, other: Self) -> Self {
        Self {
            rows: self.rows.wrapping_add(other.rows),
            hashes: self.hashes.wrapping_add(other.hashes),
        }
    }

    /// The checksum of a group's checksum: tells a damaged one from damaged rows.
    pub(super) fn own(self, group: Group) -> i64 {
        let mut hash = RowHash::default();
        for number in [group.0, group.1, self.rows, self.hashes] {
            hash.integer(number);
        }
        hash.finish()
    }
}
