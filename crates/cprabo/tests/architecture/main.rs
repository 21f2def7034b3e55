//! ARCHITECTURE.md has the floor of each room; the manifests have the dependencies. They must agree.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod advisories;
mod circles;
mod codes;
mod events;
mod module;
mod names;
mod parts;
mod room;
mod sql;
mod words;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Room to floor, from the table in ARCHITECTURE.md.
fn floors() -> BTreeMap<String, u8> {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let row = |line: &str| {
        let mut cells = line.split('|').map(str::trim).skip(1);
        let floor = cells.next()?.parse().ok()?;
        Some((cells.next()?.trim_matches('`').to_owned(), floor))
    };
    text.lines().filter_map(row).collect()
}

/// The rooms on which a room depends, by its manifest. Tests may use any room.
fn knows(room: &str, floors: &BTreeMap<String, u8>) -> Vec<String> {
    let manifest = root().join("crates").join(room).join("Cargo.toml");
    let manifest: toml::Table = std::fs::read_to_string(manifest).unwrap().parse().unwrap();
    let dependencies = manifest.get("dependencies").and_then(toml::Value::as_table);
    let names = dependencies.into_iter().flat_map(|table| table.keys());
    names.filter(|name| floors.contains_key(*name)).cloned().collect()
}

fn rooms() -> Vec<String> {
    let mut rooms: Vec<String> = std::fs::read_dir(root().join("crates"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    rooms.sort();
    rooms
}

#[test]
fn every_room_is_in_the_table() {
    assert_eq!(floors().into_keys().collect::<Vec<_>>(), rooms());
}

#[test]
fn arrows_only_go_down() {
    let floors = floors();
    for (room, floor) in &floors {
        for known in knows(room, &floors) {
            assert!(floors[&known] < *floor, "{room} (floor {floor}) knows {known}");
        }
    }
}

#[test]
fn the_lowest_floors_do_no_input_or_output() {
    let is_pure = |room: &str, floor: u8| floor <= 1 && !["clock", "private-files"].contains(&room);
    for (room, _) in floors().iter().filter(|(room, floor)| is_pure(room, **floor)) {
        let folder = root().join("crates").join(room).join("src");
        for (file, code) in production_sources(&folder) {
            for word in ["std::fs", "std::net", "std::time", "tokio", "Timestamp::now", "rusqlite"]
            {
                assert!(!code.contains(word), "{} has {word}", file.display());
            }
        }
    }
}

/// A folder's code without its tests, by file.
fn production_sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let files = sources(folder, "rs").into_iter();
    let files = files
        .filter(|file| !file.ends_with("tests.rs") && !file.iter().any(|part| part == "tests"));
    let code = |file: PathBuf| {
        let text = std::fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]\nmod ").next().unwrap().to_owned();
        (file, code)
    };
    files.map(code).collect()
}

/// All files of a folder with this extension.
fn sources(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.append(&mut sources(&path, extension));
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    found
}
