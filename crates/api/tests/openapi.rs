//! `docs/openapi.json` is the description that the handlers give.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::HashSet;

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

/// Generated clients have a function for each.
#[test]
fn every_operation_has_an_id_of_its_own() {
    let document = serde_json::to_value(api::document()).unwrap();
    let paths = document["paths"].as_object().unwrap().values();
    let operations = paths.flat_map(|path| path.as_object().unwrap().values());
    let ids: Vec<&str> =
        operations.map(|operation| operation["operationId"].as_str().unwrap()).collect();
    let distinct: HashSet<&str> = ids.iter().copied().collect();
    assert_eq!(distinct.len(), ids.len(), "{ids:?}");
    assert!(distinct.contains("list_loads") && distinct.contains("get_manifest_key"), "{ids:?}");
}

/// The description is made of literals, which cannot refer to the store's constants.
#[test]
fn an_order_is_described_on_the_terms_of_the_store() {
    let document = serde_json::to_value(api::document()).unwrap();
    let order = &document["components"]["schemas"]["Order"]["properties"];
    assert_eq!(order["reason"]["maxLength"], store::LoadPurpose::CHARACTERS);
    let size = &order["part_size_mb"];
    let described = size["minimum"].as_u64().unwrap()..=size["maximum"].as_u64().unwrap();
    assert_eq!(described, store::PartSize::MEGABYTES);
}
