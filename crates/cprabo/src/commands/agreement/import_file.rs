//! A list of agreements as text.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::str::FromStr;

use anyhow::{Result, bail};
use civil::{ServiceName, SystemUuid};
use jiff::civil::Date;
use serde::Deserialize;
use store::{AgreementDetails, AgreementField, AgreementRow, AgreementState};

/// What stands in a file where a value is to be taken away. An empty cell of a spreadsheet leaves the value as it is.
const EMPTIED: &str = "-";

/// One agreement in a file: each value as it stands there.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct FileRow {
    agreement: Option<String>,
    system: Option<String>,
    authority: Option<String>,
    combination: Option<String>,
    opgavenr: Option<String>,
    valid_from: Option<String>,
    valid_until: Option<String>,
    services: Option<String>,
    user_systems: Option<String>,
    cvr: Option<String>,
    only_chosen: Option<String>,
    protected_addresses: Option<String>,
    state: Option<String>,
    authority_name: Option<String>,
    municipality: Option<String>,
    supplier: Option<String>,
    purpose: Option<String>,
    law: Option<String>,
    paragraph: Option<String>,
    legal_text: Option<String>,
    contact: Option<String>,
}

/// What is wrong with an agreement in a file.
#[derive(Debug)]
pub(super) struct RowErrors(pub(super) Vec<String>);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    #[serde(default)]
    agreement: Vec<toml::Table>,
}

impl FileRow {
    pub(super) fn of_toml(text: &str) -> Result<Vec<Self>> {
        let list: List = toml::from_str(text)?;
        let rows = list.agreement.into_iter().map(|table| {
            let texts: toml::Table =
                table.into_iter().map(|(name, value)| (name, text_of(value))).collect();
            texts.try_into()
        });
        let rows: Result<Vec<Self>, toml::de::Error> = rows.collect();
        some(rows?)
    }

    /// With a header, and commas or semicolons between the columns.
    pub(super) fn of_csv(text: &str) -> Result<Vec<Self>> {
        let header = text.lines().next().unwrap_or_default();
        let delimiter = if header.contains(';') { b';' } else { b',' };
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let rows: Result<Vec<Self>, csv::Error> = reader.deserialize().collect();
        some(rows?)
    }

    /// The agreement that it means.
    pub(super) fn parse(self) -> Result<AgreementRow, RowErrors> {
        let mut errors = Errors::default();
        let uuid = errors.required("agreement", self.agreement);
        let system = errors.required("system", self.system);
        let authority = errors.required("authority", self.authority);
        let combination = errors.value("combination", self.combination);
        let opgavenr = errors.value("opgavenr", self.opgavenr);
        let valid_from = errors.day("valid_from", self.valid_from);
        let valid_until = errors.day("valid_until", self.valid_until);
        let services = errors.services(self.services);
        let user_systems = errors.systems(self.user_systems);
        let cvr = errors.value("cvr", self.cvr);
        let only_chosen = errors.word("only_chosen", self.only_chosen, ("on", "off"));
        let addresses = self.protected_addresses;
        let omits_protected = errors.word("protected_addresses", addresses, ("omitted", "given"));
        let is_draft = errors.word("state", self.state, ("draft", "active"));
        let details = AgreementDetails {
            authority_name: errors.value("authority_name", self.authority_name),
            municipality: errors.value("municipality", self.municipality),
            supplier: errors.value("supplier", self.supplier),
            purpose: errors.value("purpose", self.purpose),
            law: errors.value("law", self.law),
            paragraph: errors.value("paragraph", self.paragraph),
            legal_text: errors.value("legal_text", self.legal_text),
            contact: errors.value("contact", self.contact),
        };
        let (Some(uuid), Some(system), Some(authority), []) =
            (uuid, system, authority, errors.errors.as_slice())
        else {
            return Err(RowErrors(errors.errors));
        };
        let state = |is_draft| match is_draft {
            true => AgreementState::Draft,
            false => AgreementState::Active,
        };
        Ok(AgreementRow {
            uuid,
            system,
            authority,
            combination,
            opgavenr,
            valid_from,
            valid_until,
            services,
            cvr,
            only_chosen,
            omits_protected,
            state: is_draft.map(state),
            details,
            emptied: errors.emptied,
            user_systems,
        })
    }
}

