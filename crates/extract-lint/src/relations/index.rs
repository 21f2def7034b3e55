use civil::Pnr;

use super::claim::Relation;
use crate::finding_kind::FindingKind;

/// Everything that anybody says of anybody, to be asked for.
#[derive(Debug, Default)]
pub(super) struct RelationIndex(Vec<(Pnr, Pnr, Relation)>);

impl RelationIndex {
    pub(super) fn add(&mut self, person: Pnr, other: Pnr, relation: Relation) {
        if relation != Relation::Custodian {
            self.0.push((person, other, relation));
        }
    }

    /// Reads every number as the one that is valid now, and makes ready to be asked.
    pub(super) fn settle(&mut self, valid: impl Fn(Pnr) -> Pnr) {
        for (person, other, _) in &mut self.0 {
            (*person, *other) = (valid(*person), valid(*other));
        }
        self.0.sort_unstable();
    }

    /// The fault, when the other does not say the same back.
    ///
    /// Both are as they were at the end of the day, so who is married is so to each other; who was may have
    /// married again.
    pub(super) fn missing(
        &self,
        person: Pnr,
        other: Pnr,
        relation: Relation,
    ) -> Option<FindingKind> {
        let says = |back| self.0.binary_search(&(other, person, back)).is_ok();
        let is_answered = match relation {
            Relation::Spouse => says(Relation::Spouse),
            Relation::LastSpouse => {
                says(Relation::Spouse)
                    || says(Relation::LastSpouse)
                    || says(Relation::EarlierSpouse)
            }
            Relation::Child => says(Relation::Parent),
            Relation::Parent => says(Relation::Child),
            Relation::EarlierSpouse
            | Relation::Custodian
            | Relation::Former
            | Relation::Successor => true,
        };
        (!is_answered).then_some(FindingKind::NotReturned)
    }
}
