use quick_xml::escape::escape;

use crate::load::LoadOperation;
use crate::operation::{Known, Operation};

/// A SOAP service of the platform's: where it is, what can be asked of it, and how it describes itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// `CprSubscriptionService` v1.1: the filters (`soap.md`).
    Subscription,
    /// `CprInitialLoadService`: loads. It is the platform's own, and leaves the other as it is.
    InitialLoad,
}

impl Service {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Subscription, Self::InitialLoad];

    /// Where it is, here with its last slash; it is answered without it too.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Subscription => "/service/CPRSubscription/CPRSubscription/1/",
            Self::InitialLoad => "/service/CPRSubscription/CPRInitialLoad/1/",
        }
    }

    /// The names of its operations, which are those of their request elements.
    pub fn operations(self) -> impl ExactSizeIterator<Item = &'static str> {
        self.known().iter().map(|(name, _)| *name)
    }

    /// Its operations, with how each is read.
    pub(crate) const fn known(self) -> &'static [Known] {
        match self {
            Self::Subscription => &Operation::OF_SUBSCRIPTION,
            Self::InitialLoad => &LoadOperation::KNOWN,
        }
    }

    /// The document that `GET ADDRESS?query` answers: the WSDL for `wsdl`, a schema for `xsd=NAME`, in any
    /// case; `None` for anything else.
    ///
    /// `address` is the service's own address, without query: what clients will call, and where the WSDL
    /// sends them for its schemas.
    pub fn document(self, query: &str, address: &str) -> Option<String> {
        let text = match query.to_ascii_lowercase().as_str() {
            "wsdl" => self.wsdl(),
            other => {
                let name = other.strip_prefix("xsd=")?;
                self.schemas().iter().find(|(schema, _)| schema.eq_ignore_ascii_case(name))?.1
            }
        };
        Some(text.replace("@ADDRESS@", &escape(address)))
    }

    const fn wsdl(self) -> &'static str {
        match self {
            Self::Subscription => include_str!("../wsdl/CprSubscriptionService.wsdl"),
            Self::InitialLoad => include_str!("../wsdl/CprInitialLoadService.wsdl"),
        }
    }

    const fn schemas(self) -> &'static [(&'static str, &'static str)] {
        const CONTEXT: (&str, &str) =
            ("InvocationContext.xsd", include_str!("../wsdl/InvocationContext.xsd"));
        match self {
            Self::Subscription => &[
                ("CprSubscriptionService.xsd", include_str!("../wsdl/CprSubscriptionService.xsd")),
                CONTEXT,
                ("PNR.xsd", include_str!("../wsdl/PNR.xsd")),
            ],
            Self::InitialLoad => &[
                ("CprInitialLoadService.xsd", include_str!("../wsdl/CprInitialLoadService.xsd")),
                CONTEXT,
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wsdl_leads_to_its_schemas() {
        for service in Service::ALL {
            let wsdl = service.document("wsdl", "https://here/1/").unwrap();
            assert!(wsdl.contains(r#"<soap:address location="https://here/1/"/>"#));
            let (first, _) = service.schemas()[0];
            assert!(wsdl.contains(&format!(r#"schemaLocation="https://here/1/?xsd={first}""#)));
            for (name, _) in service.schemas() {
                assert!(service.document(&format!("xsd={name}"), "https://here/1/").is_some());
            }
            assert_eq!(service.document("WSDL", "x"), service.document("wsdl", "x"));
            assert!(service.document("xsd=../../Cargo.toml", "x").is_none());
            assert!(service.document("", "x").is_none());
        }
    }

    #[test]
    fn a_wsdl_has_its_operations_and_no_other() {
        for service in Service::ALL {
            let wsdl = service.wsdl();
            let count = wsdl.matches("<soap:operation soapAction=\"\"/>").count();
            assert_eq!(count, service.operations().len());
            for name in service.operations() {
                assert_eq!(wsdl.matches(&format!("<wsdl:operation name=\"{name}\">")).count(), 2);
            }
        }
    }

    #[test]
    fn the_contract_has_twelve_operations() {
        assert_eq!(Service::Subscription.operations().len(), 12);
    }

    #[test]
    fn an_address_is_escaped() {
        let wsdl = Service::Subscription.document("wsdl", "https://h/?a&b\"").unwrap();
        assert!(wsdl.contains("https://h/?a&amp;b&quot;"));
    }
}
