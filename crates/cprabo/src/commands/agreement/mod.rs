mod add;
mod brake;
mod details;
mod import;
mod import_file;
mod list;
mod service;
mod set;
mod show;
mod step;
mod terms;
mod user_system;

use anyhow::{Context as _, Result};
use civil::AgreementUuid;
use clap::{Args, Subcommand};
use jiff::civil::Date;

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::on_off::OnOff;
use crate::output::{GOOD, line, styled};
use add::Add;
use brake::Brake;
use details::Describe;
use import::Import;
use list::List;
use service::Service;
use set::Set;
use show::Show;
use step::{ReasonedStep, Step};
use store::AgreementStep;
use terms::Terms;
use user_system::UserSystem;

#[derive(Debug, Subcommand)]
pub(crate) enum Agreement {
    /// Add a service agreement: one system, for one authority
    Add(Add),
    /// List the service agreements
    List(List),
    /// Show an agreement: what it says of its parties and its purpose, and how it came to its state
    Show(Show),
    /// State an agreement's parties, purpose, legal basis and contact
    Describe(Describe),
    /// Add and change many agreements from a list, all or none
    Import(Import),
    /// Give a draft to somebody for approval
    Submit(Step),
    /// Approve a draft: from now on data is delivered and answered under it, within its days
    Approve(Step),
    /// Make a draft again of what was submitted
    Return(ReasonedStep),
    /// Suspend an agreement at once: nothing is delivered or answered under it, files cannot be fetched, loads are cancelled
    ///
    /// What the days bring meanwhile is not delivered later: order a load after it is resumed. Files from system to system are
    /// stopped by `cprabo system suspend`.
    Suspend(ReasonedStep),
    /// Resume a suspended agreement
    Resume(Step),
    /// End an agreement: after its last day nothing is delivered under it, and earlier deliveries can no longer be
    /// fetched
    End(End),
    /// Close an agreement for good, if nothing is outstanding: its filters and its collected files in IN are removed
    Close(Close),
    /// Set whether new filters bring full data on the persons they choose, after the next day's file
    FirstData(FirstData),
    /// Add services to those that an agreement covers, or remove some
    #[command(subcommand)]
    Service(Service),
    /// Let systems call under an agreement beside the one that receives its files, or no longer
    #[command(subcommand, name = "system")]
    UserSystem(UserSystem),
    /// Set the authority's CVR number, and how look-ups are answered under an agreement
    Set(Set),
    /// What is left out of an agreement's deliveries: record types, fields, addresses of protected persons
    #[command(subcommand)]
    Terms(Terms),
    /// Set which days of an agreement are held because they have many times its usual persons
    Brake(Brake),
}

#[derive(Debug, Args)]
pub(crate) struct FirstData {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    agreement: AgreementUuid,
    /// Whether they do
    state: OnOff,
}

#[derive(Debug, Args)]
pub(crate) struct Close {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    agreement: AgreementUuid,
}

#[derive(Debug, Args)]
pub(crate) struct End {
    /// ServiceAgreementUUID
    #[arg(long, value_name = "UUID")]
    agreement: AgreementUuid,
    /// Its last day in force; by default yesterday, so that it is over at once
    #[arg(long, value_name = "YYYY-MM-DD")]
    last_day: Option<Date>,
}

impl Agreement {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        match self {
            Self::Add(add) => add.run(installation),
            Self::List(list) => list.run(installation, global),
            Self::Show(show) => show.run(installation, global),
            Self::Describe(describe) => describe.run(installation),
            Self::Import(import) => import.run(installation, global),
            Self::Submit(step) => step.run(installation, AgreementStep::Submit),
            Self::Approve(step) => step.run(installation, AgreementStep::Approve),
            Self::Return(step) => Step::from(step).run(installation, AgreementStep::Return),
            Self::Suspend(step) => Step::from(step).run(installation, AgreementStep::Suspend),
            Self::Resume(step) => step.run(installation, AgreementStep::Resume),
            Self::Close(close) => close.run(installation),
            Self::End(end) => end.run(installation),
            Self::Service(service) => service.run(installation),
            Self::UserSystem(user_system) => user_system.run(installation),
            Self::Set(set) => set.run(installation),
            Self::Terms(terms) => terms.run(installation, global),
            Self::Brake(brake) => brake.run(installation),
            Self::FirstData(FirstData { agreement, state }) => {
                let context = operator_context("agreement first-data").about(agreement);
                installation.app()?.set_first_data(&context, state.is_on())?;
                let word = styled(GOOD, &state.to_string());
                line(&format!("first data {word} for {agreement}"))?;
                Ok(ExitStatus::Done)
            }
        }
    }
}

impl End {
    fn run(self, installation: &Installation) -> Result<ExitStatus> {
        let context = operator_context("agreement end").about(self.agreement);
        let (last_day, is_over) = installation.app()?.end_agreement(&context, self.last_day)?;
        let over = if is_over { ", and is over" } else { "" };
        line(&format!(
            "{} {last_day} is the last day of agreement {}{over}",
            styled(GOOD, "ended:"),
            self.agreement
        ))?;
        Ok(ExitStatus::Done)
    }
}

impl Close {
    fn run(self, installation: &Installation) -> Result<ExitStatus> {
        let context = operator_context("agreement close").about(self.agreement);
        installation
            .app()?
            .close_agreement(&context)
            .context("not closed; `cprabo agreement end` ends it first, whatever is outstanding")?;
        line(&format!("{} agreement {}", styled(GOOD, "closed"), self.agreement))?;
        Ok(ExitStatus::Done)
    }
}
