use access::{RecoveryCode, new_totp_secret, totp_step};
use store::{Language, Sha256, Theme, TotpSecret, UserSession, UserSessionId};

use crate::app::App;
use crate::error::AppError;
use crate::error_code::ErrorCode;
use crate::sign_in::{SignedIn, Tried};

/// A user's own account: sessions, password, second step, how pages look.
impl App {
    /// The sessions of the user, the one that was used last first.
    pub fn own_sessions(&self, signed_in: &SignedIn) -> Result<Vec<UserSession>, AppError> {
        let mut sessions = self.store.user_sessions(signed_in.user.id)?;
        sessions.retain(|session| session.is_signed_in);
        Ok(sessions)
    }

    /// Ends a session of the user. Returns whether there was one.
    pub fn end_own_session(
        &self,
        signed_in: &SignedIn,
        id: UserSessionId,
    ) -> Result<bool, AppError> {
        let SignedIn { user, context, .. } = signed_in;
        Ok(self.store.end_user_session(user, id, "end session", &context.author, self.now())?)
    }

    /// Ends all sessions of the user but the one in use. Returns how many.
    pub fn end_other_sessions(&self, signed_in: &SignedIn) -> Result<u64, AppError> {
        let SignedIn { session, user, context } = signed_in;
        Ok(self.store.end_other_sessions(user, session.id, &context.author, self.now())?)
    }

    /// Sets how the user's pages look.
    pub fn set_own_view(
        &self,
        signed_in: &SignedIn,
        language: Language,
        theme: Theme,
    ) -> Result<(), AppError> {
        Ok(self.store.set_user_view(signed_in.user.id, language, theme)?)
    }

    /// Offers the user a secret for the second step.
    ///
    /// # Errors
    /// [`ErrorCode::NotPossible`] when it is set up.
    pub fn offer_second_step(&self, signed_in: &SignedIn) -> Result<(), AppError> {
        if signed_in.user.totp.is_some() {
            return Err(ErrorCode::NotPossible.into());
        }
        let secret: TotpSecret = new_totp_secret().map_err(AppError::internal)?;
        Ok(self.store.offer_totp(signed_in.user.id, &secret)?)
    }

    /// Sets the second step up, with a code of the secret that was offered. Returns the recovery codes, which are kept nowhere.
    /// The user's other sessions are over: they began without it.
    ///
    /// # Errors
    /// [`ErrorCode::LogonFailed`] when the code is wrong; [`ErrorCode::TooManyLogons`].
    pub fn confirm_second_step(
        &self,
        signed_in: &SignedIn,
        code: &str,
    ) -> Result<Vec<RecoveryCode>, AppError> {
        let SignedIn { user, context, .. } = signed_in;
        let tried = Tried::Code(&user.name);
        self.check_tries(context, tried)?;
        let step = user.totp_offered.and_then(|secret| totp_step(&secret, code, self.now()));
        let Some(step) = step else {
            return Err(self.fail_sign_in(context, tried));
        };
        let (codes, digests) = new_codes()?;
        self.store.confirm_totp(user, step, &digests, &context.author, self.now())?;
        self.end_other_sessions(signed_in)?;
        Ok(codes)
    }

    /// Takes the second step away, for a code of it.
    ///
    /// # Errors
    /// As [`App::confirm_second_step`].
    pub fn remove_second_step(&self, signed_in: &SignedIn, code: &str) -> Result<(), AppError> {
        let SignedIn { user, context, .. } = signed_in;
        self.check_code(context, user, code)?;
        Ok(self.store.remove_totp(user, &context.author, self.now())?)
    }

    /// Makes other recovery codes in place of those that are left, for a code.
    ///
    /// # Errors
    /// As [`App::confirm_second_step`].
    pub fn new_recovery_codes(
        &self,
        signed_in: &SignedIn,
        code: &str,
    ) -> Result<Vec<RecoveryCode>, AppError> {
        let SignedIn { user, context, .. } = signed_in;
        self.check_code(context, user, code)?;
        let (codes, digests) = new_codes()?;
        self.store.set_recovery_codes(user, &digests, &context.author, self.now())?;
        Ok(codes)
    }
}

fn new_codes() -> Result<(Vec<RecoveryCode>, Vec<Sha256>), AppError> {
    let codes = RecoveryCode::generate().map_err(AppError::internal)?;
    let digests = codes.iter().map(RecoveryCode::digest).collect();
    Ok((codes, digests))
}
