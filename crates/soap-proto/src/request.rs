use crate::context::CallerContext;
use crate::decode::decode;
use crate::fault::{Fault, FaultCode};
use crate::limits;
use crate::operation::Operation;
use crate::service::Service;
use crate::tree::Element;

/// A request: the operation, and the caller's claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The operation's name.
    pub name: &'static str,
    /// The name of the answer's element.
    pub response: &'static str,
    /// Who calls, as claimed.
    pub context: CallerContext,
    /// What is asked for.
    pub operation: Operation,
}

impl Request {
    /// Reads the body of a POST to a service, in the charset of its `Content-Type` if that names one. Elements are
    /// matched by local name, in any namespace.
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
        let content = envelope
            .child("Body")?
            .ok_or_else(|| Fault::with(FaultCode::MalformedXml, "the envelope has no Body"))?;
        let [element] = content.children() else {
            return Err(FaultCode::UnknownOperation.into());
        };
        // The operation is checked first, so that a call of another service's operation gets that error and not one
        // about its context.
        let known = service.known().iter().find(|known| known.element == element.name());
        let known = known.ok_or(FaultCode::UnknownOperation)?;
        let context = CallerContext::read(element, service.contexts());
        let context = context.map_err(|fault| if_token(&envelope, element, fault))?;
        let (name, response) = (known.operation, known.response);
        Ok(Self { name, response, context, operation: (known.read)(element)? })
    }
}

/// A request without a context but with a token in its header comes from a client of the token flavour, which is not
/// offered (`lookup.md` 1).
fn if_token(envelope: &Element, operation: &Element, fault: Fault) -> Fault {
    let has = |element: Option<&Element>, name| {
        element.is_some_and(|element| element.children().iter().any(|child| child.name() == name))
    };
    let has_context =
        ["InvocationContext", "AuthorityContext"].map(|name| has(Some(operation), name));
    let header = envelope.child("Header").ok().flatten();
    match !has_context.contains(&true) && has(header, "Security") {
        true => FaultCode::SecurityTokenNotSupported.into(),
        false => fault,
    }
}

#[cfg(test)]
mod tests;
