//! The list of metrics is a promise to whoever watches: a change of it shows as one of `metrics.txt`.

use health::Snapshot;

use crate::site::Site;

/// What is another number each time.
const VARIES: [&str; 3] = [
    "cprabo_disk_free_bytes{",
    "cprabo_worker_heartbeat_age_seconds{",
    "cprabo_log_lines_lost_total ",
];

fn lines(text: &str) -> Vec<String> {
    // Families come in the order in which they are registered, their members in any.
    let mut lines: Vec<String> = text.lines().map(without_what_varies).collect();
    lines.sort();
    lines
}

fn without_what_varies(line: &str) -> String {
    match line.rsplit_once(' ') {
        Some((name, _)) if VARIES.iter().any(|varies| line.starts_with(varies)) => {
            format!("{name} N")
        }
        _ => line.to_owned(),
    }
}

#[test]
fn metrics_of_a_new_installation_are_these() {
    let mut site = Site::serving();
    site.process().workers.add("inbox-watcher");
    let snapshot = Snapshot::take(&site.sources);
    let told = snapshot.metrics();
    assert_eq!(lines(told), lines(include_str!("metrics.txt")), "{told}");
}
