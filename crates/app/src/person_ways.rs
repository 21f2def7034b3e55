use access::AgreementUse::LookUp;
use civil::{AgreementUuid, Pnr};
use disclosure::{Explanation, Outcome, Question};
use filters::Verdict;
use jiff::civil::Date;
use store::{AgreementStatus, AuditEntry, NeedReason};

use crate::agreement_lines::AgreementLine;
use crate::app::App;
use crate::detail::Detail;
use crate::error::AppError;
use crate::error_code::ErrorCode;
use crate::limited_caller::LimitedCaller;
use crate::request_context::RequestContext;

/// Agreements that are asked at once.
const AGREEMENTS: usize = 200;

/// What a user asks about a person.
#[derive(Debug, Clone)]
pub struct PersonQuestion {
    /// The number.
    pub pnr: Pnr,
    /// PRODDTO of the extract.
    pub day: Date,
    /// What for.
    pub reason: NeedReason,
    /// Of one agreement; of all that the user sees otherwise.
    pub agreement: Option<AgreementUuid>,
}

/// Whether and why an agreement received a person.
#[derive(Debug, Clone)]
pub struct PersonWay {
    /// The agreement.
    pub line: AgreementLine,
    /// Each run of the day.
    pub explanations: Vec<Explanation>,
}

/// A person's way to agreements.
impl App {
    /// Whether and why the agreements that the user sees received a person in the extract of a day. The audit trail has who asked,
    /// and what for, before anything is read. A user of an authority gets only those that receive the person: an unknown number
    /// and one that is not chosen look alike.
    ///
    /// # Errors
    /// [`ErrorCode::TooManyUnknownNumbers`] for who asks about too many of whom the authority receives nothing;
    /// [`ErrorCode::NotPossible`] when there are too many agreements to ask all.
    pub fn person_ways(
        &self,
        context: &RequestContext,
        question: &PersonQuestion,
    ) -> Result<Vec<PersonWay>, AppError> {
        let mut lines = self.agreement_lines(context)?;
        lines.retain(|line| match question.agreement {
            Some(agreement) => line.agreement.uuid == agreement,
            None => line.status != AgreementStatus::Closed,
        });
        if lines.len() > AGREEMENTS {
            return Err(self.reject(context, too_many(lines.len())));
        }
        let may_see_others = context.principal.is_operator();
        let Some(first) = lines.first() else { return Ok(Vec::new()) };
        let caller = LimitedCaller::of(context, &first.agreement);
        let now = self.now();
        if !may_see_others && self.unknown_numbers.is_limited(caller, now) {
            return Err(self.reject(context, ErrorCode::TooManyUnknownNumbers.into()));
        }
        let entry = AuditEntry {
            author: context.author.clone(),
            action: "person".to_owned(),
            subject: format!("{} agreements, a day's extract: {}", lines.len(), question.reason),
            outcome: "done".to_owned(),
        };
        self.store.audit(&entry, now).map_err(|error| self.reject(context, error.into()))?;
        let mut ways = Vec::new();
        for line in lines {
            let about = context.clone().about(line.agreement.uuid);
            let explanations = self.as_user(&about, LookUp, |agreement| {
                let question = Question { agreement, pnr: question.pnr, day: question.day };
                Ok(disclosure::explain(&self.store, &question, &context.author, now)?)
            })?;
            ways.push(PersonWay { line, explanations });
        }
        if may_see_others {
            return Ok(ways);
        }
        ways.retain_mut(|way| {
            way.explanations.retain(PersonWay::is_chosen_or_received);
            !way.explanations.is_empty()
        });
        if ways.is_empty() {
            self.unknown_numbers.count(caller, now);
        }
        Ok(ways)
    }
}

impl PersonWay {
    /// Whether an agreement received the person by it, or its filters chose the person.
    fn is_chosen_or_received(explanation: &Explanation) -> bool {
        let is_chosen = matches!(
            explanation.outcome,
            Outcome::Judged(Verdict::Deliver(_)) | Outcome::LeftOut(_)
        );
        let deliveries = explanation.findings.iter().flat_map(|findings| &findings.deliveries);
        let mut recorded = deliveries.filter(|delivery| delivery.recorded.is_some());
        is_chosen || recorded.next().is_some()
    }
}

fn too_many(agreements: usize) -> AppError {
    AppError::with(
        ErrorCode::NotPossible,
        Detail::new(
            format!("there are {agreements} agreements: name the one that is asked about"),
            format!("der er {agreements} aftaler: vælg den, der spørges om"),
        ),
    )
}
