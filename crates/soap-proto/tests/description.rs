//! The documents from which tools generate clients. The WSDL and the schemas are files already (`wsdl/`); these
//! snapshots are of the documents that are made from them.
#![allow(clippy::unwrap_used, reason = "tests")]

use insta::assert_snapshot;
use soap_proto::Service;

#[test]
fn single_wsdl_of_each_service_is_this() {
    for (name, service) in [
        ("subscription", Service::Subscription),
        ("initial_load", Service::InitialLoad),
        ("person_base_data_5", Service::PersonBaseDataExtended5),
        ("person_base_data_4", Service::PersonBaseDataExtended4),
        ("basic_information", Service::BasicInformation),
        ("cpr_service", Service::CprService),
    ] {
        let document = service.document("singleWsdl", "https://here/1/").unwrap();
        assert_snapshot!(name, document);
    }
}