/// A value as text: TOML has days, numbers and truth values of its own, lists, and a text of nothing.
fn text_of(value: toml::Value) -> toml::Value {
    let text = match value {
        toml::Value::String(text) if text.trim().is_empty() => EMPTIED.to_owned(),
        toml::Value::Boolean(true) => "on".to_owned(),
        toml::Value::Boolean(false) => "off".to_owned(),
        toml::Value::Datetime(day) => day.to_string(),
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Array(values) if values.is_empty() => EMPTIED.to_owned(),
        toml::Value::Array(values) => {
            let texts = values.into_iter().map(text_of);
            texts.filter_map(|text| text.as_str().map(str::to_owned)).collect::<Vec<_>>().join(" ")
        }
        other => return other,
    };
    toml::Value::String(text)
}

/// A list of nothing is a mistake: a table of another name, a header alone.
fn some(rows: Vec<FileRow>) -> Result<Vec<FileRow>> {
    if rows.is_empty() {
        bail!("it has no agreement");
    }
    Ok(rows)
}

/// The errors of one agreement, and what it takes away.
#[derive(Default)]
struct Errors {
    errors: Vec<String>,
    emptied: BTreeSet<AgreementField>,
}

impl Errors {
    fn add(&mut self, name: &str, error: impl Display) {
        self.errors.push(format!("{name}: {error}"));
    }

    /// The text of a value that may be left out; an empty one is. What is taken away has none.
    fn text(&mut self, name: &str, text: Option<String>) -> Option<String> {
        let text = text?.trim().to_owned();
        if text != EMPTIED {
            return Some(text).filter(|text| !text.is_empty());
        }
        match AgreementField::from_name(name) {
            Some(field) => {
                self.emptied.insert(field);
            }
            None => self.add(name, "cannot be emptied"),
        }
        None
    }

    fn value<T: FromStr<Err: Display>>(&mut self, name: &str, text: Option<String>) -> Option<T> {
        self.text(name, text)?.parse().map_err(|error| self.add(name, error)).ok()
    }

    fn day(&mut self, name: &str, text: Option<String>) -> Option<Date> {
        self.text(name, text)?.parse().map_err(|_| self.add(name, "a day is YYYY-MM-DD")).ok()
    }

    fn required<T: FromStr<Err: Display>>(
        &mut self,
        name: &str,
        text: Option<String>,
    ) -> Option<T> {
        if text.as_ref().is_none_or(|text| text.trim().is_empty()) {
            self.add(name, "has to be given");
        }
        self.value(name, text)
    }

    /// One of two words; the first means yes.
    fn word(&mut self, name: &str, text: Option<String>, (yes, no): (&str, &str)) -> Option<bool> {
        match self.text(name, text)? {
            word if word == yes => Some(true),
            word if word == no => Some(false),
            _ => {
                self.add(name, format!("is {yes} or {no}"));
                None
            }
        }
    }

    /// UUIDs with blanks or commas between them; the word for what is taken away is none of them.
    fn systems(&mut self, text: Option<String>) -> Option<BTreeSet<SystemUuid>> {
        let text = text.filter(|text| !text.trim().is_empty())?;
        if text.trim() == EMPTIED {
            return Some(BTreeSet::new());
        }
        let uuids = text.split([' ', ',']).filter(|uuid| !uuid.is_empty());
        let systems: Result<BTreeSet<SystemUuid>, _> = uuids.map(str::parse).collect();
        systems.map_err(|error| self.add("user_systems", error)).ok()
    }

