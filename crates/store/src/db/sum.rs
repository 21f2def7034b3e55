use super::row_hash::RowHash;

/// A group of rows: the number of its table, and the value that the rows share.
pub(crate) type Group = (i64, i64);

/// The number of rows, and the sum of their hashes; both wrap around.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sum {
    pub(crate) rows: i64,
    pub(crate) hashes: i64,
}

impl Sum {
    /// Adds a row or, with -1, removes one.
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

    /// The checksum of a group's checksum. It distinguishes a damaged checksum from damaged rows.
    pub(super) fn own(self, group: Group) -> i64 {
        let mut hash = RowHash::default();
        for number in [group.0, group.1, self.rows, self.hashes] {
            hash.integer(number);
        }
        hash.finish()
    }
}
