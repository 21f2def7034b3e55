use anyhow::Result;
use app::LookedUp;
use lookup::PersonRecords;

use super::address::add_addresses;
use super::family::add_family;
use super::history::add_history;
use super::identity::{add_facts, add_heading};
use super::other_records::add_other;
use super::page::Page;
use super::relative::relatives;
use crate::output::line;
use reports::{Language, Words};

const AS_OF: Words = Words::new("As of", "Pr.");

/// Prints a person for people.
pub(super) fn print(found: &LookedUp, language: Language) -> Result<()> {
    line(&text(found, language))
}

fn text(found: &LookedUp, language: Language) -> String {
    let person = PersonRecords::new(found.person.pnr, &found.person.records);
    let held = found.others.iter();
    let held: Vec<_> = held.map(|other| PersonRecords::new(other.pnr, &other.records)).collect();
    let mut page = Page::new(language);
    add_heading(&person, found.as_of, &mut page);
    page.remark(&format!("{} {}", AS_OF.of(language), found.as_of));
    add_facts(&person, &mut page);
    add_addresses(&person, &mut page);
    add_family(&person, &relatives(&person, &held), &mut page);
    add_history(&person, &mut page);
    add_other(found, &person, &mut page);
    page.text()
}

#[cfg(test)]
mod tests;
