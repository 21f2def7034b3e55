//! What was used: persons, records, bytes and files, as the disclosure ledger and the deliveries have it; and calls, as they were
//! counted.

use std::collections::BTreeMap;

use civil::Month;
use clock::danish_day_end;
use jiff::Timestamp;

use crate::db::{Row, Value};
use crate::model::{
    Agreement, AgreementId, AgreementState, Calls, MeteredAuthority, MeteredCalls, MeteredUse,
    StateChange,
};
use crate::store::Store;
use crate::{StoreError, agreement_rows, agreement_states};

const READING: &str = "reading what was used";

/// Deliveries of a run that was undone are not there any more, and were received by nobody.
const DISCLOSED: &str = "
    SELECT agreement.id, agreement.uuid, agreement.authority, agreement.authority_name,
        agreement.cvr, ledger.service,
        count(*) FILTER (WHERE ledger.way IN ('look-up', 'api-answer') AND ledger.persons > 0)
            AS disclosing,
        CAST(coalesce(sum(ledger.persons), 0) AS BIGINT) AS persons,
        CAST(coalesce(sum(delivery.records), 0) AS BIGINT) AS records,
        CAST(coalesce(sum(delivery.size), 0) AS BIGINT) AS bytes,
        count(delivery.id) AS files
    FROM ledger JOIN agreement ON agreement.id = ledger.agreement
    LEFT JOIN delivery ON delivery.id = ledger.subject
        AND ledger.way IN ('delivery', 'load', 'replay')
    WHERE ledger.at >= ?1 AND ledger.at < ?2 AND OF_AGREEMENT
        AND (ledger.way IN ('look-up', 'api-answer') OR delivery.id IS NOT NULL)
    GROUP BY agreement.id, agreement.uuid, agreement.authority, agreement.authority_name,
        agreement.cvr, ledger.service";

const CALLED: &str = "
    SELECT agreement.id, agreement.uuid, agreement.authority, agreement.authority_name,
        agreement.cvr, call_count.service,
        CAST(sum(call_count.answered) AS BIGINT) AS answered,
        CAST(sum(call_count.refused) AS BIGINT) AS refused
    FROM call_count JOIN agreement ON agreement.id = call_count.agreement
    WHERE call_count.month >= ?1 AND call_count.month <= ?2 AND OF_AGREEMENT
    GROUP BY agreement.id, agreement.uuid, agreement.authority, agreement.authority_name,
        agreement.cvr, call_count.service";

const CALLS: &str = "
    SELECT agreement.uuid, agreement.authority, agreement.authority_name, agreement.cvr,
        system.uuid AS caller, call_count.service, call_count.operation,
        call_count.accounting_info, call_count.answered, call_count.refused, call_count.persons
    FROM call_count JOIN agreement ON agreement.id = call_count.agreement
    LEFT JOIN system ON system.id = call_count.system
    WHERE call_count.month >= ?1 AND call_count.month <= ?2 AND OF_AGREEMENT
    ORDER BY agreement.id, call_count.service, call_count.accounting_info, call_count.operation,
        call_count.system";

/// When the installation began.
const BEGAN: &str = "SELECT at FROM audit ORDER BY id LIMIT 1";

/// What was used by a service under an agreement.
type UseByService = BTreeMap<(AgreementId, Option<String>), MeteredUse>;

/// Metering.
impl Store {
    /// What was used in a month, by agreement and service; under one agreement, if given.
    pub fn metered(
        &self,
        month: Month,
        agreement: Option<AgreementId>,
    ) -> Result<Vec<MeteredUse>, StoreError> {
        let (from, until) = moments(month);
        self.read(READING, |tx| {
            let mut used = UseByService::new();
            let (sql, key) = selected(DISCLOSED, [from.into(), until.into()], agreement);
            tx.for_each(&sql, &key, |row| {
                let one = of_service(&mut used, row)?;
                (one.disclosing, one.persons) = (row.get("disclosing")?, row.get("persons")?);
                one.records = row.get("records")?;
                (one.bytes, one.files) = (row.get("bytes")?, row.get("files")?);
                Ok(())
            })?;
            let month = month.to_string();
            let (sql, key) = selected(CALLED, [(&month).into(), (&month).into()], agreement);
            tx.for_each(&sql, &key, |row| {
                let one = of_service(&mut used, row)?;
                (one.calls, one.refused) = (row.get("answered")?, row.get("refused")?);
                Ok(())
            })?;
            Ok(used.into_values().collect())
        })
    }

