//! The pipeline is stopped at every step, reopened, and continued: the result must be that of an uninterrupted run.

use std::sync::atomic::{AtomicUsize, Ordering};

use extract::Form;
use filters::Combination::Any;
use pipeline::{
    Cancelled, ClaimedFile, NoObserver, PipelineError, PipelineEvent, PipelineObserver,
};
use store::RunState;

use crate::site::*;

/// Stops at the step with this number, counted from 0.
struct StopAt {
    step: usize,
    count: AtomicUsize,
}

impl PipelineObserver for StopAt {
    fn step(&self, _: PipelineEvent<'_>) -> Result<(), Cancelled> {
        if self.count.fetch_add(1, Ordering::SeqCst) >= self.step { Err(Cancelled) } else { Ok(()) }
    }
}

fn subscribed() -> Site {
    let site = Site::new();
    site.subscribe(&[
        (Any, set(&["municipality 751"])),
        (Any, set(&["no-filter"])),
        (Any, set(&["event A01"])),
    ]);
    site
}

#[test]
fn every_step_can_be_the_last_before_a_crash() {
    let [friday, monday] = two_days(5, 60, Form::PADDED_LF);

    let undisturbed = subscribed();
    undisturbed.ingest("friday", &friday);
    undisturbed.ingest("monday", &monday);
    let expected = undisturbed.state();

    for step in 0.. {
        let site = subscribed();
        site.ingest("friday", &friday);
        let stop = StopAt { step, count: AtomicUsize::new(0) };
        let interrupted = site.try_ingest("monday", &monday, &stop);
        let site = site.reopen();
        match interrupted {
            Ok(_) => {
                assert!(step > 8, "there are more steps than {step}");
                return;
            }
            Err(PipelineError::Cancelled(_)) => {}
            Err(error) => panic!("{error}"),
        }
        // The file is given again unless its run is done: it is the same run.
        let runs = site.store.runs().unwrap();
        if runs.len() == 1 || runs[1].state != RunState::Done {
            site.ingest("monday", &monday);
        }
        assert_eq!(site.state(), expected, "stopped at step {step}");
    }
}

#[test]
fn file_is_not_listed_before_the_ledger_has_it() {
    struct Peek<'a>(&'a Site, AtomicUsize);
    impl PipelineObserver for Peek<'_> {
        fn step(&self, step: PipelineEvent<'_>) -> Result<(), Cancelled> {
            let visible = self.0.delivered().len();
            match step {
                PipelineEvent::Published(_) => assert_eq!(visible, 3, "all at once"),
                _ => assert_eq!(visible, 0, "{step:?}"),
            }
            self.1.fetch_add(1, Ordering::SeqCst);
            Ok(())
        }
    }
    let site = subscribed();
    let [friday, _] = two_days(5, 60, Form::PADDED_LF);
    let peek = Peek(&site, AtomicUsize::new(0));
    site.try_ingest("friday", &friday, &peek).unwrap();
    assert!(peek.1.into_inner() > 8);
}

#[test]
fn taken_files_are_recorded_once_whenever_the_crash_came() {
    let [friday, monday] = two_days(5, 20, Form::PADDED_LF);
    for step in 0.. {
        let site = subscribed();
        // Together, in the wrong order, and one of them twice.
        let taken: Vec<ClaimedFile> = [("b", &monday), ("a", &friday), ("a-again", &friday)]
            .map(|(name, bytes)| ClaimedFile {
                id: uuid::Uuid::new_v4(),
                name: name.into(),
                path: site.file(name, bytes),
            })
            .into();
        let stop = StopAt { step, count: AtomicUsize::new(0) };
        let interrupted = site.pipeline.ingest_taken(&taken, &stop).is_err();
        let site = site.reopen();
        // As the watcher: files in the folder first, then pending runs.
        let left: Vec<ClaimedFile> =
            taken.into_iter().filter(|taken| taken.path.exists()).collect();
        assert!(site.pipeline.ingest_taken(&left, &NoObserver).unwrap().is_empty());
        site.pipeline.reconcile(&NoObserver).unwrap();
        assert!(left.iter().all(|taken| !taken.path.exists()));
        let runs = site.store.runs().unwrap();
        assert_eq!(runs.len(), 2, "stopped at step {step}");
        assert!(runs.iter().all(|run| run.state == RunState::Done), "stopped at step {step}");
        if !interrupted {
            assert!(step > 12, "there are more steps than {step}");
            return;
        }
    }
}

#[test]
fn a_file_that_cannot_be_read_does_not_stop_the_others() {
    let [friday, _] = two_days(5, 20, Form::PADDED_LF);
    let site = subscribed();
    let taken =
        |name: &str, path| ClaimedFile { id: uuid::Uuid::new_v4(), name: name.into(), path };
    let folder = site.folder.path().join("a folder");
    std::fs::create_dir(&folder).unwrap();
    let taken = [taken("folder", folder), taken("friday", site.file("friday", &friday))];
    let failed = site.pipeline.ingest_taken(&taken, &NoObserver).unwrap();
    assert_eq!(failed.len(), 1);
    assert!(matches!(failed[0].1, PipelineError::NotAFile(_)));
    assert_eq!(site.store.runs().unwrap()[0].state, RunState::Done);
}
