use filters::Reason;
use jiff::civil::{Date, date};

use super::*;

/// A day on which the agreements are in force.
const TODAY: Date = date(2026, 1, 9);

#[test]
fn every_agreement_in_force_gets_one_delivery_a_run_in_order() {
    each(|store| {
        let agreement = one_agreement(store);
        let mut ended = new_agreement(2, 1);
        ended.valid_until = Some(jiff::civil::date(2026, 1, 5));
        let ended = store.add_agreement(&ended, &author(), now()).unwrap();
        for day in [5, 6] {
            let run = apply(store, day, vec![]);
            publish(store, run, &[]);
        }
        let seqs = |of| -> Vec<u64> {
            store.deliveries(of).unwrap().iter().map(|delivery| delivery.seq).collect()
        };
        assert_eq!(seqs(DeliveryQuery::Agreement(agreement)), [1, 2]);
        assert_eq!(seqs(DeliveryQuery::Agreement(ended)), [1]);
    });
}

#[test]
fn a_run_is_done_with_its_last_delivery_and_publishing_is_once() {
    each(|store| {
        one_agreement(store);
        store.add_agreement(&new_agreement(2, 1), &author(), now()).unwrap();
        let run = apply(store, 5, vec![person(1, 751)]);
        let planned = store.day(run).unwrap().planned;
        let one = PublishedFiles {
            size: 1,
            metadata_size: 1,
            sha256: digest(0),
            metadata_sha256: digest(0),
            records: 0,
            disclosed: vec![],
        };
        let one = [(planned[0].delivery, one)];
        store.publish(run, &one, now()).unwrap();
        assert_eq!(store.run(run).unwrap().unwrap().state, RunState::Applied);
        assert_eq!(
            store.day(run).unwrap().planned.len(),
            1,
            "what is published is planned no more"
        );
        assert!(store.publish(run, &one, now()).is_err());
        publish(store, run, &[]);
        assert_eq!(store.run(run).unwrap().unwrap().state, RunState::Done);
        assert!(store.applied_runs().unwrap().is_empty());
    });
}

#[test]
fn the_log_says_who_was_disclosed_and_why() {
    each(|store| {
        let agreement = one_agreement(store);
        let run = apply(store, 5, vec![person(1, 751)]);
        let disclosed = [(pnr(1), Reason::PNR), (pnr(2), Reason::LIVED_HERE | Reason::EVENT)];
        publish(store, run, &disclosed);
        let delivery = store.deliveries(DeliveryQuery::Agreement(agreement)).unwrap().remove(0);
        assert_eq!(store.disclosed(delivery.id).unwrap(), disclosed);
        assert_eq!(delivery.published.unwrap().persons, 2);
    });
}

#[test]
fn a_folder_shows_pairs_with_distinct_rising_mtimes() {
    each(|store| {
        one_agreement(store);
        store.add_agreement(&new_agreement(2, 1), &author(), now()).unwrap();
        let system = store.systems().unwrap()[0].id;
        for day in [5, 6] {
            let run = apply(store, day, vec![]);
            assert_eq!(
                store.folder_entries(system, TODAY).unwrap().len(),
                usize::from(day == 6) * 4
            );
            publish_at(store, run, &[], now() + jiff::SignedDuration::from_secs(day.into()));
        }
        let files = store.folder_entries(system, TODAY).unwrap();
        assert_eq!(files.len(), 8);
        let mtimes: Vec<u32> = files.iter().map(|file| file.mtime).collect();
        let now = u32::try_from(now().as_second()).unwrap();
        // Of the second run there is one second after the first: its two pairs share it.
        assert_eq!(mtimes, [4, 4, 5, 5, 6, 6, 6, 6].map(|second| now + second));
        let parts: Vec<Part> = files.iter().map(|file| file.part).collect();
        assert_eq!(parts, [Part::Metadata, Part::Data].repeat(4));
        assert_eq!(files[0].name, format!("{}.metadata", files[1].name));
    });
}

#[test]
fn a_second_extract_of_one_day_has_another_name() {
    each(|store| {
        let agreement = one_agreement(store);
        apply(store, 5, vec![]);
        apply(store, 5, vec![]);
        let names: Vec<String> = store
            .deliveries(DeliveryQuery::Agreement(agreement))
            .unwrap()
            .into_iter()
            .map(|delivery| delivery.name)
            .collect();
        assert_eq!(names[1], format!("{}.2", names[0]));
    });
}

