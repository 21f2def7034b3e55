use jiff::Timestamp;
use store::AuditEntry;
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
}
