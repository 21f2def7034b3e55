//! What agreements say of their parties and their purpose.

use jiff::Timestamp;

use crate::model::{AgreementDetails, AgreementId, Author};
use crate::store::Store;
use crate::{StoreError, agreement_detail_rows, agreement_rows, audit};

/// The details of agreements.
impl Store {
    /// Changes what an agreement says of its parties and its purpose, where the change states something.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it is closed.
    pub fn change_agreement_details(
        &self,
        agreement: AgreementId,
        change: &AgreementDetails,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write("changing an agreement's details", |tx| {
            agreement_rows::check_open(tx, agreement)?;
            let before = agreement_rows::existing(tx, agreement)?;
            let details = change.clone().or(&before.details);
            agreement_detail_rows::put(tx, agreement, &details)?;
            agreement_rows::note_change(tx, agreement, author)?;
            let missing = details.not_stated();
            let missing = match missing.is_empty() {
                true => "all stated".to_owned(),
                false => format!("not stated: {}", missing.join(", ")),
            };
            let subject = format!("agreement {}: {missing}", before.uuid);
            audit::done(tx, author, at, "set agreement details", subject)
        })
    }
}
