//! The documents that describe a service: its WSDL, its schemas, and both in one document.

use quick_xml::escape::escape;

use crate::service::Service;

/// Placeholder in the documents for the service's own address.
const ADDRESS: &str = "@ADDRESS@";
/// Placeholder for the number of the service's version.
const VERSION: &str = "@VERSION@";
/// The end of a line that only version 5 has.
const ONLY_5: &str = "<!-- v5 -->";

/// A schema. Other documents refer to it by the first of its names.
struct Schema {
    names: &'static [&'static str],
    text: &'static str,
}

/// The official file names come first: clients have copies of the files, and tools ask for them by name.
const SUBSCRIPTION: Schema = Schema {
    names: &["CprSubscriptionServiceMsg.xsd", "CprSubscriptionService.xsd"],
    text: include_str!("../wsdl/CprSubscriptionServiceMsg.xsd"),
};
const CONTEXT: Schema = Schema {
    names: &["InvocationContext_20121009.xsd", "InvocationContext.xsd"],
    text: include_str!("../wsdl/InvocationContext_20121009.xsd"),
};
const PNR: Schema = Schema {
    names: &["PNR_20121119.xsd", "PNR.xsd"],
    text: include_str!("../wsdl/PNR_20121119.xsd"),
};
const INITIAL_LOAD: Schema = Schema {
    names: &["CprInitialLoadService.xsd"],
    text: include_str!("../wsdl/CprInitialLoadService.xsd"),
};

const PERSON_BASE_DATA: Schema = Schema {
    names: &["PersonBaseDataExtendedServiceMsg.xsd", "PersonBaseDataExtendedService.xsd"],
    text: include_str!("../wsdl/PersonBaseDataExtendedServiceMsg.xsd"),
};
const CALL_CONTEXT: Schema =
    Schema { names: &["CallContext.xsd"], text: include_str!("../wsdl/CallContext.xsd") };
const AUTHORITY_CONTEXT: Schema =
    Schema { names: &["AuthorityContext.xsd"], text: include_str!("../wsdl/AuthorityContext.xsd") };
const FAULT: Schema = Schema {
    names: &["ServiceplatformFault.xsd"],
    text: include_str!("../wsdl/ServiceplatformFault.xsd"),
};
const BASIC_INFORMATION: Schema = Schema {
    names: &["CPRBasicInformationServiceMsg.xsd", "CPRBasicInformationService.xsd"],
    text: include_str!("../wsdl/CPRBasicInformationServiceMsg.xsd"),
};
const CPR_SERVICE: Schema = Schema {
    names: &["CprServiceMsg.xsd", "CprService.xsd"],
    text: include_str!("../wsdl/CprServiceMsg.xsd"),
};

impl Service {
    /// The answer to `GET ADDRESS?query`: the WSDL for `wsdl`, the WSDL with embedded schemas for `singleWsdl`, a
    /// schema for `xsd=NAME`; `None` for anything else. Keys and names are read in upper or lower case; other parts of
    /// the query are ignored.
    ///
    /// `address` is the service's own address, without query. Clients call it, and fetch the schemas from it.
    pub fn document(self, query: &str, address: &str) -> Option<String> {
        let text = query.split('&').find_map(|part| {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            match key.to_ascii_lowercase().as_str() {
                "wsdl" => Some(self.wsdl()),
                "singlewsdl" => Some(self.single_wsdl()),
                "xsd" => self.schema(value),
                _ => None,
            }
        })?;
        Some(text.replace(ADDRESS, &escape(address)))
    }

    pub(crate) fn wsdl(self) -> String {
        self.versioned(match self {
            Self::Subscription => include_str!("../wsdl/CprSubscriptionService.wsdl"),
            Self::InitialLoad => include_str!("../wsdl/CprInitialLoadService.wsdl"),
            Self::PersonBaseDataExtended5 | Self::PersonBaseDataExtended4 => {
                include_str!("../wsdl/PersonBaseDataExtendedService.wsdl")
            }
            Self::BasicInformation => include_str!("../wsdl/CPRBasicInformationService.wsdl"),
            Self::CprService => include_str!("../wsdl/CprService.wsdl"),
        })
    }

    /// A document for the service's version. Both versions of PersonBaseDataExtended have the same documents: the number
    /// in the namespaces is a placeholder, and lines that only version 5 has say so.
    fn versioned(self, text: &str) -> String {
        let number = if self == Self::PersonBaseDataExtended4 { "4" } else { "5" };
        let has = |line: &&str| number == "5" || !line.ends_with(ONLY_5);
        let line =
            |line: &str| line.strip_suffix(ONLY_5).unwrap_or(line).trim_end().to_owned() + "\n";
        match text.contains(VERSION) {
            true => text.lines().filter(has).map(line).collect::<String>().replace(VERSION, number),
            false => text.to_owned(),
        }
    }

