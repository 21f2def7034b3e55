use extract::RecordType;

use crate::finding_kind::FindingKind;

/// How far a file has come: `000`, `997`, the persons, their `003`, `999`, `910`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Phase {
    #[default]
    Receipts,
    Persons,
    Labels,
    Ended,
}

impl Phase {
    /// Goes on to a record; reports one that is out of place.
    ///
    /// The reader already reports everything after the end record except `910`, which belongs there.
    pub(crate) fn take(&mut self, kind: RecordType) -> Option<FindingKind> {
        let (at, is_here) = match kind {
            RecordType::RECEIPT => (*self, *self == Self::Receipts),
            RecordType::ERROR => (*self, *self == Self::Ended),
            RecordType::END => (Self::Ended, true),
            RecordType::LABEL => (Self::Labels, true),
            RecordType::START => (*self, true),
            _ => (Self::Persons, *self <= Self::Persons),
        };
        if kind == RecordType::ERROR || *self != Self::Ended {
            *self = at;
            return (!is_here).then_some(FindingKind::OutOfPlace);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The records out of place, by index.
    fn out_of_place(kinds: &[&str]) -> Vec<usize> {
        let mut phase = Phase::default();
        let kinds = kinds.iter().map(|kind| RecordType::from_register(kind.as_bytes()).unwrap());
        let faults: Vec<_> = kinds.map(|kind| phase.take(kind)).collect();
        (0..faults.len()).filter(|&index| faults[index].is_some()).collect()
    }

    #[test]
    fn the_order_of_the_contract_is_right() {
        let order = ["000", "997", "001", "002", "099", "001", "031", "003", "003", "999", "910"];
        assert!(out_of_place(&order).is_empty());
        assert!(out_of_place(&["000", "999"]).is_empty());
    }

    #[test]
    fn each_return_is_reported() {
        assert_eq!(out_of_place(&["001", "003", "099", "001", "003", "001"]), [2, 5]);
        assert_eq!(out_of_place(&["001", "997", "003", "997", "999"]), [1, 3]);
        assert_eq!(out_of_place(&["910", "001", "999", "910"]), [0]);
        // The reader has reported these.
        assert!(out_of_place(&["001", "999", "001", "997", "999", "003"]).is_empty());
    }
}
