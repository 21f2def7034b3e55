use anyhow::Result;
use app::AgreementTerms;
use civil::AgreementUuid;
use clap::{Args, Subcommand};
use extract::{BlankedField, Minimisation, OmittedRecord, ProtectedPersons};
use jiff::Timestamp;
use manifest::LeftOut;
use serde::Serialize;
use store::TermsChange;

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::output::{self, FAINT, GOOD, line, local, styled};

#[derive(Debug, Subcommand)]
pub(crate) enum Terms {
    /// Show what is left out of an agreement's deliveries, and who changed that when
    Show(Show),
    /// Set what is left out of an agreement's deliveries, from the next extract on: all of it, in place of what was set
    ///
    /// Records keep their lengths, so that every client can read them. What was delivered before is repaired and replayed with
    /// the terms of its time. Manifest and signed statements say what is left out. Records 000, 001, 004 and 999 always
    /// stay, and so do the fields by which clients find a person.
    ///
    /// A person who is left out is in no file from then on: the system keeps what it has got before.
    Set(Set),
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    agreement: AgreementUuid,
}

#[derive(Debug, Args)]
pub(crate) struct Set {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    agreement: AgreementUuid,
    #[command(flatten)]
    terms: WholeTerms,
}

// No doc comment: clap would use it as that of the command.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
struct WholeTerms {
    /// Leave out records of these types
    #[arg(long, value_name = "TYPE", value_delimiter = ',')]
    omit: Vec<OmittedRecord>,
    /// Blank these fields: record type and name in U12170, such as 003.ADRNVN
    #[arg(long, value_name = "FIELD", value_delimiter = ',')]
    blank: Vec<BlankedField>,
    /// What is done with persons whose name and address are protected: deliver, blank-addresses or leave-out
    #[arg(long, value_name = "WORD")]
    protected: Option<ProtectedPersons>,
    /// Leave nothing out
    #[arg(long, conflicts_with_all = ["omit", "blank", "protected"])]
    everything: bool,
}

impl From<WholeTerms> for Minimisation {
    fn from(WholeTerms { omit, blank, protected, .. }: WholeTerms) -> Self {
        Self {
            omitted: omit.into_iter().collect(),
            blanked: blank.into_iter().collect(),
            protected: protected.unwrap_or_default(),
        }
    }
}

impl Terms {
    pub(super) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        match self {
            Self::Show(show) => show.run(installation, global),
            Self::Set(set) => set.run(installation, global),
        }
    }
}

/// The output of `agreement terms show --json`.
#[derive(Serialize)]
struct Shown {
    agreement: AgreementUuid,
    /// Empty for nothing.
    terms: String,
    left_out: Option<LeftOut>,
    changes: Vec<Change>,
}

#[derive(Serialize)]
struct Change {
    number: u64,
    at: Timestamp,
    who: String,
    terms: String,
}

impl From<TermsChange> for Change {
    fn from(change: TermsChange) -> Self {
        let TermsChange { number, at, author, minimisation } = change;
        Self { number, at, who: author.actor.to_string(), terms: minimisation.to_string() }
    }
}

impl Show {
    fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let context = operator_context("agreement terms show").about(self.agreement);
        let AgreementTerms { minimisation, changes } = installation.app()?.terms(&context)?;
        let shown = Shown {
            agreement: self.agreement,
            terms: minimisation.to_string(),
            left_out: LeftOut::of(&minimisation),
            changes: changes.into_iter().map(Change::from).collect(),
        };
        if global.json {
            output::json(&shown)?;
            return Ok(ExitStatus::Done);
        }
        line(describe(&shown.terms))?;
        for Change { at, who, terms, .. } in &shown.changes {
            line(&format!("{} {} by {who}", styled(FAINT, &local(*at)), describe(terms)))?;
        }
        Ok(ExitStatus::Done)
    }
}

impl Set {
    fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let context = operator_context("agreement terms set").about(self.agreement);
        let minimisation = Minimisation::from(self.terms);
        let has_changed = installation.app()?.set_terms(&context, &minimisation)?;
        let text = minimisation.to_string();
        if global.json {
            output::json(&Outcome {
                agreement: self.agreement,
                terms: text,
                changed: has_changed,
            })?;
            return Ok(ExitStatus::Done);
        }
        let word = if has_changed { "from the next extract on:" } else { "as before:" };
        line(&format!("{} {}", styled(GOOD, word), describe(&text)))?;
        Ok(ExitStatus::Done)
    }
}

/// The output of `agreement terms set --json`.
#[derive(Serialize)]
struct Outcome {
    agreement: AgreementUuid,
    terms: String,
    changed: bool,
}

fn describe(terms: &str) -> &str {
    if terms.is_empty() { "everything is delivered" } else { terms }
}
