use serde::Deserialize;
use store::ReviewPeriods;

/// How often the need for filters is reviewed, where an agreement does not say otherwise.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Review {
    pub(crate) every_days: u16,
    pub(crate) suspend_after_days: u16,
}

impl Review {
    pub(crate) const fn periods(&self) -> ReviewPeriods {
        ReviewPeriods { every: self.every_days, suspends: self.suspend_after_days }
    }

    /// Its part of a new configuration file.
    pub(super) fn template() -> String {
        let Self { every_days, suspend_after_days } = Self::default();
        format!(
            r#"[review]
# Days from one review of the need for an agreement's filters to the next (`cprabo review`); 0 for none. Nothing is due before a
# whole period has passed since it was set. An agreement can have another value.
# every_days = {every_days}
# Days overdue after which an agreement is suspended; 0 for never.
# suspend_after_days = {suspend_after_days}
"#
        )
    }
}
