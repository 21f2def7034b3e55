use anyhow::{Result, bail};
use serde::Deserialize;

/// How long things are kept, in days; 0 for ever.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Retention {
    pub(crate) in_days: u32,
    pub(crate) archive_days: u32,
    pub(crate) warn_days: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self { in_days: 90, archive_days: 0, warn_days: 7 }
    }
}

impl Retention {
    /// The same, as the pipeline takes it.
    pub(crate) fn kept(&self) -> pipeline::Retention {
        let days = |days: u32| (days > 0).then_some(days);
        pipeline::Retention {
            in_days: days(self.in_days),
            archive_days: days(self.archive_days),
            warn_days: self.warn_days,
        }
    }

    /// # Errors
    /// When every file would be about to leave from its first moment on.
    pub(crate) fn check(&self) -> Result<()> {
        let Self { in_days, warn_days, .. } = self;
        if *in_days > 0 && warn_days >= in_days {
            bail!("retention.warn_days ({warn_days}) is to be less than in_days ({in_days})");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_for_ever_is_not_warned_of() {
        let check = |in_days, warn_days| {
            Retention { in_days, warn_days, ..Retention::default() }.check().is_ok()
        };
        assert!(check(0, 7) && check(8, 7) && !check(7, 7) && !check(1, 7) && check(1, 0));
    }
}
