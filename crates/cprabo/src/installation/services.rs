//! The services of an installation: the pipeline, its workers, and the sources of health.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use app::App;
use health::{AlertThresholds, Process, Sources};
use jiff::SignedDuration;
use net::RateLimiter;
use pipeline::{InboxSettings, LoadWorker, Pipeline, Settings, Watcher};
use sandbox::Sandbox;
use store::{CallLimits, Store};

use super::{Installation, files};
use crate::config::{Config, Inbox, Kind};
use crate::layouts_folder;

/// The shortest poll: below it, reading the inbox would keep the disk busy.
const SHORTEST_POLL: Duration = Duration::from_millis(50);

impl Installation {
    /// The use cases, for the command line.
    pub(crate) fn app(&self) -> Result<App> {
        let signer = Arc::new(self.signer()?);
        // The operator is not rate-limited.
        let rate_limiter = Arc::new(RateLimiter::new(0));
        let (store, pipeline) = (Arc::clone(&self.store), self.pipeline()?);
        let app = App::new(store, pipeline, self.clock.clone(), signer, rate_limiter)
            .with_approval(self.config.agreements.approval())
            .with_filter_approval(self.config.approval.settings());
        Ok(app.with_layouts(self.layouts_or_built_in()))
    }

    /// The pipeline of this installation.
    pub(crate) fn pipeline(&self) -> Result<Pipeline> {
        self.pipeline_over(Arc::clone(&self.store))
    }

    /// The same for requests from the network: a change that does not get its turn is answered with `BUSY`.
    pub(crate) fn pipeline_for_requests(&self) -> Result<Pipeline> {
        // A scan of the replica takes as long as the replica is large.
        let limits = CallLimits { read_time: None, ..CallLimits::REQUESTS };
        self.pipeline_over(Arc::new(self.store.with_limits(limits)))
    }

    fn pipeline_over(&self, store: Arc<Store>) -> Result<Pipeline> {
        let delivery = &self.config.delivery;
        let settings = Settings {
            name: delivery.name.0.clone(),
            replay_name: delivery.replay_name.0.clone(),
            sender: delivery.sender.0.clone(),
            max_bytes: self.config.ingest.max_bytes,
            load_form: delivery.load_form.0,
            days_pass_by_the_clock: !self.is_sandbox(),
            retention: pipeline::Retention {
                person_days: self.config.ledger.person_days(),
                ..self.config.retention.kept()
            },
            brake: self.config.brake.settings(),
            ..Settings::new(&self.folder, self.signer()?)
        };
        Ok(Pipeline::new(store, Arc::clone(&self.files), self.clock.clone(), settings))
    }

    /// The sources of this installation's health; with those of the server's own process.
    pub(crate) fn health_sources(&self, process: Option<Process>) -> Sources {
        Sources {
            store: self.store.with_limits(CallLimits::HEALTH),
            folders: self.files.folders.clone(),
            clock: self.clock.clone(),
            thresholds: self.alert_thresholds(),
            passwords_last: self.config.off4.settings().passwords_last,
            data: self.folder.clone(),
            inbox: self.folder.join(&self.config.inbox.folder),
            process,
        }
    }

    /// The sandbox. It may have no population yet.
    pub(crate) fn sandbox(&self) -> Result<Sandbox> {
        let (folder, files) = (self.folder.join(files::SANDBOX), Arc::clone(&self.files));
        let sandbox = Sandbox::new(&folder, Arc::clone(&self.store), self.pipeline()?, files);
        let data = self.folder.clone();
        Ok(sandbox.with_layouts(move || Ok(layouts_folder::of_data(&data)?)))
    }

    /// The sandbox that the pages show: where the configuration says that it is one, and there is a population.
    pub(crate) fn served_sandbox(&self) -> Result<Option<Sandbox>> {
        let is_said = self.config.web.environment == Kind::Sandbox && self.is_sandbox();
        Ok(if is_said { Some(self.sandbox()?).filter(Sandbox::exists) } else { None })
    }

    /// Whether its days pass by command.
    fn is_sandbox(&self) -> bool {
        self.folder.join(files::SANDBOX).exists()
    }

    /// How long a state may last here before it needs a person.
    fn alert_thresholds(&self) -> AlertThresholds {
        let Config { alarm, retention, .. } = &self.config;
        let days = |days: u32| SignedDuration::from_hours(24 * i64::from(days));
        let minutes = |minutes: u32| SignedDuration::from_mins(minutes.into());
        AlertThresholds {
            unfinished: minutes(alarm.unfinished_minutes),
            uncollected: SignedDuration::from_hours(alarm.uncollected_hours.into()),
            leaving: retention.kept().folder_days.map(days),
            warning: days(retention.warn_days),
            missing_extracts: (!self.is_sandbox()).then_some(alarm.missing_extracts),
            inbox: minutes(alarm.inbox_minutes),
            measured: self.config.probe.every().and_then(|every| every.try_into().ok()),
            stalled: Duration::from_secs(alarm.stalled_seconds.into()),
        }
    }

    /// The watcher of this installation's inbox.
    pub(crate) fn watcher(&self) -> Result<Watcher> {
        let Inbox { folder, stable_seconds, stable_unended_seconds, poll_seconds } =
            &self.config.inbox;
        let settings = InboxSettings {
            folder: self.folder.join(folder),
            stable: stable_seconds.0,
            stable_unended: stable_unended_seconds.0,
        };
        let inbox = pipeline::Inbox::new(settings);
        Ok(Watcher::new(self.pipeline()?, inbox, poll_seconds.0.max(SHORTEST_POLL)))
    }

    /// The worker that writes this installation's loads.
    pub(crate) fn load_worker(&self) -> Result<LoadWorker> {
        let poll = self.config.inbox.poll_seconds.0.max(SHORTEST_POLL);
        Ok(LoadWorker::new(self.pipeline()?, poll))
    }
}
