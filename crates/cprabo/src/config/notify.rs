use std::time::Duration;

use anyhow::{Result, bail};
use limited_command::LimitedCommand;
use serde::Deserialize;

/// Who is told that something is about to end.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Notify {
    pub(crate) command: Vec<String>,
    pub(crate) command_seconds: u32,
}

impl Default for Notify {
    fn default() -> Self {
        Self { command: Vec::new(), command_seconds: 60 }
    }
}

impl Notify {
    /// The command, if there is one.
    pub(crate) fn command(&self) -> Option<LimitedCommand> {
        let limit = Duration::from_secs(self.command_seconds.into());
        let words = self.command.clone();
        (!words.is_empty()).then_some(LimitedCommand { words, limit })
    }

    /// # Errors
    /// When the command would be ended as soon as it begins, or takes so long that health thinks that nothing moves.
    pub(crate) fn check(&self) -> Result<()> {
        if !(1..=120).contains(&self.command_seconds) {
            bail!("notify.command_seconds is 1 to 120");
        }
        Ok(())
    }

    /// Its part of a new configuration file.
    pub(super) fn template() -> String {
        let Self { command_seconds, .. } = Self::default();
        format!(
            r#"[notify]
# A program that is told 30, 7 and 1 days before an agreement, the last certificate of a system, or a password of OFF4 ends,
# such as one that sends mail. It gets one JSON object on standard input; exit status 0 means that it was told, and any other that it is told
# again, after a minute and then less often. `cprabo healthcheck` notes the same without it.
# command = []
# How long it may take for one notice.
# command_seconds = {command_seconds}
"#
        )
    }
}
