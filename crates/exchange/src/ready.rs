use civil::SftpUser;
use exchange_proto::{Trigger, limits};
use jiff::Timestamp;
use uploads::{OutFile, Uploads};

use crate::error::ExchangeError;
use crate::observations::Observations;
use crate::settings::ExchangeSettings;

/// Finds triggers that are to be taken now.
pub(crate) struct Look<'a> {
    pub(crate) uploads: &'a Uploads,
    pub(crate) settings: &'a ExchangeSettings,
    pub(crate) observations: &'a mut Observations,
    pub(crate) now: Timestamp,
}

impl Look<'_> {
    /// The files of an account whose triggers are ready, by name, at most so many.
    pub(crate) fn ready(
        &mut self,
        user: &SftpUser,
        most: usize,
    ) -> Result<Vec<String>, ExchangeError> {
        let files = self.uploads.list(user)?;
        let mut ready = Vec::new();
        for trigger in &files {
            let Some(name) = trigger.name.triggered() else { continue };
            let data = files.iter().find(|file| file.name.as_str() == name);
            if ready.len() < most && self.is_ready(user, trigger, data)? {
                ready.push(name.to_owned());
            }
        }
        Ok(ready)
    }

    fn is_ready(
        &mut self,
        user: &SftpUser,
        trigger: &OutFile,
        data: Option<&OutFile>,
    ) -> Result<bool, ExchangeError> {
        let (without_file, settled) = (self.settings.without_file, self.settings.settled);
        let mut unchanged = self.observations.unchanged(user, trigger, self.now);
        if trigger.is_open {
            return Ok(false);
        }
        let Some(data) = data else { return Ok(unchanged >= without_file) };
        unchanged = unchanged.min(self.observations.unchanged(user, data, self.now));
        if data.is_open {
            return Ok(false);
        }
        Ok(unchanged >= settled || self.says_the_size(user, trigger, data)?)
    }

    /// Whether the trigger can be read and says the file's size. It may be gone by now.
    fn says_the_size(
        &self,
        user: &SftpUser,
        trigger: &OutFile,
        data: &OutFile,
    ) -> Result<bool, ExchangeError> {
        let bytes = match self.uploads.read(user, &trigger.name, limits::TRIGGER as u64 + 1) {
            Err(uploads::UploadError::NotFound) => return Ok(false),
            bytes => bytes?,
        };
        Ok(Trigger::parse(&bytes).is_ok_and(|trigger| trigger.size == data.size))
    }
}
