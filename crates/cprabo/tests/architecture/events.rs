//! Each log line has a stable key, and docs/log-events.md says what to do about each.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};

use crate::{production_sources, root};

/// Refusals: the event is the name of a `RefusalKind`, each explained in docs/operating.md.
const BY_KIND: &str = "crates/net/src/refusal_log.rs";

#[test]
fn log_events_in_the_code_are_those_of_the_page() {
    let mut of_code: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut without = Vec::new();
    for (path, text) in production_sources(&root().join("crates")) {
        for call in calls(text.parse().unwrap()) {
            match call.event {
                Some(event) => {
                    of_code.entry(event).or_default().insert(call.level);
                }
                None if path.ends_with(BY_KIND) => {}
                None => without.push(format!("{}: {}!", path.display(), call.level)),
            }
        }
    }
    assert!(without.is_empty(), "log lines without event = \"noun.verb\":\n{}", without.join("\n"));
    let page = std::fs::read_to_string(root().join("docs/log-events.md")).unwrap();
    assert_eq!(of_code, rows(&page));
}

#[test]
fn log_events_in_a_call_are_found() {
    let code =
        "fn f() { if x { warn!(event = \"run.held\", %run, \"held\"); } info!(\"nothing\") }";
    let found = calls(code.parse().unwrap());
    let found: Vec<(String, Option<String>)> =
        found.into_iter().map(|call| (call.level, call.event)).collect();
    assert_eq!(found, [("warn".into(), Some("run.held".into())), ("info".into(), None)]);
}

/// Event to level, from the page's tables.
fn rows(page: &str) -> BTreeMap<String, BTreeSet<String>> {
    let row = |line: &str| {
        let mut cells = line.split('|').map(str::trim).skip(1);
        let event = cells.next()?.strip_prefix('`')?.strip_suffix('`')?.to_owned();
        Some((event, BTreeSet::from([cells.next()?.to_owned()])))
    };
    page.lines().filter_map(row).collect()
}

/// A call of a macro that logs for operators; `debug!` and `trace!` are for developers.
struct Call {
    level: String,
    event: Option<String>,
}

fn calls(code: TokenStream) -> Vec<Call> {
    let tokens: Vec<TokenTree> = code.into_iter().collect();
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        match tokens[..at] {
            [.., TokenTree::Ident(ref name), TokenTree::Punct(ref bang)]
                if bang.as_char() == '!'
                    && ["info", "warn", "error"].iter().any(|level| name == level) =>
            {
                found.push(Call { level: name.to_string(), event: event(group.stream()) });
            }
            _ => found.extend(calls(group.stream())),
        }
    }
    found
}

/// The literal of `event = "…"`.
fn event(arguments: TokenStream) -> Option<String> {
    let tokens: Vec<String> = arguments.into_iter().map(|token| token.to_string()).collect();
    let literal =
        tokens.windows(3).find(|three| three[0] == "event" && three[1] == "=")?[2].clone();
    Some(literal.strip_prefix('"')?.strip_suffix('"')?.to_owned())
}
