use access::AgreementUse::{Change, LookUp};
use std::collections::BTreeSet;

use access::Principal;
use disclosure::{CleanUpList, CleanUpReader, CleanUpReason, CleanUpTerms, CleanUpToken, Proposal};
use store::{
    Agreement, AuditEntry, CleanedUp, FilterEdit, FilterVersion, RestoredFilters, StoreError,
};

use crate::app::App;
use crate::detail::Detail;
use crate::error::AppError;
use crate::error_code::ErrorCode;
use crate::request_context::RequestContext;

/// Which proposals of a list are accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AcceptedProposals {
    /// All of them.
    All,
    /// Those for these reasons.
    Reasons(BTreeSet<CleanUpReason>),
    /// Those of these numbers.
    Numbers(BTreeSet<usize>),
}

/// Clean-up of what is probably not needed any more.
impl App {
    /// The proposals for an agreement. That somebody asked is in the audit trail; to a system, what the register has of the
    /// persons is disclosed, and recorded before it is answered.
    pub fn clean_up_list(
        &self,
        context: &RequestContext,
        terms: CleanUpTerms,
    ) -> Result<CleanUpList, AppError> {
        self.with_agreement(context, LookUp, |agreement| {
            let list = self.proposals(context, agreement, terms)?;
            let count = list.proposals.len();
            let entry = AuditEntry {
                author: context.author.clone(),
                action: "clean-up list".to_owned(),
                subject: format!("agreement {}, {count} proposals", agreement.uuid),
                outcome: "done".to_owned(),
            };
            match list.as_of {
                Some((run, _)) if is_system(context) => {
                    let key = (agreement.id, run);
                    let disclosed = list.disclosed();
                    self.counting(context, &self.store, disclosed.len(), |store| {
                        store.record_answer(&entry, key, &disclosed, self.now())
                    })?;
                }
                _ => self.store.audit(&entry, self.now())?,
            }
            Ok(list)
        })
    }

    /// Accepts proposals of the list with the token: their filters are removed in one version, and their files leave `IN`. One
    /// transaction.
    ///
    /// # Errors
    /// [`ErrorCode::CleanUpNotPossible`] when the list is not that of the token any more, or the filters that are left would
    /// choose more persons,
    /// [`ErrorCode::InvalidArgument`] when it has no such proposal. Nothing has changed then.
    pub fn accept_clean_up(
        &self,
        context: &RequestContext,
        token: &CleanUpToken,
        accepted: &AcceptedProposals,
    ) -> Result<CleanedUp, AppError> {
        self.with_agreement(context, Change, |agreement| {
            let list = self.proposals(context, agreement, token.terms())?;
            if list.token != *token {
                return Err(list_changed());
            }
            accepted.check(&list)?;
            let clean_up = list.accepting(|proposal| accepted.has(proposal));
            let (author, now) = (&context.author, self.now());
            match self.store.clean_up(agreement.id, &clean_up, author, now) {
                Err(StoreError::Conflict(_)) => Err(list_changed()),
                Err(StoreError::Widens) => Err(widens()),
                cleaned_up => Ok(cleaned_up?),
            }
        })
    }

    /// Restores the filters that an acceptance removed, with their needs: those of a version, or of the last acceptance that
    /// is not undone. Files that left `IN` are not brought back: a replay does that.
    ///
    /// # Errors
    /// [`ErrorCode::CleanUpNotPossible`] when there is nothing to undo; [`ErrorCode::ApprovalRequired`] when that adds too many
    /// persons: what is approved then are the filters, without their needs.
    pub fn undo_clean_up(
        &self,
        context: &RequestContext,
        version: Option<FilterVersion>,
    ) -> Result<RestoredFilters, AppError> {
        self.with_agreement(context, Change, |agreement| {
            if let Ok(filters) = self.store.cleaned_up_filters(agreement.id, version) {
                let edit = FilterEdit::Add(filters);
                if let Some(persons) = self.persons_to_approve(context, agreement, &edit)? {
                    return Err(self.request(context, agreement, &edit, persons)?);
                }
            }
            let (author, now) = (&context.author, self.now());
            match self.store.undo_clean_up(agreement.id, version, author, now) {
                Err(StoreError::NotFound(_) | StoreError::Conflict(_)) => Err(not_possible(
                    "there is no such acceptance that could be undone",
                    "der er ingen sådan godkendelse, der kan fortrydes",
                )),
                restored => Ok(restored?),
            }
        })
    }

