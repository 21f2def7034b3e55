//! Files of a room do not depend on each other in a circle.

use std::collections::{BTreeMap, BTreeSet};

use crate::room::Room;
use crate::{rooms, root};

/// Files that reach each other, each with those of them that it uses.
type Circle<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

#[test]
fn files_of_a_room_form_no_circle() {
    let found: String = rooms().iter().map(|room| circles_of(room)).collect();
    assert!(found.is_empty(), "{found}");
}

/// A room's circles, as readable text.
fn circles_of(room: &str) -> String {
    let arrows = Room::read(&root().join("crates").join(room).join("src")).arrows();
    let mut found = String::new();
    for circle in circles(&arrows) {
        found += &format!("a circle in {room}:\n");
        for (file, known) in circle {
            found += &format!("  {file} names {known:?}\n");
        }
    }
    found
}

#[test]
fn circles_are_found_by_whatever_way_round() {
    let arrow = |from: &str, to: &[&str]| {
        (from.to_owned(), to.iter().map(|to| (*to).to_owned()).collect::<BTreeSet<_>>())
    };
    let open = BTreeMap::from([arrow("a", &["b", "c"]), arrow("b", &["c"])]);
    assert_eq!(circles(&open).len(), 0);
    let closed = BTreeMap::from([arrow("a", &["b"]), arrow("b", &["c", "d"]), arrow("c", &["a"])]);
    let circle = circles(&closed).remove(0);
    assert_eq!(circle.keys().copied().collect::<Vec<_>>(), ["a", "b", "c"]);
    assert_eq!(circle["b"], BTreeSet::from(["c"]), "d is outside");
}

fn circles(arrows: &BTreeMap<String, BTreeSet<String>>) -> Vec<Circle<'_>> {
    let reach: BTreeMap<&str, BTreeSet<&str>> =
        arrows.keys().map(|file| (file.as_str(), reached(file, arrows))).collect();
    let mut circles: Vec<Circle<'_>> = Vec::new();
    for (file, reached) in &reach {
        if !reached.contains(file) || circles.iter().any(|circle| circle.contains_key(file)) {
            continue;
        }
        let together: BTreeSet<&str> = reached
            .iter()
            .copied()
            .filter(|other| reach.get(other).is_some_and(|back| back.contains(file)))
            .collect();
        let named = |file: &str| {
            arrows[file]
                .iter()
                .map(String::as_str)
                .filter(|known| together.contains(known))
                .collect()
        };
        circles.push(together.iter().map(|file| (*file, named(file))).collect());
    }
    circles
}

fn reached<'a>(from: &str, arrows: &'a BTreeMap<String, BTreeSet<String>>) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut next: Vec<&str> = arrows[from].iter().map(String::as_str).collect();
    while let Some(file) = next.pop() {
        if reached.insert(file) {
            next.extend(arrows.get(file).into_iter().flatten().map(String::as_str));
        }
    }
    reached
}
