//! The rows of counters of calls.

use crate::StoreError;
use crate::db::{Tx, values};
use crate::model::{
    AccountingInfo, AgreementId, CallCount, CallKey, Calls, CountedCaller, SystemId,
};

/// Different texts of callers on their accounts that are kept of an agreement and a month.
const ACCOUNTS: u64 = 200;
/// The system of callers that are none of ours.
const NO_SYSTEM: SystemId = SystemId(0);
/// The text of calls that name no account.
const NO_ACCOUNT: &str = "";

const PARTIES: &str = "
    SELECT id, system, (SELECT system FROM certificate WHERE sha256 = ?2) AS caller
    FROM agreement WHERE uuid = ?1";

const COUNT_UP: &str = "
    UPDATE call_count SET answered = answered + ?7, refused = refused + ?8, persons = persons + ?9
    WHERE agreement = ?1 AND month = ?2 AND accounting_info = ?3 AND system = ?4 AND service = ?5
        AND operation = ?6";

const INSERT: &str = "
    INSERT INTO call_count
    (agreement, month, accounting_info, system, service, operation, answered, refused, persons)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
    ON CONFLICT (agreement, month, accounting_info, system, service, operation) DO UPDATE SET
        answered = call_count.answered + excluded.answered,
        refused = call_count.refused + excluded.refused,
        persons = call_count.persons + excluded.persons";

const HAS_ACCOUNT: &str = "
    SELECT 1 FROM call_count
    WHERE agreement = ?1 AND month = ?2 AND accounting_info = ?3 LIMIT 1";

const COUNT_ACCOUNTS: &str = "
    SELECT count(DISTINCT accounting_info) AS accounts FROM call_count
    WHERE agreement = ?1 AND month = ?2 AND accounting_info <> ''";

const OF_ALL_ACCOUNTS: &str = "
    SELECT agreement, system, service, operation, CAST(sum(answered) AS BIGINT) AS answered,
        CAST(sum(refused) AS BIGINT) AS refused, CAST(sum(persons) AS BIGINT) AS persons
    FROM call_count WHERE month = ?1 AND accounting_info <> ''
    GROUP BY agreement, system, service, operation";

/// Counts calls.
pub(crate) fn add(tx: &Tx<'_>, count: &CallCount) -> Result<(), StoreError> {
    let CallCount { key, calls } = count;
    let Some((agreement, system)) = parties(tx, key)? else { return Ok(()) };
    let account = key.accounting_info.as_ref().map_or(NO_ACCOUNT, AccountingInfo::as_str);
    let month = key.month.to_string();
    let (service, operation) = (key.service.as_str(), &key.operation);
    let Calls { answered, refused, persons } = *calls;
    let row = |account| {
        values![agreement, &month, account, system, service, operation, answered, refused, persons]
    };
    if tx.execute(COUNT_UP, &row(account))? > 0 {
        return Ok(());
    }
    let account =
        if has_room(tx, agreement, &month, account)? { account } else { AccountingInfo::OTHER };
    tx.execute(INSERT, &row(account)).map(|_| ())
}

/// Adds the calls of a month that named an account to those that named none.
pub(crate) fn forget_accounts(tx: &Tx<'_>, month: &str) -> Result<(), StoreError> {
    let sums = tx.query(OF_ALL_ACCOUNTS, &values![month], |row| {
        let key: (AgreementId, SystemId) = (row.get("agreement")?, row.get("system")?);
        let called: (String, String) = (row.get("service")?, row.get("operation")?);
        let calls: [u64; 3] = [row.get("answered")?, row.get("refused")?, row.get("persons")?];
        Ok((key, called, calls))
    })?;
    for ((agreement, system), (service, operation), [answered, refused, persons]) in sums {
        let row = values![
            agreement, month, NO_ACCOUNT, system, service, operation, answered, refused, persons
        ];
        tx.execute(INSERT, &row)?;
    }
    let delete = "DELETE FROM call_count WHERE month = ?1 AND accounting_info <> ''";
    tx.execute(delete, &values![month]).map(|_| ())
}

/// The agreement and the system that called; `None` when there is no such agreement.
fn parties(tx: &Tx<'_>, key: &CallKey) -> Result<Option<(AgreementId, SystemId)>, StoreError> {
    let certificate = match &key.caller {
        CountedCaller::Certificate(fingerprint) => Some(&fingerprint.0),
        CountedCaller::SystemOfAgreement | CountedCaller::Unknown => None,
    };
    tx.query_opt(PARTIES, &values![key.agreement.to_string(), certificate], |row| {
        let system = match key.caller {
            CountedCaller::SystemOfAgreement => Some(row.get("system")?),
            CountedCaller::Certificate(_) | CountedCaller::Unknown => row.get("caller")?,
        };
        Ok((row.get("id")?, system.unwrap_or(NO_SYSTEM)))
    })
}

/// Whether an account can be kept: it is there already, or there are not too many.
fn has_room(
    tx: &Tx<'_>,
    agreement: AgreementId,
    month: &str,
    account: &str,
) -> Result<bool, StoreError> {
    if account == NO_ACCOUNT || tx.exists(HAS_ACCOUNT, &values![agreement, month, account])? {
        return Ok(true);
    }
    let accounts: Option<u64> =
        tx.query_opt(COUNT_ACCOUNTS, &values![agreement, month], |row| row.get("accounts"))?;
    Ok(accounts.unwrap_or_default() < ACCOUNTS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing;

    /// They are a part of every call.
    #[test]
    fn statements_use_an_index() {
        for statement in [PARTIES, COUNT_UP, HAS_ACCOUNT, COUNT_ACCOUNTS, OF_ALL_ACCOUNTS] {
            let plan = testing::plan(statement);
            assert!(plan.iter().all(|step| !step.starts_with("SCAN")), "{plan:?}");
        }
    }
}
