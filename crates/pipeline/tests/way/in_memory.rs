//! The way over blobs that are no files, and over blobs of which a call fails.

use extract::Form;
use filters::Combination::Any;
use pipeline::{NoObserver, PipelineError};
use store::{DeliveryQuery, NewLoad};

use crate::site::*;

/// Two days and a load, as far as they have not come yet.
fn go(site: &Site, days: &[Vec<u8>; 2]) -> Result<(), PipelineError> {
    for (name, day) in ["friday", "monday"].iter().zip(days) {
        if site.store.runs()?.iter().all(|run| run.file_name != *name) {
            site.try_ingest(name, day, &NoObserver)?;
        }
    }
    // A load would wait for what is not delivered.
    site.pipeline.reconcile(&NoObserver)?;
    let agreement = site.store.agreement(agreement_uuid(0)).unwrap().unwrap();
    let delivered = site.store.deliveries(DeliveryQuery::Agreement(agreement.id))?;
    let has_load = delivered.iter().any(|delivery| is_load(&delivery.name));
    if !has_load && site.store.open_loads()?.is_empty() {
        site.pipeline.order_load(&agreement, &NewLoad::of(agreement.id), &author())?;
    }
    site.pipeline.write_loads(&NoObserver)
}

fn is_load(name: &str) -> bool {
    name.contains(".load")
}

fn days() -> [Vec<u8>; 2] {
    two_days(11, 100, Form::TRIMMED_LF)
}

#[test]
fn way_over_memory_is_the_way_over_a_folder() {
    let (site, _) = Site::in_memory();
    let on_disk = Site::new();
    for site in [&site, &on_disk] {
        site.subscribe(&[(Any, set(&["no-filter"]))]);
        go(site, &days()).unwrap();
    }
    assert!(site.delivered().keys().any(|name| is_load(name)));
    assert!(site.state() == on_disk.state());
    assert!(site.is_work_done());
    let on_this_machine = site.folder.path().join("shelf").read_dir().unwrap();
    assert_eq!(on_this_machine.count(), 0);
    let verified = site.pipeline.verify(false, &mut |_| Ok(())).unwrap();
    assert_eq!(verified.found, []);
}

#[test]
fn way_on_which_a_call_fails_goes_on_to_the_same_end() {
    let (undisturbed, _) = Site::in_memory();
    undisturbed.subscribe(&[(Any, set(&["no-filter"]))]);
    go(&undisturbed, &days()).unwrap();
    let mut failed = [0, 0];
    for which in [0, 1] {
        for calls in 0.. {
            let (site, memory) = Site::in_memory();
            site.subscribe(&[(Any, set(&["no-filter"]))]);
            memory[which].fail_after(Some(calls));
            let _ = go(&site, &days());
            let is_over = memory[which].has_failed();
            memory[which].fail_after(None);
            if !is_over {
                break;
            }
            failed[which] += 1;
            site.pipeline.reconcile(&NoObserver).unwrap();
            go(&site, &days()).unwrap();
            site.pipeline.reconcile(&NoObserver).unwrap();
            assert!(site.state().kept == undisturbed.state().kept, "{which}: {calls}");
        }
    }
    assert!(failed.iter().all(|calls| *calls > 5), "{failed:?}");
}
