//! Undoes the last run.

use filters::Combination::Any;
use pipeline::{NoObserver, PipelineError};
use store::{DeliveryQuery, HeldReason, NewLoad, NotUndoable, RunId, RunState, Undone};

use crate::site::*;

/// Day 6 changes one person, adds one, and replaces the number of one by that of another.
const DAY_6: [(&str, &str, &str, &str); 4] = [
    ("0101700001", "101", "A01", ""),
    ("0202700002", "751", "A01", ""),
    ("0303700003", "0", "P30", "0404700004"),
    ("0404700004", "751", "P30", ""),
];

fn site() -> Site {
    let site = Site::new();
    site.subscribe(&[(Any, set(&["no-filter"])), (Any, set(&["pnr 0303700003"]))]);
    site.ingest("a", &day_5());
    site
}

fn day_5() -> Vec<u8> {
    extract(5, 2, &[("0101700001", "751", "A01", ""), ("0303700003", "751", "A01", "")])
}

fn undo(site: &Site, run: RunId) -> Result<Undone, PipelineError> {
    site.pipeline.undo_run(run, &author(), std::time::Duration::ZERO, &NoObserver)
}

fn why_not(site: &Site, run: RunId) -> NotUndoable {
    let before = site.state();
    let refused = undo(site, run).unwrap_err();
    assert_eq!(site.state(), before, "nothing changed");
    match refused {
        PipelineError::NotUndoable { why, .. } => why,
        other => panic!("{other}"),
    }
}

#[test]
fn undo_of_the_last_run_leaves_everything_as_before_and_it_can_come_again() {
    let site = site();
    let (before, filters) = (site.state().kept, site.filters(1));
    let run = site.ingest("b", &extract(6, 5, &DAY_6));
    let after = (site.state().kept, site.filters(1));
    assert!(after.0 != before && after.1 != filters);
    let undone = undo(&site, run.id).unwrap();
    let of_account = vec![(user(), 2)];
    let (restored, removed) = (2, 2);
    let expected =
        Undone { restored, removed, follows: 1, withdrawn: of_account, ..Undone::default() };
    assert_eq!(undone, expected);
    assert_eq!((site.state().kept, site.filters(1)), (before, filters));
    assert_eq!(site.store.run(run.id).unwrap().unwrap().state, RunState::Undone);
    assert_eq!(site.store.verify(&mut |_| Ok(())).unwrap(), []);
    let trail = site.store.audit_trail(None).unwrap();
    let line = trail.into_iter().map(|(_, line)| line).find(|line| line.action == "undo run");
    assert_eq!(
        line.unwrap().subject,
        "run 2: 2 persons as before, 2 gone, 1 filters removed, 2 deliveries withdrawn, 0 loads cancelled"
    );
    // The same extract again gives the same result.
    assert_eq!(site.ingest("b", &extract(6, 5, &DAY_6)).state, RunState::Done);
    assert_eq!((site.state().kept, site.filters(1)), after);
}

#[test]
fn undo_of_a_wrong_day_lets_the_true_days_continue() {
    let site = site();
    let wrong = site.ingest("wrong", &extract(30, 5, &DAY_6));
    let tuesday = site.ingest("b", &extract(6, 5, &[("0101700001", "101", "A01", "")]));
    assert_eq!(tuesday.held.unwrap().reason, HeldReason::Late);
    undo(&site, wrong.id).unwrap();
    assert_eq!(site.store.run(tuesday.id).unwrap().unwrap().state, RunState::Done);
    assert_eq!(site.ingest("c", &extract(7, 6, &[])).state, RunState::Done);
}

#[test]
fn undo_of_a_fetched_run_is_refused() {
    let site = site();
    let run = site.ingest("b", &extract(6, 5, &DAY_6));
    let deliveries = site.store.deliveries(DeliveryQuery::Run(run.id)).unwrap();
    site.store.collect(deliveries[0].id, "SHA256:1", now()).unwrap();
    assert_eq!(why_not(&site, run.id), NotUndoable::Fetched { files: 1, sftp_user: user() });
    site.store.remove_file(deliveries[1].id, store::Part::Data, now()).unwrap();
    assert_eq!(why_not(&site, run.id), NotUndoable::Fetched { files: 2, sftp_user: user() });
}

