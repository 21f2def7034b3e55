use access::{AgreementUse, AuthorizationError, Principal, authorize, authorize_user};
use store::Agreement;

use crate::app::App;
use crate::error::AppError;
use crate::error_code::ErrorCode;
use crate::request_context::RequestContext;

/// Authorization: every use case passes here.
impl App {
    /// Checks that the caller's certificate is registered and valid, before anything of a request is read.
    ///
    /// # Errors
    /// An error about the certificate; it is not recorded.
    pub fn authenticate(&self, principal: Principal) -> Result<(), AppError> {
        match principal {
            Principal::System(certificate) => {
                Ok(access::authenticate(&self.store, certificate, self.now())?)
            }
            // Its token was checked when it asked.
            Principal::Off4Account(_) | Principal::Operator | Principal::User(_) => Ok(()),
        }
    }

    /// The agreement of a request, if its principal may use it.
    ///
    /// # Errors
    /// The error is in the log and in the audit trail.
    pub fn authorize(&self, context: &RequestContext) -> Result<Agreement, AppError> {
        self.recorded(context, self.agreement(context, AgreementUse::Change))
    }

    fn agreement(&self, context: &RequestContext, to: AgreementUse) -> Result<Agreement, AppError> {
        let (claim, now) = (context.claim, self.now());
        let found = match context.principal {
            Principal::User(user) => authorize_user(&self.store, user, claim.agreement(), to, now),
            principal => authorize(&self.store, principal, claim, context.service, now),
        };
        let found = found.inspect(|agreement| context.metering.authorized(agreement.uuid));
        found.map_err(|error| match (error, context.principal, context.claim.agreement()) {
            (AuthorizationError::UnknownAgreement, principal, Some(uuid))
                if principal.is_operator() =>
            {
                AppError::no_agreement(uuid)
            }
            (error, ..) => error.into(),
        })
    }

    /// Runs a use case of the request's agreement that does this with it: authorizes first, and records an error once.
    pub(crate) fn with_agreement<T>(
        &self,
        context: &RequestContext,
        to: AgreementUse,
        work: impl FnOnce(&Agreement) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        let done = self.agreement(context, to).and_then(|agreement| work(&agreement));
        self.recorded(context, done)
    }

    /// Runs a use case of the operator.
    pub(crate) fn as_operator<T>(
        &self,
        context: &RequestContext,
        work: impl FnOnce() -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        let may = context.principal.is_operator();
        let done = if may { work() } else { Err(ErrorCode::OperatorOnly.into()) };
        self.recorded(context, done)
    }

    /// Runs a use case that reads what the operator reads: for the operator and the auditor.
    pub(crate) fn as_reader<T>(
        &self,
        context: &RequestContext,
        work: impl FnOnce() -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        let may = context.principal.may_read_all();
        let done = if may { work() } else { Err(ErrorCode::OperatorOnly.into()) };
        self.recorded(context, done)
    }

    pub(crate) fn recorded<T>(
        &self,
        context: &RequestContext,
        done: Result<T, AppError>,
    ) -> Result<T, AppError> {
        done.map_err(|error| self.reject(context, error))
    }
}

#[cfg(test)]
mod tests;
