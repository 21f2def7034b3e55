//! Loads: everything that the replica holds on the persons who match now, in the form of an extract.
//!
//! A load is as of the last extract, so that the next day's follows it. It is written aside, in steps that
//! outlive a crash, and goes out when all of it is there and no other extract has come meanwhile; else it is
//! begun anew. Whatever an extract needs goes first.

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

/// What a load waits for that comes behind an extract.
const UNDELIVERED: &str = "an extract that is not delivered yet";

impl Loading<'_> {
    /// Writes and delivers a load, however often it must begin anew.
    pub(crate) fn run(&self, id: LoadId) -> Result<(), PipelineError> {
        let folder = self.files.work.folder(&name_of(id))?;
        loop {
            self.wait_for_extracts()?;
            let work = match self.store.begin_load(id, &|agreement, run, pair| {
                publish::pair(self.settings, agreement, run, pair)
            })? {
                LoadStart::Ready(work) => work,
                LoadStart::Busy => {
                    self.progress.step(PipelineEvent::Waiting(UNDELIVERED))?;
                    std::thread::sleep(LOOK_AGAIN);
                    continue;
                }
                LoadStart::Finished => break,
            };
            match write::write(self, &folder, &work)? {
                Outcome::Done => {
                    info!(event = "load.delivered", load = %id, run = %work.run.id, "load delivered");
                    break;
                }
                Outcome::Over => break,
                Outcome::Superseded => {
                    info!(event = "load.restarted", load = %id, "load restarted: newer extract applied");
                }
            }
        }
        folder.discard()
    }
}

/// What a load that is not open any more has left aside.
pub(crate) fn discard_leftovers(store: &Store, work: &WorkFolders) -> Result<(), PipelineError> {
    let open: Vec<String> = store.open_loads()?.into_iter().map(name_of).collect();
    let mut left = work.names()?.into_iter().filter(|name| !open.contains(name));
    left.try_for_each(|name| work.folder(&name).and_then(WorkFolder::discard))
}

fn name_of(id: LoadId) -> String {
    format!("load-{id}")
}
