//! Everything at once, in a temporary directory: a story of two systems and two days, told by real SOAP
//! calls and real SFTP logins.

mod cast;
mod envelope;
mod hands_on;
mod sftp_client;
mod soap_client;

use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;

use anyhow::{Context as _, Result};
use clap::Args;
use synth::Plan;
use tokio::task::spawn_blocking;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::filter::LevelFilter;

use self::cast::{Actor, cast};
use self::sftp_client::SftpClient;
use self::soap_client::SoapClient;
use super::init::Init;
use super::serve::{Server, ShutdownGrace};
use crate::config::Log;
use crate::exit_status::ExitStatus;
use crate::installation::Installation;
use crate::logging;
use crate::output::{self, FAINT, GOOD, STRONG, line, styled};
use synth::{LineEnd, RecordForm, Workspace};

/// Persons in the demonstration's Denmark, and how much happens to them: in so small a country next to
/// nothing would.
const PERSONS: u64 = 900;
const PACE: u32 = 8_000;
/// Lines and columns of a fetched file that are shown.
const SHOWN: (usize, usize) = (5, 100);

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Stay up afterwards, to try every step by hand
    #[arg(long)]
    keep: bool,
}

impl Demo {
    pub(crate) fn run(self) -> Result<ExitStatus> {
        let log = logging::start(&Log::default(), Some(LevelFilter::ERROR))?;
        let folder = tempfile::Builder::new().prefix("cprabo-demo-").tempdir()?;
        let any = "127.0.0.1:0".parse()?;
        Init::at(any, any).make(folder.path())?;
        let installation = Installation::open(folder.path())?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let close = CancellationToken::new();
        let shutdown_grace = ShutdownGrace::new(close.clone());
        let server = Server::open(&installation, log.status(), close.clone());
        let told = runtime.block_on(async {
            self.report(&installation, folder.path(), server.await?, close, &shutdown_grace).await
        });
        runtime.shutdown_timeout(shutdown_grace.left());
        told.map(|()| ExitStatus::Done)
    }

    async fn report(
        self,
        installation: &Installation,
        folder: &Path,
        server: Server,
        close: CancellationToken,
        shutdown_grace: &ShutdownGrace,
    ) -> Result<()> {
        let (soap, sftp) = server.addresses()?;
        let (_wake, woken) = channel();
        let serving = server.serve(shutdown_grace, woken);
        let story = async {
            let told = Story { installation, folder, soap, sftp }.report(self.keep).await;
            close.cancel();
            told
        };
        let (served, told) = tokio::join!(serving, story);
        told.and(served)
    }
}

/// Which Denmark it is.
fn plan() -> Plan {
    Plan { pace: PACE, ..Plan::new(2026, PERSONS) }
}

struct Story<'a> {
    installation: &'a Installation,
    folder: &'a Path,
    soap: std::net::SocketAddr,
    sftp: std::net::SocketAddr,
}

