//! Names of added fields are kept as long as the process: a process of its own finds their limit.
#![allow(clippy::unwrap_used, reason = "tests")]

use extract::{Addition, AdditionProblem};

/// The limit: names that are not those of U12170-P.
const MOST_NAMES: usize = 10_000;

fn file(names: std::ops::Range<usize>) -> String {
    let rows = names.map(|name| format!("031,1,1,A,NAME_{name},\n"));
    format!("{}\n{}", Addition::HEADER, rows.collect::<String>())
}

#[test]
fn names_of_added_fields_are_kept_up_to_their_limit() {
    let take = |names| Addition::parse("2027-03-01.csv", &file(names));
    for first in (0..MOST_NAMES).step_by(1000) {
        take(first..first + 1000).unwrap();
    }
    // Those that are kept can be used again.
    take(0..1000).unwrap();
    let error = take(MOST_NAMES..MOST_NAMES + 1).unwrap_err();
    assert_eq!(error.problem(), AdditionProblem::TooManyNames);
    assert_eq!(error.to_string(), "2027-03-01.csv, line 2: more than 10000 names of fields");
}
