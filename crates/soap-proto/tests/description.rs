//! The documents that tools make clients from. The WSDL and the schemas by themselves are files already (`wsdl/`), so what
//! is made of them is held here.
#![allow(clippy::unwrap_used, reason = "tests")]

use insta::assert_snapshot;
use soap_proto::Service;

#[test]
fn single_wsdl_of_each_service_is_this() {
    for (name, service) in
        [("subscription", Service::Subscription), ("initial_load", Service::InitialLoad)]
    {
        let document = service.document("singleWsdl", "https://here/1/").unwrap();
        assert_snapshot!(name, document);
    }
}
