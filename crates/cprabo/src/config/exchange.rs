use std::time::Duration;

use anyhow::{Result, bail};
use exchange::{ExchangeSettings, Inspection};
use jiff::SignedDuration;
use limited_command::LimitedCommand;
use serde::Deserialize;
use uploads::UploadLimits;

use super::retention::Retention;

/// What systems may send to each other.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Exchange {
    pub(crate) file_bytes: u64,
    pub(crate) account_bytes: u64,
    pub(crate) account_files: u64,
    pub(crate) free_bytes: u64,
    pub(crate) unsent_days: u32,
    pub(crate) inspect: Vec<String>,
    pub(crate) inspect_seconds: u32,
}

impl Default for Exchange {
    fn default() -> Self {
        let UploadLimits { file_bytes, account_bytes, account_files, free_bytes } =
            UploadLimits::default();
        Self {
            file_bytes,
            account_bytes,
            account_files,
            free_bytes,
            unsent_days: 7,
            inspect: Vec::new(),
            inspect_seconds: 300,
        }
    }
}

impl Exchange {
    /// The limits of uploads.
    pub(crate) const fn limits(&self) -> UploadLimits {
        let Self { file_bytes, account_bytes, account_files, free_bytes, .. } = *self;
        UploadLimits { file_bytes, account_bytes, account_files, free_bytes }
    }

    /// How files are sent on; they are kept as deliveries.
    pub(crate) fn settings(&self, retention: &Retention) -> ExchangeSettings {
        let pipeline::Retention { folder_days, archive_days, warn_days, .. } = retention.kept();
        let inspection = Inspection(LimitedCommand {
            words: self.inspect.clone(),
            limit: Duration::from_secs(self.inspect_seconds.into()),
        });
        ExchangeSettings {
            unsent: SignedDuration::from_hours(24 * i64::from(self.unsent_days)),
            inspection: (!self.inspect.is_empty()).then_some(inspection),
            kept: exchange::KeptDays { folder_days, archive_days, warn_days },
            ..ExchangeSettings::default()
        }
    }

    /// # Errors
    /// When files would be removed as soon as they are there, or inspections ended as soon as they begin.
    pub(crate) fn check(&self) -> Result<()> {
        if self.unsent_days == 0 || self.inspect_seconds == 0 {
            bail!("exchange.unsent_days and exchange.inspect_seconds are at least 1");
        }
        Ok(())
    }

    /// Its part of a new configuration file.
    pub(super) fn template() -> String {
        let Self {
            file_bytes,
            account_bytes,
            account_files,
            free_bytes,
            unsent_days,
            inspect_seconds,
            ..
        } = Self::default();
        format!(
            "[exchange]
# What systems upload into OUT for others, where `cprabo route allow` lets them: the largest file, and what an account
# may have there at once. Uploads stop while the disk has less free than that.
# file_bytes = {file_bytes}
# account_bytes = {account_bytes}
# account_files = {account_files}
# free_bytes = {free_bytes}
# After so many days a file leaves OUT that was not sent with a trigger.
# unsent_days = {unsent_days}
# A program that inspects each file before it is sent on, with its arguments; the file's path comes last. Exit status 0
# lets the file through, any other refuses it. It is ended after so many seconds, and the file waits.
# inspect = []
# inspect_seconds = {inspect_seconds}
"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_inspect_where_there_is_a_command_and_keep_as_deliveries_are_kept() {
        let retention = Retention::default();
        let settings = Exchange::default().settings(&retention);
        assert!(settings.inspection.is_none());
        assert_eq!(settings.kept.folder_days, retention.kept().folder_days);
        let inspect = vec!["clamdscan".to_owned(), "--fdpass".to_owned()];
        let settings = Exchange { inspect, ..Exchange::default() }.settings(&retention);
        assert_eq!(settings.inspection.unwrap().0.words.len(), 2);
        let check = |unsent_days, inspect_seconds| {
            Exchange { unsent_days, inspect_seconds, ..Exchange::default() }.check().is_ok()
        };
        assert!(check(1, 1) && !check(0, 1) && !check(1, 0));
    }
}
