use std::net::SocketAddr;

use anyhow::{Result, bail};
use app::Off4Settings;
use jiff::SignedDuration;
use serde::Deserialize;

/// CPR Direkte PNR (OFF4): where it listens, and how its accounts are used.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Off4 {
    pub(crate) listen: Option<SocketAddr>,
    pub(crate) token_minutes: u32,
    pub(crate) password_days: u32,
}

impl Default for Off4 {
    fn default() -> Self {
        Self { listen: None, token_minutes: 60, password_days: 0 }
    }
}

impl Off4 {
    /// The same, for the use cases.
    pub(crate) fn settings(&self) -> Off4Settings {
        let days = i64::from(self.password_days);
        Off4Settings {
            tokens_last: SignedDuration::from_mins(i64::from(self.token_minutes)),
            passwords_last: (days > 0).then(|| SignedDuration::from_hours(24 * days)),
        }
    }

    /// # Errors
    /// When tokens would be over as soon as they are issued.
    pub(crate) fn check(&self) -> Result<()> {
        if self.token_minutes == 0 {
            bail!("off4.token_minutes is at least 1");
        }
        Ok(())
    }

    /// Its part of a new configuration file.
    pub(super) fn template() -> String {
        let Self { token_minutes, password_days, .. } = Self::default();
        format!(
            "[off4]
# Where CPR Direkte PNR (OFF4) listens, the look-up that answers in extract records, with TLS. Without it, nowhere. Who may
# log on, `cprabo off4-account` says.
# listen = \"127.0.0.1:5000\"
# How long the token of a logon is valid.
# token_minutes = {token_minutes}
# How long a password is; 0 is for ever.
# password_days = {password_days}
"
        )
    }
}
