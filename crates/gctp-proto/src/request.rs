mod key;

use civil::Pnr;

use crate::address_key::AddressKey;
use crate::error::GctpError;
use crate::method::{GctpMethod, PersonMethod};
use crate::tree::Element;
use key::Key;

/// A question: what `gctpMessage` holds (`lookup.md` 4.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GctpRequest {
    /// About the person with a number.
    Person {
        /// What is asked.
        method: PersonMethod,
        /// The number; it may be anybody's or nobody's.
        pnr: Pnr,
    },
    /// Who lives at an address.
    Adrsog1(Box<AddressKey>),
}

impl GctpRequest {
    /// Reads a message.
    ///
    /// # Errors
    /// When it is no question that is answered here. The error repeats nothing of the message.
    pub fn parse(message: &str) -> Result<Self, GctpError> {
        let gctp = Element::parse(message)?;
        if gctp.name() != "Gctp" {
            return Err(GctpError::MissingElement("Gctp"));
        }
        let service = gctp.child("System")?.child("Service")?;
        let header = service.child("CprServiceHeader")?;
        let method = method(service, header)?;
        let key = Key::read(header.child("Key")?)?;
        match method {
            GctpMethod::Person(method) => Ok(Self::Person { method, pnr: key.person()? }),
            GctpMethod::Adrsog1 => Ok(Self::Adrsog1(Box::new(key.address()?))),
        }
    }

    /// Reads a message of any bytes, such as those of a fuzzer.
    ///
    /// # Errors
    /// As [`parse`](Self::parse), and when the bytes are not UTF-8.
    pub fn parse_bytes(message: &[u8]) -> Result<Self, GctpError> {
        str::from_utf8(message).map_err(|_| GctpError::NotWellFormed).and_then(Self::parse)
    }

    /// The method asked for. Whether the caller may call it is decided by `ServiceUUID` and the agreement.
    pub const fn method(&self) -> GctpMethod {
        match self {
            Self::Person { method, .. } => GctpMethod::Person(*method),
            Self::Adrsog1(_) => GctpMethod::Adrsog1,
        }
    }
}

/// The method that `Service` names. The header may be silent, and must not name another: which of the two has the right to be
/// asked could not be said.
fn method(service: &Element, header: &Element) -> Result<GctpMethod, GctpError> {
    let named = |element: &Element| element.attribute("r").parse().ok();
    let method = named(service).ok_or(GctpError::UnknownMethod)?;
    if header.attribute("r").is_empty() || named(header) == Some(method) {
        Ok(method)
    } else {
        Err(GctpError::OtherMethod)
    }
}

#[cfg(test)]
mod tests;
