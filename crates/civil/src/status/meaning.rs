/// What a status means, in the CPR office's Danish and in English.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusMeaning {
    code: u8,
    is_active: bool,
    danish: &'static str,
    english: &'static str,
}

impl StatusMeaning {
    /// In Danish.
    pub const fn danish(&self) -> &'static str {
        self.danish
    }

    /// In English.
    pub const fn english(&self) -> &'static str {
        self.english
    }

    /// Whether such a person is active: registered as living at an address.
    pub const fn is_active(&self) -> bool {
        self.is_active
    }

    pub(super) fn of(code: u8) -> Option<&'static Self> {
        MEANINGS.iter().find(|meaning| meaning.code == code)
    }
}

const fn active(code: u8, danish: &'static str, english: &'static str) -> StatusMeaning {
    StatusMeaning { code, is_active: true, danish, english }
}

const fn inactive(code: u8, danish: &'static str, english: &'static str) -> StatusMeaning {
    StatusMeaning { code, is_active: false, danish, english }
}

/// The list in U12170, and 10 from the Greenlandic guidance.
const MEANINGS: [StatusMeaning; 12] = [
    active(1, "Aktiv, bopæl i dansk folkeregister", "Active, resident in Denmark"),
    active(
        3,
        "Aktiv, speciel vejkode (9900-9999) i dansk folkeregister",
        "Active, special road code, Denmark",
    ),
    active(5, "Aktiv, bopæl i grønlandsk folkeregister", "Active, resident in Greenland"),
    active(
        7,
        "Aktiv, speciel vejkode (9900-9999) i grønlandsk folkeregister",
        "Active, special road code, Greenland",
    ),
    inactive(10, "Reserveret personnummer", "Reserved number"),
    inactive(
        20,
        "Inaktiv, uden bopæl, tildelt personnummer af skattehensyn",
        "Inactive, number for tax reasons",
    ),
    inactive(30, "Inaktiv, annulleret personnummer", "Inactive, annulled number"),
    inactive(
        50,
        "Inaktiv, slettet personnummer (dobbeltnummer)",
        "Inactive, deleted duplicate number",
    ),
    inactive(60, "Inaktiv, ændret personnummer", "Inactive, changed number"),
    inactive(70, "Inaktiv, forsvundet", "Inactive, disappeared"),
    inactive(80, "Inaktiv, udrejst", "Inactive, emigrated"),
    inactive(90, "Inaktiv, død", "Inactive, dead"),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Compares with `../shared/data/status-codes.csv`, where that file exists.
    #[test]
    fn the_table_is_the_published_one() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/status-codes.csv");
        let Ok(csv) = std::fs::read_to_string(path) else {
            eprintln!("skipped: {path} is not here");
            return;
        };
        let ours: Vec<String> = MEANINGS
            .iter()
            .map(|StatusMeaning { code, is_active, danish, english }| {
                format!("{code:02},{},{danish},{english}", u8::from(*is_active))
            })
            .collect();
        // The CSV quotes only texts that contain a comma.
        let published: Vec<String> =
            csv.lines().skip(1).map(|line| line.replace('"', "")).collect();
        assert_eq!(ours, published);
    }
}
