//! Names of the contract (`soap.md`).

use civil::ServiceName;
use uuid::{Uuid, uuid};

/// The UUID of CPR Abonnement. Every `InvocationContext` names it, for both services: they share the agreement.
pub const SERVICE_UUID: Uuid = uuid!("9cdccc2f-3243-11e2-8fef-d4bed98c5934");

/// The UUIDs of the look-up services (`lookup.md` 0).
pub(crate) const PERSON_BASE_DATA_5_UUID: Uuid = uuid!("4925d7a0-1b5b-11ec-bdc6-b312b83236d4");
pub(crate) const PERSON_BASE_DATA_4_UUID: Uuid = uuid!("e6be2436-bf35-4df2-83fe-925142825dc2");
pub(crate) const BASIC_INFORMATION_UUID: Uuid = uuid!("d84f1ac8-76ca-11e3-abab-138252136bdf");
/// The UUIDs of the GCTP methods, in the order of [`GCTP_SERVICES`] (`lookup.md` 4.1).
pub(crate) const GCTP_UUIDS: [Uuid; 6] = [
    uuid!("7baec3a5-26a5-4922-80fd-37f3bad3dfcb"),
    uuid!("a34cf599-26e4-4609-bfbd-2490d3d1c3ab"),
    uuid!("2419e94b-1760-4fc5-935c-2419ac956e79"),
    uuid!("e3f26293-803e-4b8f-8a15-674a4f8abaad"),
    uuid!("b7e5ee9c-1acd-41e6-b117-08a11dee6862"),
    uuid!("6538f113-b1e6-4b21-8fe1-28b7bf78a1bd"),
];
/// The services that the GCTP methods are.
pub(crate) const GCTP_SERVICES: [ServiceName; 6] = [
    ServiceName::StamPlus,
    ServiceName::FamiliePlus,
    ServiceName::Familie,
    ServiceName::Navne3,
    ServiceName::Adresse4,
    ServiceName::Adrsog1,
];

pub(crate) const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
pub(crate) const SERVICE: &str =
    "http://serviceplatformen.dk/xml/wsdl/soap11/CprSubscriptionService/1/";
pub(crate) const CONTEXT: &str = "http://serviceplatformen.dk/xml/schemas/InvocationContext/1/";
pub(crate) const AUTHORITY_CONTEXT: &str =
    "http://serviceplatformen.dk/xml/schemas/AuthorityContext/1/";
pub(crate) const CALL_CONTEXT: &str = "http://serviceplatformen.dk/xml/schemas/CallContext/1/";
pub(crate) const PERSON_BASE_DATA_5: &str =
    "http://serviceplatformen.dk/xml/wsdl/soap11/CPR/PersonBaseDataExtended/5/";
pub(crate) const PERSON_BASE_DATA_4: &str =
    "http://serviceplatformen.dk/xml/wsdl/soap11/CPR/PersonBaseDataExtended/4/";
pub(crate) const BASIC_INFORMATION: &str =
    "http://serviceplatformen.dk/xml/wsdl/soap11/CPRBasicInformationService/1/";
pub(crate) const CPR_SERVICE: &str = "http://serviceplatformen.dk/xml/wsdl/soap11/CprService/2/";
pub(crate) const PNR: &str = "http://serviceplatformen.dk/xml/schemas/cpr/PNR/1/";
pub(crate) const FAULT: &str = "http://serviceplatformen.dk/xml/schemas/ServiceplatformFault/1/";
/// A namespace of our own: Serviceplatformen's contract has no loads.
pub(crate) const INITIAL_LOAD: &str = "urn:cprabo:CprInitialLoadService:1";
