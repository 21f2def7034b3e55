use std::collections::HashMap;

use access::AgreementUse::Read;
use civil::AgreementUuid;
use clock::danish_day;
use jiff::civil::Date;
use store::{Agreement, AgreementId, AgreementStatus, ReviewState};

use crate::app::App;
use crate::error::AppError;
use crate::error_code::ErrorCode;
use crate::request_context::RequestContext;

/// An agreement in a list.
#[derive(Debug, Clone)]
pub struct AgreementLine {
    /// The agreement.
    pub agreement: Agreement,
    /// The name of its system.
    pub system: String,
    /// What it is today.
    pub status: AgreementStatus,
    /// Its delivery of the last extract, if it has one.
    pub last: Option<LastDelivery>,
    /// Where it stands with the review of its need.
    pub review: ReviewState,
    /// Whether something of it waits for somebody who may approve it: a change of filters, or the agreement itself.
    pub awaits_approval: bool,
}

/// The delivery of the last extract to an agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastDelivery {
    /// PRODDTO.
    pub proddto: Date,
    /// Persons in it; `None` until it is published.
    pub persons: Option<u64>,
    /// Whether all of it was collected.
    pub is_collected: bool,
}

/// Agreements, for people.
impl App {
    /// The agreements that the user may see: operators and auditors all, users of an authority its own. In the order in which
    /// they were added.
    pub fn agreement_lines(
        &self,
        context: &RequestContext,
    ) -> Result<Vec<AgreementLine>, AppError> {
        let agreements = self.visible_agreements(context)?;
        let lines = self.lines(agreements);
        lines.map_err(|error| self.reject(context, error))
    }

    /// One of them.
    pub fn agreement_line(&self, context: &RequestContext) -> Result<AgreementLine, AppError> {
        self.as_user(context, Read, |agreement| {
            let line = self.lines(vec![agreement.clone()])?.into_iter().next();
            line.ok_or_else(|| AppError::no_agreement(agreement.uuid))
        })
    }

    /// The agreements that the user may see.
    pub(crate) fn visible_agreements(
        &self,
        context: &RequestContext,
    ) -> Result<Vec<Agreement>, AppError> {
        let principal = context.principal;
        if !principal.may_read_all() && principal.authority().is_none() {
            return Err(self.reject(context, ErrorCode::OperatorOnly.into()));
        }
        let all = self.store.agreements().map_err(|error| self.reject(context, error.into()))?;
        let is_visible = |agreement: &Agreement| {
            principal.authority().is_none_or(|authority| agreement.authority == authority)
        };
        Ok(all.into_iter().filter(is_visible).collect())
    }

    /// Runs a use case of people about an agreement, who do `to` with it. Systems have none of these.
    pub(crate) fn as_user<T>(
        &self,
        context: &RequestContext,
        to: access::AgreementUse,
        work: impl FnOnce(&Agreement) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        if context.principal.is_system() {
            return Err(self.reject(context, ErrorCode::OperatorOnly.into()));
        }
        self.with_agreement(context, to, work)
    }

    fn lines(&self, agreements: Vec<Agreement>) -> Result<Vec<AgreementLine>, AppError> {
        let today = danish_day(self.now());
        let systems = self.store.system_names()?;
        let only = match agreements.as_slice() {
            [agreement] => Some(agreement.id),
            _ => None,
        };
        let last = self.last_deliveries(only)?;
        let waiting = self.store.filter_requests(true)?.into_iter();
        let waiting: Vec<AgreementUuid> = waiting.map(|request| request.agreement).collect();
        let reviews = self.store.asked_reviews()?.into_iter();
        let reviews: HashMap<AgreementUuid, ReviewState> =
            reviews.map(|it| (it.uuid, it.state(today, danish_day))).collect();
        let line = |agreement: Agreement| {
            let (uuid, status) = (agreement.uuid, agreement.status(today));
            let awaits = status == AgreementStatus::AwaitingApproval || waiting.contains(&uuid);
            AgreementLine {
                system: systems.get(&agreement.system).cloned().unwrap_or_default(),
                status,
                last: last.get(&uuid).copied(),
                review: reviews.get(&uuid).copied().unwrap_or(ReviewState::Off),
                awaits_approval: awaits,
                agreement,
            }
        };
        Ok(agreements.into_iter().map(line).collect())
    }

    fn last_deliveries(
        &self,
        only: Option<AgreementId>,
    ) -> Result<HashMap<AgreementUuid, LastDelivery>, AppError> {
        let Some(run) = self.store.last_applied()? else { return Ok(HashMap::new()) };
        let Some(header) = run.header else { return Ok(HashMap::new()) };
        let deliveries = self.store.run_day(run.id, only)?.into_iter().map(|delivery| {
            let last = LastDelivery {
                proddto: header.proddto,
                persons: delivery.persons,
                is_collected: delivery.collected_at.is_some(),
            };
            (delivery.agreement, last)
        });
        Ok(deliveries.collect())
    }
}
