//! The columns of an agreement's row for its parties and its purpose.

use crate::StoreError;
use crate::db::{Row, Tx, values};
use crate::model::{AgreementDetails, AgreementId, AgreementText};

/// Writes the details into the agreement's row.
pub(crate) fn put(
    tx: &Tx<'_>,
    agreement: AgreementId,
    details: &AgreementDetails,
) -> Result<(), StoreError> {
    let update =
        "UPDATE agreement SET authority_name = ?2, komkod = ?3, supplier = ?4, purpose = ?5,
            law = ?6, paragraph = ?7, legal_text = ?8, contact = ?9
        WHERE id = ?1";
    let text = |text: &'_ Option<AgreementText>| text.as_ref().map(|it| it.as_str().to_owned());
    let row = values![
        agreement,
        text(&details.authority_name),
        details.municipality.map(civil::MunicipalityCode::to_integer),
        text(&details.supplier),
        text(&details.purpose),
        text(&details.law),
        text(&details.paragraph),
        text(&details.legal_text),
        text(&details.contact),
    ];
    tx.execute(update, &row).map(|_| ())
}

/// The details in an agreement's row.
pub(crate) fn read(row: &Row<'_>) -> Result<AgreementDetails, StoreError> {
    Ok(AgreementDetails {
        authority_name: row.get("authority_name")?,
        municipality: row.get("komkod")?,
        supplier: row.get("supplier")?,
        purpose: row.get("purpose")?,
        law: row.get("law")?,
        paragraph: row.get("paragraph")?,
        legal_text: row.get("legal_text")?,
        contact: row.get("contact")?,
    })
}
