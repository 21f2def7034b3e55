use filters::MatchFacts;
use jiff::civil::Date;
use store::Change;

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
