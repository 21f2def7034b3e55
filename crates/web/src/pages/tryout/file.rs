use app::AppError;
use askama::Template;
use civil::AgreementUuid;
use extract::{ClearField, RecordType};
use sandbox::{DeliveredFile, DeliveredPerson, FileContents, Sandbox, ShownRecord, WhoIsShown};
use store::Delivery;
use synth::InhabitantIndex;

use super::refusal::{refused, sandbox};
use super::search::Search;
use super::steps::system_name;
use crate::answer::Answer;
use crate::call::Call;
use crate::frame::Frame;
use crate::page_error::PageError;
use crate::table::{Cell, Column, Table};
use crate::text::Text;

/// Persons on a page.
const PERSONS: usize = 50;

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
    people: Option<Table>,
    first: Option<String>,
    next: Option<String>,
    /// `1–50 of 312`.
    part: String,
    shown: Option<ShownPerson>,
    own: Vec<RecordView>,
    manifest: Option<String>,
    metadata: Option<String>,
}

/// The person whose records stand here.
struct ShownPerson {
    name: String,
    pnr: String,
    reason: String,
    /// What else can happen to the person.
    address: Option<String>,
    records: Vec<RecordView>,
}

struct RecordView {
    title: String,
    fields: Vec<ClearField>,
    raw: String,
}

/// A file that went out: who is in it, and one person's records in clear text beside their lines.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    let sandbox = sandbox(call)?;
    let (agreement, seq): (AgreementUuid, u64) = (call.part("agreement")?, call.part("seq")?);
    let place: usize = call.query.get("plads").parse().unwrap_or_default();
    let person = call.query.get("person").parse().ok().map(InhabitantIndex::from_number);
    let who = person.map_or(WhoIsShown::Place(place), WhoIsShown::Inhabitant);
    let from = place / PERSONS * PERSONS;
    let page = call.app().in_sandbox(&call.context, || {
        let found =
            sandbox.delivered_file(agreement, seq, who, (from, PERSONS)).map_err(refused)?;
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
    let address = format!("/afproev/filer/{}/{}", agreement.uuid, delivery.seq);
    let published = delivery.published.as_ref();
    let page = FilePage {
        t,
        f: Frame::new(call, t.file_who()),
        system: system_name(&systems, &agreement),
        day: t.long_day(delivery.proddto),
        persons: published.map_or_else(String::new, |it| t.number(it.persons)),
        size: published.map_or_else(String::new, |it| t.size(it.size)),
        sha256: published.map_or_else(String::new, |it| it.sha256.to_string()),
        agreement: agreement.uuid.to_string(),
        name: delivery.name.clone(),
        nothing: None,
        people: None,
        first: None,
        next: None,
        part: String::new(),
        shown: None,
        own: Vec::new(),
        manifest,
        metadata,
    };
    match contents {
        FileContents::NotThere => Ok(FilePage { nothing: Some(t.file_gone()), ..page }),
        FileContents::TooLarge => Ok(FilePage { nothing: Some(t.file_large()), ..page }),
        FileContents::Read { file, people, count, shown } => {
            let named = names(sandbox, people)?;
            let end = from + named.len();
            let at = |place: usize| format!("{address}?plads={place}");
            let shown = match shown {
                Some((person, records)) => {
                    let named = names(sandbox, vec![person])?;
                    named.into_iter().next().map(|one| shown_person(t, one, &delivery, records))
                }
                None => None,
            };
            Ok(FilePage {
                nothing: (count == 0).then(|| t.file_empty()),
                first: (from > 0).then(|| address.clone()),
                next: (end < count).then(|| at(end)),
                part: match named.is_empty() {
                    true => String::new(),
                    false => format!("{}–{end} {} {count}", from + 1, t.try_day_of()),
                },
                people: (!named.is_empty()).then(|| table(t, &named, from, &at)),
                shown,
                own: file.into_iter().map(|record| record_view(t, record)).collect(),
                ..page
            })
        }
    }
}

/// The persons with their names, as they are today.
fn names(
    sandbox: &Sandbox,
    people: Vec<DeliveredPerson>,
) -> Result<Vec<(DeliveredPerson, Option<String>)>, AppError> {
    let mut named = Vec::new();
    for person in people {
        let known = person.index.map(|index| sandbox.person(index)).transpose().map_err(refused)?;
        named.push((person, known.flatten().map(|one| one.name)));
    }
    Ok(named)
}

fn table(
    t: Text,
    named: &[(DeliveredPerson, Option<String>)],
    from: usize,
    at: &dyn Fn(usize) -> String,
) -> Table {
    let row = |(place, (person, name)): (usize, &(DeliveredPerson, Option<String>))| {
        let place = from + place;
        let name = name.clone().unwrap_or_else(|| format!("{} {}", t.file_person(), place + 1));
        vec![
            Cell::Link(format!("{}#records", at(place)), name),
            Cell::Code(person.pnr.reveal().to_string()),
            Cell::Text(person.reason.map(|reason| t.chosen_because(reason)).unwrap_or_default()),
        ]
    };
    Table {
        t,
        label: t.file_people().to_owned(),
        columns: vec![
            Column::text(t.try_name()),
            Column::text(t.try_number()),
            Column::text(t.file_chosen()),
        ],
        rows: named.iter().enumerate().map(row).collect(),
        pages: None,
    }
}

fn shown_person(
    t: Text,
    (person, name): (DeliveredPerson, Option<String>),
    delivery: &Delivery,
    records: Vec<ShownRecord>,
) -> ShownPerson {
    let address = |index| format!("{}#ske", Search::default().address(None, Some(index)));
    let reason =
        |reason| format!("{} {}.", t.chosen_for(delivery.proddto), t.chosen_because(reason));
    ShownPerson {
        name: name.unwrap_or_else(|| t.file_person().to_owned()),
        pnr: person.pnr.reveal().to_string(),
        reason: person.reason.map(reason).unwrap_or_default(),
        address: person.index.map(address),
        records: records.into_iter().map(|record| record_view(t, record)).collect(),
    }
}

fn record_view(t: Text, ShownRecord { raw, clear }: ShownRecord) -> RecordView {
    let title = match (clear.kind, clear.kind.and_then(RecordType::title)) {
        (Some(kind), Some(title)) if t.is_danish() => format!("{kind} {}", title.danish()),
        (Some(kind), Some(title)) => format!("{kind} {}", title.english()),
        _ => clear.title(),
    };
    RecordView { title, fields: clear.fields, raw }
}
