//! A population, as a reader of its extracts sees it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod checked;
mod coverage;
mod files;
mod layouts;
mod replica;
mod slow;
mod statistics;

use std::convert::Infallible;

use extract::Form;
use jiff::civil::Date;
use synth::{Plan, Population};

fn denmark(seed: u64, persons: u64) -> Population {
    Population::new(Plan::new(seed, persons)).unwrap()
}

/// A population with so many events that a few hundred persons are enough.
fn lively(seed: u64, persons: u64) -> Population {
    Population::new(Plan { pace: 3000, ..Plan::new(seed, persons) }).unwrap()
}

fn everyone(denmark: &Population, day: Date, form: Form) -> Vec<u8> {
    let mut file = Vec::new();
    let put = |bytes: &[u8], _| {
        file.extend_from_slice(bytes);
        Ok::<(), Infallible>(())
    };
    let Ok(()) = denmark.everyone(day, form, put);
    file
}

/// Working days after the first.
fn days(denmark: &Population) -> impl Iterator<Item = Date> + use<> {
    let first = clock::working_day_after(denmark.plan().first_day);
    std::iter::successors(Some(first), |day| Some(clock::working_day_after(*day)))
}
