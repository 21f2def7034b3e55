use std::time::Duration;

use access::Off4Password;
use civil::{AgreementUuid, KundeNr, Off4User};
use ipnet::IpNet;
use store::{NewOff4Account, Off4Account, PasswordHash};

use crate::app::App;
use crate::error::AppError;
use crate::error_code::ErrorCode;
use crate::request_context::RequestContext;

/// An account of OFF4 to be added.
#[derive(Debug)]
pub struct Off4AccountOrder {
    /// The user.
    pub user: Off4User,
    /// The customer's number.
    pub kundenr: KundeNr,
    /// The agreement under which it asks.
    pub agreement: AgreementUuid,
    /// The networks from which it may be used.
    pub networks: Vec<IpNet>,
}

/// The accounts of OFF4. For the operator only.
impl App {
    /// All accounts, by user.
    pub fn off4_accounts(&self, context: &RequestContext) -> Result<Vec<Off4Account>, AppError> {
        self.as_operator(context, || Ok(self.store.off4_accounts()?))
    }

    /// Adds an account. Returns its password, which is kept nowhere.
    pub fn add_off4_account(
        &self,
        context: &RequestContext,
        new: Off4AccountOrder,
    ) -> Result<Off4Password, AppError> {
        self.as_operator(context, || {
            let (password, hash) = self.new_password()?;
            let Off4AccountOrder { user, kundenr, agreement, networks } = new;
            let new = NewOff4Account { user, kundenr, agreement, networks, password: hash };
            self.store.add_off4_account(&new, &context.author, self.now())?;
            Ok(password)
        })
    }

    /// Gives an account a new password, and returns it. Its tokens are over.
    pub fn reset_off4_password(
        &self,
        context: &RequestContext,
        user: Off4User,
    ) -> Result<Off4Password, AppError> {
        self.as_operator(context, || {
            let (password, hash) = self.new_password()?;
            self.store.set_off4_password(user, None, &hash, &context.author, self.now())?;
            Ok(password)
        })
    }

    /// Removes an account.
    pub fn remove_off4_account(
        &self,
        context: &RequestContext,
        user: Off4User,
    ) -> Result<(), AppError> {
        self.as_operator(context, || {
            Ok(self.store.remove_off4_account(user, &context.author, self.now())?)
        })
    }

    /// A password and its hash.
    fn new_password(&self) -> Result<(Off4Password, PasswordHash), AppError> {
        let password = Off4Password::generate().map_err(AppError::internal)?;
        let mut permit = self.passwords.permit(Duration::from_secs(10)).ok_or(ErrorCode::Busy)?;
        let hash = permit.hash(password.bytes()).map_err(AppError::internal)?;
        Ok((password, hash))
    }
}
