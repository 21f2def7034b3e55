use civil::Pnr;
use extract::Field;
use filters::MatchFacts;
use jiff::civil::Date;
use store::{Change, IndexRow};

/// The facts about a changed person that filters look at. Ages are those on `proddto`, the extract's day
/// (`filters.md`).
pub fn facts(change: &Change, proddto: Date) -> MatchFacts<'_> {
    MatchFacts {
        pnr: change.pnr,
        age: change.born.and_then(|born| born.age_on(proddto)),
        lives_in: change.lives_in,
        lived_in: change.lived_in,
        events: &change.events,
    }
}

/// The facts about a person of the replica, with the age on `day`. Nobody has moved, and nothing has happened: filters on
/// events choose nobody, as with a load (`filters.md`).
pub fn facts_now(row: &IndexRow, day: Date) -> MatchFacts<'static> {
    MatchFacts {
        pnr: row.pnr,
        age: row.born.and_then(|born| born.age_on(day)),
        lives_in: row.lives_in,
        lived_in: None,
        events: &[],
    }
}

/// U12170 `001.PNRGAELD`: the valid number that replaces the person's.
const PNRGAELD: Field = Field::named(1, "PNRGAELD");

/// The number that replaced a person's, from the person's records. Only meaningful for a person whose status is 50 or
/// 60.
pub fn successor(records: &[u8]) -> Option<Pnr> {
    let mut lines = records.split(|&byte| byte == b'\n');
    let line = lines.find(|line| line.starts_with(b"001"))?;
    Pnr::from_register(PNRGAELD.of(line)).filter(|number| number.to_integer() > 0)
}
