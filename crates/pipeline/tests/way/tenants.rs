//! A problem of one account, or one subscription, does not affect the others.

use filters::Combination::Any;
use pipeline::NoObserver;
use store::{Delivery, DeliveryQuery, NewLoad, RunState, SftpUser, StoreError};

use crate::site::*;

const PERSON: (&str, &str, &str, &str) = ("0101700001", "751", "A01", "");

fn account(number: usize) -> SftpUser {
    format!("account{number}").parse().unwrap()
}

/// Three systems with a subscription each.
fn site() -> Site {
    let site = Site::new();
    for number in 0..3 {
        let system = site.add_system(10 + number, account(number.into()));
        site.add_agreement(number.into(), system, Any, &set(&["no-filter"]));
    }
    site
}

fn deliveries(site: &Site, number: usize) -> Vec<Delivery> {
    let agreement = site.store.agreement(agreement_uuid(number)).unwrap().unwrap();
    site.store.deliveries(DeliveryQuery::Agreement(agreement.id)).unwrap()
}

fn published(site: &Site, number: usize) -> Vec<bool> {
    deliveries(site, number).iter().map(|delivery| delivery.published.is_some()).collect()
}

/// A file where the account's folder should be.
fn break_folder(site: &Site, number: usize) -> std::path::PathBuf {
    let folder = site.folder.path().join("shelf").join(account(number).as_str());
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::write(&folder, "x").unwrap();
    folder
}

#[test]
fn broken_folder_of_one_account_keeps_nothing_from_the_others() {
    let site = site();
    let folder = break_folder(&site, 1);
    let monday = site.ingest("a", &extract(5, 2, &[PERSON]));
    assert_eq!(monday.state, RunState::Applied);
    let tuesday = site.ingest("b", &extract(6, 5, &[PERSON]));
    assert_eq!(tuesday.state, RunState::Applied);
    for well in [0, 2] {
        assert_eq!(published(&site, well), [true, true]);
    }
    assert_eq!(published(&site, 1), [false, false]);
    let problems = site.store.problems().unwrap();
    let [problem] = &problems[..] else { panic!("{problems:?}") };
    assert_eq!((problem.sftp_user.clone(), problem.seq, problem.attempts), (account(1), 1, 1));
    assert!(problem.what.contains("shelf/account1"), "{}", problem.what);

    // After another failure the pause is longer.
    site.pipeline.reconcile(&NoObserver).unwrap();
    let again = site.store.problems().unwrap().remove(0);
    assert_eq!(again.attempts, 2);
    assert!(again.retry_at > problem.retry_at);

    // Once repaired, it gets everything in order, in the bytes that the others got.
    std::fs::remove_file(folder).unwrap();
    site.pipeline.reconcile(&NoObserver).unwrap();
    assert_eq!(published(&site, 1), [true, true]);
    assert_eq!(site.store.problems().unwrap(), []);
    let digests = |number| {
        let sha256 = |delivery: &Delivery| delivery.published.as_ref().unwrap().sha256;
        deliveries(&site, number).iter().map(sha256).collect::<Vec<_>>()
    };
    assert_eq!(digests(1), digests(0));
    assert_eq!(deliveries(&site, 1)[1].previous, Some(digests(0)[0]));
    assert!(site.store.runs().unwrap().iter().all(|run| run.state == RunState::Done));
}

#[test]
fn broken_folder_that_is_mended_gets_its_files_with_the_next_extract() {
    let site = site();
    let folder = break_folder(&site, 1);
    site.ingest("a", &extract(5, 2, &[PERSON]));
    std::fs::remove_file(folder).unwrap();
    site.ingest("b", &extract(6, 5, &[PERSON]));
    // It is not due yet, and the next day's waits for it, to keep the order.
    assert_eq!(published(&site, 1), [false, false]);
    site.pipeline.reconcile(&NoObserver).unwrap();
    assert_eq!(published(&site, 1), [true, true]);
}

