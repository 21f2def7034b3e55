use super::record_type::RecordType;

/// A set of record types.
#[derive(Debug, Clone, Default)]
pub struct RecordTypes([u64; 16]);

impl RecordTypes {
    /// Adds a type; `false` when it was there.
    pub fn insert(&mut self, kind: RecordType) -> bool {
        let number = usize::from(kind.to_integer());
        let (word, bit) = (&mut self.0[number / 64], 1 << (number % 64));
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_new_once() {
        let mut kinds = RecordTypes::default();
        for kind in [RecordType::START, RecordType::EVENT, RecordType::END] {
            assert!(kinds.insert(kind));
            assert!(!kinds.insert(kind));
        }
    }
}
