use std::fmt;

/// A house number, floor, door or building number to search for. Case, blanks and leading zeros make no difference: clients
/// fill up with zeros (`00tv`, `0015`), records with blanks (`  tv`, `015 `).
///
/// `Debug` does not show it: it is personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct AddressPart(String);

impl AddressPart {
    /// The part as a caller or a record has it.
    pub fn new(text: &str) -> Self {
        let letters = text.chars().filter(|letter| !letter.is_whitespace());
        let text: String = letters.flat_map(char::to_lowercase).collect();
        Self(text.trim_start_matches('0').to_owned())
    }

    /// The text without what makes no difference: `tv`, `15a`. For an index, never for logs.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AddressPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[..]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_of_clients_are_blanks_of_records() {
        for (client, record) in [
            ("0015", "015 "),
            ("015A", "015a"),
            ("00tv", "  tv"),
            ("ST", "st"),
            ("1", "01"),
            ("0", "    "),
        ] {
            assert_eq!(AddressPart::new(client), AddressPart::new(record), "{client}");
        }
        assert_ne!(AddressPart::new("15A"), AddressPart::new("15"));
        assert_eq!(AddressPart::new("0100").as_str(), "100");
    }

    #[test]
    fn it_is_not_shown() {
        assert_eq!(format!("{:?}", AddressPart::new("15A")), "[..]");
    }
}
