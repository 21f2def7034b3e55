use super::agreement::Agreement;

/// A value of an agreement that it may lack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AgreementField {
    /// Its last day: without one it is in force until further notice.
    ValidUntil,
    /// The authority's CVR number: without it no look-up names the authority by it.
    Cvr,
    /// [`AgreementDetails::authority_name`](crate::AgreementDetails::authority_name).
    AuthorityName,
    /// [`AgreementDetails::municipality`](crate::AgreementDetails::municipality).
    Municipality,
    /// [`AgreementDetails::supplier`](crate::AgreementDetails::supplier).
    Supplier,
    /// [`AgreementDetails::purpose`](crate::AgreementDetails::purpose).
    Purpose,
    /// [`AgreementDetails::law`](crate::AgreementDetails::law).
    Law,
    /// [`AgreementDetails::paragraph`](crate::AgreementDetails::paragraph).
    Paragraph,
    /// [`AgreementDetails::legal_text`](crate::AgreementDetails::legal_text).
    LegalText,
    /// [`AgreementDetails::contact`](crate::AgreementDetails::contact).
    Contact,
}

impl AgreementField {
    const ALL: [Self; 10] = [
        Self::ValidUntil,
        Self::Cvr,
        Self::AuthorityName,
        Self::Municipality,
        Self::Supplier,
        Self::Purpose,
        Self::Law,
        Self::Paragraph,
        Self::LegalText,
        Self::Contact,
    ];

    /// Its name in lists.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ValidUntil => "valid_until",
            Self::Cvr => "cvr",
            Self::AuthorityName => "authority_name",
            Self::Municipality => "municipality",
            Self::Supplier => "supplier",
            Self::Purpose => "purpose",
            Self::Law => "law",
            Self::Paragraph => "paragraph",
            Self::LegalText => "legal_text",
            Self::Contact => "contact",
        }
    }

    /// The field of a name in lists.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == name)
    }
}

impl Agreement {
    /// Takes a value away.
    pub(crate) fn empty(&mut self, field: AgreementField) {
        let details = &mut self.details;
        match field {
            AgreementField::ValidUntil => self.valid_until = None,
            AgreementField::Cvr => self.cvr = None,
            AgreementField::AuthorityName => details.authority_name = None,
            AgreementField::Municipality => details.municipality = None,
            AgreementField::Supplier => details.supplier = None,
            AgreementField::Purpose => details.purpose = None,
            AgreementField::Law => details.law = None,
            AgreementField::Paragraph => details.paragraph = None,
            AgreementField::LegalText => details.legal_text = None,
            AgreementField::Contact => details.contact = None,
        }
    }
}
