use std::ops::AddAssign;

use store::RecordsSize;

/// How much it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Volume<T> {
    /// Persons; over several days, each once a day.
    pub persons: T,
    /// Their records.
    pub records: T,
    /// The length of these in bytes, with line ends.
    pub bytes: T,
}

/// What filters choose before and after a change, and the difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Effect<T> {
    /// With the filters before.
    pub before: Volume<T>,
    /// With the filters after.
    pub after: Volume<T>,
    /// Only after.
    pub added: Volume<T>,
    /// Only before.
    pub removed: Volume<T>,
}

/// The work of a part of the filters, in persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Work<T> {
    /// Those whom it would choose alone.
    pub alone: T,
    /// Those who are chosen, and would not be without it.
    pub only: T,
    /// Those who are not chosen, and would be without it: a filter of a kind that must match too.
    pub kept_out: T,
}

/// Persons of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cell<T> {
    /// Chosen by the filters before.
    pub before: T,
    /// Chosen by the filters after.
    pub after: T,
}

impl Effect<u64> {
    /// Adds a person who is chosen before, after, or both.
    pub(crate) fn add(&mut self, is_before: bool, is_after: bool, size: RecordsSize) {
        let person = Volume { persons: 1, records: size.records, bytes: size.bytes };
        if is_before {
            self.before += person;
        }
        if is_after {
            self.after += person;
        }
        match (is_before, is_after) {
            (false, true) => self.added += person,
            (true, false) => self.removed += person,
            _ => {}
        }
    }
}

impl AddAssign for Volume<u64> {
    fn add_assign(&mut self, other: Self) {
        self.persons += other.persons;
        self.records += other.records;
        self.bytes += other.bytes;
    }
}

impl AddAssign for Effect<u64> {
    fn add_assign(&mut self, other: Self) {
        self.before += other.before;
        self.after += other.after;
        self.added += other.added;
        self.removed += other.removed;
    }
}

impl AddAssign for Cell<u64> {
    fn add_assign(&mut self, other: Self) {
        self.before += other.before;
        self.after += other.after;
    }
}

impl AddAssign for Work<u64> {
    fn add_assign(&mut self, other: Self) {
        self.alone += other.alone;
        self.only += other.only;
        self.kept_out += other.kept_out;
    }
}
