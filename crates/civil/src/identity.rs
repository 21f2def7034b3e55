//! The parties to a service agreement. Each role has its own type, so that an agreement cannot be looked up by a
//! system's UUID.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;
use uuid::Uuid;

/// Not a UUID in the form `8-4-4-4-12`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a UUID is 32 hexadecimal digits in groups of 8-4-4-4-12")]
pub struct InvalidUuid;

macro_rules! identity {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The UUID itself.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl FromStr for $name {
            type Err = InvalidUuid;

            /// Reads the hyphenated form only. Upper-case digits are accepted, though the schema asks for lower-case
            /// ones; `Display` writes lower case.
            fn from_str(text: &str) -> Result<Self, InvalidUuid> {
                if text.len() != 36 {
                    return Err(InvalidUuid);
                }
                Uuid::try_parse(text).map(Self).map_err(|_| InvalidUuid)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }
    };
}

identity!(
    /// A service agreement (`ServiceAgreementUUID`).
    AgreementUuid
);
identity!(
    /// An IT system (`UserSystemUUID`).
    SystemUuid
);
identity!(
    /// An authority, that is a municipality (`UserUUID`).
    AuthorityUuid
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_hyphenated_form_only() {
        let text = "9cdccc2f-3243-11e2-8fef-d4bed98c5934";
        assert_eq!(text.parse::<SystemUuid>().unwrap().to_string(), text);
        assert_eq!(text.to_uppercase().parse::<SystemUuid>().unwrap().to_string(), text);
        for text in
            ["", "9cdccc2f324311e28fefd4bed98c5934", "{9cdccc2f-3243-11e2-8fef-d4bed98c593}"]
        {
            assert_eq!(text.parse::<SystemUuid>(), Err(InvalidUuid), "{text}");
        }
    }
}
