use soap_proto::XmlElement;

use super::dates::uncertain_date;
use super::elements::Elements;
use crate::record::Record;

/// The number of a related person in a field, in an element; none when the field is blank or zeros.
pub(super) fn relation_number(
    name: &'static str,
    record: &Record<'_>,
    field: &str,
) -> Option<XmlElement> {
    Some(XmlElement::text(name, record.pnr(field)?.reveal().to_string()))
}

/// The fields of a record that say who a related person is.
pub(super) struct RelationFields {
    pub(super) number: &'static str,
    pub(super) born: &'static str,
    pub(super) born_mark: &'static str,
    pub(super) name: &'static str,
}

impl RelationFields {
    /// A related person by number, else by date of birth and name, as far as these are known.
    pub(super) fn elements(&self, record: &Record<'_>) -> Elements {
        let number = relation_number("personnummer", record, self.number);
        if number.is_some() {
            return Elements::new().elements(number);
        }
        Elements::new()
            .elements(uncertain_date("foedselsdato", record, self.born, self.born_mark))
            .field("navn", record, self.name)
    }
}
