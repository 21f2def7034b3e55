use super::field::{Field, FieldKind};

/// What a field means, as far as its description says so: how its characters are read as a value.
///
/// The one place that says which fields are dates, moments and so on, also for fields that a file of additions brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldType {
    /// A person's number: ten digits, or zeros where there is none.
    Pnr,
    /// A day: `yyyy-mm-dd`, or `yyyymmdd` in the start record. Zeros or 99 where a part is unknown.
    Date,
    /// `yyyymmddhhmm`, with zeros or 99 where a part is unknown.
    Moment,
    /// `*` where the field before is uncertain.
    Mark,
    /// A number whose leading zeros mean nothing.
    Number,
    /// Letters or digits that stand for something; leading zeros belong to it: KOMKOD `0751`.
    Code,
    /// Text for people.
    Text,
}

/// Counters. All other fields of digits are codes.
const NUMBERS: [&str; 2] = ["NOTATNR", "TAELLER"];

/// The longest code in a field of text, in characters: KOMFORHKOD. The shortest text has 15 (NGLKONST).
const LONGEST_CODE: usize = 5;

impl Field {
    /// What the field means, by its name and length: the description has names by rule (`…_DT`, `…_UMRK`, `…PNR…`).
    pub fn field_type(&self) -> FieldType {
        let name = self.name();
        match (self.length(), self.kind()) {
            _ if NUMBERS.contains(&name) => FieldType::Number,
            (1, _) if name.contains("UMRK") => FieldType::Mark,
            (8, FieldKind::Digits) if name.contains("DTO") => FieldType::Date,
            (10, FieldKind::Text) if name.contains("DT") => FieldType::Date,
            (10, _) if name.contains("PNR") => FieldType::Pnr,
            (12, _) => FieldType::Moment,
            (_, FieldKind::Digits) | (..=LONGEST_CODE, FieldKind::Text) => FieldType::Code,
            _ => FieldType::Text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::layouts;
    use super::*;

    fn fields_of(wanted: FieldType) -> Vec<String> {
        let all = layouts()
            .iter()
            .flat_map(|layout| layout.fields().iter().map(move |field| (layout.kind(), field)));
        let of_type = all.filter(|(_, field)| field.field_type() == wanted);
        of_type.map(|(kind, field)| format!("{kind} {}", field.name())).collect()
    }

    #[test]
    fn type_of_dates_is_found_by_name_and_length() {
        let dates = fields_of(FieldType::Date);
        // 37 of persons' records, and the two of the start record.
        assert_eq!(dates.len(), 39);
        for date in ["000 PRODDTO", "001 FOED_DT", "015 MOR_DT", "017 START_DT-RELPNR_PNR"] {
            assert!(dates.iter().any(|name| name == date), "{date}");
        }
        let moments = fields_of(FieldType::Moment);
        assert_eq!(moments.len(), 27);
        assert!(moments.contains(&"013 SEP_HENVIS-SEPARATION".to_owned()));
    }

    #[test]
    fn type_of_numbers_of_persons_is_every_field_with_one() {
        let others: Vec<String> = fields_of(FieldType::Pnr)
            .into_iter()
            .filter(|name| !name[4..].starts_with("PNR") || name.len() > 7)
            .collect();
        let expected = [
            "001 PNRGAELD",
            "012 AEGTEPNR",
            "014 PNR-BARN",
            "015 PNRMOR",
            "015 PNRFAR",
            "016 RELPNR",
            "017 RELPNR",
            "022 PNRGÆLD",
            "029 AEGTEPNR",
        ];
        assert_eq!(others, expected);
    }

    #[test]
    fn type_of_marks_and_numbers_is_that_of_the_description() {
        assert!(
            fields_of(FieldType::Mark)
                .iter()
                .all(|name| name.ends_with("UMRK") || name.contains("_UMRK-"))
        );
        assert_eq!(fields_of(FieldType::Number), ["019 NOTATNR", "999 TAELLER"]);
    }

    #[test]
    fn type_of_codes_is_code_and_of_prose_text() {
        let codes = fields_of(FieldType::Code);
        for code in ["002 KOMKOD", "001 KOEN", "008 FORNVN_MRK", "018 KOMFORHKOD", "000 OPGAVENR"] {
            assert!(codes.iter().any(|name| name == code), "{code}");
        }
        let texts = fields_of(FieldType::Text);
        for text in ["008 FORNVN", "003 STANDARDADR", "099 NGLKONST", "910 INDDATA"] {
            assert!(texts.iter().any(|name| name == text), "{text}");
        }
    }
}