#[test]
fn undo_of_a_run_that_is_not_the_last_or_not_applied_is_refused() {
    let site = site();
    let monday = site.store.last_applied().unwrap().unwrap().id;
    let tuesday = site.ingest("b", &extract(6, 5, &DAY_6)).id;
    assert_eq!(why_not(&site, monday), NotUndoable::NotLast(tuesday));
    let held = site.ingest("d", &extract(8, 7, &[])).id;
    assert_eq!(why_not(&site, held), NotUndoable::NotApplied);
    undo(&site, tuesday).unwrap();
    assert_eq!(why_not(&site, tuesday), NotUndoable::NotApplied);
    // The state before that run is not kept any more.
    assert_eq!(why_not(&site, monday), NotUndoable::NotKept);
}

#[test]
fn undo_of_the_first_run_empties_the_replica() {
    let site = site();
    let monday = site.store.last_applied().unwrap().unwrap().id;
    let undone = undo(&site, monday).unwrap();
    assert_eq!((undone.restored, undone.removed), (0, 2));
    assert!(site.store.last_applied().unwrap().is_none() && site.files().is_empty());
    assert_eq!(site.ingest("a", &day_5()).state, RunState::Done);
}

#[test]
fn undo_cancels_a_load_as_of_the_run() {
    let site = site();
    let run = site.ingest("b", &extract(6, 5, &DAY_6));
    let agreement = site.store.agreement(agreement_uuid(0)).unwrap().unwrap();
    let load = site.pipeline.order_load(&agreement, &NewLoad::of(agreement.id), &author()).unwrap();
    site.pipeline.write_loads(&NoObserver).unwrap();
    let undone = undo(&site, run.id).unwrap();
    assert_eq!(undone.loads, [(load, agreement.uuid)]);
    assert_eq!(undone.withdrawn, [(user(), 3)]);
    site.pipeline.order_load(&agreement, &NewLoad::of(agreement.id), &author()).unwrap();
    site.pipeline.write_loads(&NoObserver).unwrap();
    assert_eq!(site.delivered().len(), 3);
}

#[test]
fn undo_keeps_a_number_that_its_system_added_since() {
    let site = site();
    let run = site.ingest("b", &extract(6, 5, &DAY_6));
    let agreement = site.store.agreement(agreement_uuid(1)).unwrap().unwrap();
    let pnr = || vec!["pnr 0404700004".parse().unwrap()];
    for edit in [store::FilterEdit::Remove(pnr()), store::FilterEdit::Add(pnr())] {
        site.pipeline.edit_filters(agreement.id, &edit, &author()).unwrap();
    }
    assert_eq!(undo(&site, run.id).unwrap().follows, 0);
    assert_eq!(site.filters(1), set(&["pnr 0303700003", "pnr 0404700004"]));
}

#[test]
fn undo_makes_cancelled_first_data_wait_again() {
    let site = site();
    let agreement = site.store.agreement(agreement_uuid(1)).unwrap().unwrap();
    site.store.set_first_data(agreement.id, true, &author(), now()).unwrap();
    let add = store::FilterEdit::Add(vec!["municipality 0751".parse().unwrap()]);
    site.pipeline.edit_filters(agreement.id, &add, &author()).unwrap();
    let day_6 = extract(6, 5, &[("0202700002", "101", "A01", "")]);
    let run = site.ingest("b", &day_6);
    let day = jiff::civil::date(2026, 1, 6);
    let ordered = site.store.order_first_data(day, now()).unwrap();
    let undone = undo(&site, run.id).unwrap();
    assert_eq!(undone.loads, [(ordered[0], agreement.uuid)]);
    site.ingest("b", &day_6);
    site.pipeline.write_loads(&NoObserver).unwrap();
    let loads = site.store.deliveries(DeliveryQuery::Agreement(agreement.id)).unwrap();
    let load = loads.last().unwrap();
    assert_eq!(
        load.published.as_ref().unwrap().persons,
        1,
        "who lived there already, and was not chosen"
    );
}

#[test]
fn undo_keeps_a_number_whose_addition_was_answered() {
    for edit in [store::FilterEdit::Add, |filters: Vec<filters::Filter>| {
        let kept = ["pnr 0303700003".parse().unwrap()].into_iter().chain(filters);
        store::FilterEdit::Set(kept.collect())
    }] {
        let site = site();
        let run = site.ingest("b", &extract(6, 5, &DAY_6));
        let agreement = site.store.agreement(agreement_uuid(1)).unwrap().unwrap();
        let edit = edit(vec!["pnr 0404700004".parse().unwrap()]);
        let answered = site.pipeline.edit_filters(agreement.id, &edit, &author()).unwrap();
        assert!(answered.is_empty(), "it existed already");
        assert_eq!(undo(&site, run.id).unwrap().follows, 0);
        assert_eq!(site.filters(1), set(&["pnr 0303700003", "pnr 0404700004"]));
    }
}