    /// The calls of a month by everything that is counted; under one agreement, if given.
    pub fn metered_calls(
        &self,
        month: Month,
        agreement: Option<AgreementId>,
    ) -> Result<Vec<MeteredCalls>, StoreError> {
        let month = month.to_string();
        let (sql, key) = selected(CALLS, [(&month).into(), (&month).into()], agreement);
        self.read(READING, |tx| {
            tx.query(&sql, &key, |row| {
                let account: String = row.get("accounting_info")?;
                Ok(MeteredCalls {
                    agreement: row.get("uuid")?,
                    authority: authority(row)?,
                    system: row.get("caller")?,
                    service: row.get("service")?,
                    operation: row.get("operation")?,
                    accounting_info: Some(account).filter(|account| !account.is_empty()),
                    calls: Calls {
                        answered: row.get("answered")?,
                        refused: row.get("refused")?,
                        persons: row.get("persons")?,
                    },
                })
            })
        })
    }

    /// The authorities that have had an agreement in force at some moment of a month before `now`, once for each such
    /// agreement.
    pub fn authorities_in_force(
        &self,
        month: Month,
        now: Timestamp,
    ) -> Result<Vec<MeteredAuthority>, StoreError> {
        let (from, until) = moments(month);
        self.read(READING, |tx| {
            let Some(began) = tx.query_opt(BEGAN, &[], |row| row.get("at"))? else {
                return Ok(Vec::new());
            };
            let mut found = Vec::new();
            for agreement in agreement_rows::all(tx)? {
                let states = agreement_states::states(tx, agreement.id)?;
                if was_in_force(&agreement, &states, (from.max(began), until.min(now))) {
                    let Agreement { authority, cvr, details, .. } = agreement;
                    found.push(MeteredAuthority { authority, name: details.authority_name, cvr });
                }
            }
            Ok(found)
        })
    }
}

/// The moments at which a month begins and ends in Denmark.
fn moments(month: Month) -> (Timestamp, Timestamp) {
    let begin = month.first_day().yesterday().map_or(Timestamp::MIN, danish_day_end);
    (begin, danish_day_end(month.last_day()))
}

/// A statement over all agreements or over one, with its values.
fn selected<'a>(
    sql: &str,
    [first, second]: [Value<'a>; 2],
    agreement: Option<AgreementId>,
) -> (String, Vec<Value<'a>>) {
    let condition = match agreement {
        Some(_) => "agreement.id = ?3",
        None => "CAST(?3 AS BIGINT) IS NULL",
    };
    let values = vec![first, second, agreement.into()];
    (sql.replace("OF_AGREEMENT", condition), values)
}

fn of_service<'a>(
    used: &'a mut UseByService,
    row: &Row<'_>,
) -> Result<&'a mut MeteredUse, StoreError> {
    let service: Option<String> = row.get("service")?;
    let nothing = MeteredUse {
        agreement: row.get("uuid")?,
        authority: authority(row)?,
        service: service.clone(),
        calls: 0,
        refused: 0,
        disclosing: 0,
        persons: 0,
        records: 0,
        bytes: 0,
        files: 0,
    };
    Ok(used.entry((row.get("id")?, service)).or_insert(nothing))
}

fn authority(row: &Row<'_>) -> Result<MeteredAuthority, StoreError> {
    Ok(MeteredAuthority {
        authority: row.get("authority")?,
        name: row.get("authority_name")?,
        cvr: row.get("cvr")?,
    })
}

/// Whether an agreement was active at some moment of a period, on one of its days.
fn was_in_force(
    agreement: &Agreement,
    states: &[StateChange],
    (from, until): (Timestamp, Timestamp),
) -> bool {
    let first = agreement.valid_from.and_then(|first| first.yesterday().ok()).map(danish_day_end);
    let begin = first.map_or(from, |first| first.max(from));
    let last = agreement.valid_until.map(danish_day_end);
    let end = [last, agreement.closed_at].into_iter().flatten().fold(until, Timestamp::min);
    let before = states.iter().rev().find(|change| change.at <= begin);
    let at_begin = before.map_or_else(|| first_state(states), |change| change.state);
    let active_within = states.iter().any(|change| {
        change.state == AgreementState::Active && begin <= change.at && change.at < end
    });
    begin < end && (at_begin == AgreementState::Active || active_within)
}

/// The state before the first change. One of before states were recorded was active, and can only have been suspended;
/// any other began with its first, and was nothing before.
fn first_state(states: &[StateChange]) -> AgreementState {
    match states.first().map(|change| change.state) {
        None | Some(AgreementState::Suspended) => AgreementState::Active,
        Some(_) => AgreementState::Draft,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing;

    /// A system may ask for its own, and there may be millions of others.
    #[test]
    fn statements_of_one_agreement_use_an_index() {
        for statement in [DISCLOSED, CALLED, CALLS] {
            let (sql, _) = selected(statement, [Value::Null, Value::Null], Some(AgreementId(1)));
            let plan = testing::plan(&sql);
            assert!(plan.iter().all(|step| !step.starts_with("SCAN")), "{plan:?}");
        }
    }
}
