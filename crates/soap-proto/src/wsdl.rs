use quick_xml::escape::escape;

const WSDL: &str = include_str!("../wsdl/CprSubscriptionService.wsdl");
const SCHEMAS: [(&str, &str); 3] = [
    ("CprSubscriptionService.xsd", include_str!("../wsdl/CprSubscriptionService.xsd")),
    ("InvocationContext.xsd", include_str!("../wsdl/InvocationContext.xsd")),
    ("PNR.xsd", include_str!("../wsdl/PNR.xsd")),
];

/// The document that `GET ADDRESS?query` answers: the WSDL for `wsdl`, a schema for `xsd=NAME`, in any
/// case; `None` for anything else.
///
/// `address` is the service's own address, without query: what clients will call, and where the WSDL
/// sends them for its schemas.
pub fn document(query: &str, address: &str) -> Option<String> {
    let text = match query.to_ascii_lowercase().as_str() {
        "wsdl" => WSDL,
        other => {
            let name = other.strip_prefix("xsd=")?;
            SCHEMAS.iter().find(|(schema, _)| schema.eq_ignore_ascii_case(name))?.1
        }
    };
    Some(text.replace("@ADDRESS@", &escape(address)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::Operation;

    #[test]
    fn the_wsdl_leads_to_its_schemas() {
        let wsdl = document("wsdl", "https://here/1/").unwrap();
        assert!(
            wsdl.contains(r#"schemaLocation="https://here/1/?xsd=CprSubscriptionService.xsd""#)
        );
        assert!(wsdl.contains(r#"<soap:address location="https://here/1/"/>"#));
        for (name, _) in SCHEMAS {
            assert!(document(&format!("xsd={name}"), "https://here/1/").is_some());
        }
        assert_eq!(document("WSDL", "x"), document("wsdl", "x"));
        assert!(document("xsd=../../Cargo.toml", "x").is_none());
        assert!(document("", "x").is_none());
    }

    #[test]
    fn the_wsdl_has_the_twelve_operations_and_no_other() {
        assert_eq!(WSDL.matches("<soap:operation soapAction=\"\"/>").count(), 12);
        for name in Operation::NAMES {
            assert_eq!(WSDL.matches(&format!("<wsdl:operation name=\"{name}\">")).count(), 2);
        }
    }

    #[test]
    fn an_address_is_escaped() {
        assert!(document("wsdl", "https://h/?a&b\"").unwrap().contains("https://h/?a&amp;b&quot;"));
    }
}
