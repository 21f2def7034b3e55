//! What is asked over HTTPS, and which answers are right.

use civil::SystemUuid;
use soap_proto::{SERVICE_UUID, Service};
use uuid::Uuid;

/// An agreement that nobody has.
const NO_AGREEMENT: Uuid = Uuid::nil();
/// The code of the right answers: that the probe has no such agreement.
const RIGHT: &str = "UNKNOWN_AGREEMENT";
/// Where the JSON API is.
const API: &str = "/api/v1";

/// A request, and what its right answer says.
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) content_type: &'static str,
    pub(crate) body: String,
    pub(crate) status: u16,
    pub(crate) part: String,
}

impl Request {
    /// A call of `GetAllFilters`.
    pub(crate) fn soap(system: SystemUuid) -> Self {
        let body = format!(
            r#"<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>
<GetAllFilters xmlns="http://serviceplatformen.dk/xml/wsdl/soap11/CprSubscriptionService/1/">
<InvocationContext xmlns="http://serviceplatformen.dk/xml/schemas/InvocationContext/1/">
<ServiceAgreementUUID>{NO_AGREEMENT}</ServiceAgreementUUID>
<UserSystemUUID>{system}</UserSystemUUID>
<UserUUID>{NO_AGREEMENT}</UserUUID>
<ServiceUUID>{SERVICE_UUID}</ServiceUUID>
</InvocationContext></GetAllFilters></soap:Body></soap:Envelope>"#
        );
        Self {
            path: Service::Subscription.path().to_owned(),
            content_type: "text/xml; charset=utf-8",
            body,
            status: 500,
            part: format!(">{RIGHT}<"),
        }
    }

    /// A look-up of nobody: the agreement is asked for before the list is.
    pub(crate) fn lookup() -> Self {
        Self {
            path: format!("{API}/agreements/{NO_AGREEMENT}/persons"),
            content_type: "application/json",
            body: r#"{"pnrs":[]}"#.to_owned(),
            status: 404,
            part: format!("\"{RIGHT}\""),
        }
    }

    /// Whether an answer is the right one.
    pub(crate) fn is_answered_by(&self, status: u16, body: &[u8]) -> bool {
        let part = self.part.as_bytes();
        status == self.status && body.windows(part.len()).any(|window| window == part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answer_is_right_by_status_and_code() {
        let request = Request::soap(Uuid::nil().into());
        assert!(request.is_answered_by(500, b"<a><ErrorCode>UNKNOWN_AGREEMENT</ErrorCode></a>"));
        assert!(!request.is_answered_by(500, b"<ErrorCode>INTERNAL</ErrorCode>"));
        assert!(!request.is_answered_by(200, b"<ErrorCode>UNKNOWN_AGREEMENT</ErrorCode>"));
        assert!(!Request::lookup().is_answered_by(404, b""));
    }
}
