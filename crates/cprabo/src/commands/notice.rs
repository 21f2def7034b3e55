use anyhow::{Context as _, Result, bail};
use app::NewNotice;
use clap::{Args, Subcommand};
use clock::danish_moment;
use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::Serialize;
use store::{NoticeAddress, NoticeKind, NoticeText, NoticeTexts, ServiceNotice};

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::output::{self, GOOD, line, local, local_or_dash, styled};

#[derive(Debug, Subcommand)]
pub(crate) enum Notice {
    /// Announce work, or tell of an outage: everybody sees it on the service page and in its feed
    Add(Add),
    /// List the notices, the one that begins last first
    List,
    /// Say that what a notice is about is over, and how it was, if the texts should say so now
    End(End),
}

#[derive(Debug, Args)]
pub(crate) struct Add {
    /// planned-work, outage or other
    #[arg(long, value_parser = kind)]
    kind: NoticeKind,
    /// When it begins, in Danish time: "2026-03-14 20:00"; now, if not given
    #[arg(long, value_name = "TIME", value_parser = moment)]
    from: Option<Timestamp>,
    /// When it ends, if that is known; planned work has an end
    #[arg(long, value_name = "TIME", value_parser = moment)]
    to: Option<Timestamp>,
    /// Title in Danish; the address of the notice is made of it
    #[arg(long, value_name = "TEXT")]
    title_da: NoticeText,
    /// What happens, what it means, and what to do, in Danish. Never which authority is affected, and no personal data
    #[arg(long, value_name = "TEXT")]
    text_da: NoticeText,
    /// Title in English
    #[arg(long, value_name = "TEXT")]
    title_en: NoticeText,
    /// The same text in English
    #[arg(long, value_name = "TEXT")]
    text_en: NoticeText,
}

#[derive(Debug, Args)]
pub(crate) struct End {
    /// The address, as `cprabo notice list` shows it
    address: NoticeAddress,
    /// When it ended, in Danish time; now, if not given
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Timestamp>,
    /// Another title in Danish; the address stays
    #[arg(long, value_name = "TEXT")]
    title_da: Option<NoticeText>,
    /// Another text in Danish
    #[arg(long, value_name = "TEXT")]
    text_da: Option<NoticeText>,
    /// Another title in English
    #[arg(long, value_name = "TEXT")]
    title_en: Option<NoticeText>,
    /// Another text in English
    #[arg(long, value_name = "TEXT")]
    text_en: Option<NoticeText>,
}

/// A notice in a list.
#[derive(Serialize)]
struct Row {
    address: String,
    kind: &'static str,
    begins: Timestamp,
    ends: Option<Timestamp>,
    title_da: String,
    text_da: String,
    title_en: String,
    text_en: String,
}

impl Notice {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        match self {
            Self::Add(add) => add.run(installation)?,
            Self::End(end) => end.run(installation)?,
            Self::List => {
                let rows: Vec<Row> = installation.app()?.notices()?.iter().map(Row::of).collect();
                output::list(
                    global.json,
                    &rows,
                    ["ADDRESS", "KIND", "FROM", "TO", "TITLE"],
                    |row| {
                        let (from, to) = (local(row.begins), local_or_dash(row.ends));
                        [row.address.clone(), row.kind.to_owned(), from, to, row.title_en.clone()]
                    },
                )?;
            }
        }
        Ok(ExitStatus::Done)
    }
}

impl Add {
    fn run(self, installation: &Installation) -> Result<()> {
        if self.kind == NoticeKind::PlannedWork && self.to.is_none() {
            bail!("planned work has an end: give --to");
        }
        let new = NewNotice {
            kind: self.kind,
            begins: self.from.unwrap_or_else(|| installation.clock.now()),
            ends: self.to,
            texts: NoticeTexts {
                danish_title: self.title_da,
                danish: self.text_da,
                english_title: self.title_en,
                english: self.text_en,
            },
        };
        let address = installation.app()?.add_notice(&operator_context("notice add"), &new)?;
        line(&format!("{} {address}", styled(GOOD, "published")))
    }
}

impl End {
    fn run(self, installation: &Installation) -> Result<()> {
        let Self { address, at, title_da, text_da, title_en, text_en } = self;
        let change = |texts: NoticeTexts| NoticeTexts {
            danish_title: title_da.unwrap_or(texts.danish_title),
            danish: text_da.unwrap_or(texts.danish),
            english_title: title_en.unwrap_or(texts.english_title),
            english: text_en.unwrap_or(texts.english),
        };
        let context = operator_context("notice end");
        let ended = installation.app()?.end_notice(&context, &address, at, change)?;
        let ends = local_or_dash(ended.ends);
        line(&format!("{} {address}: {ends}", styled(GOOD, "ended")))
    }
}

impl Row {
    fn of(notice: &ServiceNotice) -> Self {
        let texts = &notice.texts;
        Self {
            address: notice.address.to_string(),
            kind: notice.kind.as_str(),
            begins: notice.begins,
            ends: notice.ends,
            title_da: texts.danish_title.as_str().to_owned(),
            text_da: texts.danish.as_str().to_owned(),
            title_en: texts.english_title.as_str().to_owned(),
            text_en: texts.english.as_str().to_owned(),
        }
    }
}

fn kind(name: &str) -> Result<NoticeKind> {
    NoticeKind::from_name(name).context("a kind is planned-work, outage or other")
}

fn moment(text: &str) -> Result<Timestamp> {
    let time: DateTime =
        text.trim().parse().context("a time is a day and a time of day: 2026-03-14 20:00")?;
    Ok(danish_moment(time.date(), time.time()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moment_is_in_danish_time() {
        assert_eq!(moment("2026-03-14 20:00").unwrap().to_string(), "2026-03-14T19:00:00Z");
        assert_eq!(moment("2026-07-14T20:00").unwrap().to_string(), "2026-07-14T18:00:00Z");
        assert!(moment("20:00").is_err());
    }
}
