use app::AppError;
use askama::Template;
use civil::AgreementUuid;
use extract::ClearField;
use sandbox::{DeliveredFile, DeliveredPerson, FileContents, Sandbox, ShownRecord};

use super::refusal::{refused, sandbox};
use super::search::Search;
use super::steps::system_name;
use crate::answer::Answer;
use crate::call::Call;
use crate::frame::Frame;
use crate::page_error::PageError;
use crate::text::Text;

/// Persons on a page.
const PERSONS: usize = 10;

#[derive(Template)]
#[template(path = "tryout_file.html")]
struct FilePage {
    t: Text,
    f: Frame,
    name: String,
    system: String,
    day: String,
    persons: String,
    size: String,
    sha256: String,
    agreement: String,
    /// Why there are no records.
    nothing: Option<&'static str>,
    people: Vec<PersonView>,
    own: Vec<RecordView>,
    first: Option<String>,
    next: Option<String>,
    shown: String,
    manifest: Option<String>,
    metadata: Option<String>,
}

struct PersonView {
    /// Counted from 1.
    place: usize,
    /// `Person 3`, for a screen reader.
    label: String,
    /// With a link to what else can happen to the person.
    name: Option<(String, String)>,
    pnr: String,
    reason: String,
    records: Vec<RecordView>,
}

struct RecordView {
    title: String,
    fields: Vec<ClearField>,
    raw: String,
}

/// A file that went out: each record in clear text beside its line.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    let sandbox = sandbox(call)?;
    let (agreement, seq): (AgreementUuid, u64) = (call.part("agreement")?, call.part("seq")?);
    let from: usize = call.query.get("fra").parse().unwrap_or_default();
    let page = call.app().in_sandbox(&call.context, || {
        let found = sandbox.delivered_file(agreement, seq, from, PERSONS).map_err(refused)?;
        found.map(|file| view(call, sandbox, file, from)).transpose()
    })?;
    Answer::page(&page.ok_or(PageError::NotFound)?)
}

fn view(
    call: &Call,
    sandbox: &Sandbox,
    file: DeliveredFile,
    from: usize,
) -> Result<FilePage, AppError> {
    let t = call.text();
    let DeliveredFile { delivery, agreement, manifest, metadata, contents } = file;
    let (systems, _) = sandbox.parties().map_err(refused)?;
    let (nothing, own, people, count) = match contents {
        FileContents::NotThere => (Some(t.file_gone()), Vec::new(), Vec::new(), 0),
        FileContents::TooLarge => (Some(t.file_large()), Vec::new(), Vec::new(), 0),
        FileContents::Read { file, people, count } => {
            let empty = (count == 0).then(|| t.file_empty());
            (empty, file, people, count)
        }
    };
    let mut views = Vec::new();
    for (place, person) in people.into_iter().enumerate() {
        views.push(person_view(t, sandbox, person, from + place + 1)?);
    }
    let address = format!("/afproev/filer/{}/{}", agreement.uuid, delivery.seq);
    let end = from + views.len();
    let published = delivery.published.as_ref();
    Ok(FilePage {
        t,
        f: Frame::new(call, t.file_who()),
        system: system_name(&systems, &agreement),
        day: t.long_day(delivery.proddto),
        persons: published.map_or_else(String::new, |it| t.number(it.persons)),
        size: published.map_or_else(String::new, |it| t.size(it.size)),
        sha256: published.map_or_else(String::new, |it| it.sha256.to_string()),
        agreement: agreement.uuid.to_string(),
        name: delivery.name,
        nothing,
        shown: match views.is_empty() {
            true => String::new(),
            false => format!("{}–{end} {} {count}", from + 1, t.try_day_of()),
        },
        people: views,
        own: own.into_iter().map(|record| record_view(t, record)).collect(),
        first: (from > 0).then(|| address.clone()),
        next: (end < count).then(|| format!("{address}?fra={end}")),
        manifest,
        metadata,
    })
}

fn person_view(
    t: Text,
    sandbox: &Sandbox,
    person: DeliveredPerson,
    place: usize,
) -> Result<PersonView, AppError> {
    let known = person.index.map(|index| sandbox.person(index)).transpose().map_err(refused)?;
    let name = known.flatten().map(|one| {
        let address = format!("{}#ske", Search::default().address(None, Some(one.index)));
        (one.name, address)
    });
    Ok(PersonView {
        place,
        label: format!("{} {place}", t.file_person()),
        name,
        pnr: person.pnr.reveal().to_string(),
        reason: person.reason.map(|reason| t.chosen_because(reason)).unwrap_or_default(),
        records: person.records.into_iter().map(|record| record_view(t, record)).collect(),
    })
}

fn record_view(t: Text, ShownRecord { raw, clear }: ShownRecord) -> RecordView {
    let title = match (clear.kind, clear.kind.and_then(extract::RecordType::title)) {
        (Some(kind), Some(title)) if t.is_danish() => format!("{kind} {}", title.danish()),
        (Some(kind), Some(title)) => format!("{kind} {}", title.english()),
        _ => clear.title(),
    };
    RecordView { title, fields: clear.fields, raw }
}
