use app::{ErrorCode, LookedUp};
use civil::Pnr;
use serde::Serialize;
use utoipa::ToSchema;

use super::person::Person;
use crate::pnrs::CleartextPnr;

/// A line of the answer about many persons: one for each number, in rising order. Personal data.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum PersonLine<'a> {
    /// The person.
    Found(Person<'a>),
    /// Why there is none; without a number, why the answer ends before its time.
    Refused {
        /// The number asked for.
        #[schema(value_type = Option<String>)]
        #[serde(skip_serializing_if = "Option::is_none")]
        pnr: Option<CleartextPnr>,
        /// A stable code.
        #[schema(example = "PNRNotFound")]
        code: &'static str,
        /// What to do, in English.
        title: &'static str,
        /// The same in Danish.
        title_da: &'static str,
    },
}

impl<'a> PersonLine<'a> {
    pub(crate) fn of(pnr: Pnr, found: Result<&'a LookedUp, ErrorCode>) -> Self {
        match found {
            Ok(found) => Self::Found(Person::of(found)),
            Err(code) => Self::refused(Some(pnr), code),
        }
    }

    /// The last line of an answer that ends before its time.
    pub(crate) fn end(code: ErrorCode) -> Self {
        Self::refused(None, code)
    }

    fn refused(pnr: Option<Pnr>, code: ErrorCode) -> Self {
        Self::Refused {
            pnr: pnr.map(CleartextPnr),
            code: code.as_str(),
            title: code.english(),
            title_da: code.danish(),
        }
    }
}
