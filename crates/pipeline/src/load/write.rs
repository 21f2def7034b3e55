use std::time::Duration;

use error_report::Report;
use matching::LoadFilter;
use rayon::prelude::*;
use store::{Checkpoint, LoadPart, LoadWork, PnrRange};
use tracing::debug;

use super::chunk::{self, Chunk, LoadEntry, OutputFormat};
use super::loading::{Loading, Outcome};
use super::part::Part;
use super::publish;
use crate::delivery::proddto;
use crate::error::PipelineError;
use crate::progress::PipelineEvent;
use crate::work_folder::WorkFolder;

/// Numbers that are read together: those of one day of the year in five successive years of each century, so some
/// thousand persons of ten million.
const STRETCH: u64 = 500_000;
/// One more than the largest number that can exist.
const END: u64 = 10_000_000_000;
/// Ranges that are read in parallel, while those before them are written.
const BATCH: usize = 4;
/// Bytes between two checkpoints, and so the most that a crash costs.
const CHECKPOINT: u64 = 512 << 20;
/// How often the progress is saved for display.
const NOTE: Duration = Duration::from_secs(1);

/// Writes a load from its last checkpoint, and delivers it.
pub(super) fn write(
    loading: &Loading<'_>,
    folder: &WorkFolder,
    work: &LoadWork,
) -> Result<Outcome, PipelineError> {
    let proddto = proddto(&work.run)?;
    let filter = LoadFilter::of(work, proddto);
    let form = loading.settings.load_form;
    let style = OutputFormat::new(form, work, proddto);
    let open = |from: &Checkpoint| Part::open(folder, work, proddto, form, from);
    let mut parts = Parts {
        under_way: open(&work.checkpoint)?,
        whole: work.parts.clone(),
        saved: work.parts.len(),
        since: 0,
        limit: work.part_size,
        open: &open,
    };
    let read = |from: u64| read(loading, work, &filter, &style, from);

    let last = loading.store.last_number()?.unwrap_or(END);
    let mut batch = read(work.checkpoint.next)?;
    let mut noted = loading.clock.elapsed();
    loop {
        let Some(chunks) = batch else { return Ok(Outcome::Superseded) };
        let Some(next) = chunks.last().map(|chunk| chunk.until) else { break };
        // The next ranges are read while these are written.
        let put = || chunks.iter().try_for_each(|chunk| parts.add(chunk));
        let (following, written) = rayon::join(|| read(next), put);
        written?;
        let (persons, scanned_permille) = (parts.persons(), share(next, last));
        loading.progress.step(PipelineEvent::Loading {
            load: work.id,
            persons,
            scanned_permille,
        })?;
        let elapsed = loading.clock.elapsed();
        if elapsed.saturating_sub(noted) >= NOTE {
            // The progress is only for display.
            if let Err(error) = loading.store.note_load(work.id, scanned_permille, persons) {
                debug!(load = %work.id, error = %Report(&error), "progress not noted");
            }
            noted = elapsed;
        }
        if parts.since >= CHECKPOINT && !parts.save(loading, work, next)? {
            return Ok(Outcome::Over);
        }
        loading.wait_for_extracts()?;
        batch = following?;
    }
    parts.close()?;
    if !parts.save(loading, work, END)? {
        return Ok(Outcome::Over);
    }
    loading.progress.step(PipelineEvent::LoadWritten(work.id))?;
    publish::publish(loading, folder, work, &parts.whole)
}

/// The share of the numbers that is done, in thousandths of those up to the last in the replica. Numbers start with the
/// day of the month, so two thirds of all numbers cannot exist.
fn share(next: u64, last: u64) -> u64 {
    1000 * next.min(last) / last.max(1)
}

/// Reads the next ranges with persons; an empty list at the end of the replica.
fn read(
    loading: &Loading<'_>,
    work: &LoadWork,
    filter: &LoadFilter,
    style: &OutputFormat,
    from: u64,
) -> Result<Option<Vec<Chunk>>, PipelineError> {
    let mut stretches = Vec::with_capacity(BATCH);
    let mut at = from;
    while stretches.len() < BATCH {
        let Some(wanted) = filter.first_from(at) else { break };
        let Some(first) = loading.store.next_number(wanted)? else { break };
        let until = first.saturating_add(STRETCH).min(END);
        stretches.push(PnrRange { from: first, until, as_of: work.run.id });
        at = until;
    }
    let chunks: Result<Vec<Option<Chunk>>, PipelineError> = stretches
        .into_par_iter()
        .map(|numbers| chunk::read(loading.store, numbers, filter, style))
        .collect();
    Ok(chunks?.into_iter().collect())
}

/// The parts of a load under way.
struct Parts<'a> {
    under_way: Part,
    whole: Vec<LoadPart>,
    /// How many of the complete parts the store has.
    saved: usize,
    /// Bytes since the last checkpoint.
    since: u64,
    limit: Option<u64>,
    open: &'a (dyn Fn(&Checkpoint) -> Result<Part, PipelineError> + Sync),
}

impl Parts<'_> {
    fn persons(&self) -> u64 {
        self.whole.iter().map(|part| part.persons).sum::<u64>() + self.under_way.persons()
    }

    fn add(&mut self, chunk: &Chunk) -> Result<(), PipelineError> {
        let (mut data, mut labels) = (&chunk.data[..], &chunk.labels[..]);
        let mut members = &chunk.members[..];
        while !members.is_empty() {
            let fit = self.under_way.fitting(members, self.limit);
            if fit == 0 {
                self.next()?;
                continue;
            }
            let (these, others) = members.split_at(fit);
            let length = |of: fn(&LoadEntry) -> usize| these.iter().map(of).sum::<usize>();
            let (these_data, other_data) = data.split_at(length(|member| member.data));
            let (these_labels, other_labels) = labels.split_at(length(|member| member.labels));
            self.under_way.add(these_data, these_labels, these)?;
            self.since += (these_data.len() + these_labels.len()) as u64;
            (data, labels, members) = (other_data, other_labels, others);
        }
        Ok(())
    }

    fn next(&mut self) -> Result<(), PipelineError> {
        let next = Checkpoint { part: self.under_way.number() + 1, ..Checkpoint::default() };
        let whole = std::mem::replace(&mut self.under_way, (self.open)(&next)?).close()?;
        self.whole.push(whole);
        Ok(())
    }

    /// Completes the last part. A part without persons is dropped unless it is the only one: a load without matches is
    /// an empty file.
    fn close(&mut self) -> Result<(), PipelineError> {
        if self.under_way.persons() > 0 || self.whole.is_empty() { self.next() } else { Ok(()) }
    }

    /// Syncs everything to disk and saves the checkpoint; `false` when the load was cancelled.
    fn save(
        &mut self,
        loading: &Loading<'_>,
        work: &LoadWork,
        next: u64,
    ) -> Result<bool, PipelineError> {
        let checkpoint = self.under_way.checkpoint(next)?;
        let is_on = loading.store.save_load(work.id, &checkpoint, &self.whole[self.saved..])?;
        (self.saved, self.since) = (self.whole.len(), 0);
        Ok(is_on)
    }
}
