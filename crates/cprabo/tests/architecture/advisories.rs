//! Cargo.lock against the dated copy of RustSec's advisories. The network is not asked: `./test
//! advisories` does that.

use std::collections::BTreeSet;

use semver::{Version, VersionReq};
use toml::Table;

use crate::root;

fn read(file: &str) -> Table {
    std::fs::read_to_string(root().join(file)).unwrap().parse().unwrap()
}

fn tables<'a>(of: &'a Table, name: &str) -> impl Iterator<Item = &'a Table> {
    of[name].as_array().unwrap().iter().map(|one| one.as_table().unwrap())
}

fn texts(of: &Table, name: &str) -> Vec<String> {
    let list = of.get(name).and_then(toml::Value::as_array);
    list.into_iter().flatten().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// Whether a version is one of those that an advisory does not concern.
fn is_clean(advisory: &Table, version: &Version) -> bool {
    let clean = [texts(advisory, "patched"), texts(advisory, "unaffected")].concat();
    clean.iter().any(|versions| versions.parse::<VersionReq>().unwrap().matches(version))
}

fn ignored() -> BTreeSet<String> {
    let deny = read("deny.toml");
    tables(deny["advisories"].as_table().unwrap(), "ignore")
        .map(|one| one["id"].as_str().unwrap().to_owned())
        .collect()
}

/// The advisories that concern a locked version, as `id crate version`.
fn concerned(lock: &Table, advisories: &Table) -> Vec<String> {
    let mut found = Vec::new();
    for advisory in tables(advisories, "advisory") {
        let (id, name) = (advisory["id"].as_str().unwrap(), advisory["crate"].as_str().unwrap());
        for package in tables(lock, "package").filter(|one| one["name"].as_str() == Some(name)) {
            let version = package["version"].as_str().unwrap();
            if !is_clean(advisory, &version.parse().unwrap()) {
                found.push(format!("{id} {name} {version}"));
            }
        }
    }
    found
}

#[test]
fn locked_crates_have_no_advisory_but_the_ignored() {
    let advisories = read("advisories.toml");
    let ignored = ignored();
    let mut found = concerned(&read("Cargo.lock"), &advisories);
    let is_ignored = |one: &String| one.split(' ').next().is_some_and(|id| ignored.contains(id));
    assert!(found.iter().any(is_ignored), "an ignored advisory concerns us no more: {ignored:?}");
    found.retain(|one| !is_ignored(one));
    assert!(found.is_empty(), "as of {}: {found:#?}", advisories["date"]);
}

#[test]
fn version_that_an_advisory_concerns_is_found() {
    let lock = |version: &str| -> Table {
        format!("[[package]]\nname = \"rand\"\nversion = \"{version}\"").parse().unwrap()
    };
    let found = |version| concerned(&lock(version), &read("advisories.toml"));
    for clean in ["0.10.1", "0.9.3", "0.6.5", "0.11.0"] {
        assert!(found(clean).is_empty(), "{clean}");
    }
    for concerned in ["0.10.0", "0.9.2", "0.7.0"] {
        assert_eq!(found(concerned), [format!("RUSTSEC-2026-0097 rand {concerned}")]);
    }
}
