use super::row::Row;
use super::sum::Sum;
use crate::StoreError;

/// A table with checksums, and the column by which its rows are grouped.
#[derive(Debug)]
pub(crate) struct Table {
    /// Its number in the checksums, which is never reused.
    pub(crate) id: i64,
    pub(crate) name: &'static str,
    /// `None` when all rows are one group, 0.
    pub(crate) group: Option<&'static str>,
    /// Whether each row has a checksum of its own, from which the sum is made: then one of many
    /// millions can be checked without its group.
    pub(crate) has_checksum: bool,
}

/// The columns that are selected right after those of a table joined with [`Table::checked_join`].
pub(crate) const CHECKED: &str = "checked.row_count AS checked_rows,
    checked.sum AS checked_sum, checked.own AS checked_own";

/// The columns of a person's own checksum. The compressed records have another one inside.
pub(super) const PERSON_COLUMNS: &str =
    "pnr, status, komkod, vejkod, husnr, foed_dt, run, dictionary, length(records)";

/// All tables except that of the checksums. Numbers are never reused.
pub(crate) static TABLES: &[&Table] = &[
    &SYSTEM,
    &CERTIFICATE,
    &SSH_KEY,
    &AGREEMENT,
    &FILTER_CHANGE,
    &FILTER,
    &FILTER_PAST,
    &RUN,
    &INTAKE,
    &PERSON,
    &DICTIONARY,
    &CHANGE,
    &FOLLOW,
    &DELIVERY,
    &DISCLOSURE,
    &COLLECTION,
    &AUDIT,
    &LOAD_ORDER,
    &LOAD_PART,
    &LOAD_RESTRICTION,
    &ANSWER_DISCLOSURE,
    &RETENTION,
    &DELIVERY_PROBLEM,
    &DELIVERY_SENT,
    &REFUSAL,
    &INSTALLATION,
    &CLOCK,
    &PERSON_BEFORE,
    &DELIVERY_BEGUN,
    &COUNTER,
    &LEASE,
    &FILTER_HEAD,
    &RUN_FILTERS,
    &DELIVERY_HEAD,
    &ROAD,
    &LOOKUP_DISCLOSURE,
    &ROUTE,
    &TRANSFER,
    &FORWARDED_FILE,
    &FORWARDED_SENT,
    &TRANSFER_RECEIPT,
    &OFF4_ACCOUNT,
    &AGREEMENT_STATE,
    &NOTICE,
    &AGREEMENT_SYSTEM,
    &AGREEMENT_TERMS,
    &DELIVERY_HOLD,
    &LEDGER,
    &LEDGER_HEAD,
    &LEDGER_TERMS,
    &LEDGER_OPENING,
    &LEDGER_CHECKPOINT,
    &FILTER_NEED,
    &REVIEW_PLAN,
    &REVIEW,
    &FILTER_REQUEST,
    &FILTER_DRAFT,
    &CALL_COUNT,
    &USER_ACCOUNT,
    &USER_RECOVERY_CODE,
    &USER_LINK,
    &USER_SESSION,
    &PROBE_STATE,
    &DOWNTIME,
    &RESPONSE_TIME,
    &SERVICE_NOTICE,
];

