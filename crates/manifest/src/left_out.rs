use extract::{Minimisation, ProtectedPersons};
use serde::Serialize;

/// What was left out of a delivery's records, by the terms of the agreement when it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Record types that are not in the file, such as `013`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<String>,
    /// Fields that are blank in every record, such as `003.ADRNVN`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// What was done with persons whose name and address are protected: `blank-addresses` or `leave-out`. None where they
    /// are delivered like others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protected_persons: Option<&'static str>,
}

impl LeftOut {
    /// What a minimisation leaves out; `None` when that is nothing.
    pub fn of(minimisation: &Minimisation) -> Option<Self> {
        let Minimisation { omitted, blanked, protected } = minimisation;
        (!minimisation.is_empty()).then(|| Self {
            records: omitted.iter().map(ToString::to_string).collect(),
            fields: blanked.iter().map(ToString::to_string).collect(),
            protected_persons: (*protected != ProtectedPersons::Deliver)
                .then(|| protected.as_str()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn left_out_says_only_what_is() {
        let json = |terms: &str| serde_json::to_string(&LeftOut::of(&terms.parse().unwrap()));
        assert_eq!(json("").unwrap(), "null");
        assert_eq!(json("omit=013").unwrap(), r#"{"records":["013"]}"#);
        assert_eq!(
            json("blank=003.ADRNVN protected=leave-out").unwrap(),
            r#"{"fields":["003.ADRNVN"],"protected_persons":"leave-out"}"#
        );
    }
}