    /// Names with blanks or commas between them.
    fn services(&mut self, text: Option<String>) -> Option<BTreeSet<ServiceName>> {
        let text = self.text("services", text)?;
        let names = text.split([' ', ',']).filter(|name| !name.is_empty());
        let services: Result<BTreeSet<ServiceName>, _> = names.map(str::parse).collect();
        match services {
            Ok(services) if services.is_empty() => self.add("services", "names none"),
            Ok(services) => return Some(services),
            Err(error) => self.add("services", error),
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARTIES: &str = "agreement = '00000000-0000-0000-0000-000000000001'
        system = '00000000-0000-0000-0000-000000000002'
        authority = '00000000-0000-0000-0000-000000000003'\n";

    fn toml(more: &str) -> Result<AgreementRow, Vec<String>> {
        let rows = FileRow::of_toml(&format!("[[agreement]]\n{PARTIES}{more}")).unwrap();
        rows.into_iter().next().unwrap().parse().map_err(|RowErrors(errors)| errors)
    }

    #[test]
    fn row_of_toml_and_of_csv_is_the_same() {
        let one =
            toml("services = 'SF6002 SF1520'\npurpose = 'Pleje; omsorg'\nstate = 'draft'").unwrap();
        assert!(
            one.state == Some(AgreementState::Draft)
                && one.services.as_ref().is_some_and(|services| services.len() == 2)
        );
        let csv = "agreement;system;authority;services;purpose;state;law\n\
            00000000-0000-0000-0000-000000000001;00000000-0000-0000-0000-000000000002;\
            00000000-0000-0000-0000-000000000003;SF6002,SF1520;\"Pleje; omsorg\";draft;\n";
        let [row] = <[FileRow; 1]>::try_from(FileRow::of_csv(csv).unwrap()).unwrap();
        assert_eq!(row.parse().unwrap(), one);
    }

    #[test]
    fn row_of_toml_may_have_values_of_its_own_kinds() {
        let texts = "services = 'SF6002 SF1520'\nvalid_until = '2027-12-31'\ncvr = '29189846'\nonly_chosen = 'on'";
        let kinds = "services = ['SF6002', 'SF1520']\nvalid_until = 2027-12-31\ncvr = 29189846\nonly_chosen = true";
        assert_eq!(toml(kinds).unwrap(), toml(texts).unwrap());
    }

    #[test]
    fn value_is_emptied_by_its_word_and_left_as_it_is_by_an_empty_cell() {
        let emptied = toml("valid_until = ''\nlaw = '-'\npurpose = 'Pleje'").unwrap();
        assert_eq!(emptied.emptied, [AgreementField::ValidUntil, AgreementField::Law].into());
        assert!(emptied.details.law.is_none() && emptied.valid_until.is_none());
        let csv = "agreement,system,authority,law,purpose\n\
            00000000-0000-0000-0000-000000000001,00000000-0000-0000-0000-000000000002,\
            00000000-0000-0000-0000-000000000003,-,\n";
        let [row] = <[FileRow; 1]>::try_from(FileRow::of_csv(csv).unwrap()).unwrap();
        assert_eq!(row.parse().unwrap().emptied, [AgreementField::Law].into());
        assert_eq!(toml("user_systems = []").unwrap().user_systems, Some(BTreeSet::new()));
        for name in ["services", "state", "combination", "only_chosen"] {
            let errors = toml(&format!("{name} = ''")).unwrap_err();
            assert_eq!(errors, [format!("{name}: cannot be emptied")]);
        }
    }

    #[test]
    fn row_with_errors_names_each_of_them() {
        let errors = toml("cvr = '1'\nonly_chosen = 'yes'\nservices = 'SF1'\nvalid_until = 'x'")
            .unwrap_err();
        let names: Vec<&str> =
            errors.iter().filter_map(|error| error.split_once(':')).map(|(name, _)| name).collect();
        assert_eq!(names, ["valid_until", "services", "cvr", "only_chosen"]);
        assert_eq!(toml("services = ' , '").unwrap_err(), ["services: names none"]);
        let none = FileRow::default().parse().unwrap_err();
        assert_eq!(none.0.len(), 3);
        assert!(FileRow::of_toml("[[agreement]]\npurpos = 'x'").is_err());
        assert!(FileRow::of_csv("agreement,purpos\na,b\n").is_err());
        assert!(FileRow::of_csv("agreement,system,authority\n").is_err());
        assert!(FileRow::of_toml("").is_err());
    }
}
