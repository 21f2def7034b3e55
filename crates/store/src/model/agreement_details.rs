use civil::MunicipalityCode;

use super::agreement_text::AgreementText;

/// What an agreement says of its parties and its purpose. `None` is "not stated": work to do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AgreementDetails {
    /// The authority's name.
    pub authority_name: Option<AgreementText>,
    /// The authority's municipality; none for a region or a state body.
    pub municipality: Option<MunicipalityCode>,
    /// The supplier of the system.
    pub supplier: Option<AgreementText>,
    /// What the data are needed for.
    pub purpose: Option<AgreementText>,
    /// The law that allows it.
    pub law: Option<AgreementText>,
    /// The paragraph of that law.
    pub paragraph: Option<AgreementText>,
    /// What the paragraph says, or how it applies.
    pub legal_text: Option<AgreementText>,
    /// Whom to ask at the authority.
    pub contact: Option<AgreementText>,
}

impl AgreementDetails {
    /// The names of what has to be stated and is not. A municipality and the text of the paragraph do not have to be.
    pub fn not_stated(&self) -> Vec<&'static str> {
        let stated = [
            ("authority-name", self.authority_name.is_some()),
            ("supplier", self.supplier.is_some()),
            ("purpose", self.purpose.is_some()),
            ("law", self.law.is_some()),
            ("paragraph", self.paragraph.is_some()),
            ("contact", self.contact.is_some()),
        ];
        stated.into_iter().filter(|(_, is_stated)| !is_stated).map(|(name, _)| name).collect()
    }

    /// These details where they are stated, and else the others.
    #[must_use]
    pub fn or(self, others: &Self) -> Self {
        let text = |one: Option<AgreementText>, other: &Option<AgreementText>| {
            one.or_else(|| other.clone())
        };
        Self {
            authority_name: text(self.authority_name, &others.authority_name),
            municipality: self.municipality.or(others.municipality),
            supplier: text(self.supplier, &others.supplier),
            purpose: text(self.purpose, &others.purpose),
            law: text(self.law, &others.law),
            paragraph: text(self.paragraph, &others.paragraph),
            legal_text: text(self.legal_text, &others.legal_text),
            contact: text(self.contact, &others.contact),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details_that_are_not_stated_are_named_and_filled_from_others() {
        let text = |text: &str| text.parse().ok();
        let some = AgreementDetails { purpose: text("Hjemmepleje"), ..AgreementDetails::default() };
        assert_eq!(some.not_stated().len(), 5);
        assert!(!some.not_stated().contains(&"purpose"));
        let all = AgreementDetails {
            authority_name: text("Vejle Kommune"),
            supplier: text("Leverandør A/S"),
            purpose: text("Andet"),
            law: text("Serviceloven"),
            paragraph: text("§ 83"),
            contact: text("cpr@example.dk"),
            ..AgreementDetails::default()
        };
        let filled = some.or(&all);
        assert_eq!(filled.purpose, text("Hjemmepleje"));
        assert_eq!(filled.law, all.law);
        assert!(filled.not_stated().is_empty());
    }
}
