use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use crate::field_value::FieldValue;
use crate::latin1::Latin1;
use crate::layout::{RecordLayout, RecordType};

/// The first position behind the record type and the number of the person.
const BEHIND_KEY: usize = 14;

/// The fields of a record that have a value, by name, in the order of the record.
///
/// This is the one form in which records are shown to people and programs. As JSON (`Serialize`) it is an object:
/// `{"RECORDTYPE":"001","PNR":"0101581234","STATUS":"01","FOED_DT":"1858-01-01"}`. Names are those of the layout, blank
/// fields are left out ([`FieldValue::of`]), and what the layout does not know is under [`REST`](Self::REST).
///
/// ```
/// use extract::{RecordFields, RecordType};
///
/// let text = b"0140101581234020260123400";
/// let layout = RecordType::from_register(&text[..3]).and_then(RecordType::layout);
/// let fields = RecordFields::new(layout, text);
/// assert_eq!(
///     serde_json::to_string(&fields)?,
///     r#"{"RECORDTYPE":"014","PNR":"0101581234","PNR-BARN":"0202601234","REST":"00"}"#
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct RecordFields<'a> {
    layout: &'a RecordLayout,
    text: &'a [u8],
}

impl<'a> RecordFields<'a> {
    /// The name of what stands behind the fields that the layout knows, if it is not blank. No field of the register
    /// has it.
    pub const REST: &'static str = "REST";

    /// The fields of a record, whose text may be cut or longer than its layout. Of a type without layout only
    /// RECORDTYPE and PNR are known.
    pub fn new(layout: Option<&'a RecordLayout>, text: &'a [u8]) -> Self {
        Self { layout: layout.unwrap_or(RecordLayout::unknown()), text }
    }

    /// The type of a record; `None` when it does not begin with three digits.
    pub fn kind(text: &[u8]) -> Option<RecordType> {
        RecordType::from_register(text.get(..3)?)
    }

    /// Each field that has a value, with its name.
    pub fn iter(self) -> impl Iterator<Item = (&'static str, FieldValue<'a>)> {
        self.from(1)
    }

    /// The same without the record type and the key, which say whose record it is.
    pub fn content(self) -> impl Iterator<Item = (&'static str, FieldValue<'a>)> {
        self.from(BEHIND_KEY)
    }

    /// The fields from a position on.
    fn from(self, position: usize) -> impl Iterator<Item = (&'static str, FieldValue<'a>)> {
        let fields = self.layout.fields().iter().filter(move |field| field.position() >= position);
        let known =
            fields.filter_map(move |field| Some((field.name(), FieldValue::of(field, self.text)?)));
        known.chain(self.rest().map(|rest| (Self::REST, rest)))
    }

    fn rest(self) -> Option<FieldValue<'a>> {
        let rest = Latin1::new(self.text.get(self.layout.length()..)?);
        (!rest.bytes().is_empty()).then_some(FieldValue::Text(rest))
    }
}

impl Serialize for RecordFields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        for (name, value) in self.iter() {
            object.serialize_entry(name, &value)?;
        }
        object.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &[u8]) -> String {
        let layout = RecordType::from_register(&text[..3]).and_then(RecordType::layout);
        serde_json::to_string(&RecordFields::new(layout, text)).unwrap()
    }

    #[test]
    fn fields_of_a_record_are_an_object_by_name() {
        let address = b"00201015812340751123412B 01  tv  ";
        assert_eq!(
            json(address),
            r#"{"RECORDTYPE":"002","PNR":"0101581234","KOMKOD":"0751","VEJKOD":"1234","HUSNR":"12B","ETAGE":"01","SIDEDOER":"tv"}"#
        );
        assert_eq!(
            json(b"0190101581234021 line"),
            r#"{"RECORDTYPE":"019","PNR":"0101581234","NOTATNR":2,"NOTATLINIE":"1 line"}"#
        );
        assert_eq!(
            json(b"009010158123485\xd8"),
            r#"{"RECORDTYPE":"009","PNR":"0101581234","START_MYNKOD-FØDESTED":"85Ø"}"#
        );
    }

    #[test]
    fn content_is_what_stands_behind_the_key() {
        let text = b"02201015812340202581235";
        let layout = RecordType::from_register(b"022").and_then(RecordType::layout);
        let names: Vec<_> =
            RecordFields::new(layout, text).content().map(|(name, _)| name).collect();
        assert_eq!(names, ["PNR"]);
    }

    #[test]
    fn fields_that_the_layout_does_not_know_are_the_rest() {
        let unknown = r#"{"RECORDTYPE":"031","PNR":"0101581234","REST":" something new"}"#;
        assert_eq!(json(b"0310101581234 something new  "), unknown);
        let longer = r#"{"RECORDTYPE":"011","PNR":"0101581234","FKIRK":"F","REST":"X"}"#;
        assert_eq!(json(b"0110101581234F           X "), longer);
        assert_eq!(json(b"0110101581234F             "), longer.replace(",\"REST\":\"X\"", ""));
        assert_eq!(json(b"031"), r#"{"RECORDTYPE":"031"}"#);
    }

    proptest::proptest! {
        #[test]
        fn fields_of_any_bytes_are_an_object(kind in 0..1000u16, rest: Vec<u8>) {
            let text = [format!("{kind:03}").as_bytes(), &rest].concat();
            let value: serde_json::Value = serde_json::from_str(&json(&text)).unwrap();
            proptest::prop_assert_eq!(&value["RECORDTYPE"], &format!("{kind:03}"));
        }
    }
}
