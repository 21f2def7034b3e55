use serde::Deserialize;

/// When a state needs a person.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Alarm {
    pub(crate) uncollected_hours: u32,
    pub(crate) unfinished_minutes: u32,
    pub(crate) missing_extracts: u32,
    pub(crate) inbox_minutes: u32,
    pub(crate) stalled_seconds: u32,
}

impl Default for Alarm {
    fn default() -> Self {
        Self {
            // From Friday's extract to Monday's work.
            uncollected_hours: 72,
            unfinished_minutes: 60,
            missing_extracts: 2,
            inbox_minutes: 30,
            stalled_seconds: 60,
        }
    }
}

impl Alarm {
    /// Its part of a new configuration file.
    pub(super) fn template() -> String {
        let Self {
            uncollected_hours,
            unfinished_minutes,
            missing_extracts,
            inbox_minutes,
            stalled_seconds,
        } = Self::default();
        format!(
            "[alarm]
# What /health, `cprabo healthcheck` and `cprabo status` call attention to: files that nobody has collected for so
# long, and extracts and loads that are not delivered after so long.
# uncollected_hours = {uncollected_hours}
# unfinished_minutes = {unfinished_minutes}
# That the extracts of so many working days (Danish holidays are none) have not come; 0 for never.
# missing_extracts = {missing_extracts}
# Files that lie in the inbox for so long: uploads that do not end, and what cannot be taken.
# inbox_minutes = {inbox_minutes}
# Workers of the server that wait for another process, or give no sign of life, for so long.
# stalled_seconds = {stalled_seconds}
"
        )
    }
}
