use anyhow::Result;
use app::{KindFigures, Pace};
use clap::Args;
use health::{Alert, Health, Note};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use store::Run;

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, files};
use crate::layouts_folder::{LoadedAddition, loaded};
use crate::output::{self, BAD, GOOD, HINT, line, or_dash, styled};
use crate::serve_lock;

#[derive(Debug, Args)]
pub(crate) struct Status {}

/// The state of the installation.
#[derive(Serialize)]
struct Standing {
    data: String,
    server: Option<String>,
    soap: String,
    sftp: String,
    legacy_sftp: Option<String>,
    off4: Option<String>,
    systems: u64,
    agreements: u64,
    incomplete_agreements: u64,
    persons: u64,
    last_proddto: Option<Date>,
    held: Vec<HeldRun>,
    /// Days' deliveries that the volume brake holds.
    held_deliveries: u64,
    waiting: usize,
    unfinished: usize,
    uncollected: u64,
    troubles: Vec<Alert>,
    notes: Vec<Note>,
    loads: Vec<LoadUnderWay>,
    /// The service as it is measured by calls from outside.
    measured: Vec<Measured>,
    /// Additions to the record layout.
    layouts: Vec<LoadedAddition>,
    /// Why none of them can be used.
    layouts_refused: Option<String>,
}

/// A load that is ordered and not delivered.
#[derive(Serialize)]
struct LoadUnderWay {
    load: i64,
    agreement: String,
    state: &'static str,
    persons: u64,
    percent: u64,
}

/// A kind of call of the probe.
#[derive(Serialize)]
struct Measured {
    call: &'static str,
    at: Timestamp,
    /// Why it was not answered rightly, if so.
    fault: Option<&'static str>,
    milliseconds: i64,
    /// Hundredths of a per cent of the last 30 days.
    uptime_month: Option<u16>,
}

#[derive(Serialize)]
struct HeldRun {
    run: i64,
    file: String,
    reason: &'static str,
    detail: String,
    releasable: bool,
}

impl Status {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let standing = standing(installation, super::healthcheck::health(installation)?)?;
        if global.json {
            output::json(&standing)?;
        } else {
            standing.print()?;
        }
        let waits =
            !standing.held.is_empty() || standing.held_deliveries > 0 || standing.waiting > 0;
        Ok(if waits { ExitStatus::Held } else { ExitStatus::Done })
    }
}

fn standing(installation: &Installation, health: Health) -> Result<Standing> {
    let store = &installation.store;
    let pending = store.pending_runs()?;
    let held: Vec<HeldRun> = pending.iter().filter_map(held_run).collect();
    let counts = store.counts()?;
    // A wrong file must not hide the rest.
    let layouts = installation.layouts().map(|layouts| loaded(&layouts));
    let layouts_refused = layouts.as_ref().err().map(|error| format!("{error:#}"));
    Ok(Standing {
        data: installation.folder.display().to_string(),
        server: serve_lock::running(&installation.folder.join(files::SERVE_LOCK))?,
        soap: installation.config.soap.listen.to_string(),
        sftp: installation.config.sftp.listen.to_string(),
        legacy_sftp: installation.config.sftp.legacy_listen.map(|address| address.to_string()),
        off4: installation.config.off4.listen.map(|address| address.to_string()),
        systems: counts.systems,
        agreements: counts.agreements,
        incomplete_agreements: counts.incomplete_agreements,
        persons: counts.persons,
        last_proddto: store.last_applied()?.and_then(|run| run.header).map(|header| header.proddto),
        waiting: pending.len() - held.len(),
        held,
        held_deliveries: store.held_deliveries(installation.clock.now())?.len() as u64,
        unfinished: store.applied_runs()?.len(),
        uncollected: counts.uncollected,
        loads: loads_under_way(installation)?,
        measured: measured(installation)?,
        layouts: layouts.unwrap_or_default(),
        layouts_refused,
        troubles: health.troubles,
        notes: health.notes,
    })
}

