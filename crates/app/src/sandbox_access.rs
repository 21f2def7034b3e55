use std::sync::Arc;

use access::Principal;
use store::{AuditEntry, UserRole};

use crate::app::App;
use crate::error::AppError;
use crate::error_code::ErrorCode;
use crate::recent_calls::RecentCall;
use crate::request_context::{Protocol, RequestContext};

/// The most characters of an operation's name, which may be a caller's.
const LONGEST: usize = 80;

/// What a sandbox offers to whoever tries a client: for operators and developers. Only where there is a sandbox are there pages
/// for it.
impl App {
    /// Reads something of the sandbox.
    ///
    /// # Errors
    /// [`ErrorCode::OperatorOnly`] for others, and whatever `work` returns.
    pub fn in_sandbox<T>(
        &self,
        context: &RequestContext,
        work: impl FnOnce() -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        let done = match context.principal {
            principal if principal.is_operator() => work(),
            Principal::User(user) if user.role == UserRole::Developer => work(),
            _ => Err(ErrorCode::OperatorOnly.into()),
        };
        self.recorded(context, done)
    }

    /// Does something in the sandbox, and audits it. `subject` names no person, also no invented one.
    ///
    /// # Errors
    /// As [`in_sandbox`](Self::in_sandbox).
    pub fn act_in_sandbox<T>(
        &self,
        context: &RequestContext,
        action: &str,
        subject: String,
        work: impl FnOnce() -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        self.in_sandbox(context, || {
            let done = work()?;
            let entry = AuditEntry {
                author: context.author.clone(),
                action: action.to_owned(),
                subject,
                outcome: "done".to_owned(),
            };
            self.store.audit(&entry, self.now())?;
            Ok(done)
        })
    }

    /// The last calls of systems, the newest first. None where they are not kept.
    ///
    /// # Errors
    /// As [`in_sandbox`](Self::in_sandbox).
    pub fn recent_calls(&self, context: &RequestContext) -> Result<Vec<RecentCall>, AppError> {
        self.in_sandbox(context, || {
            Ok(self.recent_calls.as_ref().map(|calls| calls.newest_first()).unwrap_or_default())
        })
    }
}

impl App {
    /// The same, keeping the last calls in memory: for a sandbox, whose persons are invented.
    #[must_use]
    pub fn keeping_recent_calls(self) -> Self {
        Self { recent_calls: Some(Arc::default()), ..self }
    }

    /// Keeps a call of a system, if calls are kept. Does not block.
    pub(crate) fn keep_call(&self, context: &RequestContext, code: Option<&str>) {
        let Some(calls) = &self.recent_calls else { return };
        if matches!(context.protocol, Protocol::Web(_) | Protocol::CommandLine) {
            return;
        }
        calls.add(RecentCall {
            at: self.now(),
            protocol: context.protocol.as_str(),
            operation: context.operation.chars().take(LONGEST).collect(),
            agreement: context.claim.agreement(),
            code: code.map(str::to_owned),
            correlation: context.author.correlation,
        });
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};
    use std::sync::Arc;

    use clock::Clock;
    use manifest::Signer;
    use net::RateLimiter;
    use pipeline::{DataFiles, Pipeline, Settings};
    use store::{Author, Store};
    use uuid::Uuid;

    use super::*;

    fn app(folder: &std::path::Path) -> App {
        let store = Arc::new(Store::create(&folder.join("cprabo.db")).unwrap());
        let files = Arc::new(DataFiles::create(folder).unwrap());
        let settings = Settings::new(folder, Signer::generate().unwrap().0);
        let clock = Clock::new(|| jiff::Timestamp::UNIX_EPOCH);
        let pipeline = Pipeline::new(Arc::clone(&store), files, clock.clone(), settings);
        let signer = Arc::new(Signer::generate().unwrap().0);
        App::new(store, pipeline, clock, signer, Arc::new(RateLimiter::new(9)))
    }

    fn stranger() -> RequestContext {
        RequestContext::page(IpAddr::V4(Ipv4Addr::LOCALHOST), Uuid::nil(), "GET /x".to_owned())
    }

    #[test]
    fn sandbox_is_for_operators_and_its_acts_are_audited() {
        let folder = tempfile::tempdir().unwrap();
        let app = app(folder.path());
        let operator = RequestContext::operator(Author::PLATFORM, "sandbox");
        let done = app.act_in_sandbox(&operator, "order days", "5 days".into(), || Ok(7)).unwrap();
        assert_eq!(done, 7);
        let trail = app.audit_trail(&operator, None).unwrap();
        assert_eq!(trail.last().map(|(_, entry)| &*entry.subject), Some("5 days"));
        let refused = app.in_sandbox(&stranger(), || Ok(())).unwrap_err();
        assert_eq!(refused.code(), ErrorCode::OperatorOnly);
    }

    #[test]
    fn calls_are_kept_where_it_is_wanted_alone() {
        let folder = tempfile::tempdir().unwrap();
        let operator = RequestContext::operator(Author::PLATFORM, "sandbox");
        let app = app(folder.path());
        app.record_rejection(&stranger(), "SOME_CODE");
        assert_eq!(app.recent_calls(&operator).unwrap(), []);
        let app = app.keeping_recent_calls();
        app.record_rejection(&stranger(), "SOME_CODE");
        // Pages are no calls of systems.
        assert_eq!(app.recent_calls(&operator).unwrap(), []);
        let address = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let call = RequestContext {
            protocol: crate::Protocol::Soap(address),
            operation: "GetAllFilters".to_owned(),
            ..stranger()
        };
        app.record_rejection(&call, "UNKNOWN_AGREEMENT");
        let calls = app.recent_calls(&operator).unwrap();
        assert_eq!(
            (&*calls[0].operation, calls[0].code.as_deref()),
            ("GetAllFilters", Some("UNKNOWN_AGREEMENT"))
        );
    }
}
