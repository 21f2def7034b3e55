use std::time::Duration;

use pipeline::ScrubSettings;
use serde::Deserialize;

/// How the server verifies data at rest.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Verify {
    pub(crate) every_hours: u32,
    pub(crate) megabytes_per_second: u32,
}

impl Default for Verify {
    fn default() -> Self {
        Self { every_hours: 24, megabytes_per_second: 50 }
    }
}

impl Verify {
    /// The same, for the pipeline.
    pub(crate) fn settings(&self) -> ScrubSettings {
        ScrubSettings {
            every: Duration::from_secs(3600 * u64::from(self.every_hours.max(1))),
            bytes_per_second: 1_000_000 * u64::from(self.megabytes_per_second),
        }
    }

    /// Its part of a new configuration file.
    pub(super) fn template() -> String {
        let Self { every_hours, megabytes_per_second } = Self::default();
        format!(
            "[verify]
# The server reads everything at rest (the database, the files in IN, the archive), holds it against its digests and
# makes again what is damaged: once in so many hours, and at so many megabytes a second (0 for as many as can be).
# every_hours = {every_hours}
# megabytes_per_second = {megabytes_per_second}
"
        )
    }
}