    /// The WSDL with the schemas embedded, for tools that fetch a single file.
    fn single_wsdl(self) -> String {
        const OPEN: &str = "<wsdl:types>";
        const CLOSE: &str = "</wsdl:types>";
        // Schemas that others refer to come first: JAX-WS warns of references to a schema that it has not read yet.
        let schemas = self.schemas().iter().rev();
        let schemas: String =
            schemas.map(|schema| embedded(&self.versioned(schema.text))).collect();
        let wsdl = self.wsdl();
        let (before, rest) = wsdl.split_once(OPEN).unwrap_or_default();
        let (_, after) = rest.split_once(CLOSE).unwrap_or_default();
        format!("{before}{OPEN}\n{schemas}  {CLOSE}{after}")
    }

    fn schema(self, name: &str) -> Option<String> {
        let is_it =
            |schema: &&Schema| schema.names.iter().any(|known| known.eq_ignore_ascii_case(name));
        self.schemas().iter().find(is_it).map(|schema| self.versioned(schema.text))
    }

    const fn schemas(self) -> &'static [Schema] {
        match self {
            Self::Subscription => &[SUBSCRIPTION, CONTEXT, PNR],
            Self::InitialLoad => &[INITIAL_LOAD, CONTEXT],
            Self::PersonBaseDataExtended5 | Self::PersonBaseDataExtended4 => {
                &[PERSON_BASE_DATA, CALL_CONTEXT, AUTHORITY_CONTEXT, CONTEXT, PNR, FAULT]
            }
            Self::BasicInformation => &[BASIC_INFORMATION, CONTEXT, PNR],
            Self::CprService => &[CPR_SERVICE, CONTEXT],
        }
    }
}

/// A schema's text to embed: without XML declaration, and with imports without a location.
fn embedded(schema: &str) -> String {
    let declaration = |line: &&str| !line.starts_with("<?xml");
    let lines = schema.lines().filter(declaration).map(|line| {
        match line.split_once(" schemaLocation=\"") {
            Some((import, _)) => format!("{import}/>\n"),
            None => format!("{line}\n"),
        }
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: &str = "https://here/1/";

    #[test]
    fn wsdl_of_each_service_leads_to_its_schemas() {
        for service in Service::ALL {
            let wsdl = service.document("wsdl", HERE).unwrap();
            assert!(wsdl.contains(r#"<soap:address location="https://here/1/"/>"#));
            let first = service.schemas()[0].names[0];
            assert!(wsdl.contains(&format!(r#"schemaLocation="https://here/1/?xsd={first}""#)));
            for schema in service.schemas() {
                let documents = schema
                    .names
                    .iter()
                    .map(|name| service.document(&format!("xsd={name}"), HERE).unwrap());
                let documents: Vec<_> = documents.collect();
                assert!(documents.windows(2).all(|pair| pair[0] == pair[1]));
                assert!(!documents[0].contains(ADDRESS));
            }
        }
    }

    #[test]
    fn locations_in_schemas_are_answered() {
        for service in Service::ALL {
            let schemas = service.schemas().iter().map(|schema| schema.text.to_owned());
            for text in schemas.chain([service.wsdl()]) {
                for rest in text.split("schemaLocation=\"").skip(1) {
                    let query = rest.strip_prefix("@ADDRESS@?").unwrap().split('"').next().unwrap();
                    assert!(service.document(query, HERE).is_some(), "{query}");
                }
            }
        }
    }

    #[test]
    fn query_in_any_case_and_company_is_the_same() {
        for service in Service::ALL {
            let document = |query: &str| service.document(query, HERE);
            for query in ["WSDL", "Wsdl", "wsdl=1", "WSDL=", "v=2&wsdl", "wsdl&x=y"] {
                assert_eq!(document(query), document("wsdl"), "{query}");
            }
            for query in ["SINGLEWSDL", "singlewsdl=1"] {
                assert_eq!(document(query), document("singleWsdl"), "{query}");
            }
            let name = service.schemas()[0].names[0].to_ascii_uppercase();
            assert!(document(&format!("XSD={name}")).is_some());
            for query in ["", "wsd", "xsd", "xsd=", "xsd=../../Cargo.toml", "a=wsdl", "&"] {
                assert_eq!(document(query), None, "{query}");
            }
        }
    }

    #[test]
    fn single_wsdl_holds_its_schemas_and_leads_nowhere() {
        for service in Service::ALL {
            let single = service.document("singleWsdl", HERE).unwrap();
            assert_eq!(single.matches("<xsd:schema ").count(), service.schemas().len());
            assert_eq!(single.matches("<?xml").count(), 1);
            assert!(!single.contains("schemaLocation"));
            let wsdl = service.document("wsdl", HERE).unwrap();
            let after = |text: &str| text.split("</wsdl:types>").nth(1).map(str::to_owned);
            assert_eq!(after(&single), after(&wsdl));
            for schema in service.schemas() {
                for line in
                    service.versioned(schema.text).lines().filter(|line| line.contains(" name=\""))
                {
                    assert!(single.contains(line), "{line}");
                }
            }
        }
    }

    #[test]
    fn address_in_a_document_is_escaped() {
        let wsdl = Service::Subscription.document("wsdl", "https://h/?a&b\"").unwrap();
        assert!(wsdl.contains("https://h/?a&amp;b&quot;"));
    }
}
