//! The figures are plausible for Denmark.

use extract::{Extract, Form};
use synth::{Census, Plan, facts};

use crate::*;

/// Some 13,000 residents and a year of their days.
fn census() -> Census {
    let denmark = denmark(11, 20_000);
    let file = everyone(&denmark, Plan::FIRST_DAY, Form::TRIMMED_LF);
    let mut census = Census::of(&Extract::parse(&file).unwrap(), &file);
    days(&denmark).take(250).for_each(|day| census.add_day(&denmark.day(day, Form::TRIMMED_LF)));
    census
}

#[track_caller]
fn near(what: &str, ours: f64, theirs: f64, bound: f64) {
    assert!((ours - theirs).abs() <= bound, "{what}: {ours:.2} %, in Denmark {theirs:.2} %");
}

#[test]
fn ages_households_municipalities_and_a_years_events_are_denmarks() {
    let census = census();
    for (from, to, theirs) in facts::AGES {
        near(&format!("aged {from} to {to}"), census.aged(from, to), theirs, 2.2);
    }
    let [women, men] = census.women_and_men_aged(0, 120);
    near("women", women, 50.3, 2.0);
    near("men", men, 49.7, 2.0);
    for (size, theirs) in facts::HOUSEHOLDS.into_iter().enumerate() {
        near(&format!("households of {}", size + 1), census.households()[size], theirs, 3.0);
    }
    for (code, theirs) in facts::municipalities() {
        near(&format!("living in {code}"), census.living_in(code), theirs, 0.3 + theirs * 0.25);
    }
    let [moves, births, deaths] = census.yearly();
    near("moving", moves, facts::YEARLY[0], 2.0);
    near("births", births, facts::YEARLY[1], 0.2);
    near("deaths", deaths, facts::YEARLY[2], 0.2);
}
