use serde::Serialize;
use store::{AgreementText, LedgerTerms};
use utoipa::ToSchema;

/// What an agreement said of its parties and its purpose when something was disclosed under it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartiesView {
    /// ServiceAgreementUUID.
    #[schema(format = Uuid)]
    agreement: String,
    /// UUID of the authority (`UserUUID`).
    #[schema(format = Uuid)]
    authority: String,
    /// Its name.
    authority_name: Option<String>,
    /// Its number in the business register.
    cvr: Option<String>,
    /// UUID of the system that received.
    #[schema(format = Uuid)]
    system: String,
    /// Its name.
    system_name: String,
    /// Who supplies it.
    supplier: Option<String>,
    /// What for.
    purpose: Option<String>,
    /// The law.
    law: Option<String>,
    /// Its paragraph.
    paragraph: Option<String>,
    /// Its text.
    legal_text: Option<String>,
}

impl From<&LedgerTerms> for PartiesView {
    fn from(terms: &LedgerTerms) -> Self {
        let text = |text: &Option<AgreementText>| text.as_ref().map(|it| it.as_str().to_owned());
        let details = &terms.details;
        Self {
            agreement: terms.agreement.to_string(),
            authority: terms.authority.to_string(),
            authority_name: text(&details.authority_name),
            cvr: terms.cvr.map(|cvr| cvr.to_string()),
            system: terms.system.to_string(),
            system_name: terms.system_name.clone(),
            supplier: text(&details.supplier),
            purpose: text(&details.purpose),
            law: text(&details.law),
            paragraph: text(&details.paragraph),
            legal_text: text(&details.legal_text),
        }
    }
}
