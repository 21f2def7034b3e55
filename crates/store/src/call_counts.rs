//! Counters of the calls of agreements, by what they have in common.

use civil::Month;
use jiff::Timestamp;

use crate::db::{Tx, values};
use crate::model::{Author, CallCount};
use crate::store::Store;
use crate::{StoreError, audit, call_count_rows};

const COUNTING: &str = "counting calls";
const FORGETTING: &str = "forgetting accounting information";

const OLDEST_WITH_ACCOUNT: &str = "
    SELECT month FROM call_count WHERE month < ?1 AND accounting_info <> ''
    ORDER BY month LIMIT 1";

/// Counters of calls.
impl Store {
    /// Counts calls that wrote nothing themselves. One transaction. Calls under unknown agreements are not counted.
    pub fn count_calls(&self, counts: &[CallCount]) -> Result<(), StoreError> {
        self.write(COUNTING, |tx| {
            counts.iter().try_for_each(|count| call_count_rows::add(tx, count))
        })
    }

    /// Forgets the accounts that callers have named in months before one; how many calls there were stays. One month in each
    /// call. Returns it, if there was one.
    pub fn forget_accounting_info(
        &self,
        before: Month,
        at: Timestamp,
    ) -> Result<Option<Month>, StoreError> {
        // Asked often and seldom true: only then a write transaction is opened.
        if self.read(FORGETTING, |tx| oldest_with_account(tx, before))?.is_none() {
            return Ok(None);
        }
        self.write(FORGETTING, |tx| {
            let Some(month) = oldest_with_account(tx, before)? else { return Ok(None) };
            let text = month.to_string();
            call_count_rows::forget_accounts(tx, &text)?;
            audit::done(tx, &Author::PLATFORM, at, "forget accounting information", text)?;
            Ok(Some(month))
        })
    }
}

fn oldest_with_account(tx: &Tx<'_>, before: Month) -> Result<Option<Month>, StoreError> {
    tx.query_opt(OLDEST_WITH_ACCOUNT, &values![before.to_string()], |row| row.get("month"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing;

    /// Asked again and again.
    #[test]
    fn statement_uses_an_index() {
        let plan = testing::plan(OLDEST_WITH_ACCOUNT);
        assert!(plan.iter().all(|step| !step.starts_with("SCAN")), "{plan:?}");
    }
}
