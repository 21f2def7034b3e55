use crate::context::InvocationContext;
use crate::decode::decode;
use crate::fault::{Fault, FaultCode};
use crate::limits;
use crate::operation::Operation;
use crate::service::Service;
use crate::tree::Element;

/// A request: what is asked for, and by whom as the caller says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The operation's name.
    pub name: &'static str,
    /// Who calls, as claimed.
    pub context: InvocationContext,
    /// What is asked for.
    pub operation: Operation,
}

impl Request {
    /// Reads the body of a POST to a service, in the charset that its `Content-Type` says, if there is one and it
    /// says any. Elements are known by their local names, in any namespace.
    ///
    /// # Errors
    /// A [`Fault`] that says what to do, and repeats nothing of the request.
    pub fn parse(service: Service, content_type: Option<&str>, body: &[u8]) -> Result<Self, Fault> {
        if body.len() > limits::BODY {
            return Err(FaultCode::TooLarge.into());
        }
        let envelope = Element::parse(&decode(content_type, body)?)?;
        if envelope.name() != "Envelope" {
            return Err(Fault::with(FaultCode::MalformedXml, "the document is no SOAP envelope"));
        }
        let body = envelope
            .child("Body")?
            .ok_or_else(|| Fault::with(FaultCode::MalformedXml, "the envelope has no Body"))?;
        let [element] = body.children() else {
            return Err(FaultCode::UnknownOperation.into());
        };
        // The operation first: whoever calls another service's operation learns that, not what its
        // context lacks.
        let known = service.known().iter().find(|(name, _)| *name == element.name());
        let (name, read) = known.ok_or(FaultCode::UnknownOperation)?;
        let context = InvocationContext::read(element)?;
        Ok(Self { name, context, operation: read(element)? })
    }
}

#[cfg(test)]
mod tests;