#[test]
fn files_are_found_by_name_by_their_own_system_alone() {
    each(|store| {
        one_agreement(store);
        store.add_system(&new_system(2), &author(), now()).unwrap();
        let run = apply(store, 5, vec![]);
        publish(store, run, &[]);
        let systems = store.systems().unwrap();
        let (ours, theirs) = (systems[0].id, systems[1].id);
        for file in store.folder_entries(ours, TODAY).unwrap() {
            assert_eq!(store.folder_entry(ours, &file.name, TODAY).unwrap(), Some(file.clone()));
            assert_eq!(store.folder_entry(theirs, &file.name, TODAY).unwrap(), None);
        }
        assert!(store.folder_entries(theirs, TODAY).unwrap().is_empty());
        assert_eq!(store.folder_entry(ours, "x", TODAY).unwrap(), None);
    });
}

#[test]
fn removing_hides_one_file_and_collecting_is_noted_once() {
    each(|store| {
        let agreement = one_agreement(store);
        let run = apply(store, 5, vec![]);
        publish(store, run, &[]);
        let system = store.systems().unwrap()[0].id;
        let data = store.folder_entries(system, TODAY).unwrap().remove(1);
        let later = now() + jiff::SignedDuration::from_secs(60);
        let delivery = data.delivery().unwrap();
        store.collect(delivery, "SHA256:1", now()).unwrap();
        store.collect(delivery, "SHA256:1", later).unwrap();
        store.collect(delivery, "SHA256:2", later).unwrap();
        store.remove_file(delivery, Part::Data, later).unwrap();
        let left = store.folder_entries(system, TODAY).unwrap();
        assert_eq!(left.iter().map(|file| file.part).collect::<Vec<_>>(), [Part::Metadata]);
        assert_eq!(store.folder_entry(system, &data.name, TODAY).unwrap(), None);
        let delivery = store.deliveries(DeliveryQuery::Agreement(agreement)).unwrap().remove(0);
        assert_eq!((delivery.collected_at, delivery.removed_at), (Some(now()), Some(later)));
    });
}

fn sent(delivery: DeliveryId, key: &str, ranges: &[(u64, u64)]) -> Sent {
    let bytes = ranges.iter().map(|(first, end)| *first..*end).collect();
    Sent { file: FetchedFile::Delivery(delivery), bytes, ssh_key: key.to_owned(), at: now() }
}

#[test]
fn files_of_an_ended_agreement_are_no_longer_listed() {
    each(|store| {
        let (agreement, other) = (one_agreement(store), {
            store.add_agreement(&new_agreement(2, 1), &author(), now()).unwrap()
        });
        let run = apply(store, 5, vec![]);
        publish(store, run, &[]);
        let system = store.systems().unwrap()[0].id;
        let files = store.folder_entries(system, TODAY).unwrap();
        assert_eq!(files.len(), 4);
        store.end_agreement(agreement, TODAY, &author(), now()).unwrap();
        assert_eq!(store.folder_entries(system, TODAY).unwrap().len(), 4, "it is its last day");
        let tomorrow = TODAY.tomorrow().unwrap();
        let left = store.folder_entries(system, tomorrow).unwrap();
        assert!(left.len() == 2 && left.iter().all(|file| is_of(file, other)));
        for file in files {
            let found = store.folder_entry(system, &file.name, tomorrow).unwrap();
            assert_eq!(found.is_some(), is_of(&file, other));
        }
        let uncollected = store.uncollected(later(), tomorrow).unwrap();
        assert_eq!(uncollected.len(), 1, "files that cannot be collected do not count");
        let (_, entry) = store.audit_trail(None).unwrap().pop().unwrap();
        assert_eq!(entry.action, "end agreement");
    });
}

fn later() -> jiff::Timestamp {
    now() + jiff::SignedDuration::from_secs(60)
}

#[test]
fn file_of_which_all_bytes_went_out_is_collected_however_they_did() {
    each(|store| {
        one_agreement(store);
        let run = apply(store, 5, vec![]);
        publish(store, run, &[]);
        let system = store.systems().unwrap()[0].id;
        let data = store.folder_entries(system, TODAY).unwrap().remove(1);
        let (id, size) = (data.delivery().unwrap(), data.size);
        let note =
            |key, ranges: &[(u64, u64)]| store.note_sent(&[sent(id, key, ranges)]).unwrap()[0];
        // The end of a file is not all of it, also not when it is fetched again and again.
        assert!(!note("SHA256:1", &[(size - 1, size)]) && !note("SHA256:1", &[(size - 1, size)]));
        assert_eq!(store.uncollected(later(), TODAY).unwrap().len(), 1);
        // Another key fetches the rest, in two pieces in one transaction.
        let pieces = [sent(id, "SHA256:2", &[(0, 1)]), sent(id, "SHA256:2", &[(1, size - 1)])];
        assert_eq!(store.note_sent(&pieces).unwrap(), [false, true]);
        assert_eq!(store.uncollected(later(), TODAY).unwrap(), []);
        // Afterwards a key is noted when it has fetched all of it; parts are not kept.
        assert!(!note("SHA256:1", &[(size - 1, size)]) && !note("SHA256:1", &[(0, size - 1)]));
        assert!(note("SHA256:1", &[(0, size)]));
        assert_eq!(store.verify(&mut |_| Ok(())).unwrap(), []);
    });
}

