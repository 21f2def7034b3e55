//! `docs/openapi.json` is what the handlers say.
#![allow(clippy::unwrap_used, reason = "tests")]

#[test]
fn the_committed_description_is_that_of_the_handlers() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    let described = format!("{}\n", serde_json::to_string_pretty(&api::document()).unwrap());
    assert!(
        committed == described,
        "renew it: cargo run -p api --example openapi > docs/openapi.json"
    );
}
