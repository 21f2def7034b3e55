use blobs::AccountFolders;
use error_report::Report;
use store::{Part, PublishedDelivery};
use tracing::{error, warn};

use super::publisher::Publisher;
use crate::error::PipelineError;

/// Writes published files again that are missing in the folders: from the archive and the log of disclosures, with the
/// same bytes.
///
/// An error in one delivery does not stop the others. Returns the first error.
pub(crate) fn repair(
    publisher: Publisher<'_>,
    shown: Vec<PublishedDelivery>,
) -> Result<(), PipelineError> {
    let mut outcome = Repaired::default();
    let mut missing = Vec::new();
    for pair in shown {
        match is_whole(&publisher.files.folders, &pair) {
            Ok(true) => {}
            Ok(false) => missing.push(pair),
            // A file that cannot be checked is treated as missing.
            Err(error) => {
                warn!(event = "delivery.not_checked", user = %pair.pair.sftp_user, error = %Report(&error), "a delivered file cannot be looked at");
                missing.push(pair);
            }
        }
    }
    let (loads, missing): (Vec<PublishedDelivery>, Vec<PublishedDelivery>) =
        missing.into_iter().partition(|pair| pair.is_load);
    for load in &loads {
        outcome.count(load, repair_load(publisher, load));
    }
    for of_run in missing.chunk_by(|one, other| one.run == other.run) {
        repair_run(publisher, of_run, &mut outcome);
    }
    outcome.end(&publisher.files.folders)
}

/// The result so far.
#[derive(Default)]
struct Repaired {
    pairs: u64,
    error: Option<PipelineError>,
}

impl Repaired {
    fn count(&mut self, pair: &PublishedDelivery, repaired: Result<(), PipelineError>) {
        match repaired {
            Ok(()) => self.pairs += 1,
            Err(error) => {
                let (user, file) = (&pair.pair.sftp_user, &pair.pair.name);
                error!(event = "delivery.lost", %user, file, error = %Report(&error), "a delivered file is lost and cannot be written again");
                self.error.get_or_insert(error);
            }
        }
    }

    fn end(self, folders: &AccountFolders) -> Result<(), PipelineError> {
        if self.pairs > 0 {
            folders.flush()?;
            warn!(event = "delivery.repaired", pairs = self.pairs, "missing files written again");
        }
        self.error.map_or(Ok(()), Err)
    }
}

fn is_whole(
    folders: &AccountFolders,
    published: &PublishedDelivery,
) -> Result<bool, PipelineError> {
    let PublishedDelivery { pair, size, metadata_size, .. } = published;
    let metadata = format!("{}{}", pair.name, Part::Metadata.suffix());
    Ok(folders.size(&pair.sftp_user, &pair.name)? == Some(*size)
        && folders.size(&pair.sftp_user, &metadata)? == Some(*metadata_size))
}

fn repair_load(publisher: Publisher<'_>, load: &PublishedDelivery) -> Result<(), PipelineError> {
    publisher.check_load(load)?;
    publisher.put_load(load, &load.pair, &load.link).map(drop)
}

/// The pairs of one run: its extract is read once.
fn repair_run(publisher: Publisher<'_>, of_run: &[PublishedDelivery], outcome: &mut Repaired) {
    let Some(first) = of_run.first() else { return };
    let extract = match publisher.run_of(first).and_then(|run| publisher.archived(run)) {
        Ok(extract) => extract,
        Err(error) => return outcome.count(first, Err(error)),
    };
    let source = extract.source(publisher);
    for delivered in of_run {
        let put = publisher.put_day(&source, delivered, &delivered.pair, &delivered.link);
        outcome.count(delivered, put.map(drop));
    }
}
