use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use civil::AgreementUuid;
use jiff::Timestamp;
use uuid::Uuid;

use crate::error_code::ErrorCode;

/// Calls that are kept.
const KEPT: usize = 50;
/// A call of a system: what somebody who tries a client wants to see of it. Nothing of its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentCall {
    /// When it was answered.
    pub at: Timestamp,
    /// `soap`, `api` or `off4`.
    pub protocol: &'static str,
    /// The operation, as the protocol names it.
    pub operation: String,
    /// The agreement that it named.
    pub agreement: Option<AgreementUuid>,
    /// The code of its refusal; `None` when it succeeded.
    pub code: Option<String>,
    /// In the answer, the log and the audit trail.
    pub correlation: Uuid,
}

impl RecentCall {
    /// What the code means and what to do, in English and Danish, if it is one of a use case.
    pub fn advice(&self) -> Option<(&'static str, &'static str)> {
        let code = ErrorCode::named(self.code.as_deref()?)?;
        Some((code.english(), code.danish()))
    }
}

/// The last calls, in memory.
#[derive(Debug, Default)]
pub(crate) struct RecentCalls(Mutex<VecDeque<RecentCall>>);

impl RecentCalls {
    pub(crate) fn newest_first(&self) -> Vec<RecentCall> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().rev().cloned().collect()
    }

    pub(crate) fn add(&self, call: RecentCall) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back(call);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_calls_are_kept() {
        let calls = RecentCalls::default();
        for number in 0..KEPT + 3 {
            calls.add(RecentCall {
                at: Timestamp::UNIX_EPOCH,
                protocol: "soap",
                operation: number.to_string(),
                agreement: None,
                code: None,
                correlation: Uuid::nil(),
            });
        }
        let kept = calls.newest_first();
        assert_eq!(kept.len(), KEPT);
        assert_eq!((&*kept[0].operation, &*kept[KEPT - 1].operation), ("52", "3"));
    }

    #[test]
    fn refusal_by_a_use_case_has_advice_and_others_have_none() {
        let call = |code: Option<&str>| RecentCall {
            at: Timestamp::UNIX_EPOCH,
            protocol: "soap",
            operation: "GetAllFilters".to_owned(),
            agreement: None,
            code: code.map(str::to_owned),
            correlation: Uuid::nil(),
        };
        assert!(call(Some("UNKNOWN_AGREEMENT")).advice().is_some());
        assert_eq!((call(None).advice(), call(Some("NO_SUCH")).advice()), (None, None));
    }
}
