use civil::Pnr;
use extract::{Field, RecordType};

use crate::fields::known::{
    CHILD, CIVST, CUSTODIAN, EARLIER_SPOUSE, FATHER, FORMER, GUARDIAN, MOTHER, SPOUSE,
};
use crate::finding::Place;

/// A person's record says that another person is related in this way.
#[derive(Debug, Clone, Copy)]
pub(super) struct RelationClaim {
    pub(super) person: Pnr,
    pub(super) other: Pnr,
    pub(super) relation: Relation,
    pub(super) field: &'static str,
    pub(super) place: Place,
}

/// What the other is to the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Relation {
    /// `012` with CIVST G or P: now.
    Spouse,
    /// `012` of the divorced, the widowed and the dead.
    LastSpouse,
    /// `029`: accepted only as an answer. How far back it goes is not known.
    EarlierSpouse,
    /// `014`.
    Child,
    /// `015`, mother or father: a child has two parents, of whatever sex.
    Parent,
    /// `016` and `017`: the other person's records do not answer it.
    Custodian,
    /// `022`: the person's own former number.
    Former,
    /// `001` with status 60: the number that is valid now.
    Successor,
}

/// The fields of a record that name a person, and the relation.
pub(super) fn fields(kind: RecordType, text: &[u8]) -> impl Iterator<Item = (Field, Relation)> {
    let one = |field, relation| [Some((field, relation)), None];
    let fields = match kind.to_integer() {
        12 if matches!(CIVST.of(text), b"G" | b"P") => one(SPOUSE, Relation::Spouse),
        12 => one(SPOUSE, Relation::LastSpouse),
        14 => one(CHILD, Relation::Child),
        15 => [Some((MOTHER, Relation::Parent)), Some((FATHER, Relation::Parent))],
        16 => one(CUSTODIAN, Relation::Custodian),
        17 => one(GUARDIAN, Relation::Custodian),
        22 => one(FORMER, Relation::Former),
        29 => one(EARLIER_SPOUSE, Relation::EarlierSpouse),
        _ => [None, None],
    };
    fields.into_iter().flatten()
}
