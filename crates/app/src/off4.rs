use ::filters::Filter;
use access::{
    AgreementClaim, Off4Logon, Off4Token, Principal, off4_by_token, off4_log_on as log_on,
};
use civil::{KundeNr, Off4User, Pnr, ServiceName, SystemUuid};
use store::{Actor, AuditEntry, Author, Off4Holder, Reach};

use crate::app::App;
use crate::error::AppError;
use crate::error_code::ErrorCode;
use crate::lookups::{LookedUp, RelatedPersons};
use crate::request_context::RequestContext;

/// Who has proven to be which account.
#[derive(Debug, Clone)]
pub struct Off4Session {
    /// The account's requests.
    pub context: RequestContext,
    /// The system whose agreement it is.
    pub system: SystemUuid,
}

/// A change of the subscription to a person, by `ABON_TYPE` (`lookup.md` 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubscriptionChange {
    /// The person's number becomes a filter of the agreement.
    Subscribe,
    /// It is a filter no longer.
    Unsubscribe,
}

/// What an account asks about a person.
#[derive(Debug, Clone, Copy)]
pub struct Off4Ask {
    /// The person.
    pub pnr: Pnr,
    /// How the subscription is changed.
    pub subscription: Option<SubscriptionChange>,
    /// Whether the person's records are asked for.
    pub data: bool,
}

/// CPR Direkte PNR (OFF4): look-ups by accounts with passwords and tokens.
impl App {
    /// Logs an account on. Takes tens of milliseconds, and one thread.
    ///
    /// # Errors
    /// [`ErrorCode::LogonFailed`], [`ErrorCode::TooManyLogons`], [`ErrorCode::PasswordExpired`],
    /// [`ErrorCode::InvalidNewPassword`], [`ErrorCode::UnknownCustomer`], [`ErrorCode::AddressNotAllowed`],
    /// [`ErrorCode::TooManyRefusals`], [`ErrorCode::Busy`], and what the account's agreement does not allow.
    pub fn off4_log_on(
        &self,
        context: &RequestContext,
        logon: &Off4Logon,
    ) -> Result<(Off4Session, Off4Token), AppError> {
        let address = context.protocol.address().ok_or(ErrorCode::AddressNotAllowed)?;
        let checked = || {
            if logon.user.is_some_and(|user| self.failed_logons.is_limited(user, self.now())) {
                return Err(ErrorCode::TooManyLogons.into());
            }
            let _permit = self.password_checks.take().ok_or(ErrorCode::Busy)?;
            let (store, author) = (&self.store, &context.author);
            let last = self.off4_settings.passwords_last;
            let holder = log_on(store, logon, address, last, author, self.now());
            holder.map_err(|error| self.count_failure(logon.user, error.into()))
        };
        let holder = checked().map_err(|error| self.reject_account(context, logon.user, error))?;
        let session = session(context, &holder);
        // What the agreement does not allow is said now, and not at the first ask.
        self.authorize(&session.context)?;
        let set_at = holder.account.password_set_at;
        let token = self.off4_tokens.issue(holder.account.user, set_at, self.now());
        let token = token.map_err(AppError::internal)?;
        let entry = AuditEntry {
            author: session.context.author.clone(),
            action: context.operation.clone(),
            subject: format!("agreement {}", holder.agreement.uuid),
            outcome: "done".to_owned(),
        };
        self.store.audit(&entry, self.now())?;
        self.record_answer(&session.context);
        Ok((session, token))
    }

    /// The account that shows a token.
    ///
    /// # Errors
    /// [`ErrorCode::TokenExpired`], [`ErrorCode::UnknownCustomer`], [`ErrorCode::AddressNotAllowed`],
    /// [`ErrorCode::TooManyRefusals`].
    pub fn off4_session(
        &self,
        context: &RequestContext,
        user: Option<Off4User>,
        kundenr: Option<KundeNr>,
        token: &Off4Token,
    ) -> Result<Off4Session, AppError> {
        let address = context.protocol.address().ok_or(ErrorCode::AddressNotAllowed)?;
        let (store, tokens, from) = (&self.store, &self.off4_tokens, (kundenr, address));
        let holder = off4_by_token(store, tokens, user, token, from, self.now());
        let holder = holder.map_err(|error| self.reject_account(context, user, error.into()))?;
        Ok(session(context, &holder))
    }

