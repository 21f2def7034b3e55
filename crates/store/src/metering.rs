//! What was used: calls, persons, records, bytes and files, as the disclosure ledger and the deliveries have it.

use jiff::Timestamp;

use crate::StoreError;
use crate::db::values;
use crate::model::MeteredUse;
use crate::store::Store;

/// Deliveries of a run that was undone are not there any more, and were received by nobody.
const USED: &str = "
    SELECT agreement.uuid, agreement.authority, agreement.authority_name, agreement.cvr,
        ledger.service,
        count(*) FILTER (WHERE ledger.way IN ('look-up', 'api-answer') AND ledger.persons > 0) AS calls,
        CAST(coalesce(sum(ledger.persons), 0) AS BIGINT) AS persons,
        CAST(coalesce(sum(delivery.records), 0) AS BIGINT) AS records,
        CAST(coalesce(sum(delivery.size), 0) AS BIGINT) AS bytes,
        count(delivery.id) AS files
    FROM ledger JOIN agreement ON agreement.id = ledger.agreement
    LEFT JOIN delivery ON delivery.id = ledger.subject
        AND ledger.way IN ('delivery', 'load', 'replay')
    WHERE ledger.at >= ?1 AND ledger.at < ?2
        AND (ledger.way IN ('look-up', 'api-answer') OR delivery.id IS NOT NULL)
    GROUP BY agreement.id, agreement.uuid, agreement.authority, agreement.authority_name,
        agreement.cvr, ledger.service
    ORDER BY agreement.id, ledger.service";

/// Metering.
impl Store {
    /// What was used from one moment until before another, by agreement and service.
    pub fn metered(
        &self,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<MeteredUse>, StoreError> {
        self.read("reading what was used", |tx| {
            tx.query(USED, &values![from, until], |row| {
                Ok(MeteredUse {
                    agreement: row.get("uuid")?,
                    authority: row.get("authority")?,
                    authority_name: row.get("authority_name")?,
                    cvr: row.get("cvr")?,
                    service: row.get("service")?,
                    calls: row.get("calls")?,
                    persons: row.get("persons")?,
                    records: row.get("records")?,
                    bytes: row.get("bytes")?,
                    files: row.get("files")?,
                })
            })
        })
    }
}
