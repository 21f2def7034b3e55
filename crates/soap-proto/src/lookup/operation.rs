use civil::Pnr;

use super::gctp_message::GctpMessage;
use crate::child_value::{required, value};
use crate::fault::{Fault, FaultCode};
use crate::tree::Element;

/// A question about persons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookupOperation {
    /// `PersonLookup` of SF1520.
    Person(Pnr),
    /// One of the four operations of SF6008.
    BasicInformation {
        /// The number asked for.
        pnr: Pnr,
        /// Whether the answer has the parts of the name too (`…Extended`).
        is_extended: bool,
        /// Whether all numbers of the person are answered (`…List`).
        is_list: bool,
    },
    /// `callGCTPCheckService`: the method and its argument stand in the message.
    Gctp(GctpMessage),
}

impl LookupOperation {
    /// Reads `PersonLookupRequest`.
    pub(crate) fn person(element: &Element) -> Result<Self, Fault> {
        pnr(element).map(Self::Person)
    }

    /// Reads the request of SF6008, which is the same for all operations.
    pub(crate) fn basic_information(
        element: &Element,
        is_extended: bool,
        is_list: bool,
    ) -> Result<Self, Fault> {
        Ok(Self::BasicInformation { pnr: pnr(element)?, is_extended, is_list })
    }

    /// Reads `callGCTPCheckServiceRequest`.
    pub(crate) fn gctp(element: &Element) -> Result<Self, Fault> {
        let message = required(element, "gctpMessage")?;
        Ok(Self::Gctp(GctpMessage::new(message.text().to_owned())))
    }
}

fn pnr(element: &Element) -> Result<Pnr, Fault> {
    value(element, "PNR", FaultCode::InvalidPnr)
}
