//! Monitoring depends on the list of metrics: a change of it shows in the snapshot.

use health::Snapshot;
use insta::assert_snapshot;

use crate::site::Site;

/// Metrics whose value differs each time.
const VARIES: [&str; 3] = [
    "cprabo_disk_free_bytes{",
    "cprabo_worker_heartbeat_age_seconds{",
    "cprabo_log_lines_lost_total ",
];

/// Families come in the order of registration, their members in any order.
fn sorted(text: &str) -> String {
    let mut families: Vec<Vec<String>> = Vec::new();
    for line in text.lines().map(without_what_varies) {
        match families.last_mut() {
            Some(family) if !line.starts_with("# HELP") && line != "# EOF" => family.push(line),
            _ => families.push(vec![line]),
        }
    }
    for family in &mut families {
        let members = family.iter().position(|line| !line.starts_with('#')).unwrap_or(family.len());
        family[members..].sort();
    }
    families.concat().join("\n")
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
    assert_snapshot!("metrics", sorted(snapshot.metrics()));
}
