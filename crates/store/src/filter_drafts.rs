//! Changes of filters that somebody prepares in the pages.

use filters::BadNumber;
use jiff::Timestamp;

use crate::db::table::FILTER_DRAFT;
use crate::db::{Row, Tx, WriteSize, checksums, values};
use crate::encoding::filter_edit;
use crate::model::{AgreementId, Author, DraftList, FilterDraft, FilterEdit};
use crate::store::Store;
use crate::{StoreError, agreement_rows, audit};

/// Drafts: one for an agreement.
impl Store {
    /// Keeps a draft, with an audit entry.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the agreement has one, or is closed.
    pub fn draft_filters(
        &self,
        agreement: AgreementId,
        edit: &FilterEdit,
        list: &DraftList,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let insert = "INSERT INTO filter_draft
            (agreement, edit, left_out, left_out_lines, repeated, at, actor, on_behalf_of, correlation)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        let taken = "SELECT 1 FROM filter_draft WHERE agreement = ?1";
        self.write_sized(WriteSize::Large, "keeping a draft of filters", |tx| {
            agreement_rows::check_open(tx, agreement)?;
            let uuid = agreement_rows::uuid(tx, agreement)?;
            if tx.exists(taken, &values![agreement])? {
                return Err(StoreError::Conflict(format!("agreement {uuid} has a draft")));
            }
            let Author { actor, on_behalf_of, correlation } = author;
            let (edit_lines, left_out) = (filter_edit::encode(edit), lines(&list.left_out));
            let row = values![
                agreement,
                &edit_lines,
                left_out,
                list.left_out_lines,
                list.repeated,
                at,
                actor.to_string(),
                on_behalf_of.as_deref(),
                correlation.to_string()
            ];
            tx.execute(insert, &row)?;
            let subject = format!("agreement {uuid}: {} filters", edit.filters().len());
            audit::done(tx, author, at, "draft filters", subject)
        })
    }

    /// The draft of an agreement.
    pub fn filter_draft(&self, agreement: AgreementId) -> Result<Option<FilterDraft>, StoreError> {
        self.read("reading a draft of filters", |tx| {
            let found = checksums::rows(tx, &FILTER_DRAFT, agreement.0, read)?;
            Ok(found.into_iter().next())
        })
    }

    /// Discards the draft of an agreement, with an audit entry; `false` when there was none.
    pub fn discard_filter_draft(
        &self,
        agreement: AgreementId,
        author: &Author,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        self.write("discarding a draft of filters", |tx| {
            let uuid = agreement_rows::uuid(tx, agreement)?;
            if !delete(tx, agreement)? {
                return Ok(false);
            }
            audit::done(tx, author, at, "discard draft", format!("agreement {uuid}"))?;
            Ok(true)
        })
    }
}

/// Deletes the draft of an agreement; `false` when there was none.
pub(crate) fn delete(tx: &Tx<'_>, agreement: AgreementId) -> Result<bool, StoreError> {
    let delete = "DELETE FROM filter_draft WHERE agreement = ?1";
    Ok(tx.execute(delete, &values![agreement])? > 0)
}

/// Lines that were left out, each with its number and why.
fn lines(left_out: &[(u64, BadNumber)]) -> String {
    let lines = left_out.iter().take(DraftList::LINES);
    lines.map(|(line, why)| format!("{line} {}\n", why.as_str())).collect()
}

fn read_line(line: &str) -> Option<(u64, BadNumber)> {
    let (number, why) = line.split_once(' ')?;
    Some((number.parse().ok()?, BadNumber::from_name(why)?))
}

fn read(row: &Row<'_>) -> Result<FilterDraft, StoreError> {
    let left_out: String = row.get("left_out")?;
    let left_out: Option<Vec<(u64, BadNumber)>> = left_out.lines().map(read_line).collect();
    Ok(FilterDraft {
        edit: filter_edit::decode(&row.get::<Vec<u8>>("edit")?)?,
        list: DraftList {
            left_out: left_out.ok_or(StoreError::Corrupt("lines of a draft"))?,
            left_out_lines: row.get("left_out_lines")?,
            repeated: row.get("repeated")?,
        },
        at: row.get("at")?,
        author: Author {
            actor: row.get("actor")?,
            on_behalf_of: row.get("on_behalf_of")?,
            correlation: row.get("correlation")?,
        },
    })
}
