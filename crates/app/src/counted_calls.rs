use access::Principal;
use civil::{AgreementUuid, Month, ServiceName};
use clock::danish_day;
use store::{AccountingInfo, CallCount, CallKey, Calls, CountedCaller, Store};

use crate::app::App;
use crate::error_code::ErrorCode;
use crate::request_context::{Protocol, RequestContext};

/// The counting of calls. Each is counted once: in the transaction in which it writes something, if it does; otherwise in memory,
/// from which a worker writes it.
impl App {
    /// Runs a write of a call, in whose transaction the call is counted with the persons whom its answer discloses. Persons of
    /// a call that was counted before are added to it.
    pub(crate) fn counting<T>(
        &self,
        context: &RequestContext,
        store: &Store,
        persons: usize,
        write: impl FnOnce(&Store) -> T,
    ) -> T {
        let Some(key) = self.answered_key(context) else { return write(store) };
        let is_first = context.metering.claim();
        let call = if is_first { Calls::ANSWERED } else { Calls::default() };
        let calls = Calls { persons: persons as u64, ..call };
        let store = store.counting(CallCount { key, calls });
        let done = write(&store);
        if is_first && !store.has_counted() {
            context.metering.give_back();
        }
        done
    }

    /// Counts a call that was answered, unless one of its writes has. Does not block.
    pub(crate) fn count_answered(&self, context: &RequestContext) {
        let Some(key) = self.answered_key(context) else { return };
        if context.metering.claim() {
            self.call_meter.add(CallCount { key, calls: Calls::ANSWERED });
        }
    }

    /// Writes the audit line of a call that was rejected with an error, in whose transaction the call is counted if it names a
    /// known agreement.
    pub(crate) fn counting_rejection<T>(
        &self,
        context: &RequestContext,
        code: &str,
        write: impl FnOnce(&Store) -> T,
    ) -> T {
        let Some(count) = self.rejected_count(context, code) else { return write(&self.store) };
        if !context.metering.claim() {
            return write(&self.store);
        }
        let store = self.store.counting(count);
        let done = write(&store);
        if !store.has_counted() {
            context.metering.give_back();
        }
        done
    }

    /// The count of a rejected call; `None` for one that is not counted. That a person was not found is an answer.
    fn rejected_count(&self, context: &RequestContext, code: &str) -> Option<CallCount> {
        let about_person = [ErrorCode::PersonNotFound, ErrorCode::PersonNotChosen];
        if about_person.iter().any(|answer| answer.as_str() == code) {
            return self.answered_key(context).map(|key| CallCount { key, calls: Calls::ANSWERED });
        }
        let agreement = context.metering.agreement().or(context.claim.agreement())?;
        // What others say of an agreement's account is not kept.
        let key = self.key(context, agreement, None)?;
        Some(CallCount { key, calls: Calls::REFUSED })
    }

    /// What an answered call is counted under; `None` when its caller was not authorized.
    fn answered_key(&self, context: &RequestContext) -> Option<CallKey> {
        let agreement = context.metering.agreement()?;
        self.key(context, agreement, context.metering.accounting_info())
    }

    /// `None` for people, who call under no agreement.
    fn key(
        &self,
        context: &RequestContext,
        agreement: AgreementUuid,
        accounting_info: Option<AccountingInfo>,
    ) -> Option<CallKey> {
        let service = match context.protocol {
            Protocol::CommandLine | Protocol::Web(_) => return None,
            // A subscription that is changed through OFF4 is a call of OFF4.
            Protocol::Off4(_) => ServiceName::Off4,
            Protocol::Soap(_) | Protocol::Api(_) => context.service,
        };
        let caller = match (context.protocol, context.principal) {
            (Protocol::Off4(_), _) | (_, Principal::Off4Account(_)) => {
                CountedCaller::SystemOfAgreement
            }
            (_, Principal::System(Some(certificate))) => CountedCaller::Certificate(certificate),
            (_, Principal::System(None) | Principal::Operator | Principal::User(_)) => {
                CountedCaller::Unknown
            }
        };
        let (month, operation) = (Month::of(danish_day(self.now())), context.operation.clone());
        Some(CallKey { agreement, caller, month, service, operation, accounting_info })
    }
}
