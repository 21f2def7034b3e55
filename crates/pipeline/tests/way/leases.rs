//! A process is suspended, another takes over its work, and the first one resumes.

use filters::Combination::Any;
use pipeline::{Cancelled, PipelineError, PipelineEvent, PipelineObserver};
use store::{LeaseName, RunState, Store, StoreError};

use crate::site::*;

/// Lets another process take over at a step.
struct TakenOver<'a> {
    other: &'a Store,
    at: fn(PipelineEvent<'_>) -> bool,
}

impl PipelineObserver for TakenOver<'_> {
    fn step(&self, step: PipelineEvent<'_>) -> Result<(), Cancelled> {
        if (self.at)(step) {
            let leased = self.other.with_lease(LeaseName::Pipeline).unwrap();
            leased.retry_problems(now()).unwrap();
        }
        Ok(())
    }
}

#[test]
fn suspended_process_writes_nothing_after_another_took_over() {
    let steps: [fn(PipelineEvent<'_>) -> bool; 4] = [
        |step| matches!(step, PipelineEvent::Archived),
        |step| matches!(step, PipelineEvent::Recorded(_)),
        |step| matches!(step, PipelineEvent::Applying { .. }),
        |step| matches!(step, PipelineEvent::Synced(_)),
    ];
    for at in steps {
        let site = Site::new();
        site.subscribe(&[(Any, set(&["no-filter"]))]);
        let persons = [("0101700001", "101", "A01", "")];
        site.ingest("a", &extract(5, 2, &persons));
        let other = Store::open(&site.folder.path().join("cprabo.db")).unwrap();
        let next = extract(6, 5, &persons);
        let late = site.try_ingest("b", &next, &TakenOver { other: &other, at }).unwrap_err();
        let PipelineError::Store(late) = late else { panic!("{late}") };
        assert!(matches!(late, StoreError::LeaseLost { name: "pipeline" }), "{late}");
        assert_eq!(site.delivered().len(), 1, "nothing was published");
        // The process that took over, or the first one after a restart, continues.
        assert_eq!(site.ingest("b", &next).state, RunState::Done);
        assert_eq!(site.delivered().len(), 2);
    }
}
