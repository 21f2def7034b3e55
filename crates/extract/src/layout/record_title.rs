use super::record_type::RecordType;

/// What a record type is about, in a few words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordTitle {
    english: &'static str,
    danish: &'static str,
}

impl RecordTitle {
    /// In English.
    pub const fn english(&self) -> &'static str {
        self.english
    }

    /// In Danish.
    pub const fn danish(&self) -> &'static str {
        self.danish
    }
}

impl RecordType {
    /// What a record of this type is about; `None` for a type that U12170-P does not have.
    pub fn title(self) -> Option<RecordTitle> {
        let row = TITLES.binary_search_by_key(&self.to_integer(), |(kind, ..)| *kind).ok()?;
        let (_, english, danish) = TITLES[row];
        Some(RecordTitle { english, danish })
    }
}

const TITLES: [(u16, &str, &str); 35] = [
    (0, "start of the file", "startrecord"),
    (1, "person", "persondata"),
    (2, "current address", "aktuel adresse"),
    (3, "address for letters", "klarskriftadresse"),
    (4, "protection", "beskyttelse"),
    (5, "emigration", "udrejse"),
    (6, "contact address", "kontaktadresse"),
    (7, "disappearance", "forsvinding"),
    (8, "names", "navne"),
    (9, "place of birth", "fødselsregistrering"),
    (10, "citizenship", "statsborgerskab"),
    (11, "national church", "folkekirkeforhold"),
    (12, "civil status", "civilstand"),
    (13, "separation", "separation"),
    (14, "child", "barn"),
    (15, "parents", "forældre"),
    (16, "custody", "forældremyndighed"),
    (17, "guardianship", "værgemål"),
    (18, "municipal conditions", "kommunale forhold"),
    (19, "note", "notat"),
    (20, "electoral data", "valgoplysninger"),
    (21, "order to move", "flyttepåbud"),
    (22, "former number", "tidligere personnummer"),
    (23, "former address", "tidligere adresse"),
    (24, "former emigration", "tidligere udrejse"),
    (25, "former disappearance", "tidligere forsvinding"),
    (26, "former names", "tidligere navne"),
    (27, "former citizenship", "tidligere statsborgerskab"),
    (28, "former church", "tidligere folkekirkeforhold"),
    (29, "former civil status", "tidligere civilstand"),
    (30, "former separation", "tidligere separation"),
    (99, "event", "hændelse"),
    (910, "error reply", "fejlmeddelelse"),
    (997, "receipt for a deletion", "kvittering for sletning"),
    (999, "end of the file", "slutrecord"),
];

#[cfg(test)]
mod tests {
    use super::super::layouts;
    use super::*;

    #[test]
    fn every_record_type_has_a_title() {
        for layout in layouts() {
            assert!(layout.kind().title().is_some(), "{}", layout.kind());
        }
        assert_eq!(TITLES.len(), layouts().len());
        let event = RecordType::EVENT.title().unwrap();
        assert_eq!((event.english(), event.danish()), ("event", "hændelse"));
        assert_eq!(RecordType::from_register(b"031").unwrap().title(), None);
    }
}
