//! `./test` defines its parts; the justfile and the workflows use those and no others.

use std::collections::BTreeSet;

use crate::root;

fn read(file: &str) -> String {
    std::fs::read_to_string(root().join(file)).unwrap()
}

/// The parts and when they run, from the table in `./test`.
fn parts() -> Vec<(String, String)> {
    let text = read("test");
    let (_, table) = text.split_once("\nparts='\n").unwrap();
    let (table, _) = table.split_once("\n'\n").unwrap();
    let row = |line: &str| {
        let mut words = line.split_whitespace().map(str::to_owned);
        (words.next().unwrap(), words.next().unwrap())
    };
    table.lines().map(row).collect()
}

fn parts_that_run(when: &str) -> BTreeSet<String> {
    parts().into_iter().filter(|(_, runs)| runs == when).map(|(name, _)| name).collect()
}

/// The parts that a workflow runs: `part: [format, lint]`.
fn parts_of_workflow(file: &str) -> BTreeSet<String> {
    let text = read(file);
    let (_, list) = text.split_once("part: [").unwrap();
    let (list, _) = list.split_once(']').unwrap();
    list.split(", ").map(str::to_owned).collect()
}

#[test]
fn workflows_run_every_part_and_advisories_too() {
    for (file, when) in [("ci", "always"), ("nightly", "nightly")] {
        let mut expected = parts_that_run(when);
        expected.extend(parts_that_run("alone"));
        assert_eq!(parts_of_workflow(&format!(".github/workflows/{file}.yml")), expected, "{file}");
    }
}

#[test]
fn justfile_names_parts_that_are_there() {
    let known: BTreeSet<String> = parts().into_iter().map(|(name, _)| name).collect();
    let justfile = read("justfile");
    let called = justfile.lines().filter_map(|line| line.trim().strip_prefix("./test "));
    let called: Vec<&str> = called.filter_map(|rest| rest.split(' ').next()).collect();
    assert!(called.len() >= 9, "{called:?}");
    for part in called {
        assert!(part == "--nightly" || known.contains(part), "{part}");
    }
}
