//! What agreements said of their parties and their purpose when something was disclosed under them.

use crate::db::{Row, Tx, values};
use crate::model::{AgreementDetails, AgreementId, AgreementText, LedgerTerms, Sha256, SystemId};
use crate::{StoreError, agreement_detail_rows};

/// Keeps what an agreement says now, with the system that receives; without one it is the agreement's. Returns its
/// digest.
pub(crate) fn put(
    tx: &Tx<'_>,
    agreement: AgreementId,
    receiver: Option<SystemId>,
) -> Result<Sha256, StoreError> {
    let terms = of_agreement(tx, agreement, receiver)?;
    let digest = terms.digest();
    let is_known = "SELECT 1 FROM ledger_terms WHERE digest = ?1";
    if !tx.exists(is_known, &values![&digest])? {
        insert(tx, &digest, &terms)?;
    }
    Ok(digest)
}

/// The rows of agreement and system are not checked: a system's has been changed when files get their times, and what is
/// wrong in them is found when its agreement is authorized or planned for.
fn of_agreement(
    tx: &Tx<'_>,
    agreement: AgreementId,
    receiver: Option<SystemId>,
) -> Result<LedgerTerms, StoreError> {
    let select = "SELECT agreement.*, system.uuid AS system_uuid, system.name AS system_name
        FROM agreement JOIN system ON system.id = coalesce(?2, agreement.system)
        WHERE agreement.id = ?1";
    let terms = tx.query_opt(select, &values![agreement, receiver], |row| {
        Ok(LedgerTerms {
            agreement: row.get("uuid")?,
            authority: row.get("authority")?,
            cvr: row.get("cvr")?,
            system: row.get("system_uuid")?,
            system_name: row.get("system_name")?,
            details: AgreementDetails { contact: None, ..agreement_detail_rows::read(row)? },
        })
    })?;
    terms.ok_or(StoreError::Corrupt("agreement"))
}

fn insert(tx: &Tx<'_>, digest: &Sha256, terms: &LedgerTerms) -> Result<(), StoreError> {
    let insert = "INSERT INTO ledger_terms (digest, agreement, authority, authority_name, cvr,
            komkod, system, system_name, supplier, purpose, law, paragraph, legal_text)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
    let details = &terms.details;
    let text = |text: &'_ Option<AgreementText>| text.as_ref().map(|it| it.as_str().to_owned());
    let row = values![
        digest,
        terms.agreement.to_string(),
        terms.authority.to_string(),
        text(&details.authority_name),
        terms.cvr.map(|cvr| cvr.to_string()),
        details.municipality.map(civil::MunicipalityCode::to_integer),
        terms.system.to_string(),
        &terms.system_name,
        text(&details.supplier),
        text(&details.purpose),
        text(&details.law),
        text(&details.paragraph),
        text(&details.legal_text),
    ];
    tx.execute(insert, &row).map(|_| ())
}

/// Reads terms, and the digest that is stored with them.
pub(crate) fn read(row: &Row<'_>) -> Result<(Sha256, LedgerTerms), StoreError> {
    let details = AgreementDetails {
        authority_name: row.get("authority_name")?,
        municipality: row.get("komkod")?,
        supplier: row.get("supplier")?,
        purpose: row.get("purpose")?,
        law: row.get("law")?,
        paragraph: row.get("paragraph")?,
        legal_text: row.get("legal_text")?,
        contact: None,
    };
    let terms = LedgerTerms {
        agreement: row.get("agreement")?,
        authority: row.get("authority")?,
        cvr: row.get("cvr")?,
        system: row.get("system")?,
        system_name: row.get("system_name")?,
        details,
    };
    Ok((row.get("digest")?, terms))
}
