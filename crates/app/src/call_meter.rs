use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use store::{CallCount, CallKey, Calls, Store, StoreError};

/// Different calls that may wait in memory with what they say of their account. Further ones are counted without that.
const WAITING: usize = 10_000;
/// Counters that are written in one transaction.
const BATCH: usize = 500;

/// Calls that are counted and not written yet: those that write nothing themselves. What was counted since the last write is
/// lost with the process.
#[derive(Debug, Default)]
pub(crate) struct CallMeter {
    waiting: Mutex<HashMap<CallKey, Calls>>,
}

impl CallMeter {
    /// Counts calls. Does not block.
    pub(crate) fn add(&self, count: CallCount) {
        let mut waiting = self.waiting();
        let CallCount { mut key, calls } = count;
        if waiting.len() >= WAITING && !waiting.contains_key(&key) {
            key.accounting_info = None;
        }
        let sum = waiting.entry(key).or_default();
        *sum = sum.plus(calls);
    }

    /// Writes what waits. Returns whether there was something.
    ///
    /// # Errors
    /// What was not written waits as before.
    pub(crate) fn write(&self, store: &Store) -> Result<bool, StoreError> {
        let taken = std::mem::take(&mut *self.waiting());
        let mut counts: Vec<CallCount> =
            taken.into_iter().map(|(key, calls)| CallCount { key, calls }).collect();
        let is_something = !counts.is_empty();
        while !counts.is_empty() {
            let rest = counts.split_off(counts.len().min(BATCH));
            if let Err(error) = store.count_calls(&counts) {
                counts.into_iter().chain(rest).for_each(|count| self.add(count));
                return Err(error);
            }
            counts = rest;
        }
        Ok(is_something)
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<CallKey, Calls>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use civil::{AgreementUuid, Month, ServiceName};
    use store::{AccountingInfo, CountedCaller};
    use uuid::Uuid;

    use super::*;

    fn count(agreement: u128, account: &str) -> CallCount {
        let key = CallKey {
            agreement: AgreementUuid::from(Uuid::from_u128(agreement)),
            caller: CountedCaller::SystemOfAgreement,
            month: month(),
            service: ServiceName::Subscription,
            operation: "GetAllFilters".to_owned(),
            accounting_info: AccountingInfo::of(account),
        };
        CallCount { key, calls: Calls::ANSWERED }
    }

    fn month() -> Month {
        "2026-01".parse().unwrap()
    }

    #[test]
    fn call_meter_that_is_full_counts_on_without_accounts() {
        let meter = CallMeter::default();
        for number in 0..WAITING + 3 {
            meter.add(count(1, &format!("konto {number}")));
        }
        let waiting = meter.waiting();
        assert_eq!(waiting.len(), WAITING + 1);
        assert_eq!(waiting[&count(1, "").key].answered, 3);
    }

    #[test]
    fn call_meter_that_cannot_write_keeps_what_waits() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::create(&folder.path().join("cprabo.db")).unwrap();
        let meter = CallMeter::default();
        meter.add(count(1, "a"));
        meter.add(count(1, "a"));
        // The database's file was replaced by another one.
        let path = folder.path().join("cprabo.db");
        std::fs::rename(&path, folder.path().join("aside")).unwrap();
        assert!(meter.write(&store).is_err());
        assert_eq!(meter.waiting()[&count(1, "a").key].answered, 2);
        std::fs::rename(folder.path().join("aside"), &path).unwrap();
        assert!(meter.write(&store).unwrap());
        assert!(!meter.write(&store).unwrap());
    }
}