#[test]
fn the_audit_trail_keeps_its_order() {
    each(|store| {
        for outcome in ["done", "UNKNOWN_AGREEMENT"] {
            let entry = AuditEntry {
                author: author(),
                action: "AddPNRSubscription".into(),
                subject: agreement_uuid(1).to_string(),
                outcome: outcome.into(),
            };
            store.audit(&entry, now()).unwrap();
        }
        let trail = store.audit_trail(None).unwrap();
        assert_eq!(trail.len(), 2);
        assert_eq!(trail[1].1.outcome, "UNKNOWN_AGREEMENT");
        assert_eq!(trail[1].1.author, author());
    });
}

/// A delivery that could not be written yet waits, and its turn comes.
#[test]
fn undo_leaves_an_earlier_delivery_that_waits_its_turn() {
    each(|store| {
        let agreement = one_agreement(store);
        let waiting = apply(store, 5, vec![person(1, 751)]);
        let undone = apply(store, 6, vec![person(1, 101)]);
        store.undo_run(undone, &author(), now()).unwrap().unwrap();
        let head = || store.chain_head(new_agreement(1, 1).uuid).unwrap();
        assert_eq!((head().seq, head().sha256), (1, None));
        publish(store, waiting, &[]);
        let next = apply(store, 6, vec![person(1, 101)]);
        publish(store, next, &[]);
        let deliveries = store.deliveries(DeliveryQuery::Agreement(agreement)).unwrap();
        let seqs: Vec<u64> = deliveries.iter().map(|one| one.seq).collect();
        assert_eq!((seqs, head().seq), (vec![1, 2], 2));
        assert!(deliveries.iter().all(|one| one.published.is_some()));
        assert_eq!(head().sha256, deliveries[1].published.as_ref().map(|one| one.sha256));
    });
}

/// What was published goes back with its run.
#[test]
fn undo_moves_the_published_end_back() {
    each(|store| {
        let agreement = one_agreement(store);
        let first = apply(store, 5, vec![person(1, 751)]);
        publish(store, first, &[]);
        let undone = apply(store, 6, vec![person(1, 101)]);
        publish(store, undone, &[]);
        store.undo_run(undone, &author(), now()).unwrap().unwrap();
        let next = apply(store, 7, vec![person(1, 101)]);
        publish(store, next, &[]);
        let deliveries = store.deliveries(DeliveryQuery::Agreement(agreement)).unwrap();
        assert_eq!(deliveries.iter().map(|one| one.seq).collect::<Vec<_>>(), [1, 2]);
        assert!(deliveries.iter().all(|one| one.published.is_some()));
    });
}

fn is_of(file: &FolderEntry, of: AgreementId) -> bool {
    matches!(file.source, FileSource::Delivery { agreement, .. } if agreement == of)
}

#[test]
fn day_of_a_run_has_a_row_for_each_agreement_and_the_same_for_one() {
    each(|store| {
        let first = one_agreement(store);
        store.add_agreement(&new_agreement(2, 1), &author(), now()).unwrap();
        let run = apply(store, 5, vec![person(1, 751)]);
        let planned = store.run_day(run, None).unwrap();
        let shown = |rows: &[RunDelivery]| -> Vec<(AgreementUuid, u64, Option<u64>)> {
            rows.iter().map(|row| (row.agreement, row.seq, row.persons)).collect()
        };
        let [one, two] = [agreement_uuid(1), agreement_uuid(2)];
        assert_eq!(shown(&planned), [(one, 1, None), (two, 1, None)]);
        publish(store, run, &[]);
        let published = store.run_day(run, None).unwrap();
        assert_eq!(shown(&published), [(one, 1, Some(0)), (two, 1, Some(0))]);
        assert!(published.iter().all(|row| row.published_at.is_some() && row.size.is_some()));
        assert_eq!(store.run_day(run, Some(first)).unwrap(), published[..1]);
        let names = store.system_names().unwrap();
        assert_eq!(names.values().collect::<Vec<_>>(), ["system 1"]);
    });
}