#[test]
fn loads_of_others_are_written_while_one_account_is_broken() {
    let site = site();
    break_folder(&site, 1);
    site.ingest("a", &extract(5, 2, &[PERSON]));
    let agreements: Vec<_> = (0..2)
        .map(|number| site.store.agreement(agreement_uuid(number)).unwrap().unwrap())
        .collect();
    site.pipeline.order_load(&agreements[0], &NewLoad::of(agreements[0].id), &author()).unwrap();
    site.pipeline.write_loads(&NoObserver).unwrap();
    assert_eq!(published(&site, 0), [true, true]);
    // Nothing is delivered to the broken one before the pending deliveries.
    let refused = site.pipeline.replay(
        &agreements[1],
        (jiff::civil::date(2026, 1, 5), jiff::civil::date(2026, 1, 5)),
        &author(),
        &NoObserver,
    );
    assert!(refused.is_err());
}

#[test]
fn damaged_filters_of_one_subscription_deliver_nothing_to_it_and_everything_to_others() {
    let site = site();
    let database = site.folder.path().join("cprabo.db");
    let flip = rusqlite::Connection::open(&database).unwrap();
    let sql = "UPDATE filter SET added = added + 1 WHERE agreement = 2";
    assert_eq!(flip.execute(sql, []).unwrap(), 1);
    site.ingest("a", &extract(5, 2, &[PERSON]));
    assert_eq!([0, 1, 2].map(|number| published(&site, number)), [[true], [false], [true]]);
    let problem = site.store.problems().unwrap().remove(0);
    assert!(problem.what.contains("table filter"), "{}", problem.what);
    assert!(site.store.damage().is_some_and(|damage| damage.contains("table filter")));
    // Once corrected, it is delivered.
    flip.execute("UPDATE filter SET added = added - 1 WHERE agreement = 2", []).unwrap();
    site.pipeline.reconcile(&NoObserver).unwrap();
    assert_eq!(published(&site, 1), [true]);
}

/// A damaged row of a person decides who gets the next extract.
#[test]
fn damaged_person_keeps_an_extract_from_being_applied() {
    let site = site();
    site.ingest("a", &extract(5, 2, &[PERSON]));
    let flip = rusqlite::Connection::open(site.folder.path().join("cprabo.db")).unwrap();
    flip.execute("UPDATE person SET komkod = komkod + 1", []).unwrap();
    let refused = site.try_ingest("b", &extract(6, 5, &[PERSON]), &NoObserver).unwrap_err();
    let pipeline::PipelineError::Store(error) = refused else { panic!("{refused}") };
    assert!(matches!(error, StoreError::Corrupt("row of a person")), "{error}");
    flip.execute("UPDATE person SET komkod = komkod - 1", []).unwrap();
    site.pipeline.reconcile(&NoObserver).unwrap();
    assert_eq!(published(&site, 0), [true, true]);
}

/// Unreadable folders of one account do not stop the repair and sweep of others.
#[test]
fn repair_and_sweep_go_on_past_a_broken_account() {
    let site = site();
    site.ingest("a", &extract(5, 2, &[PERSON]));
    let shelf = site.folder.path().join("shelf");
    let [name] = &deliveries(&site, 2)[..] else { panic!() };
    let lost = shelf.join("account2").join(&name.name);
    std::fs::remove_file(&lost).unwrap();
    let stray = shelf.join("account0").join("stray");
    std::fs::write(&stray, "x").unwrap();
    break_folder(&site, 1);
    site.pipeline.reconcile(&NoObserver).unwrap_err();
    assert!(lost.exists() && !stray.exists());
}

/// As if an index had lost it: without this check it would never be delivered.
#[test]
fn delivery_that_is_not_found_keeps_its_run_from_being_done() {
    let site = site();
    break_folder(&site, 1);
    site.ingest("a", &extract(5, 2, &[PERSON]));
    let database = rusqlite::Connection::open(site.folder.path().join("cprabo.db")).unwrap();
    database.pragma_update(None, "foreign_keys", false).unwrap();
    let sql = "DELETE FROM delivery WHERE published_at IS NULL";
    assert_eq!(database.execute(sql, []).unwrap(), 1);
    site.pipeline.reconcile(&NoObserver).unwrap_err();
    assert_eq!(site.store.applied_runs().unwrap().len(), 1);
}
