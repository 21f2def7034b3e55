//! The way is stopped at every single step, opened anew, and gone on with: it must end as if nothing had
//! happened.

use std::sync::atomic::{AtomicUsize, Ordering};

use extract::Form;
use filters::Combination::Any;
use pipeline::{Interrupted, PipelineError, Progress, Silent, Step};

use crate::site::*;

/// Stops at the step with this number, counted from 0.
struct StopAt {
    step: usize,
    count: AtomicUsize,
}

impl Progress for StopAt {
    fn step(&self, _: Step<'_>) -> Result<(), Interrupted> {
        if self.count.fetch_add(1, Ordering::SeqCst) >= self.step {
            Err(Interrupted)
        } else {
            Ok(())
        }
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
    let mut denmark = synth::Denmark::new(5, 60);
    let monday = denmark.everyone(jiff::civil::date(2026, 1, 5), Form::PADDED_LF);
    let tuesday = denmark.next_day(20, Form::PADDED_LF);

    let undisturbed = subscribed();
    undisturbed.ingest("monday", &monday);
    undisturbed.ingest("tuesday", &tuesday);
    let expected = undisturbed.state();

    for step in 0.. {
        let site = subscribed();
        site.ingest("monday", &monday);
        let stop = StopAt { step, count: AtomicUsize::new(0) };
        let interrupted = site.try_ingest("tuesday", &tuesday, &stop);
        let site = site.reopen();
        match interrupted {
            Ok(_) => {
                assert!(step > 8, "there are more steps than {step}");
                return;
            }
            Err(PipelineError::Interrupted(_)) => {}
            Err(error) => panic!("{error}"),
        }
        // What was not recorded is ingested again; the rest goes on by itself.
        if site.store.runs().unwrap().len() == 1 {
            site.ingest("tuesday", &tuesday);
        } else {
            site.pipeline.reconcile(&Silent).unwrap();
        }
        assert_eq!(site.state(), expected, "stopped at step {step}");
    }
}

#[test]
fn nobody_sees_a_file_before_the_ledger_knows() {
    struct Peek<'a>(&'a Site, AtomicUsize);
    impl Progress for Peek<'_> {
        fn step(&self, step: Step<'_>) -> Result<(), Interrupted> {
            let visible = self.0.delivered().len();
            match step {
                Step::Published(_) => assert_eq!(visible, 3, "all at once"),
                _ => assert_eq!(visible, 0, "{step:?}"),
            }
            self.1.fetch_add(1, Ordering::SeqCst);
            Ok(())
        }
    }
    let site = subscribed();
    let mut denmark = synth::Denmark::new(5, 60);
    let monday = denmark.everyone(jiff::civil::date(2026, 1, 5), Form::PADDED_LF);
    let peek = Peek(&site, AtomicUsize::new(0));
    site.try_ingest("monday", &monday, &peek).unwrap();
    assert!(peek.1.into_inner() > 8);
}

#[test]
fn a_taken_file_is_recorded_once_whenever_the_crash_came() {
    let mut denmark = synth::Denmark::new(5, 20);
    let monday = denmark.everyone(jiff::civil::date(2026, 1, 5), Form::PADDED_LF);
    for step in 0..4 {
        let site = subscribed();
        let path = site.file("taken", &monday);
        let taken = |again| pipeline::Taken { name: "monday".into(), path: path.clone(), again };
        let stop = StopAt { step, count: AtomicUsize::new(0) };
        site.pipeline.ingest_taken(&taken(false), &stop).unwrap_err();
        let site = site.reopen();
        if path.exists() {
            site.pipeline.ingest_taken(&taken(true), &Silent).unwrap();
        } else {
            site.pipeline.reconcile(&Silent).unwrap();
        }
        assert!(!path.exists());
        let runs = site.store.runs().unwrap();
        assert_eq!(runs.len(), 1, "stopped at step {step}");
        assert_eq!(runs[0].state, store::RunState::Done);
    }
}
