use anyhow::Result;
use app::LookedUp;
use extract::RecordFields;
use jiff::civil::Date;
use lookup::PersonRecords;
use serde::Serialize;

use super::relative::{self, relatives};
use crate::output;

/// The output of `person --json`.
#[derive(Serialize)]
struct Answer<'a> {
    pnr: String,
    /// PRODDTO of the last extract that the replica has.
    as_of: Date,
    /// In rising order of type.
    records: Vec<RecordFields<'a>>,
    family: Vec<Relative>,
}

#[derive(Serialize)]
struct Relative {
    role: &'static str,
    pnr: Option<String>,
    name: Option<String>,
    born: Option<String>,
    /// Whether the replica has the person.
    held: bool,
    /// Whether name and address are protected; of those who are held.
    protected: bool,
    dead: bool,
}

pub(super) fn print(found: &LookedUp) -> Result<()> {
    let person = PersonRecords::new(found.person.pnr, &found.person.records);
    let held = found.others.iter();
    let held: Vec<_> = held.map(|other| PersonRecords::new(other.pnr, &other.records)).collect();
    let mut records = found.addresses.given(&person);
    // The addresses for letters stand at the end of an extract.
    records.sort_by_key(|record| RecordFields::kind(record));
    let fields = |record| {
        let layout = RecordFields::kind(record).and_then(|kind| found.layouts.of(kind));
        RecordFields::new(layout, record)
    };
    output::json(&Answer {
        pnr: found.person.pnr.reveal().to_string(),
        as_of: found.as_of,
        records: records.into_iter().map(fields).collect(),
        family: relatives(&person, &held).into_iter().map(relative).collect(),
    })
}

fn relative(relative: relative::Relative) -> Relative {
    Relative {
        role: relative.role.as_str(),
        pnr: relative.pnr.map(|pnr| pnr.reveal().to_string()),
        name: relative.name,
        born: relative.born,
        held: relative.is_held,
        protected: relative.is_protected,
        dead: relative.is_dead,
    }
}
