use anyhow::{Result, bail};
use serde::Deserialize;

/// How long things are kept, in days; 0 for ever.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Retention {
    #[serde(alias = "in_days")]
    pub(crate) folder_days: u32,
    pub(crate) archive_days: u32,
    pub(crate) warn_days: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self { folder_days: 90, archive_days: 0, warn_days: 7 }
    }
}

impl Retention {
    /// The same, for the pipeline; persons of the disclosure ledger have a setting of their own.
    pub(crate) fn kept(&self) -> pipeline::Retention {
        let days = |days: u32| (days > 0).then_some(days);
        pipeline::Retention {
            folder_days: days(self.folder_days),
            archive_days: days(self.archive_days),
            person_days: None,
            warn_days: self.warn_days,
        }
    }

    /// # Errors
    /// When every file would be about to leave from its first moment on.
    pub(crate) fn check(&self) -> Result<()> {
        let Self { folder_days, warn_days, .. } = self;
        if *folder_days > 0 && warn_days >= folder_days {
            bail!(
                "retention.warn_days ({warn_days}) is to be less than folder_days ({folder_days})"
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_for_ever_is_not_warned_of() {
        let check = |folder_days, warn_days| {
            Retention { folder_days, warn_days, ..Retention::default() }.check().is_ok()
        };
        assert!(check(0, 7) && check(8, 7) && !check(7, 7) && !check(1, 7) && check(1, 0));
    }
}
