use serde::Deserialize;
use store::Approval;

/// How agreements come into force.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Agreements {
    pub(crate) second_person: bool,
}

impl Agreements {
    /// Who may approve agreements.
    pub(crate) const fn approval(self) -> Approval {
        match self.second_person {
            true => Approval::SecondPerson,
            false => Approval::Anybody,
        }
    }

    /// Its part of a new configuration file.
    pub(super) fn template() -> String {
        let Self { second_person } = Self::default();
        format!(
            "[agreements]
# Whether an agreement has to be approved by somebody else than who submitted it or changed it last. Who somebody is, is the
# name under which a command was run, also with sudo. An agreement is then added as a draft alone.
# second_person = {second_person}
"
        )
    }
}
