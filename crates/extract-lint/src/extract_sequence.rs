use civil::OpgaveNr;
use extract::Header;
use jiff::civil::Date;

use crate::finding::{Finding, Place};
use crate::finding_kind::FindingKind;

/// Several files in their order: PRODDTOFORRIG of each is the PRODDTO of the one before.
#[derive(Debug, Default)]
pub(crate) struct ExtractSequence(Vec<SequencePart>);

/// A file as a part of its task's sequence. Each task has a sequence of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SequencePart {
    opgavenr: OpgaveNr,
    proddto: Date,
    file: u32,
    proddtoforrig: Option<Date>,
}

impl SequencePart {
    pub(crate) fn new(file: u32, header: &Header) -> Self {
        Self {
            opgavenr: header.opgavenr(),
            proddto: header.proddto(),
            file,
            proddtoforrig: header.proddtoforrig(),
        }
    }

    /// The error of a file that is wrong in any sequence.
    pub(crate) fn own_fault(&self) -> Option<Finding> {
        let is_earlier = self.proddtoforrig.is_none_or(|before| before < self.proddto);
        (!is_earlier).then(|| self.fault(FindingKind::NotEarlier, "PRODDTOFORRIG"))
    }

    /// The error of this file after another.
    fn follows(&self, before: &Self) -> Option<Finding> {
        if self.opgavenr != before.opgavenr || self.proddtoforrig == Some(before.proddto) {
            None
        } else if self.proddto == before.proddto {
            Some(self.fault(FindingKind::SameDay, "PRODDTO"))
        } else {
            Some(self.fault(FindingKind::Gap, "PRODDTOFORRIG"))
        }
    }

    fn fault(&self, fault: FindingKind, field: &'static str) -> Finding {
        Finding::at(Place::start(self.file), fault).field(field)
    }
}

impl ExtractSequence {
    pub(crate) fn add(&mut self, link: SequencePart) {
        self.0.push(link);
    }

    /// The files that do not follow the one before them by date, in whatever order they were given.
    pub(crate) fn finish(&mut self) -> Vec<Finding> {
        self.0.sort_unstable();
        self.0.windows(2).filter_map(|pair| pair[1].follows(&pair[0])).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(file: u32, opgavenr: &str, day: i8, before: i8) -> SequencePart {
        let date = |day| jiff::civil::date(2026, 1, day);
        SequencePart {
            opgavenr: opgavenr.parse().unwrap(),
            proddto: date(day),
            file,
            proddtoforrig: (before > 0).then(|| date(before)),
        }
    }

    fn faults(links: &[SequencePart]) -> Vec<(usize, FindingKind)> {
        let mut chain = ExtractSequence::default();
        links.iter().for_each(|&link| chain.add(link));
        chain.finish().iter().map(|finding| (finding.file(), finding.fault())).collect()
    }

    #[test]
    fn any_order_is_sorted_out() {
        let (first, second, third) =
            (link(0, "534902", 6, 5), link(1, "534902", 5, 2), link(2, "534902", 2, 0));
        assert_eq!(faults(&[first, second, third]), []);
        assert_eq!(faults(&[first, third]), [(0, FindingKind::Gap)]);
        // A first extract after another starts a new sequence.
        assert_eq!(faults(&[third, link(3, "534902", 5, 0)]), [(3, FindingKind::Gap)]);
    }

    #[test]
    fn each_task_has_its_own() {
        let links = [link(0, "534902", 6, 5), link(1, "004711", 9, 8)];
        assert_eq!(faults(&links), []);
    }

    #[test]
    fn a_day_twice_and_a_day_before_itself() {
        let twice = [link(0, "534902", 6, 5), link(1, "534902", 6, 5)];
        assert_eq!(faults(&twice), [(1, FindingKind::SameDay)]);
        let fault = |day, before| link(0, "534902", day, before).own_fault().map(|f| f.fault());
        assert_eq!(fault(6, 6), Some(FindingKind::NotEarlier));
        assert_eq!((fault(6, 5), fault(6, 0)), (None, None));
    }
}
