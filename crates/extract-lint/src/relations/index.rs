use civil::Pnr;

use super::claim::Relation;
use crate::finding_kind::FindingKind;

/// All claims, indexed for look-ups.
#[derive(Debug, Default)]
pub(super) struct RelationIndex(Vec<(Pnr, Pnr, Relation)>);

impl RelationIndex {
    pub(super) fn add(&mut self, person: Pnr, other: Pnr, relation: Relation) {
        if relation != Relation::Custodian {
            self.0.push((person, other, relation));
        }
    }

    /// Replaces every number by the valid one, and sorts for look-ups.
    pub(super) fn settle(&mut self, valid: impl Fn(Pnr) -> Pnr) {
        for (person, other, _) in &mut self.0 {
            (*person, *other) = (valid(*person), valid(*other));
        }
        self.0.sort_unstable();
    }

    /// The finding when the other person does not have the answering relation.
    ///
    /// Both are as at the end of the day. So two who are married name each other; one who was married may have married
    /// again.
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
