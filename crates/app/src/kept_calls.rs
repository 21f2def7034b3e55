use std::sync::Arc;

use crate::app::App;
use crate::recent_calls::RecentCall;
use crate::request_context::{Protocol, RequestContext};

/// The most characters of an operation's name, which may be a caller's.
const LONGEST: usize = 80;

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