fn measured(installation: &Installation) -> Result<Vec<Measured>> {
    let figures = installation.app()?.service_figures(Pace::Simulated)?;
    let of_kind = |figures: KindFigures| {
        let [_, month, _] = figures.periods;
        Measured {
            call: figures.last.kind.as_str(),
            at: figures.last.at,
            fault: figures.last.fault.map(store::ProbeFault::as_str),
            milliseconds: figures.last.took.as_millis().try_into().unwrap_or(i64::MAX),
            uptime_month: month.uptime.map(|uptime| uptime.share()),
        }
    };
    Ok(figures.kinds.into_iter().map(of_kind).collect())
}

fn loads_under_way(installation: &Installation) -> Result<Vec<LoadUnderWay>> {
    let loads = installation.store.loads_under_way()?;
    let under_way = loads.into_iter().map(|load| LoadUnderWay {
        load: load.id.number(),
        agreement: load.agreement.to_string(),
        state: load.state.as_str(),
        persons: load.persons,
        percent: load.scanned_permille / 10,
    });
    Ok(under_way.collect())
}

fn held_run(run: &Run) -> Option<HeldRun> {
    let held = run.held.as_ref()?;
    Some(HeldRun {
        run: run.id.number(),
        file: run.file_name.clone(),
        reason: held.reason.as_str(),
        detail: held.detail.clone(),
        releasable: held.releasable,
    })
}

impl Measured {
    fn sentence(&self) -> String {
        let (at, milliseconds) = (output::local(self.at), self.milliseconds);
        let last = match self.fault {
            Some(fault) => styled(BAD, &format!("not answered rightly at {at} ({fault})")),
            None => format!("answered at {at} in {milliseconds} ms"),
        };
        match self.uptime_month {
            Some(share) => format!("{last}, up {}.{:02} % of 30 days", share / 100, share % 100),
            None => last,
        }
    }
}

impl Standing {
    fn print(&self) -> Result<()> {
        let server = match &self.server {
            Some(ready) => styled(GOOD, ready),
            None => format!(
                "none runs; it would be at https://{} (SOAP) and {} (SFTP)",
                self.soap, self.sftp
            ),
        };
        let count = |number, one, many| (number > 0).then(|| output::count(number, one, many));
        let incomplete = count(self.incomplete_agreements, "agreement", "agreements");
        let held = count(self.held_deliveries, "delivery", "deliveries");
        let held = held.map(|count| format!("{count}: `cprabo deliveries --held` says why"));
        let incomplete = incomplete
            .map(|count| format!("{count}: `cprabo agreement list --incomplete` says what"));
        for (name, value) in [
            ("data directory", Some(self.data.clone())),
            ("server", Some(server)),
            ("systems", Some(self.systems.to_string())),
            ("agreements", Some(self.agreements.to_string())),
            ("not stated", incomplete),
            ("replica", Some(output::count(self.persons, "person", "persons"))),
            ("last extract", Some(or_dash(self.last_proddto))),
            ("held", held),
            ("not collected", count(self.uncollected, "delivery", "deliveries")),
        ] {
            if let Some(value) = value {
                line(&format!("{name:<14} {value}"))?;
            }
        }
        for addition in &self.layouts {
            line(&format!("{:<14} {}", "layout", addition.sentence()))?;
        }
        if let Some(why) = &self.layouts_refused {
            line(&format!("{:<14} {}", "layout", styled(BAD, why)))?;
        }
        for LoadUnderWay { load, agreement, state, persons, percent } in &self.loads {
            let persons = output::count(*persons, "person", "persons");
            line(&format!(
                "{:<14} {load} of agreement {agreement}, {state}: {persons}, {percent} % of the replica",
                "load"
            ))?;
        }
        for measured in &self.measured {
            line(&format!("{:<14} {}", measured.call, measured.sentence()))?;
        }
        if self.unfinished > 0 {
            let unfinished = output::count(self.unfinished as u64, "extract", "extracts");
            line(&styled(HINT, &format!("{unfinished} not delivered yet")))?;
        }
        for trouble in &self.troubles {
            line(&styled(BAD, &trouble.what))?;
        }
        for note in &self.notes {
            line(&styled(HINT, &note.what))?;
        }
        match (self.held.is_empty() && self.held_deliveries == 0, self.waiting) {
            (true, 0) => line(&styled(GOOD, "nothing is held, nothing waits")),
            (false, 0) => Ok(()),
            (_, waiting) => {
                let waiting = output::count(waiting as u64, "extract", "extracts");
                line(&format!("{waiting} waiting"))
            }
        }
    }
}
