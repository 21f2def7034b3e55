use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::security::SecurityScheme;
use utoipa::{Modify, OpenApi};

use crate::handlers::{drift, loads};
use crate::problem::Problem;

/// The description of the API as a whole; the handlers describe the rest.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "CPR Abonnement",
        description = "What a system can ask of its subscription beside the SOAP contract: what it should \
            have received, loads, replays, and whether it holds the right persons. The caller is known by its \
            registered client certificate (TLS), and asks of its own agreements. Numbers and records of \
            persons travel over SFTP alone, but for look-ups, `drift`, `needs`, `clean-up`, `filter-requests`, `person/report` \
            and the replaced numbers in the manifest. Every \
            answer has a header `X-Correlation-Id` but those that are for everyone.",
        version = "1",
        license(name = "MIT OR Apache-2.0"),
    ),
    servers((url = "/api/v1")),
    security(("certificate" = [])),
    modifiers(&Certificate),
    // Schemas that are only referred to by name: optional bodies, and the form of every rejection.
    components(schemas(Problem, loads::Order, drift::HeldPersonsRequest)),
)]
pub(crate) struct ApiDoc;

/// The client certificate is the only credential.
struct Certificate;

impl Modify for Certificate {
    fn modify(&self, document: &mut Document) {
        let description =
            "A client certificate that is registered for the system of the agreement.";
        let scheme = SecurityScheme::MutualTls {
            description: Some(description.to_owned()),
            deprecated: None,
            extensions: None,
        };
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("certificate", scheme);
    }
}
