use std::fmt;

use crate::key_field::KeyField;
use crate::limits;
use crate::method::GctpMethod;

/// Why a message is no request: what is wrong, and what to send instead. Nothing of the message is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GctpError {
    /// The message is not XML.
    NotWellFormed,
    /// It has a document type.
    DocumentType,
    /// It has an entity that is not predefined.
    UnknownEntity,
    /// It exceeds a limit.
    TooLarge,
    /// An element is missing.
    MissingElement(&'static str),
    /// An element stands there twice.
    RepeatedElement(&'static str),
    /// Text stands between the elements.
    TextBetween,
    /// `Service` names no method that is answered.
    UnknownMethod,
    /// `CprServiceHeader` names another method than `Service`.
    OtherMethod,
    /// A field is missing in the key: that one, or another that may stand for it.
    MissingField(KeyField, Option<KeyField>),
    /// A field holds what it cannot.
    InvalidField(KeyField),
    /// A field stands there with two values.
    RepeatedField(KeyField),
    /// The key has a field that the method has not.
    UnknownField,
}

impl GctpError {
    /// The same as `Display`, in Danish.
    pub fn danish(&self) -> String {
        match self {
            Self::NotWellFormed => {
                "gctpMessage er ikke læselig XML; send et Gctp-element, escapet eller i CDATA"
                    .to_owned()
            }
            Self::DocumentType => "gctpMessage har en DOCTYPE; send den uden".to_owned(),
            Self::UnknownEntity => {
                "gctpMessage har en entitet, som XML ikke selv har; skriv tegnet eller dets nummer"
                    .to_owned()
            }
            Self::TooLarge => {
                format!("gctpMessage er for stor; send ét spørgsmål på højst {} kB", kilobytes())
            }
            Self::MissingElement(name) => format!("{name} mangler; send {PATH}"),
            Self::RepeatedElement(name) => format!("{name} forekommer to gange; send ét spørgsmål"),
            Self::TextBetween => {
                "Der står tekst mellem elementerne; skriv værdier i attributten v".to_owned()
            }
            Self::UnknownMethod => {
                format!(
                    "Metoden findes ikke her; r i Service skal være en af {}",
                    GctpMethod::NAMES
                )
            }
            Self::OtherMethod => {
                "Service og CprServiceHeader nævner hver sin metode; skriv den samme i begge"
                    .to_owned()
            }
            Self::MissingField(field, None) => {
                format!("{} mangler i Key; den skal være {}", field.as_str(), field.danish_rule())
            }
            Self::MissingField(field, Some(other)) => {
                format!("{} mangler i Key; angiv den eller {}", field.as_str(), other.as_str())
            }
            Self::InvalidField(field) => {
                format!("{} skal være {}", field.as_str(), field.danish_rule())
            }
            Self::RepeatedField(field) => {
                format!("{} forekommer med to værdier; angiv én", field.as_str())
            }
            Self::UnknownField => {
                "Et felt i Key findes ikke i metoden; udelad det eller lad det være tomt".to_owned()
            }
        }
    }
}

impl fmt::Display for GctpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotWellFormed => f.write_str(
                "gctpMessage is not XML that can be read; send a Gctp element, escaped or in CDATA",
            ),
            Self::DocumentType => f.write_str("gctpMessage has a DOCTYPE; send it without"),
            Self::UnknownEntity => f.write_str(
                "gctpMessage has an entity that XML has not; write the character or its number",
            ),
            Self::TooLarge => {
                write!(
                    f,
                    "gctpMessage is too large; send one question of at most {} kB",
                    kilobytes()
                )
            }
            Self::MissingElement(name) => write!(f, "{name} is missing; send {PATH}"),
            Self::RepeatedElement(name) => {
                write!(f, "{name} stands there twice; send one question")
            }
            Self::TextBetween => {
                f.write_str("text stands between the elements; write values in the attribute v")
            }
            Self::UnknownMethod => {
                write!(
                    f,
                    "the method is not answered here; r of Service must be one of {}",
                    GctpMethod::NAMES
                )
            }
            Self::OtherMethod => f.write_str(
                "Service and CprServiceHeader name different methods; write the same in both",
            ),
            Self::MissingField(field, None) => {
                write!(f, "{} is missing in Key; it must be {}", field.as_str(), field.rule())
            }
            Self::MissingField(field, Some(other)) => {
                write!(f, "{} is missing in Key; give it or {}", field.as_str(), other.as_str())
            }
            Self::InvalidField(field) => write!(f, "{} must be {}", field.as_str(), field.rule()),
            Self::RepeatedField(field) => {
                write!(f, "{} stands there with two values; give one", field.as_str())
            }
            Self::UnknownField => {
                f.write_str("a field of Key is none of the method; leave it out, or leave it empty")
            }
        }
    }
}

/// Where a message has its fields.
const PATH: &str = "Gctp/System/Service/CprServiceHeader/Key/Field";

const fn kilobytes() -> usize {
    limits::MESSAGE / 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_error_says_what_to_do_in_both_languages() {
        let field = KeyField::Vejk;
        let errors = [
            GctpError::NotWellFormed,
            GctpError::DocumentType,
            GctpError::UnknownEntity,
            GctpError::TooLarge,
            GctpError::MissingElement("Key"),
            GctpError::RepeatedElement("Key"),
            GctpError::TextBetween,
            GctpError::UnknownMethod,
            GctpError::OtherMethod,
            GctpError::MissingField(field, None),
            GctpError::MissingField(field, Some(KeyField::Vnvn)),
            GctpError::RepeatedField(field),
            GctpError::UnknownField,
        ];
        for error in errors {
            assert!(error.to_string().contains("; "), "{error}");
            assert!(error.danish().contains("; "), "{error}");
        }
        let invalid = GctpError::InvalidField(KeyField::Etag);
        assert_eq!(invalid.to_string(), "ETAG must be up to two characters");
        assert_eq!(invalid.danish(), "ETAG skal være op til to tegn");
    }
}
