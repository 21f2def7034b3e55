//! Filters on numbers that are in the replica.

use filters::Combination::Any;
use store::{FilterEdit, StoreError};

use crate::site::*;

const A: &str = "0101700001";
const B: &str = "0202700002";
const C: &str = "6303700003";

/// A is replaced by B, and B by C, which does not begin with a day.
fn site() -> Site {
    let site = Site::new();
    site.subscribe(&[(Any, set(&["event A01"]))]);
    site.ingest("a", &extract(5, 2, &[(A, "0", "P30", B), (B, "751", "P30", "")]));
    site.ingest("b", &extract(6, 5, &[(B, "0", "P30", C), (C, "751", "P30", "")]));
    site
}

fn edit(site: &Site, edit: &FilterEdit) -> Result<Vec<String>, pipeline::PipelineError> {
    let agreement = site.store.agreement(agreement_uuid(0)).unwrap().unwrap();
    let difference = site.pipeline.edit_filters(agreement.id, edit, &author())?;
    Ok(difference.added.iter().map(filters::Filter::revealed_line).collect())
}

fn pnr(number: &str) -> String {
    format!("pnr {number}")
}

fn add(site: &Site, numbers: &[&str]) -> Result<Vec<String>, pipeline::PipelineError> {
    edit(site, &FilterEdit::Add(numbers.iter().map(|n| pnr(n).parse().unwrap()).collect()))
}

#[test]
fn add_of_a_replaced_number_adds_the_valid_one_at_the_end_of_the_chain() {
    let site = site();
    assert_eq!(add(&site, &[A]).unwrap(), [pnr(A), pnr(C)]);
    assert_eq!(site.filters(0), set(&["event A01", &pnr(A), &pnr(C)]));
    // Once it was added, the system decides about it.
    let gone = FilterEdit::Remove(vec![pnr(C).parse().unwrap()]);
    edit(&site, &gone).unwrap();
    assert!(add(&site, &[A]).unwrap().is_empty());
    assert_eq!(site.filters(0), set(&["event A01", &pnr(A)]));
}

#[test]
fn import_of_a_replaced_number_keeps_the_valid_one() {
    let site = site();
    add(&site, &[C]).unwrap();
    edit(&site, &FilterEdit::Set(set(&[&pnr(A)]))).unwrap();
    assert_eq!(site.filters(0), set(&[&pnr(A), &pnr(C)]));
}

#[test]
fn import_of_one_list_gives_one_result_whatever_was_there() {
    let site = site();
    for before in [vec![], vec![pnr(A), pnr(B), pnr(C)], vec![pnr(A)]] {
        let before: Vec<&str> = before.iter().map(String::as_str).collect();
        edit(&site, &FilterEdit::Set(set(&before))).unwrap();
        edit(&site, &FilterEdit::Set(set(&[&pnr(A)]))).unwrap();
        assert_eq!(site.filters(0), set(&[&pnr(A), &pnr(C)]), "{before:?}");
    }
}

#[test]
fn follow_goes_to_the_end_of_a_chain_whose_later_link_came_first() {
    let site = Site::new();
    site.subscribe(&[(Any, set(&[&pnr(A)]))]);
    site.ingest("a", &extract(5, 2, &[(B, "0", "P30", C), (C, "751", "P30", "")]));
    site.ingest("b", &extract(6, 5, &[(A, "0", "P30", B)]));
    assert_eq!(site.filters(0), set(&[&pnr(A), &pnr(B), &pnr(C)]));
    let run = site.ingest("c", &extract(7, 6, &[(C, "101", "A01", "")]));
    assert_eq!(site.delivered_to(0).len(), 3);
    assert_eq!(
        site.store.deliveries(store::DeliveryQuery::Run(run.id)).unwrap()[0]
            .published
            .as_ref()
            .unwrap()
            .persons,
        1
    );
}

#[test]
fn add_where_the_chain_goes_round_adds_the_number_alone() {
    let site = site();
    site.ingest("c", &extract(7, 6, &[(C, "0", "P30", A)]));
    assert_eq!(add(&site, &[A]).unwrap(), [pnr(A)]);
}

#[test]
fn add_of_a_number_without_a_day_is_refused_unless_the_register_has_sent_it() {
    let site = site();
    assert_eq!(add(&site, &[C]).unwrap(), [pnr(C)]);
    for unknown in ["6101700001", "0141700001", "9999999999", "0000000000"] {
        let refused = add(&site, &[B, unknown]).unwrap_err();
        let is_it = matches!(refused, pipeline::PipelineError::Store(StoreError::ImplausiblePnr));
        assert!(is_it, "{refused}");
    }
    assert_eq!(site.filters(0), set(&["event A01", &pnr(C)]), "nothing of it was added");
    let none = FilterEdit::Remove(vec![pnr("9999999999").parse().unwrap()]);
    assert!(edit(&site, &none).unwrap().is_empty());
}