impl Story<'_> {
    async fn report(&self, keep: bool) -> Result<()> {
        scene("A platform starts")?;
        let shown = self.folder.display();
        line(&format!("  data directory {shown}, SOAP at {}, SFTP at {}", self.soap, self.sftp))?;

        scene("Two systems with a certificate, an SSH key and a service agreement each")?;
        let actors = cast(self.installation, self.folder)?;
        for actor in &actors {
            let (agreement, combination) = (actor.agreement, actor.combination);
            line(&format!("  {:<8} agreement {agreement}, filters: {combination}", actor.name))?;
        }

        scene("Each says over SOAP whom it needs")?;
        for actor in &actors {
            self.subscribe(actor).await?;
        }

        scene("Two days' extracts come from the CPR office (invented, as are all persons)")?;
        let files = self.extracts()?;
        let (third_day, files) = files.split_last().context("three extracts were made")?;
        for file in files {
            self.ingest(file).await?;
        }

        scene("Each system fetches its files over SFTP")?;
        for actor in &actors {
            self.fetch(actor).await?;
        }

        scene(if keep {
            "Now you"
        } else {
            "Each step by hand, while `cprabo demo --keep` is up"
        })?;
        hands_on::write(self.installation, self.soap, self.sftp, &actors, third_day)?;
        if !keep {
            return line(&styled(
                STRONG,
                "\nAll of it is gone again: `cprabo demo --keep` stays up.",
            ));
        }
        line(&styled(STRONG, "\nUp until you press Ctrl-C."))?;
        Ok(tokio::signal::ctrl_c().await?)
    }

    async fn subscribe(&self, actor: &Actor) -> Result<()> {
        let mut client = SoapClient::connect(self.soap, self.installation, actor).await?;
        for filter in &actor.filters {
            let answer = client.post(envelope::add(actor, *filter)).await?;
            let result = between(&answer, "<ns3:Result>", "</ns3:Result>");
            let what = format!("{:<8} add {:<20}", actor.name, filter.revealed_line());
            line(&format!("  {what} {}", styled(GOOD, result)))?;
        }
        let answer = client.post(envelope::get_all_filters(actor)).await?;
        let filters = between(&answer, "1/\">", "</ns3:GetAllFiltersResponse>");
        line(&styled(FAINT, &format!("  {:<8} GetAllFilters: {filters}", actor.name)))
    }

    /// Three days' extracts; the last is for the reader to ingest.
    fn extracts(&self) -> Result<Vec<PathBuf>> {
        let folder = self.folder.join("extracts");
        let (form, line_end) = (RecordForm::Padded, LineEnd::Lf);
        let mut workspace = Workspace::create(&folder, plan(), form, line_end)?;
        let (first, _) = workspace.write_everyone(|_| ())?;
        let mut files = vec![first];
        for _ in 0..2 {
            files.extend(workspace.write_next_day(None)?);
        }
        Ok(files)
    }

    async fn ingest(&self, file: &Path) -> Result<()> {
        let (pipeline, paths) = (self.installation.pipeline()?, [file.to_owned()]);
        let runs = spawn_blocking(move || pipeline.ingest(&paths, &pipeline::NoObserver)).await??;
        let run = runs.into_iter().next().context("a file becomes a run")??;
        let (name, records) = (&run.file_name, run.records);
        let persons = output::count(run.persons, "person", "persons");
        line(&format!("  {name}: {persons} changed, {records} records, {}", run.state.as_str()))
    }

    async fn fetch(&self, actor: &Actor) -> Result<()> {
        let mut client = SftpClient::login(self.sftp, self.installation, actor).await?;
        for name in client.list("IN").await? {
            let bytes = client.read(&format!("IN/{name}")).await?;
            if name.ends_with(".metadata") {
                let size = output::count(bytes.len() as u64, "byte", "bytes");
                line(&styled(FAINT, &format!("  {:<8} {name} ({size})", actor.name)))?;
                continue;
            }
            let text: String = bytes.iter().map(|&byte| char::from(byte)).collect();
            let records = text.lines().count().saturating_sub(2);
            let persons = text.lines().filter(|line| line.starts_with("001")).count() as u64;
            let persons = output::count(persons, "person", "persons");
            line(&format!("  {:<8} {name}: {persons} in {records} records", actor.name))?;
            show_head(&text)?;
        }
        client.close().await
    }
}

fn scene(title: &str) -> Result<()> {
    line(&format!("\n{}", styled(STRONG, title)))
}

fn show_head(text: &str) -> Result<()> {
    for record in text.lines().take(SHOWN.0) {
        let head: String = record.chars().take(SHOWN.1).collect();
        line(&styled(FAINT, &format!("           | {}", head.trim_end())))?;
    }
    Ok(())
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let inner = text.split_once(start).map_or(text, |(_, rest)| rest);
    inner.rsplit_once(end).map_or(inner, |(inner, _)| inner)
}
