use std::net::IpAddr;
use std::time::Duration;

use access::{RecoveryCode, SecretToken, UserPassword, totp_step};
use jiff::{SignedDuration, Timestamp};
use store::{NewUserSession, Sha256, StoreError, User, UserName, UserSession};

use crate::app::App;
use crate::error::AppError;
use crate::error_code::ErrorCode;
use crate::request_context::RequestContext;

/// How long a sign-in waits for others whose passwords are being checked.
const PASSWORD_TURN: Duration = Duration::from_secs(2);
/// How long somebody who knows the password has for the code of the second step.
const SECOND_STEP: SignedDuration = SignedDuration::from_mins(5);
/// A session that is in use is noted as often as this: each note is a write.
const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// A session that has just begun.
#[derive(Debug)]
pub struct BegunSession {
    /// Its secret, for a cookie.
    pub token: SecretToken,
    /// Whether the user has signed in. Otherwise the code of the second step is still to come.
    pub is_signed_in: bool,
}

/// A session in use, with its user.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The session.
    pub session: UserSession,
    /// The user.
    pub user: User,
    /// The user's requests.
    pub context: RequestContext,
}

/// What a session is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionUse {
    /// By a person.
    Person,
    /// By a page that refreshes itself.
    Refresh,
}

/// Signing in, and out.
impl App {
    /// Checks a name and a password, and begins a session. Takes tens of milliseconds, also for a name that nobody has.
    ///
    /// # Errors
    /// [`ErrorCode::LogonFailed`], whatever is wrong; [`ErrorCode::TooManyLogons`]; [`ErrorCode::Busy`].
    pub fn sign_in(
        &self,
        context: &RequestContext,
        name: &str,
        password: &UserPassword,
    ) -> Result<BegunSession, AppError> {
        let tried = Tried::Password(name);
        self.check_tries(context, tried)?;
        let name = name.parse::<UserName>().ok();
        let user = name.as_ref().map(|name| self.store.user(name)).transpose()?.flatten();
        let mut permit = self.passwords.permit(PASSWORD_TURN).ok_or(ErrorCode::Busy)?;
        let hash = user.as_ref().and_then(|user| user.password.as_ref());
        let is_right = permit.matches(password.bytes(), hash);
        drop(permit);
        match user.filter(|_| is_right) {
            Some(user) => {
                let is_signed_in = user.totp.is_none();
                self.begin_session(context, &user, is_signed_in)
            }
            None => Err(self.fail_sign_in(context, tried)),
        }
    }

    /// Gives the code of the second step, of an app or a recovery code, in the session in which the password was right. Another
    /// session begins, and that one is over.
    ///
    /// # Errors
    /// As [`App::sign_in`]; [`ErrorCode::TokenExpired`] when there is no such session, or it waited too long.
    pub fn second_step(
        &self,
        context: &RequestContext,
        token: &SecretToken,
        code: &str,
    ) -> Result<BegunSession, AppError> {
        let found = self.store.user_session(&token.digest())?;
        let found = found.filter(|(session, _)| {
            !session.is_signed_in && !is_older(session.begun_at, SECOND_STEP, self.now())
        });
        let (session, user) = found.ok_or(ErrorCode::TokenExpired)?;
        self.check_code(context, &user, code)?;
        let begun = self.begin_session(context, &user, true)?;
        let author = &context.of_user(&user.name).author;
        self.store.end_user_session(&user, session.id, "sign in", author, self.now())?;
        Ok(begun)
    }

    /// The session of a secret, if its user is signed in and its time is not over. Only what a person does keeps it from being
    /// idle.
    pub fn signed_in(
        &self,
        context: &RequestContext,
        token: &SecretToken,
        session_use: SessionUse,
    ) -> Result<Option<SignedIn>, AppError> {
        let now = self.now();
        let Some((session, user)) = self.store.user_session(&token.digest())? else {
            return Ok(None);
        };
        let is_over = is_older(session.used_at, self.web_settings.idle, now)
            || is_older(session.begun_at, self.web_settings.absolute, now);
        if is_over || !session.is_signed_in {
            return Ok(None);
        }
        let is_noted = session_use == SessionUse::Person;
        if is_noted && is_older(session.used_at, NOTED_EVERY, now) {
            self.store.note_session_used(session.id, now)?;
        }
        let context = context.signed_in(&user);
        Ok(Some(SignedIn { session, user, context }))
    }

    /// Whether a session waits for the code of the second step.
    pub fn awaits_second_step(&self, token: &SecretToken) -> Result<bool, AppError> {
        let found = self.store.user_session(&token.digest())?;
        Ok(found.is_some_and(|(session, _)| {
            !session.is_signed_in && !is_older(session.begun_at, SECOND_STEP, self.now())
        }))
    }

    /// Ends the session in use.
    pub fn sign_out(&self, signed_in: &SignedIn) -> Result<(), AppError> {
        let SignedIn { session, user, context } = signed_in;
        self.store.end_user_session(user, session.id, "sign out", &context.author, self.now())?;
        Ok(())
    }

