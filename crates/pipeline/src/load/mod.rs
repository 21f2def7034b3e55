//! Loads: all records in the replica of the persons who match now, in the form of an extract.
//!
//! A load has the state of the last extract, so that the next day's extract follows it. It is written to a work folder,
//! with checkpoints that survive a crash. It is delivered when it is complete and no other extract was applied
//! meanwhile; otherwise it starts again. Extracts have precedence.

mod chunk;
mod loading;
mod part;
mod publish;
mod worker;
mod write;

use store::{LoadId, LoadStart, Store};
use tracing::info;

use crate::error::PipelineError;
use crate::lock::LOOK_AGAIN;
use crate::progress::PipelineEvent;
use crate::work_folder::{WorkFolder, WorkFolders};

use loading::Outcome;

pub(crate) use loading::Loading;
pub use worker::LoadWorker;

/// What a load waits for when an extract is not delivered.
const UNDELIVERED: &str = "an extract that is not delivered yet";

impl Loading<'_> {
    /// Writes and delivers a load, and starts again as often as an extract is applied meanwhile.
    pub(crate) fn run(&self, id: LoadId) -> Result<(), PipelineError> {
        let folder = self.files.work.folder(&name_of(id))?;
        loop {
            self.wait_for_extracts()?;
            let now = self.clock.now();
            let pair =
                |agreement: &_, run: &_, pair| publish::pair(self.settings, agreement, run, pair);
            let work = match self.store.begin_load(id, clock::danish_day(now), now, &pair)? {
                LoadStart::Ready(work) => work,
                LoadStart::Busy => {
                    self.progress.step(PipelineEvent::Waiting(UNDELIVERED))?;
                    std::thread::sleep(LOOK_AGAIN);
                    continue;
                }
                // It is tried again when the others have been written.
                LoadStart::Held => return Ok(()),
                LoadStart::Finished => break,
            };
            match write::write(self, &folder, &work)? {
                Outcome::Done => {
                    info!(event = "load.delivered", load = %id, run = %work.run.id, "load delivered");
                    break;
                }
                Outcome::Over => break,
                Outcome::Superseded => {
                    info!(event = "load.restarted", load = %id, "load restarted: a newer extract was applied, or its terms changed");
                }
            }
        }
        folder.discard()
    }
}

/// Deletes the work folders of loads that are no longer open.
pub(crate) fn discard_leftovers(store: &Store, work: &WorkFolders) -> Result<(), PipelineError> {
    let open: Vec<String> = store.open_loads()?.into_iter().map(name_of).collect();
    let mut left = work.names()?.into_iter().filter(|name| !open.contains(name));
    left.try_for_each(|name| work.folder(&name).and_then(WorkFolder::discard))
}

fn name_of(id: LoadId) -> String {
    format!("load-{id}")
}
