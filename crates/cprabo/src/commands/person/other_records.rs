use app::LookedUp;
use extract::{RecordFields, RecordType};
use lookup::PersonRecords;

use super::dates::{day, joined, period};
use super::page::Page;
use reports::{Language, Words};

const HEADING: Words = Words::new("Other", "Andet");
/// Notes, and each other record with its fields by name: also of types that an addition of the layout describes.
pub(super) fn add_other(found: &LookedUp, person: &PersonRecords<'_>, page: &mut Page) {
    let language = page.language();
    page.heading(HEADING);
    page.rows(
        Words::new("note", "notat"),
        person.all("019").map(|note| {
            let days = period(day(&note, "START_DT-NOTAT"), day(&note, "SLET_DT-NOTAT"), language);
            joined([Some(note.text("NOTATLINIE")), days])
        }),
    );
    for record in found.addresses.given(person) {
        let Some(kind) = RecordFields::kind(record).filter(|kind| is_other(*kind)) else {
            continue;
        };
        let fields = RecordFields::new(found.layouts.of(kind), record).content();
        let fields = fields.map(|(name, value)| Some(format!("{name} {}", value.reveal())));
        page.labelled(&title(&kind.to_string(), language), joined(fields));
    }
}

/// Whether nothing else shows the type. Events (099) are why a record was sent, and no state.
fn is_other(kind: RecordType) -> bool {
    !matches!(kind.to_integer(), 1..=17 | 19 | 22..=30 | 99)
}

/// What a type of record is about: its number when that is not known.
pub(super) fn title(kind: &str, language: Language) -> String {
    let title = RecordType::from_register(kind.as_bytes()).and_then(RecordType::title);
    let title = title.map(|title| match language {
        Language::English => title.english(),
        Language::Danish => title.danish(),
    });
    title.unwrap_or(kind).to_owned()
}
