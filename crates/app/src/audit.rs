use access::AgreementUse::Read;
use jiff::Timestamp;
use store::{AuditEntry, AuditPage, AuditQuery};
use uuid::Uuid;

use crate::app::App;
use crate::error::AppError;
use crate::request_context::RequestContext;

impl App {
    /// The audit trail, the oldest entry first; of one correlation id, if given. For the operator only.
    pub fn audit_trail(
        &self,
        context: &RequestContext,
        correlation: Option<Uuid>,
    ) -> Result<Vec<(Timestamp, AuditEntry)>, AppError> {
        self.as_operator(context, || Ok(self.store.audit_trail(correlation)?))
    }

    /// Some entries of the audit trail, the newest first. Operators and auditors may look for any; the users of an authority for
    /// those about one of its agreements.
    pub fn search_audit(
        &self,
        context: &RequestContext,
        query: &AuditQuery,
    ) -> Result<AuditPage, AppError> {
        match query.agreement {
            Some(agreement) => {
                let context = context.clone().about(agreement);
                self.as_user(&context, Read, |_| Ok(self.store.search_audit(query)?))
            }
            None => self.as_reader(context, || Ok(self.store.search_audit(query)?)),
        }
    }
}
