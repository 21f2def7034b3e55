use extract::{DayLayouts, Field, FieldKind, FieldType, REQUIRED_FIELDS, RecordLayout, RecordType};

use super::known::PNRGAELD;
use super::rule::Rule;

/// The position of the number by which a record belongs to a person.
const KEY: usize = 4;

/// Codes, by record and field.
const CODES: [(&str, &str, Rule); 20] = [
    ("001", "STATUS", Rule::Status),
    ("001", "KOEN", Rule::OneOf(b"KM")),
    ("002", "KOMKOD", Rule::Municipality),
    ("003", "KOMKOD", Rule::Municipality),
    ("011", "FKIRK", CHURCH),
    ("028", "FKIRK", CHURCH),
    ("012", "CIVST", CIVIL_STATUS),
    ("029", "CIVST", CIVIL_STATUS),
    ("023", "ANNKOR", CORRECTION),
    ("024", "ANNKOR", CORRECTION),
    ("025", "ANNKOR", CORRECTION),
    ("026", "ANNKOR", CORRECTION),
    ("027", "ANNKOR", CORRECTION),
    ("029", "ANNKOR", CORRECTION),
    ("030", "ANNKOR", CORRECTION),
    ("099", "HAENDELSE", Rule::Event),
    ("099", "AFLEDTMRK", Rule::Kinship),
    ("001", "FOED_DT", Rule::Birth),
    ("004", "BESKYTTYPE", PROTECTION),
    ("017", "UMYN_RELTYP", GUARDIANSHIP),
];

/// Of the national church (F), of another (M, S), outside (U), awaited (A). The sample has F, U and A.
const CHURCH: Rule = Rule::OneOf(b"AFMSU");
/// Unmarried, married, divorced, widowed, dead; registered, dissolved and surviving partners (P, O, L). The
/// sample has all but the last two.
const CIVIL_STATUS: Rule = Rule::OneOf(b"DEFGLOPU");
/// Corrected (K), annulled (A), changed for technical reasons (Æ).
const CORRECTION: Rule = Rule::OneOf(b"AK\xc6");

/// Of name and address, from local directories, from marketing, for research (abolished), credit warning.
const PROTECTION: Rule = Rule::Known(&[b"0001", b"0002", b"0003", b"0004", b"0005"]);
/// No guardian, one with a number, one by name. There may be others since 2021 (`layout-since-2011.md` 2).
const GUARDIANSHIP: Rule = Rule::Known(&[b"0000", b"0001", b"0002"]);

/// The checks of all record types.
#[derive(Debug)]
pub(crate) struct Plans(Vec<Option<Plan>>);

impl Plans {
    /// Those of a day.
    pub(crate) fn new(layouts: &DayLayouts) -> Self {
        let mut plans: Vec<Option<Plan>> = (0..1000).map(|_| None).collect();
        for layout in layouts.all() {
            plans[usize::from(layout.kind().to_integer())] = Some(Plan::new(layout));
        }
        Self(plans)
    }

    /// The plan of a type that the layout has.
    pub(crate) fn plan(&self, kind: RecordType) -> Option<&Plan> {
        self.0.get(usize::from(kind.to_integer()))?.as_ref()
    }
}

/// The checks of a record type.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(super) rules: Vec<(Field, Rule)>,
    /// The fields of digits.
    pub(super) digits: Vec<Field>,
    /// The end of the last field of digits.
    pub(super) digits_end: usize,
    length: usize,
}

impl Plan {
    fn new(layout: &RecordLayout) -> Self {
        let kind = layout.kind().to_string();
        let rules = layout.fields().iter().flat_map(|field| {
            let required = REQUIRED_FIELDS
                .contains(&(&*kind, field.name()))
                .then_some((*field, Rule::Required));
            required.into_iter().chain(rule(&kind, field).map(|rule| (*field, rule)))
        });
        let is_digits = |field: &&Field| field.kind() == FieldKind::Digits;
        let digits: Vec<Field> = layout.fields().iter().filter(is_digits).copied().collect();
        let digits_end = digits.last().map_or(0, |field| field.position() - 1 + field.length());
        Self { rules: rules.collect(), digits, digits_end, length: layout.length() }
    }

    /// The record's full length.
    pub(crate) const fn length(&self) -> usize {
        self.length
    }
}

/// By the list of codes, otherwise by the field's type.
fn rule(kind: &str, field: &Field) -> Option<Rule> {
    let name = field.name();
    let listed = CODES.iter().find(|(record, code, _)| (*record, *code) == (kind, name));
    if let Some((_, _, rule)) = listed {
        return Some(*rule);
    }
    match (field.field_type(), field.kind()) {
        (FieldType::Mark, _) => Some(Rule::Mark),
        // The reader checks the start record.
        (FieldType::Date, FieldKind::Text) => Some(Rule::Day),
        (FieldType::Moment, FieldKind::Digits) => Some(Rule::Moment),
        (FieldType::Moment, FieldKind::Text) => Some(Rule::MomentOfText),
        // The reader checks the key and 001.PNRGAELD.
        (FieldType::Pnr, _) if field.position() != KEY && name != PNRGAELD.name() => {
            Some(Rule::Pnr)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use extract::layouts;

    use super::*;

    fn names(rule: Rule) -> Vec<String> {
        let plans = Plans::new(&DayLayouts::BUILT_IN);
        let fields = layouts().iter().flat_map(|layout| {
            let plan = plans.plan(layout.kind()).unwrap();
            plan.rules.iter().map(move |(field, rule)| (layout.kind(), field.name(), *rule))
        });
        let fields = fields.filter(|(_, _, other)| *other == rule);
        fields.map(|(kind, name, _)| format!("{kind} {name}")).collect()
    }

    #[test]
    fn every_listed_field_is_in_the_layout() {
        let has = |kind: &str, name: &str| {
            let kind = RecordType::from_register(kind.as_bytes()).unwrap();
            assert!(kind.layout().unwrap().field(name).is_some(), "{kind} {name}");
        };
        REQUIRED_FIELDS.iter().for_each(|(kind, name)| has(kind, name));
        CODES.iter().for_each(|(kind, name, _)| has(kind, name));
    }

    #[test]
    fn dates_are_found_by_name_and_length() {
        let days = names(Rule::Day);
        // FOED_DT of `001` has a rule of its own.
        assert_eq!(days.len(), 36);
        for day in
            ["001 SLUT_DT-PERSON", "012 AEGTEFOED_DT", "015 MOR_DT", "017 START_DT-RELPNR_PNR"]
        {
            assert!(days.iter().any(|name| name == day), "{day}");
        }
        assert_eq!(names(Rule::Birth), ["001 FOED_DT"]);
        let moments = names(Rule::Moment);
        assert_eq!(moments.len(), 23);
        // SEP_HENVIS names a separation by its moment.
        assert!(names(Rule::MomentOfText).iter().all(|name| name.contains("SEP_HENVIS")));
    }

    #[test]
    fn other_persons_are_found_by_name() {
        let expected = [
            "012 AEGTEPNR",
            "014 PNR-BARN",
            "015 PNRMOR",
            "015 PNRFAR",
            "016 RELPNR",
            "017 RELPNR",
            "022 PNR",
            "029 AEGTEPNR",
        ];
        assert_eq!(names(Rule::Pnr), expected);
    }
}
