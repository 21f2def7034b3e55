use access::AgreementUse::Change;
use std::net::IpAddr;
use std::time::Duration;

use ::filters::Filter;
use access::{
    AgreementClaim, Off4Error, Off4Logon, Off4Password, Off4Token, Principal, check_logon,
    check_token, off4_account,
};
use civil::{KundeNr, Off4User, Pnr, ServiceName, SystemUuid};
use clock::danish_day;
use lookup::{PersonRecords, off4_records};
use store::{Actor, AuditEntry, Author, Off4Account, Off4Holder, Person, Reach};

use crate::app::App;
use crate::error::AppError;
use crate::error_code::ErrorCode;
use crate::limited_caller::LimitedCaller;
use crate::lookups::{LookedUp, RelatedPersons};
use crate::request_context::RequestContext;

/// How long a logon waits for others whose passwords are being checked.
const PASSWORD_TURN: Duration = Duration::from_secs(2);

/// Who has proven to be which account.
#[derive(Debug, Clone)]
pub struct Off4Session {
    /// The account's requests.
    pub context: RequestContext,
    /// The system whose agreement it is.
    pub system: SystemUuid,
    account: Off4Account,
    new_password: Option<Off4Password>,
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
    /// Checks a logon, and changes nothing yet. Takes tens of milliseconds.
    ///
    /// # Errors
    /// [`ErrorCode::LogonFailed`], [`ErrorCode::TooManyLogons`], [`ErrorCode::PasswordExpired`],
    /// [`ErrorCode::InvalidNewPassword`], [`ErrorCode::UnknownCustomer`], [`ErrorCode::AddressNotAllowed`],
    /// [`ErrorCode::TooManyRefusals`], [`ErrorCode::Busy`], and what the account's agreement does not allow.
    pub fn off4_check_logon(
        &self,
        context: &RequestContext,
        logon: &Off4Logon,
    ) -> Result<Off4Session, AppError> {
        let holder = self.off4_holder(context, logon.user)?;
        let user = holder.as_ref().map(|holder| holder.account.user);
        // An account's own networks are let in when others at the same address fail.
        if user.is_none() && self.is_limited(address(context)?) {
            return Err(ErrorCode::TooManyRefusals.into());
        }
        if user.is_some_and(|user| self.failed_logons.is_limited(user, self.now())) {
            return Err(self.reject_account(context, holder.as_ref(), ErrorCode::TooManyLogons));
        }
        // Nothing is recorded: it is not the caller's error.
        let mut permit = self.passwords.permit(PASSWORD_TURN).ok_or(ErrorCode::Busy)?;
        let last = self.off4_settings.passwords_last;
        let checked = check_logon(holder.as_ref(), logon, &mut permit, last, self.now());
        drop(permit);
        if let (Err(Off4Error::LogonFailed), Some(user)) = (&checked, user) {
            self.failed_logons.count(user, self.now());
        }
        checked.map_err(|error| self.reject_account(context, holder.as_ref(), error))?;
        let holder = holder.ok_or(ErrorCode::LogonFailed)?;
        let session = session(context, holder, logon.new_password);
        // What the agreement does not allow is said now, and not at the first ask.
        self.authorize(&session.context)?;
        Ok(session)
    }

    /// Logs the account of a checked logon on: sets its new password if there is one, and issues a token.
    ///
    /// # Errors
    /// [`ErrorCode::Busy`], also when another logon has set a password meanwhile.
    pub fn off4_log_on(&self, session: &Off4Session) -> Result<Off4Token, AppError> {
        let Off4Session { context, account, new_password, .. } = session;
        let set_at = match new_password {
            Some(new) => self.set_new_password(context, account, new)?,
            None => account.password_set_at,
        };
        let token = self.off4_tokens.issue(account.user, set_at, self.now());
        let token = token.map_err(AppError::internal)?;
        let entry = AuditEntry {
            author: context.author.clone(),
            action: context.operation.clone(),
            subject: format!("agreement {}", account.agreement),
            outcome: "done".to_owned(),
        };
        self.counting(context, &self.store, 0, |store| store.audit(&entry, self.now()))?;
        self.record_answer(context);
        Ok(token)
    }

    /// Returns when it was set.
    fn set_new_password(
        &self,
        context: &RequestContext,
        account: &Off4Account,
        new: &Off4Password,
    ) -> Result<jiff::Timestamp, AppError> {
        let mut permit = self.passwords.permit(PASSWORD_TURN).ok_or(ErrorCode::Busy)?;
        let hash = permit.hash(new.bytes()).map_err(AppError::internal)?;
        drop(permit);
        let (user, old) = (account.user, Some(&account.password));
        let set = self.store.set_off4_password(user, old, &hash, &context.author, self.now());
        // Two logons set a new password at once.
        set.map_err(|error| match error {
            store::StoreError::Conflict(_) => ErrorCode::Busy.into(),
            error => AppError::from(error),
        })?;
        let account = self.store.off4_account(user)?.ok_or(ErrorCode::TokenExpired)?.account;
        Ok(account.password_set_at)
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
        let holder = self.off4_holder(context, user)?;
        let checked = check_token(holder.as_ref(), &self.off4_tokens, token, kundenr, self.now());
        match (checked, holder) {
            (Ok(()), Some(holder)) => Ok(session(context, holder, None)),
            // Every client sees it once an hour, and all of them after a restart.
            (Err(Off4Error::TokenExpired), Some(_)) => Err(ErrorCode::TokenExpired.into()),
            (Err(error), holder) => Err(self.reject_account(context, holder.as_ref(), error)),
            (Ok(()), None) => Err(ErrorCode::TokenExpired.into()),
        }
    }

