use std::collections::BTreeSet;

use civil::Road;
use jiff::Timestamp;
use jiff::civil::Date;

use super::agreement::Agreement;
use super::filter_edit::Successor;
use super::ids::RunId;
use super::person::PersonUpdate;
use super::system::System;

/// A run to be applied.
pub struct Apply<'a> {
    /// The run.
    pub run: RunId,
    /// The PRODDTO of the extract that must be the last one applied; `None` when none may be.
    pub last: Option<Date>,
    /// The changed persons.
    pub persons: Vec<PersonUpdate<'a>>,
    /// The roads that their addresses name.
    pub roads: BTreeSet<Road>,
    /// The day on which agreements must be in force to get a delivery: PRODDTO, whatever the clock
    /// says.
    pub day: Date,
    /// Now.
    pub at: Timestamp,
    /// The name of a delivery's data file, before a number makes it unique.
    pub name: &'a dyn Fn(&Agreement, &System) -> String,
    /// `Sender` in the `.metadata` files.
    pub sender: &'a str,
    /// Reads the number that replaced a person's from the person's records in the replica.
    pub successor: Successor<'a>,
}
