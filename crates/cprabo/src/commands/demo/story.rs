use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use synth::{LineEnd, RecordForm, Workspace};
use tokio::task::spawn_blocking;

use super::cast::{Actor, cast, plan};
use super::sftp_client::SftpClient;
use super::soap_client::SoapClient;
use super::{envelope, hands_on};
use crate::installation::Installation;
use crate::output::{self, FAINT, GOOD, STRONG, line, styled};

/// Lines and columns of a fetched file that are shown.
const SHOWN: (usize, usize) = (5, 100);

/// A running platform, with the steps of the demonstration.
pub(super) struct Story<'a> {
    pub(super) installation: &'a Installation,
    pub(super) folder: &'a Path,
    pub(super) soap: SocketAddr,
    pub(super) sftp: SocketAddr,
    /// The line with the link that makes the first operator.
    pub(super) first_link: Option<String>,
}

impl Story<'_> {
    pub(super) async fn report(&self, keep: bool) -> Result<()> {
        scene("A platform starts")?;
        let shown = self.folder.display();
        line(&format!("  data directory {shown}, SOAP at {}, SFTP at {}", self.soap, self.sftp))?;

        scene("Two systems with a certificate, an SSH key and a service agreement each")?;
        let actors = cast(self.installation, self.folder)?;
        for actor in &actors {
            let (agreement, combination) = (actor.agreement, actor.combination);
            line(&format!("  {:<8} agreement {agreement}, filters: {combination}", actor.name))?;
        }

        scene("Each sets its filters over SOAP")?;
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
        if let Some(link) = &self.first_link {
            let about =
                "# see it in a browser, which warns of the certificate: ca/ca.crt signed it";
            line(&format!("  {}\n  {link}", styled(FAINT, about)))?;
        }
        if !keep {
            return line(&styled(
                STRONG,
                "\nAll of it is gone again: `cprabo demo --keep` stays up, with pages to look at.",
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

    /// Three days' extracts; the last is for the user to ingest.
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
