//! Names of tests, locals and functions use plain words: `words.rs` refuses whole names, this refuses parts of names.

use proc_macro2::{TokenStream, TokenTree};

use crate::words::is_history;
use crate::{root, sources};

/// Parts of names, between underscores or capitals, with plain ones: `is_told` says no more than that something happens.
const REFUSED_PARTS: &[(&str, &str)] = &[
    ("anew", "again"),
    ("clan", "group"),
    ("nobodys", "unknown"),
    ("tell", "report"),
    ("telling", "answer"),
    ("tells", "shows"),
    ("told", "reported, logged, listed or answered"),
    ("untold", "unreported"),
    ("whoever", "caller, client or operator"),
    ("whom", "persons"),
];

#[test]
fn names_have_no_refused_parts() {
    let mut found = String::new();
    let code = sources(&root().join("crates"), "rs").into_iter();
    for path in code.filter(|path| !is_history(path)) {
        let text = std::fs::read_to_string(&path).unwrap();
        for (name, instead) in text.parse().map(refused_names).unwrap() {
            found += &format!("{}: {name}: {instead}\n", path.display());
        }
    }
    assert!(found.is_empty(), "{found}");
}

#[test]
fn refused_parts_are_whole_parts_of_names_and_not_of_texts() {
    let names = |code: &str| {
        let names = refused_names(code.parse().unwrap()).into_iter();
        names.map(|(name, _)| name).collect::<Vec<_>>()
    };
    assert_eq!(
        names("fn it_is_told() { Told; TOLD; teller(\"who was told\") }"),
        ["it_is_told", "Told", "TOLD"]
    );
}

/// The names in code with a refused part, and what to say instead.
fn refused_names(code: TokenStream) -> Vec<(String, &'static str)> {
    let mut found = Vec::new();
    for token in code {
        match token {
            TokenTree::Group(group) => found.append(&mut refused_names(group.stream())),
            TokenTree::Ident(name) => {
                let name = name.to_string();
                let refused = REFUSED_PARTS.iter().find(|(part, _)| has_part(&name, part));
                found.extend(refused.map(|(_, instead)| (name, *instead)));
            }
            _ => {}
        }
    }
    found
}

fn has_part(name: &str, part: &str) -> bool {
    let is_capital = name.chars().all(|letter| !letter.is_lowercase());
    let camel = |letter: char| letter.is_uppercase() && !is_capital;
    let mut parts = String::new();
    for letter in name.chars() {
        parts.extend(camel(letter).then_some('_').into_iter().chain(letter.to_lowercase()));
    }
    parts.split('_').any(|found| found == part)
}