    /// Changes the subscription to a person, and looks the person up. `None` when no data was asked for.
    ///
    /// A subscription to a number that nobody has is not made, and one to a number that cannot be looked up is ended.
    ///
    /// # Errors
    /// As [`App::look_up`]; [`ErrorCode::ServiceNotInAgreement`] when the agreement does not cover SF6002 and a subscription
    /// is to be changed.
    pub fn off4_ask(
        &self,
        session: &Off4Session,
        ask: &Off4Ask,
    ) -> Result<Option<LookedUp>, AppError> {
        let context = &session.context;
        let subscription = RequestContext { service: ServiceName::Subscription, ..context.clone() };
        let look_up = || match ask.data {
            true => self.look_up(context, ask.pnr, RelatedPersons::None).map(Some),
            false => self.authorize(context).map(|_| None),
        };
        match ask.subscription {
            Some(SubscriptionChange::Subscribe) => {
                self.check_exists(context, ask.pnr)?;
                self.add_filter(&subscription, Filter::Pnr(ask.pnr))?;
                look_up()
            }
            // The other way round, only the filter that goes might choose the person.
            Some(SubscriptionChange::Unsubscribe) => {
                let looked_up = look_up();
                if looked_up.as_ref().is_err_and(|error| !is_about_person(error.code())) {
                    return looked_up;
                }
                self.remove_filter(&subscription, Filter::Pnr(ask.pnr))?;
                looked_up
            }
            None => look_up(),
        }
    }

    /// Checks that the replica has a person. A number that nobody has counts as one that was looked up.
    fn check_exists(&self, context: &RequestContext, pnr: Pnr) -> Result<(), AppError> {
        self.with_agreement(context, |agreement| {
            if self.unknown_numbers.is_limited(agreement.system, self.now()) {
                return Err(ErrorCode::TooManyUnknownNumbers.into());
            }
            let found = self.store.lookup(&[pnr], Reach::Next, &|_| Vec::new())?;
            let (_, persons) = found.ok_or(ErrorCode::ReplicaEmpty)?;
            if persons.is_empty() {
                self.unknown_numbers.count(agreement.system, self.now());
                return Err(ErrorCode::PersonNotFound.into());
            }
            Ok(())
        })
    }

    /// Records a rejection with the agreement of the account, if there is such an account.
    fn reject_account(
        &self,
        context: &RequestContext,
        user: Option<Off4User>,
        error: AppError,
    ) -> AppError {
        let holder = user.and_then(|user| self.store.off4_account(user).ok().flatten());
        let claim = holder.map(|holder| AgreementClaim::Named(holder.agreement.uuid));
        let claim = claim.unwrap_or(context.claim);
        self.reject(&RequestContext { claim, ..context.clone() }, error)
    }

    /// Counts a wrong password against the account.
    fn count_failure(&self, user: Option<Off4User>, error: AppError) -> AppError {
        if let (ErrorCode::LogonFailed, Some(user)) = (error.code(), user) {
            self.failed_logons.count(user, self.now());
        }
        error
    }
}

/// Whether an error says something about the person, and not about who asks.
const fn is_about_person(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::PersonNotFound | ErrorCode::PersonNotChosen)
}

fn session(context: &RequestContext, holder: &Off4Holder) -> Off4Session {
    let user = holder.account.user;
    let author = Author { actor: Actor::Off4Account(user), ..context.author.clone() };
    let context = RequestContext {
        principal: Principal::Off4Account(user),
        author,
        claim: AgreementClaim::Named(holder.agreement.uuid),
        service: ServiceName::Off4,
        ..context.clone()
    };
    Off4Session { context, system: holder.system.uuid }
}