    /// Changes the subscription to a person, and looks the person up: the records of OFF4; `None` when no data was asked for.
    ///
    /// A subscription to a number that nobody has is not made, and one to a number that cannot be looked up is ended. When
    /// the agreement does not cover SF6002, or the records are too long, nothing is done.
    ///
    /// # Errors
    /// As [`App::look_up`]; [`ErrorCode::ServiceNotInAgreement`], [`ErrorCode::AnswerTooLong`].
    pub fn off4_ask(
        &self,
        session: &Off4Session,
        ask: &Off4Ask,
    ) -> Result<Option<Vec<u8>>, AppError> {
        let context = &session.context;
        let Some(change) = ask.subscription else { return self.off4_records(session, ask) };
        let subscription = RequestContext { service: ServiceName::Subscription, ..context.clone() };
        self.authorize(&subscription)?;
        let filter = Filter::Pnr(ask.pnr);
        match change {
            SubscriptionChange::Subscribe => {
                self.check_can_be_given(session, ask)?;
                self.add_filter(&subscription, filter)?;
                self.off4_records(session, ask)
            }
            // The other way round, only the filter that goes might choose the person.
            SubscriptionChange::Unsubscribe => {
                let records = self.off4_records(session, ask);
                if records.as_ref().is_err_and(|error| !is_about_person(error.code())) {
                    return records;
                }
                self.remove_filter(&subscription, filter)?;
                records
            }
        }
    }

    /// The records of the person, if they were asked for.
    fn off4_records(
        &self,
        session: &Off4Session,
        ask: &Off4Ask,
    ) -> Result<Option<Vec<u8>>, AppError> {
        let context = &session.context;
        if !ask.data {
            return self.authorize(context).map(|_| None);
        }
        let mut records = Vec::new();
        self.look_up_if(context, ask.pnr, RelatedPersons::None, &mut |found| {
            records = self.render(session, found)?;
            Ok(())
        })?;
        Ok(Some(records))
    }

    fn render(&self, session: &Off4Session, found: &LookedUp) -> Result<Vec<u8>, AppError> {
        let LookedUp { person, addresses, layouts, .. } = found;
        let records = PersonRecords::new(person.pnr, &person.records);
        let (kundenr, today) = (session.account.kundenr, danish_day(self.now()));
        let rendered = off4_records(&records, *addresses, kundenr, today, layouts.clone());
        rendered.map_err(|_| ErrorCode::AnswerTooLong.into())
    }

    /// Checks that the replica has a person, and that the records can be given if they are asked for. A number that nobody
    /// has counts as one that was looked up.
    fn check_can_be_given(&self, session: &Off4Session, ask: &Off4Ask) -> Result<(), AppError> {
        self.with_agreement(&session.context, Change, |agreement| {
            if self.unknown_numbers.is_limited(LimitedCaller::System(agreement.system), self.now())
            {
                return Err(ErrorCode::TooManyUnknownNumbers.into());
            }
            let found = self.store.lookup(&[ask.pnr], Reach::Next, &|_| Vec::new())?;
            let (run, mut persons) = found.ok_or(ErrorCode::ReplicaEmpty)?;
            let Some(person): Option<Person> = persons.pop() else {
                return Err(self.no_person(agreement));
            };
            let found = self.seen_by(agreement, &run, person)?;
            if ask.data { self.render(session, &found).map(|_| ()) } else { Ok(()) }
        })
    }

    /// The account of a user as seen from the caller's address.
    fn off4_holder(
        &self,
        context: &RequestContext,
        user: Option<Off4User>,
    ) -> Result<Option<Off4Holder>, AppError> {
        let found = off4_account(&self.store, user, address(context)?);
        found.map_err(|error| self.reject_account(context, None, error))
    }

    /// Records a rejection with the agreement and the account that the caller may use from its address.
    fn reject_account(
        &self,
        context: &RequestContext,
        holder: Option<&Off4Holder>,
        error: impl Into<AppError>,
    ) -> AppError {
        let claim = holder.map(|holder| AgreementClaim::Named(holder.agreement.uuid));
        let user =
            holder.map(|holder| format!("{}, account {}", context.operation, holder.account.user));
        let operation = user.unwrap_or_else(|| context.operation.clone());
        let claim = claim.unwrap_or(context.claim);
        self.reject(&RequestContext { claim, operation, ..context.clone() }, error.into())
    }
}

fn address(context: &RequestContext) -> Result<IpAddr, AppError> {
    context.protocol.address().ok_or_else(|| ErrorCode::AddressNotAllowed.into())
}

/// Whether an error says something about the person, and not about who asks.
const fn is_about_person(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::PersonNotFound | ErrorCode::PersonNotChosen)
}

fn session(
    context: &RequestContext,
    holder: Off4Holder,
    new_password: Option<Off4Password>,
) -> Off4Session {
    let user = holder.account.user;
    let author = Author { actor: Actor::Off4Account(user), ..context.author.clone() };
    let context = RequestContext {
        principal: Principal::Off4Account(user),
        author,
        claim: AgreementClaim::Named(holder.agreement.uuid),
        service: ServiceName::Off4,
        ..context.clone()
    };
    Off4Session { context, system: holder.system.uuid, account: holder.account, new_password }
}
