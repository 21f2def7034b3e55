//! What the operator tells everybody of the service.

use jiff::Timestamp;

use crate::db::{Row, Tx, values};
use crate::model::{Author, NoticeAddress, NoticeTexts, ServiceNotice};
use crate::store::Store;
use crate::{StoreError, audit};

const READING: &str = "reading the notices of the service";

/// Notices.
impl Store {
    /// Adds a notice.
    ///
    /// # Errors
    /// [`StoreError::AlreadyExists`] when there is one of that address.
    pub fn add_service_notice(
        &self,
        notice: &ServiceNotice,
        author: &Author,
    ) -> Result<(), StoreError> {
        let insert = "INSERT INTO service_notice (address, kind, begins, ends, danish_title,
            danish_text, english_title, english_text, added_at, changed_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9) ON CONFLICT DO NOTHING";
        let ServiceNotice { address, kind, begins, ends, texts, added_at, .. } = notice;
        self.write("adding a notice", |tx| {
            let row = values![
                address.as_str(),
                kind.as_str(),
                *begins,
                *ends,
                texts.danish_title.as_str(),
                texts.danish.as_str(),
                texts.english_title.as_str(),
                texts.english.as_str(),
                *added_at,
            ];
            if tx.execute(insert, &row)? == 0 {
                return Err(StoreError::AlreadyExists(named(address)));
            }
            audit::done(tx, author, *added_at, "add service notice", named(address))
        })
    }

    /// Sets when what a notice is about ended, and other texts, if any.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none of that address.
    pub fn end_service_notice(
        &self,
        address: &NoticeAddress,
        ends: Timestamp,
        texts: Option<&NoticeTexts>,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let end = "UPDATE service_notice SET ends = ?2, changed_at = ?3 WHERE address = ?1";
        let rewrite = "UPDATE service_notice SET danish_title = ?2, danish_text = ?3,
            english_title = ?4, english_text = ?5 WHERE address = ?1";
        self.write("ending a notice", |tx| {
            if tx.execute(end, &values![address.as_str(), ends, at])? == 0 {
                return Err(StoreError::NotFound(named(address)));
            }
            if let Some(texts) = texts {
                let row = values![
                    address.as_str(),
                    texts.danish_title.as_str(),
                    texts.danish.as_str(),
                    texts.english_title.as_str(),
                    texts.english.as_str(),
                ];
                tx.execute(rewrite, &row)?;
            }
            audit::done(tx, author, at, "end service notice", named(address))
        })
    }

    /// The last notices, the one that begins last first.
    pub fn service_notices(&self, at_most: u64) -> Result<Vec<ServiceNotice>, StoreError> {
        let select = "SELECT * FROM service_notice ORDER BY begins DESC, address LIMIT ?1";
        self.read(READING, |tx| tx.query(select, &values![at_most], read))
    }

    /// Planned work that ends after a moment.
    pub fn planned_work(&self, after: Timestamp) -> Result<Vec<ServiceNotice>, StoreError> {
        let select = "SELECT * FROM service_notice
            WHERE kind = 'planned-work' AND (ends IS NULL OR ends > ?1) ORDER BY begins";
        self.read(READING, |tx| tx.query(select, &values![after], read))
    }

    /// The notice of an address.
    pub fn service_notice(
        &self,
        address: &NoticeAddress,
    ) -> Result<Option<ServiceNotice>, StoreError> {
        self.read(READING, |tx| by_address(tx, address))
    }
}

fn by_address(tx: &Tx<'_>, address: &NoticeAddress) -> Result<Option<ServiceNotice>, StoreError> {
    let select = "SELECT * FROM service_notice WHERE address = ?1";
    tx.query_opt(select, &values![address.as_str()], read)
}

fn read(row: &Row<'_>) -> Result<ServiceNotice, StoreError> {
    Ok(ServiceNotice {
        address: row.get("address")?,
        kind: row.get("kind")?,
        begins: row.get("begins")?,
        ends: row.get("ends")?,
        texts: NoticeTexts {
            danish_title: row.get("danish_title")?,
            danish: row.get("danish_text")?,
            english_title: row.get("english_title")?,
            english: row.get("english_text")?,
        },
        added_at: row.get("added_at")?,
        changed_at: row.get("changed_at")?,
    })
}

fn named(address: &NoticeAddress) -> String {
    format!("notice {address}")
}
