use std::time::Duration;

use anyhow::{Result, bail};
use serde::Deserialize;

/// How the service is measured by calls from outside.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Probe {
    pub(crate) on: bool,
    pub(crate) every_seconds: u32,
    pub(crate) timeout_seconds: u32,
}

impl Default for Probe {
    fn default() -> Self {
        Self { on: true, every_seconds: 60, timeout_seconds: 10 }
    }
}

impl Probe {
    /// The time from one round of calls to the next; `None` when there are none.
    pub(crate) fn every(&self) -> Option<Duration> {
        self.on.then(|| Duration::from_secs(self.every_seconds.into()))
    }

    /// How long an answer may take.
    pub(crate) fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout_seconds.into())
    }

    /// # Errors
    /// When rounds of calls would not fit into an hour, or calls not into a round.
    pub(crate) fn check(&self) -> Result<()> {
        let Self { every_seconds, timeout_seconds, .. } = *self;
        if every_seconds == 0 || 3600 % every_seconds != 0 {
            bail!("probe.every_seconds goes into an hour without a rest, such as 60 or 300");
        }
        if timeout_seconds == 0 || timeout_seconds > every_seconds / 3 {
            bail!(
                "probe.timeout_seconds is at least 1, and at most a third of every_seconds: three calls follow each other"
            );
        }
        Ok(())
    }

    /// Its part of a new configuration file.
    pub(super) fn template() -> String {
        let Self { on, every_seconds, timeout_seconds } = Self::default();
        format!(
            "[probe]
# Whether the server measures the service by calls of its own (SOAP, a look-up, an SFTP login), as a system without an agreement.
# The service page and `cprabo status` say what was measured.
# on = {on}
# The time from one round of calls to the next, which goes into an hour without a rest; and after how long an answer counts as
# none, at most a third of that.
# every_seconds = {every_seconds}
# timeout_seconds = {timeout_seconds}
"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_fit_into_an_hour_and_calls_into_a_round() {
        let is_right = |every_seconds, timeout_seconds| {
            Probe { on: true, every_seconds, timeout_seconds }.check().is_ok()
        };
        assert!(Probe::default().check().is_ok());
        assert!(is_right(3, 1) && is_right(3600, 1200));
        assert!(!is_right(0, 1) && !is_right(7, 1) && !is_right(7200, 10));
        assert!(!is_right(60, 21) && !is_right(60, 0));
    }
}