    /// Checks a code, of an app or a recovery code. One that is right is used up.
    ///
    /// # Errors
    /// [`ErrorCode::LogonFailed`], [`ErrorCode::TooManyLogons`].
    pub(crate) fn check_code(
        &self,
        context: &RequestContext,
        user: &User,
        code: &str,
    ) -> Result<(), AppError> {
        let tried = Tried::Code(&user.name);
        self.check_tries(context, tried)?;
        match self.accept_code(context, user, code)? {
            true => Ok(()),
            false => Err(self.fail_sign_in(context, tried)),
        }
    }

    /// Whether a code is right now, and was not used before.
    fn accept_code(
        &self,
        context: &RequestContext,
        user: &User,
        code: &str,
    ) -> Result<bool, AppError> {
        let Some(secret) = user.totp else { return Ok(false) };
        if let Some(step) = totp_step(&secret, code, self.now()) {
            return Ok(self.store.accept_totp_step(user.id, step)?);
        }
        let Some(code) = RecoveryCode::parse(code) else { return Ok(false) };
        let author = &context.of_user(&user.name).author;
        Ok(self.store.use_recovery_code(user, &code.digest(), author, self.now())?)
    }

    /// Whether more may be tried.
    ///
    /// # Errors
    /// [`ErrorCode::TooManyLogons`].
    pub(crate) fn check_tries(
        &self,
        context: &RequestContext,
        tried: Tried<'_>,
    ) -> Result<(), AppError> {
        let (now, network) = (self.now(), network(context));
        let is_limited = self.failed_addresses.is_limited(network, now)
            || self.failed_sign_ins.is_limited(tried.key(network), now)
            || self.failed_names.is_limited(tried.name_key(), now);
        if is_limited { Err(ErrorCode::TooManyLogons.into()) } else { Ok(()) }
    }

    /// Counts and records that a wrong secret was tried. The name is not recorded: people type their passwords there.
    pub(crate) fn fail_sign_in(&self, context: &RequestContext, tried: Tried<'_>) -> AppError {
        let (now, network) = (self.now(), network(context));
        self.failed_addresses.count(network, now);
        self.failed_sign_ins.count(tried.key(network), now);
        self.failed_names.count(tried.name_key(), now);
        self.record_rejection(context, ErrorCode::LogonFailed.as_str());
        ErrorCode::LogonFailed.into()
    }

    fn begin_session(
        &self,
        context: &RequestContext,
        user: &User,
        is_signed_in: bool,
    ) -> Result<BegunSession, AppError> {
        let token = SecretToken::generate().map_err(AppError::internal)?;
        let now = self.now();
        let address = context.protocol.address().map(|address| address.to_string());
        let new = NewUserSession {
            digest: token.digest(),
            is_signed_in,
            address: address.unwrap_or_default(),
            others_end_before: now
                .saturating_sub(self.web_settings.idle)
                .map_err(AppError::internal)?,
            at: now,
        };
        let begun = self.store.begin_user_session(user, &new, &context.of_user(&user.name).author);
        match begun {
            Ok(()) => Ok(BegunSession { token, is_signed_in }),
            Err(StoreError::NotFound(_)) => {
                Err(self.fail_sign_in(context, Tried::Password(user.name.as_str())))
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// What somebody tried who may not know the secret. Names that nobody has are counted like others, so that nobody learns which
/// there are.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Tried<'a> {
    /// A password, with this name.
    Password(&'a str),
    /// A code of the second step, knowing the password.
    Code(&'a UserName),
    /// A one-time link.
    Link,
}

impl Tried<'_> {
    /// By which a password is counted: from one address, so that nobody keeps somebody else out. Who tries codes knows the password,
    /// and is counted wherever from.
    fn key(self, network: IpAddr) -> Sha256 {
        match self {
            Self::Password(_) | Self::Link => {
                Sha256::of([&self.name_key().as_bytes()[..], network.to_string().as_bytes()])
            }
            Self::Code(_) => self.name_key(),
        }
    }

    fn name_key(self) -> Sha256 {
        match self {
            Self::Password(name) => {
                Sha256::of([&b"password "[..], name.trim().to_ascii_lowercase().as_bytes()])
            }
            Self::Code(name) => Sha256::of([&b"code "[..], name.as_str().as_bytes()]),
            Self::Link => Sha256::of([&b"link"[..]]),
        }
    }
}

/// Where a request comes from. Of IPv6 the network of a customer: one has more addresses than could be counted.
fn network(context: &RequestContext) -> IpAddr {
    match context.protocol.address().map(|address| address.to_canonical()) {
        Some(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
        Some(address) => address,
        None => IpAddr::from([127, 0, 0, 1]),
    }
}

/// Whether a moment is longer ago than that.
fn is_older(at: Timestamp, than: SignedDuration, now: Timestamp) -> bool {
    now.duration_since(at) > than
}
