use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use pipeline::{Cancelled, PipelineEvent, PipelineObserver};
use preview::PreviewStep;
use tokio_util::sync::CancellationToken;
use workers::Worker;

/// A progress bar for one extract; indicatif shows nothing when standard error is not a terminal.
pub(crate) struct Bar(ProgressBar);

impl Bar {
    pub(crate) fn new() -> Self {
        let bar = ProgressBar::new_spinner();
        bar.enable_steady_tick(Duration::from_millis(100));
        Self(bar)
    }

    /// Shows how far it is.
    fn measure(&self, template: &str) {
        // The templates are constants; if one were invalid, the spinner stays.
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.0.set_style(style);
        }
    }

    fn show(&self, text: String) {
        self.0.set_message(text);
    }
}

/// Previews.
impl Bar {
    /// Shows how far a preview is.
    pub(crate) fn preview(&self, step: PreviewStep) {
        let (what, done, of) = match step {
            PreviewStep::Days { done, of } => ("matching the last days", done, of),
            PreviewStep::Replica { done, of } => ("reading the replica", done, of),
        };
        if done == 1 {
            self.measure("{spinner} {msg} {bar:30} {pos}/{len}");
        }
        self.show(what.to_owned());
        self.0.set_length(of as u64);
        self.0.set_position(done as u64);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

impl PipelineObserver for Bar {
    fn step(&self, step: PipelineEvent<'_>) -> Result<(), Cancelled> {
        match step {
            PipelineEvent::Looking
            | PipelineEvent::Verifying
            | PipelineEvent::Expired
            | PipelineEvent::Forgotten => {}
            PipelineEvent::Waiting(_) => {
                self.show("waiting for another process to finish".to_owned());
            }
            PipelineEvent::Reading { file, bytes } => {
                self.show(format!("reading {file} ({})", indicatif::HumanBytes(bytes)));
            }
            PipelineEvent::Seeding { read, of } => {
                self.measure("{spinner} reading {bar:30} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left");
                self.0.set_length(of);
                self.0.set_position(read);
            }
            PipelineEvent::Storing { persons, of } => {
                self.measure(
                    "{spinner} storing {bar:30} {human_pos} of {human_len} persons, {eta} left",
                );
                self.0.set_length(of);
                self.0.set_position(persons);
            }
            PipelineEvent::Loading { load, persons, scanned_permille } => {
                self.measure("{spinner} {msg} {bar:30} {percent} % of the replica, {eta} left");
                self.0.set_length(1000);
                self.0.set_position(scanned_permille);
                self.show(format!("load {load}: {} persons", indicatif::HumanCount(persons)));
            }
            PipelineEvent::Replaying { done, of } => {
                self.show(format!("{done} of {of} delivered again"));
            }
            PipelineEvent::LoadWritten(load) => self.show(format!("load {load}: written")),
            PipelineEvent::LoadPlaced(load) => self.show(format!("load {load}: on disk")),
            PipelineEvent::Archived => self.show("archived".to_owned()),
            PipelineEvent::Recorded(run) => self.show(format!("run {run} recorded")),
            PipelineEvent::Applying { run, persons } => {
                let persons = indicatif::HumanCount(persons);
                self.show(format!("run {run}: updating the replica with {persons} persons"));
            }
            PipelineEvent::Applied(run) => self.show(format!("run {run}: matching")),
            PipelineEvent::Matched { run, deliveries, disclosures } => {
                self.measure("{spinner} {msg} {bar:30} {pos}/{len}");
                self.0.set_length(deliveries);
                self.0.set_position(0);
                let disclosures = indicatif::HumanCount(disclosures);
                self.show(format!("run {run}: delivering {disclosures} times a person"));
            }
            PipelineEvent::Written(_) => self.0.inc(1),
            PipelineEvent::Synced(run) => self.show(format!("run {run}: on disk")),
            PipelineEvent::Published(run) => self.show(format!("run {run}: published")),
        }
        Ok(())
    }
}

/// Observes a worker of the server: each step is a sign of life, and the next step after the server closes is
/// cancelled.
pub(crate) struct Supervised {
    pub(crate) close: CancellationToken,
    pub(crate) worker: Worker,
}

impl PipelineObserver for Supervised {
    fn step(&self, step: PipelineEvent<'_>) -> Result<(), Cancelled> {
        self.worker.beat(step.activity());
        if self.close.is_cancelled() { Err(Cancelled) } else { Ok(()) }
    }
}
