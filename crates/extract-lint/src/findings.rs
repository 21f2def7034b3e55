use std::collections::HashSet;

use extract::{RecordType, Severity};

use crate::finding::Finding;

/// All findings: the first [`Findings::KEPT`] in full, the first of each kind wherever it occurs, and a count of the
/// rest.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    kept: Vec<Finding>,
    kinds: HashSet<Kind>,
    errors: u64,
    warnings: u64,
}

/// The same finding in the same field.
type Kind = (&'static str, Option<RecordType>, Option<&'static str>);

impl Findings {
    /// How many are kept in full; a file of garbage has one for each line.
    pub const KEPT: usize = 1000;

    /// Those kept in full, in the order of the files.
    pub fn kept(&self) -> &[Finding] {
        &self.kept
    }

    /// How many errors there are in all.
    pub const fn errors(&self) -> u64 {
        self.errors
    }

    /// How many warnings there are in all.
    pub const fn warnings(&self) -> u64 {
        self.warnings
    }

    /// How many are only counted.
    pub const fn not_kept(&self) -> u64 {
        (self.errors + self.warnings).saturating_sub(self.kept.len() as u64)
    }

    pub(crate) fn add(&mut self, finding: Finding) {
        match finding.severity() {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
        }
        let kind = (finding.fault().as_str(), finding.record(), finding.field_name());
        if self.kinds.insert(kind) || self.kept.len() < Self::KEPT {
            self.kept.push(finding);
        }
    }

    pub(crate) fn sort(&mut self) {
        self.kept.sort_by_key(|finding| (finding.file(), finding.offset()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Place;
    use crate::finding_kind::FindingKind;

    fn finding(fault: FindingKind, line: u32) -> Finding {
        Finding::at(Place { file: 0, line, offset: line as usize, record: None }, fault)
    }

    #[test]
    fn keeps_the_first_thousand_and_the_first_of_each_kind() {
        let mut findings = Findings::default();
        let many = u32::try_from(Findings::KEPT).unwrap();
        for line in 0..=many {
            findings.add(finding(FindingKind::BadDate, line));
        }
        assert_eq!((findings.kept().len(), findings.not_kept()), (Findings::KEPT, 1));
        for line in [many + 1, many + 2] {
            findings.add(finding(FindingKind::Scattered, line));
            findings.add(finding(FindingKind::BadDate, line).field("FOED_DT"));
        }
        let late: Vec<u32> = findings.kept()[Findings::KEPT..].iter().map(Finding::line).collect();
        assert_eq!(late, [many + 1, many + 1]);
        assert_eq!((findings.errors(), findings.warnings()), (u64::from(many) + 3, 2));
        assert_eq!(findings.not_kept(), 3);
    }

    #[test]
    fn stands_in_the_order_of_the_file() {
        let mut findings = Findings::default();
        for line in [7, 3, 5] {
            findings.add(finding(FindingKind::BadDate, line));
        }
        findings.sort();
        let lines: Vec<u32> = findings.kept().iter().map(Finding::line).collect();
        assert_eq!(lines, [3, 5, 7]);
    }
}