    fn proposals(
        &self,
        context: &RequestContext,
        agreement: &Agreement,
        terms: CleanUpTerms,
    ) -> Result<CleanUpList, AppError> {
        let least = CleanUpTerms::LEAST_UNCOLLECTED_DAYS;
        if is_system(context) && terms.uncollected_days < least {
            return Err(AppError::with(
                ErrorCode::InvalidArgument,
                Detail::new(
                    format!("files are proposed after {least} days or more"),
                    format!("filer foreslås tidligst efter {least} dage"),
                ),
            ));
        }
        let reader = self.clean_up_reader(context, agreement)?;
        Ok(disclosure::proposals(self.pipeline.store(), agreement, terms, reader, self.now())?)
    }

    fn clean_up_reader(
        &self,
        context: &RequestContext,
        agreement: &Agreement,
    ) -> Result<CleanUpReader, AppError> {
        if context.principal.is_operator() {
            return Ok(CleanUpReader::Operator);
        }
        let caller = match context.principal {
            Principal::System(Some(certificate)) => {
                self.store.system_by_certificate(certificate)?
            }
            // Who answers for the agreement decides on the files of its own system.
            Principal::User(_) => return Ok(CleanUpReader::Receiver),
            // None of them is answered here.
            Principal::System(None) | Principal::Off4Account(_) | Principal::Operator => None,
        };
        let is_receiver = caller.is_some_and(|system| system.id == agreement.system);
        Ok(if is_receiver { CleanUpReader::Receiver } else { CleanUpReader::UserSystem })
    }
}

impl AcceptedProposals {
    fn has(&self, proposal: &Proposal) -> bool {
        match self {
            Self::All => true,
            Self::Reasons(reasons) => reasons.contains(&proposal.reason),
            Self::Numbers(numbers) => numbers.contains(&proposal.number),
        }
    }

    /// A number or a reason that the list does not have is a mistake, of which nothing is carried out.
    fn check(&self, list: &CleanUpList) -> Result<(), AppError> {
        let lacks = |is_it: &dyn Fn(&Proposal) -> bool| !list.proposals.iter().any(is_it);
        let is_wrong = match self {
            Self::All => list.proposals.is_empty(),
            Self::Reasons(reasons) => {
                reasons.is_empty()
                    || reasons.iter().any(|reason| lacks(&|one| one.reason == *reason))
            }
            Self::Numbers(numbers) => {
                numbers.is_empty()
                    || numbers.iter().any(|number| lacks(&|one| one.number == *number))
            }
        };
        if !is_wrong {
            return Ok(());
        }
        let detail =
            Detail::new("the list has no such proposal", "listen har ikke et sådant forslag");
        Err(AppError::with(ErrorCode::InvalidArgument, detail))
    }
}

fn is_system(context: &RequestContext) -> bool {
    context.principal.is_system()
}

/// A kind without a filter restricts nobody.
fn widens() -> AppError {
    not_possible(
        "without these filters the others would choose more persons than now: leave one of the kind, or remove the others first",
        "uden disse filtre ville de øvrige vælge flere personer end nu: lad ét af slagsen blive, eller fjern de øvrige først",
    )
}

fn list_changed() -> AppError {
    not_possible("the list has changed since", "listen er ændret siden")
}

fn not_possible(english: &'static str, danish: &'static str) -> AppError {
    AppError::with(ErrorCode::CleanUpNotPossible, Detail::new(english, danish))
}
