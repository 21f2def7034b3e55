mod row;
mod sent_files;

use std::time::Duration;

use anyhow::Result;
use clap::Args;
use error_report::Report;
use indicatif::{ProgressBar, ProgressStyle};
use pipeline::{Cancelled, VerifyStep};
use serde::Serialize;
use store::{DatabaseStep, LedgerFinding, LedgerStep};
use tls::{Protocol, Tls};

use self::row::Row;
use crate::authority::Pair;
use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, files, operator, operator_context};
use crate::output::{self, BAD, FAINT, GOOD, line, styled};

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// Repair what is damaged, from what is not
    #[arg(long)]
    repair: bool,
    /// Accept the database and the archive as they are, when they have less than before
    #[arg(long)]
    accept_loss: bool,
    /// Accept the stored rows of the database as right: after somebody changed them with another program
    #[arg(long)]
    adopt: bool,
}

/// For programs.
#[derive(Serialize)]
struct Answer {
    sound: bool,
    files: u64,
    found: Vec<Row>,
}

impl Verify {
    pub(crate) fn run(self, global: &Global) -> Result<ExitStatus> {
        let installation = if self.accept_loss {
            Installation::open_accepting_loss(&global.data)?
        } else {
            Installation::open_to_verify(&global.data)?
        };
        if self.accept_loss {
            let what = "the database and the archive as they are now";
            installation.audit("accept loss", what.to_owned())?;
        }
        if self.adopt {
            installation.store.adopt(&operator(), installation.clock.now())?;
        }
        let bar = Bar::new();
        let verified = installation.pipeline()?.verify(self.repair, &mut |step| bar.step(step))?;
        let mut found: Vec<Row> = verified.found.iter().map(Row::from).collect();
        let sent = sent_files::verify(&installation, self.repair, &mut found, &mut |done, of| {
            bar.show("files that systems sent to each other", done, of);
        })?;
        found.extend(ledger_rows(&installation, &bar)?);
        drop(bar);
        if self.repair && !found.is_empty() {
            let mended = found.iter().filter(|row| row.mended).count();
            let what = format!("{} damaged, {mended} made again", found.len());
            installation.audit("verify and repair", what)?;
        }
        found.extend(unfitting_pairs(&installation));
        report(global, found, verified.files + sent)
    }
}

/// What is wrong in the disclosure ledger. It is never repaired: what it finds is intent.
fn ledger_rows(installation: &Installation, bar: &Bar) -> Result<Vec<Row>> {
    let context = operator_context("verify");
    let findings = installation.app()?.verify_ledger(&context, "", &mut |step| {
        if let LedgerStep::Entries(done, of) = step {
            bar.show("disclosure ledger", done, of);
        }
        Ok(())
    });
    // What is damaged is among the findings of the database already.
    let findings = match findings {
        Err(error) if error.is_damage() => return Ok(Vec::new()),
        findings => findings?,
    };
    let row = |finding: &LedgerFinding| {
        Row {
        what: format!("disclosure ledger: {finding}"),
        mended: false,
        advice: Some(
            "keep a copy of the database before anything else; `cprabo ledger verify` shows this alone"
                .to_owned(),
        ),
    }
    };
    Ok(findings.iter().map(row).collect())
}

/// Certificates that do not match their keys: the server cannot use them.
fn unfitting_pairs(installation: &Installation) -> Vec<Row> {
    let fits =
        |pair: &Pair| Tls::new(pair.certificate.as_bytes(), pair.key.as_bytes(), Protocol::HTTP);
    // A CA whose key is kept elsewhere is not damaged.
    let has_ca = installation.folder.join(files::CA_KEY).exists();
    let authority = has_ca.then(|| installation.authority());
    let pairs = [
        (authority, files::CA_KEY, files::CA_CERTIFICATE, "cprabo init --ca"),
        (
            Some(installation.server_certificate()),
            files::SERVER_KEY,
            files::SERVER_CERTIFICATE,
            "cprabo init --server-certificate",
        ),
    ];
    let unfitting = pairs.into_iter().filter_map(|(pair, key, certificate, makes)| {
        let why = match pair? {
            Ok(pair) => Report(&fits(&pair).err()?).to_string(),
            Err(error) => format!("{error:#}"),
        };
        Some(Row {
            what: format!("{key} does not fit {certificate}: {why}"),
            mended: false,
            advice: Some(format!("restore both from a backup; where they are lost, `{makes}`")),
        })
    });
    unfitting.collect()
}

fn report(global: &Global, found: Vec<Row>, files: u64) -> Result<ExitStatus> {
    let is_sound = found.iter().all(|row| row.mended);
    if global.json {
        output::json(&Answer { sound: is_sound, files, found })?;
    } else {
        found.iter().try_for_each(print_row)?;
        let files = output::count(files, "file", "files");
        let verdict = match (found.is_empty(), is_sound) {
            (true, _) => styled(GOOD, "everything is as it was written"),
            (false, true) => styled(GOOD, "everything is as it was written again"),
            (false, false) => styled(BAD, "not everything is as it was written"),
        };
        line(&format!("{verdict} (the database and {files})"))?;
    }
    Ok(if is_sound { ExitStatus::Done } else { ExitStatus::Held })
}

fn print_row(Row { what, mended, advice }: &Row) -> Result<()> {
    let (style, word) = if *mended { (GOOD, "mended ") } else { (BAD, "damaged") };
    line(&format!("{} {what}", styled(style, word)))?;
    match advice {
        Some(advice) => line(&format!("        {}", styled(FAINT, advice))),
        None => Ok(()),
    }
}

/// The progress; indicatif shows nothing when standard error is not a terminal.
struct Bar(ProgressBar);

impl Bar {
    fn new() -> Self {
        let bar = ProgressBar::new_spinner();
        bar.enable_steady_tick(Duration::from_millis(100));
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {bar:30} {pos}/{len}") {
            bar.set_style(style);
        }
        Self(bar)
    }

    fn step(&self, step: VerifyStep) -> Result<(), Cancelled> {
        match step {
            VerifyStep::Database(DatabaseStep::Structure) => self.show("database: pages", 0, 1),
            VerifyStep::Database(DatabaseStep::Table(name)) => {
                self.show(&format!("database: {name}"), 0, 1);
            }
            VerifyStep::Database(DatabaseStep::Persons(done, of)) => {
                self.show("database: persons", done, of);
            }
            VerifyStep::Published(done, of) => self.show("files in the folders", done, of),
            VerifyStep::Archive(done, of) => self.show("archive", done, of),
            VerifyStep::Read(_) => {}
        }
        Ok(())
    }

    fn show(&self, what: &str, done: u64, of: u64) {
        self.0.set_message(what.to_owned());
        self.0.set_length(of);
        self.0.set_position(done);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
