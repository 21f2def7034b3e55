use soap_proto::XmlElement;

use super::elements::number;
use crate::record::Record;

/// The name of the authority or country whose number stands in a field. The real service has a placeholder with the number
/// there (`lookup.md` 2.3), and so has this one.
pub(super) fn myndighedsnavn(
    name: &'static str,
    record: &Record<'_>,
    field: &str,
) -> Option<XmlElement> {
    let number = number(record, field)?;
    Some(XmlElement::text(name, format!("Myndighedsnavn for landekode: {number}")))
}
