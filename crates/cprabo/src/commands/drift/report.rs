use anyhow::Result;
use civil::Pnr;
use disclosure::Drift;
use jiff::civil::Date;
use serde::Serialize;

use crate::output::{self, FAINT, GOOD, HINT, line, styled};

/// The output of `drift --json`; the numbers only when requested.
#[derive(Serialize)]
struct Answer {
    as_of: Date,
    held: u64,
    chosen: u64,
    missing: usize,
    surplus: usize,
    replaced: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    persons: Option<Persons>,
}

#[derive(Serialize)]
struct Persons {
    missing: Vec<String>,
    surplus: Vec<String>,
    replaced: Vec<Replaced>,
}

#[derive(Serialize)]
struct Replaced {
    pnr: String,
    by: String,
}

pub(super) fn print(drift: &Drift, show_persons: bool, json: bool) -> Result<()> {
    if json {
        return output::json(&answer(drift, show_persons));
    }
    let Drift { as_of, held, chosen, missing, surplus, replaced, .. } = drift;
    let text = format!("as of PRODDTO {as_of}: {held} held, {chosen} chosen by the filters");
    line(&styled(FAINT, &text))?;
    if drift.is_none() {
        return line(&styled(GOOD, "the system holds exactly the right persons"));
    }
    let alone = |pnrs: &[Pnr]| pnrs.iter().map(|pnr| reveal(*pnr)).collect::<Vec<_>>();
    let pair = |(old, valid): &(Pnr, Pnr)| format!("{} is now {}", reveal(*old), reveal(*valid));
    let replaced: Vec<String> = replaced.iter().map(pair).collect();
    for (what, why, persons) in [
        ("missing", "chosen, and not held", alone(missing)),
        ("surplus", "held, and not chosen: there is no need for them any more", alone(surplus)),
        ("replaced", "held under a number that is not valid any more", replaced),
    ] {
        let count = format!("{:<9} {}", what, persons.len());
        let count = if persons.is_empty() { count } else { styled(HINT, &count) };
        line(&format!("{count}  {}", styled(FAINT, why)))?;
        let shown = persons.iter().filter(|_| show_persons);
        shown.into_iter().try_for_each(|person| line(&format!("  {person}")))?;
    }
    Ok(())
}

fn answer(drift: &Drift, show_persons: bool) -> Answer {
    let numbers = |pnrs: &[Pnr]| pnrs.iter().map(|pnr| reveal(*pnr)).collect();
    let replaced = |(old, valid): &(Pnr, Pnr)| Replaced { pnr: reveal(*old), by: reveal(*valid) };
    Answer {
        as_of: drift.as_of,
        held: drift.held,
        chosen: drift.chosen,
        missing: drift.missing.len(),
        surplus: drift.surplus.len(),
        replaced: drift.replaced.len(),
        persons: show_persons.then(|| Persons {
            missing: numbers(&drift.missing),
            surplus: numbers(&drift.surplus),
            replaced: drift.replaced.iter().map(replaced).collect(),
        }),
    }
}

fn reveal(pnr: Pnr) -> String {
    pnr.reveal().to_string()
}
