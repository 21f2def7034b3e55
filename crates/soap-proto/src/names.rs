//! Names of the contract (`soap.md`).

use uuid::{Uuid, uuid};

/// The UUID of CPR Abonnement. Every `InvocationContext` names it, for both services: they share the agreement.
pub const SERVICE_UUID: Uuid = uuid!("9cdccc2f-3243-11e2-8fef-d4bed98c5934");

pub(crate) const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
pub(crate) const SERVICE: &str =
    "http://serviceplatformen.dk/xml/wsdl/soap11/CprSubscriptionService/1/";
pub(crate) const CONTEXT: &str = "http://serviceplatformen.dk/xml/schemas/InvocationContext/1/";
pub(crate) const PNR: &str = "http://serviceplatformen.dk/xml/schemas/cpr/PNR/1/";
pub(crate) const FAULT: &str = "http://serviceplatformen.dk/xml/schemas/ServiceplatformFault/1/";
/// A namespace of our own: Serviceplatformen's contract has no loads.
pub(crate) const INITIAL_LOAD: &str = "urn:cprabo:CprInitialLoadService:1";
