//! Checks the relations between persons of one file.

mod claim;
mod index;

use std::collections::HashMap;

use civil::{Pnr, Status};
use extract::{ExtractScan, Person, RecordType};

use crate::fields::known::PNRGAELD;
use crate::finding::{Finding, Place};
use crate::finding_kind::FindingKind;
use crate::findings::Findings;
use crate::scope::Scope;

use claim::{Relation, RelationClaim};
use index::RelationIndex;

/// How often a number can be replaced by another that is replaced in its turn. Circular replacements have no valid
/// number.
const REPLACED: usize = 8;

/// The relations of a file, collected while it is read.
#[derive(Debug, Default)]
pub(crate) struct Relations {
    claims: Vec<RelationClaim>,
    answers: RelationIndex,
    /// From a former number to the next, by `001` and by `022`.
    successors: HashMap<Pnr, Pnr>,
}

impl Relations {
    /// Takes in one of a person's records.
    pub(crate) fn take(&mut self, person: &Person, kind: RecordType, text: &[u8], place: Place) {
        if kind == RecordType::PERSON {
            self.take_successor(person, place);
            return;
        }
        let pnr = person.pnr();
        for (field, relation) in claim::fields(kind, text) {
            let other = Pnr::from_register(field.of(text)).filter(|other| other.to_integer() > 0);
            let Some(other) = other else { continue };
            // Records of a number that is not valid any more are not updated.
            let is_kept_up = person.status().is_none_or(|status| !is_gone(status));
            if relation == Relation::Former {
                if is_kept_up {
                    self.successors.entry(other).or_insert(pnr);
                }
                continue;
            }
            self.answers.add(pnr, other, relation);
            if is_kept_up && relation != Relation::EarlierSpouse {
                let field = field.name();
                self.claims.push(RelationClaim { person: pnr, other, relation, field, place });
            }
        }
    }

    /// Reports relations that do not match, when all records were seen.
    pub(crate) fn finish(mut self, survey: &ExtractScan, scope: Scope, findings: &mut Findings) {
        let mut successors = std::mem::take(&mut self.successors);
        // A change that was undone: the former number is valid again (P42, P43).
        successors.retain(|&former, _| {
            survey.person(former).and_then(Person::status).is_none_or(is_gone)
        });
        let valid = |pnr| last_of(&successors, pnr);
        self.answers.settle(valid);
        for claim in &self.claims {
            let valid_other = valid(claim.other);
            let is_here =
                survey.person(claim.other).is_some() || survey.person(valid_other).is_some();
            let fault = match claim.relation {
                _ if valid_other == valid(claim.person)
                    && claim.relation != Relation::Successor =>
                {
                    Some(FindingKind::Oneself)
                }
                Relation::Successor if is_here => None,
                _ if !is_here && scope == Scope::WholeRegister => Some(FindingKind::Nobody),
                Relation::Successor => Some(FindingKind::SuccessorAbsent),
                _ if !is_here => None,
                _ if valid_other != claim.other => Some(FindingKind::Outdated),
                _ if is_absent(survey, valid_other) => None,
                _ => self.answers.missing(valid(claim.person), valid_other, claim.relation),
            };
            if let Some(fault) = fault {
                let finding = Finding::at(claim.place, fault).field(claim.field);
                findings.add(finding.about(Some(claim.person)).and(claim.other));
            }
        }
    }

    fn take_successor(&mut self, person: &Person, place: Place) {
        let Some(successor) = person.successor().filter(|&successor| successor != person.pnr())
        else {
            return;
        };
        self.successors.insert(person.pnr(), successor);
        // CPR sends the new number's records too when a number is changed, but not when it was a duplicate.
        if person.status() == Some(Status::CHANGED) {
            self.claims.push(RelationClaim {
                person: person.pnr(),
                other: successor,
                relation: Relation::Successor,
                field: PNRGAELD.name(),
                place,
            });
        }
    }
}

fn last_of(successors: &HashMap<Pnr, Pnr>, pnr: Pnr) -> Pnr {
    (0..REPLACED)
        .try_fold(pnr, |pnr, _| successors.get(&pnr).copied().ok_or(pnr))
        .unwrap_or_else(|last| last)
}

/// A number that is annulled or replaced: its relations are not updated.
fn is_gone(status: Status) -> bool {
    status.is_replaced() || status == Status::ANNULLED
}

fn is_absent(survey: &ExtractScan, pnr: Pnr) -> bool {
    survey.person(pnr).and_then(Person::status).is_some_and(is_gone)
}
