use std::cmp::Ordering;

use extract::{RecordType, RecordTypes, Width};

use crate::finding_kind::FindingKind;

/// Whether a file's records are padded or cut, and whether all are the same.
#[derive(Debug, Default)]
pub(crate) struct Widths {
    /// The length of every record, in a file of records of equal length.
    equal: Option<usize>,
    first: Option<Width>,
    is_mixed: bool,
    ragged: RecordTypes,
}

impl Widths {
    /// The form of the file, from the first record that shows it: one whose content does not fill it.
    pub(crate) const fn first(&self) -> Option<Width> {
        self.first
    }

    /// Adds a record of a type with so many bytes.
    pub(crate) fn take(
        &mut self,
        kind: RecordType,
        text: &[u8],
        full: usize,
    ) -> Option<FindingKind> {
        let is_blank_at_end = text.last() == Some(&b' ');
        let width = match text.len().cmp(&full) {
            Ordering::Less if is_blank_at_end => return self.ragged(kind),
            Ordering::Less => Width::Trimmed,
            // Its content fills or exceeds it: it does not show the form.
            _ if !is_blank_at_end || !is_blank(&text[full..]) => return None,
            Ordering::Equal => Width::Padded,
            Ordering::Greater => {
                if kind == RecordType::START {
                    self.equal = Some(text.len());
                }
                if self.equal != Some(text.len()) {
                    return self.ragged(kind);
                }
                Width::Padded
            }
        };
        let is_other = *self.first.get_or_insert(width) != width;
        let is_news = is_other && !std::mem::replace(&mut self.is_mixed, true);
        is_news.then_some(FindingKind::MixedWidths)
    }

    fn ragged(&mut self, kind: RecordType) -> Option<FindingKind> {
        self.ragged.insert(kind).then_some(FindingKind::Ragged)
    }
}

fn is_blank(text: &[u8]) -> bool {
    text.iter().all(|&byte| byte == b' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The findings in records of seven bytes.
    fn faults(records: &[&str]) -> Vec<Option<FindingKind>> {
        let mut widths = Widths::default();
        let take = |record: &&str| {
            let kind = RecordType::from_register(&record.as_bytes()[..3]).unwrap();
            widths.take(kind, record.as_bytes(), 7)
        };
        records.iter().map(take).collect()
    }

    #[test]
    fn padded_or_cut_but_not_both() {
        assert_eq!(faults(&["000abcd", "001abcd", "001a   ", "002b   "]), [None; 4]);
        assert_eq!(faults(&["000abcd", "001abcd", "001a", "002"]), [None; 4]);
        // Said once.
        let mixed = faults(&["000abcd", "001a   ", "001a", "002", "001a   "]);
        assert_eq!(mixed, [None, None, Some(FindingKind::MixedWidths), None, None]);
    }

    #[test]
    fn records_of_equal_length_are_padded() {
        assert_eq!(faults(&["000abcd   ", "001a      ", "002abcd   "]), [None; 3]);
        let other = faults(&["000abcd   ", "001a        ", "001a   "]);
        assert_eq!(other, [None, Some(FindingKind::Ragged), None]);
    }

    #[test]
    fn neither_padded_nor_cut_is_reported_once_for_each_type() {
        let ragged = faults(&["001a ", "001b ", "002c ", "003d    "]);
        assert_eq!(
            ragged,
            [Some(FindingKind::Ragged), None, Some(FindingKind::Ragged), Some(FindingKind::Ragged)]
        );
    }
}
