use store::{Route, System};

use crate::app::App;
use crate::error::AppError;
use crate::request_context::RequestContext;

/// Which system may send files to which, by the names of their accounts. For the operator only.
impl App {
    /// All routes.
    pub fn routes(&self, context: &RequestContext) -> Result<Vec<Route>, AppError> {
        self.as_operator(context, || Ok(self.store.routes()?))
    }

    /// Allows an account to send files to another.
    pub fn allow_route(
        &self,
        context: &RequestContext,
        sender: &str,
        recipient: &str,
    ) -> Result<(), AppError> {
        self.as_operator(context, || {
            let (sender, recipient) = (self.account(sender)?, self.account(recipient)?);
            Ok(self.store.allow_route(&sender, &recipient, &context.author, self.now())?)
        })
    }

    /// Takes that right away. What was sent stays.
    pub fn remove_route(
        &self,
        context: &RequestContext,
        sender: &str,
        recipient: &str,
    ) -> Result<(), AppError> {
        self.as_operator(context, || {
            let (sender, recipient) = (self.account(sender)?, self.account(recipient)?);
            Ok(self.store.remove_route(&sender, &recipient, &context.author, self.now())?)
        })
    }

    /// The system of an account that is not removed.
    fn account(&self, name: &str) -> Result<System, AppError> {
        let none = || AppError::not_possible(NoAccount(name.to_owned()));
        let user = name.parse().map_err(|_| none())?;
        let system = self.store.system_by_sftp_user(&user)?;
        system.filter(|system| system.removed_at.is_none()).ok_or_else(none)
    }
}

/// There is no account of that name.
#[derive(Debug, thiserror::Error)]
#[error("there is no account {0:?}; `cprabo system list` lists them as SFTP USER")]
struct NoAccount(String);