pub(crate) static SYSTEM: Table = of(1, "system", Some("id"));
pub(crate) static CERTIFICATE: Table = of(2, "certificate", Some("system"));
pub(crate) static SSH_KEY: Table = of(3, "ssh_key", Some("system"));
pub(crate) static AGREEMENT: Table = of(4, "agreement", Some("id"));
pub(crate) static FILTER_CHANGE: Table = of(5, "filter_change", Some("agreement"));
pub(crate) static FILTER: Table = of(6, "filter", Some("agreement"));
pub(crate) static FILTER_PAST: Table = of(7, "filter_past", Some("agreement"));
pub(crate) static RUN: Table = of(8, "run", Some("id"));
pub(crate) static INTAKE: Table = of(9, "intake", None);
pub(crate) static PERSON: Table = Table { id: 10, name: "person", group: None, has_checksum: true };
pub(crate) static DICTIONARY: Table = of(11, "dictionary", Some("id"));
pub(crate) static CHANGE: Table = of(12, "change", Some("run"));
pub(crate) static FOLLOW: Table = of(13, "follow", Some("run"));
pub(crate) static DELIVERY: Table = of(14, "delivery", Some("id"));
pub(crate) static DISCLOSURE: Table = of(15, "disclosure", Some("delivery"));
pub(crate) static COLLECTION: Table = of(16, "collection", Some("delivery"));
pub(crate) static AUDIT: Table = of(17, "audit", None);
pub(crate) static LOAD_ORDER: Table = of(18, "load_order", Some("id"));
pub(crate) static LOAD_PART: Table = of(19, "load_part", Some("load_order"));
pub(crate) static LOAD_RESTRICTION: Table = of(20, "load_restriction", Some("load_order"));
pub(crate) static ANSWER_DISCLOSURE: Table = of(21, "answer_disclosure", Some("audit"));
pub(crate) static RETENTION: Table = of(22, "retention", None);
pub(crate) static DELIVERY_PROBLEM: Table = of(23, "delivery_problem", Some("delivery"));
pub(crate) static DELIVERY_SENT: Table = of(24, "delivery_sent", Some("delivery"));
pub(crate) static REFUSAL: Table = of(25, "refusal", Some("system"));
pub(crate) static INSTALLATION: Table = of(26, "installation", None);
pub(crate) static CLOCK: Table = of(27, "clock", None);
pub(crate) static PERSON_BEFORE: Table = of(28, "person_before", Some("changed_by"));
pub(crate) static DELIVERY_BEGUN: Table = of(29, "delivery_begun", Some("delivery"));
pub(crate) static COUNTER: Table = of(30, "counter", None);
pub(crate) static LEASE: Table = of(31, "lease", None);
pub(crate) static FILTER_HEAD: Table = of(32, "filter_head", Some("agreement"));
pub(crate) static RUN_FILTERS: Table = of(33, "run_filters", Some("run"));
pub(crate) static DELIVERY_HEAD: Table = of(34, "delivery_head", Some("agreement"));
pub(crate) static ROAD: Table = of(35, "road", Some("komkod"));
pub(crate) static LOOKUP_DISCLOSURE: Table = of(36, "lookup_disclosure", Some("run"));
pub(crate) static ROUTE: Table = of(51, "route", Some("sender"));
pub(crate) static TRANSFER: Table = of(52, "transfer", Some("id"));
pub(crate) static FORWARDED_FILE: Table = of(53, "forwarded_file", Some("id"));
pub(crate) static FORWARDED_SENT: Table = of(54, "forwarded_sent", Some("forwarded_file"));
pub(crate) static TRANSFER_RECEIPT: Table = of(55, "transfer_receipt", Some("id"));
pub(crate) static OFF4_ACCOUNT: Table = of(56, "off4_account", Some("agreement"));
pub(crate) static AGREEMENT_STATE: Table = of(57, "agreement_state", Some("agreement"));
pub(crate) static NOTICE: Table = of(58, "notice", None);
pub(crate) static AGREEMENT_SYSTEM: Table = of(59, "agreement_system", Some("agreement"));
pub(crate) static AGREEMENT_TERMS: Table = of(73, "agreement_terms", Some("agreement"));
pub(crate) static DELIVERY_HOLD: Table = of(74, "delivery_hold", Some("delivery"));
pub(crate) static LEDGER: Table = of(79, "ledger", None);
pub(crate) static LEDGER_HEAD: Table = of(80, "ledger_head", None);
pub(crate) static LEDGER_TERMS: Table = of(81, "ledger_terms", None);
pub(crate) static LEDGER_OPENING: Table = of(82, "ledger_opening", None);
pub(crate) static LEDGER_CHECKPOINT: Table = of(83, "ledger_checkpoint", None);
pub(crate) static FILTER_NEED: Table = of(63, "filter_need", Some("agreement"));
pub(crate) static REVIEW_PLAN: Table = of(64, "review_plan", Some("agreement"));
pub(crate) static REVIEW: Table = of(65, "review", Some("agreement"));
pub(crate) static FILTER_REQUEST: Table = of(69, "filter_request", Some("id"));
pub(crate) static FILTER_DRAFT: Table = of(70, "filter_draft", Some("agreement"));
pub(crate) static CALL_COUNT: Table = of(84, "call_count", Some("agreement"));

pub(crate) static USER_ACCOUNT: Table = of(91, "user_account", Some("id"));
pub(crate) static USER_RECOVERY_CODE: Table = of(92, "user_recovery_code", Some("user_account"));
pub(crate) static USER_LINK: Table = of(93, "user_link", None);
pub(crate) static USER_SESSION: Table = of(94, "user_session", Some("user_account"));

pub(crate) static PROBE_STATE: Table = of(101, "probe_state", None);
pub(crate) static DOWNTIME: Table = of(102, "downtime", None);
pub(crate) static RESPONSE_TIME: Table = of(103, "response_time", None);
pub(crate) static SERVICE_NOTICE: Table = of(104, "service_notice", None);

const fn of(id: i64, name: &'static str, group: Option<&'static str>) -> Table {
    Table { id, name, group, has_checksum: false }
}

/// A table by its number.
pub(crate) fn table(id: i64) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.id == id).copied()
}

impl Table {
    pub(super) fn select(&self) -> String {
        format!("SELECT * FROM {}", self.name)
    }

    /// Joins a table with the checksums of its rows.
    pub(crate) fn checked_join(&self) -> String {
        let Self { id, name, .. } = self;
        format!("LEFT JOIN checksum AS checked ON checked.tbl = {id} AND checked.grp = {name}.id")
    }

    pub(super) fn select_group(&self) -> String {
        match self.group {
            Some(column) => format!("SELECT * FROM {} WHERE {column} = ?1", self.name),
            None => format!("SELECT * FROM {} WHERE ?1 = 0", self.name),
        }
    }

    /// The hash of a row with all of its columns.
    pub(super) fn hash(&self, row: &Row<'_>) -> Result<i64, StoreError> {
        if self.has_checksum {
            return row.get("checksum");
        }
        row.hash(0..row.columns())
    }

    /// Checks a row of a table whose rows are groups of their own. It was selected with all of its
    /// columns, and right after them [`CHECKED`].
    pub(crate) fn check_row(&self, row: &Row<'_>) -> Result<(), StoreError> {
        let group: i64 = row.get("id")?;
        let own_columns = row.place("checked_rows").ok_or(StoreError::Corrupt("row"))?;
        let hashes = row.hash(0..own_columns)?;
        let sum = Sum { rows: 1, hashes };
        let checked =
            ["checked_rows", "checked_sum", "checked_own"].map(|column| row.get(column).ok());
        if checked == [Some(1), Some(hashes), Some(sum.own((self.id, group)))] {
            Ok(())
        } else {
            Err(StoreError::DamagedRows { table: self.name, group })
        }
    }
}
