//! The list of metrics is a promise to whoever watches: a change of it shows as one of `metrics.txt`.
#![allow(clippy::unwrap_used, reason = "tests")]

use health::{Alarms, metrics};
use jiff::Timestamp;
use store::Store;

#[test]
fn the_metrics_of_a_new_installation_are_these() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(&folder.path().join("cprabo.db")).unwrap();
    let now = Timestamp::from_second(1_767_600_000).unwrap();
    let lines = |text: &str| -> Vec<String> {
        // Families come in the order in which they are registered, their members in any.
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let told = metrics(&store, &Alarms::default(), now).unwrap();
    assert_eq!(lines(&told), lines(include_str!("metrics.txt")), "{told}");
}
