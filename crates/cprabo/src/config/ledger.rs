use serde::Deserialize;

/// How long the disclosure ledger keeps persons, in days; 0 for ever.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Ledger {
    pub(crate) person_days: u32,
}

impl Ledger {
    /// The same; `None` for ever.
    pub(crate) fn person_days(&self) -> Option<u32> {
        (self.person_days > 0).then_some(self.person_days)
    }

    /// Its part of a new configuration file.
    pub(super) fn template() -> String {
        let Self { person_days } = Self::default();
        format!(
            r#"[ledger]
# How many days the disclosure ledger keeps to whom each person was disclosed; after that it has counts alone, and reports
# for citizens say so. 0 is for ever. Deliveries that can still be made again keep their persons: those whose extract is in
# the archive (retention.archive_days).
# person_days = {person_days}
"#
        )
    }
}
