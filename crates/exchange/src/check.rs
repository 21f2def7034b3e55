use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use blobs::ForwardedFiles;
use exchange_proto::{Content, ErrorCode, FileName, InvalidTrigger, Trigger, limits};
use sha256::{Hasher, Sha256};
use store::{CheckedTransfer, TakenTransfer};
use uploads::{UploadError, Uploads};
use uuid::Uuid;

use crate::error::ExchangeError;
use crate::inspect::Inspection;

/// What `Recipients` begins with for dynamic routing (`out.md` 3).
const ROUTING: &str = "ROUTING_";

/// Checks taken files, and puts those that are right where recipients read them.
pub(crate) struct Check<'a> {
    pub(crate) uploads: &'a Uploads,
    pub(crate) forwarded: &'a ForwardedFiles,
    pub(crate) inspection: Option<&'a Inspection>,
}

/// What became of a taken transfer.
pub(crate) enum Checked {
    /// It can be decided upon.
    Ready(Box<CheckedTransfer>),
    /// Its trigger was gone before it was taken.
    NoTrigger,
    /// Its system writes it again: it is looked at later.
    InUse,
}

/// Where the data of a transfer is.
enum Data {
    /// In the folder of taken files, with its digest if that is known.
    Taken(PathBuf, Option<Sha256>),
    /// Where recipients read it: an earlier attempt came so far.
    Placed,
}

impl Check<'_> {
    /// Takes a transfer's files, if that is not done, and checks them.
    pub(crate) fn check(&self, taken: &TakenTransfer) -> Result<Checked, ExchangeError> {
        let id = taken.id.number();
        // The file first: as long as a client sees its trigger, it knows that nothing was sent on.
        let data = match self.data(taken) {
            Err(ExchangeError::Upload(UploadError::InUse)) => return Ok(Checked::InUse),
            data => data?,
        };
        let trigger = match self.uploads.take_trigger(&taken.sftp_user, &taken.name, id) {
            Err(UploadError::InUse) => return Ok(Checked::InUse),
            Ok(None) => {
                self.uploads.give_back(&taken.sftp_user, &taken.name, id)?;
                return Ok(Checked::NoTrigger);
            }
            Ok(Some(path)) => read_trigger(&path)?,
            Err(error) => return Err(error.into()),
        };
        let file = data.as_ref().map(|data| self.measure(data, id)).transpose()?;
        let parsed = Trigger::parse(&trigger);
        let mut checked = judge(taken, parsed, file, self.uploads.limits().file_bytes);
        if let (Some((Data::Taken(path, _), file)), []) = (data.zip(file), &*checked.errors) {
            self.place(id, &path, file, &mut checked)?;
        }
        Ok(Checked::Ready(Box::new(checked)))
    }

    fn data(&self, taken: &TakenTransfer) -> Result<Option<Data>, ExchangeError> {
        let id = taken.id.number();
        let is_taken = self.uploads.taken().data(id).symlink_metadata().is_ok();
        if !is_taken && self.forwarded.contains(id)? {
            return Ok(Some(Data::Placed));
        }
        let data = self.uploads.take_data(&taken.sftp_user, &taken.name, id)?;
        Ok(data.map(|data| Data::Taken(data.path, data.digest)))
    }

    /// Length and digest.
    fn measure(&self, data: &Data, id: i64) -> Result<(u64, Sha256), ExchangeError> {
        match data {
            Data::Taken(path, Some(digest)) => {
                let size = path.metadata().map_err(ExchangeError::Taken)?.len();
                Ok((size, *digest))
            }
            Data::Taken(path, None) => digest(path).map_err(ExchangeError::Taken),
            Data::Placed => {
                let reader = self.forwarded.open(id)?;
                Ok((reader.version()?.size(), reader.digest(&mut |_| Ok(()))?))
            }
        }
    }

    fn place(
        &self,
        id: i64,
        path: &Path,
        (size, sha256): (u64, Sha256),
        checked: &mut CheckedTransfer,
    ) -> Result<(), ExchangeError> {
        if let Some(inspection) = self.inspection
            && !inspection.lets_through(path)?
        {
            checked.errors.push(ErrorCode::Refused);
            return Ok(());
        }
        Ok(self.forwarded.put(id, path, (size, &sha256))?)
    }
}

/// What is wrong with a file and its trigger by themselves (`out.md` 5).
fn judge(
    taken: &TakenTransfer,
    trigger: Result<Trigger, InvalidTrigger>,
    file: Option<(u64, Sha256)>,
    largest: u64,
) -> CheckedTransfer {
    let mut checked = CheckedTransfer {
        id: taken.id,
        uuid: Uuid::nil(),
        senders_file_id: None,
        file,
        recipients: Vec::new(),
        content: Content::empty(),
        errors: Vec::new(),
    };
    match trigger {
        Err(InvalidTrigger::NotXml) => checked.errors.push(ErrorCode::NotXml),
        Err(InvalidTrigger::NotSchema { senders_file_id }) => {
            checked.errors.push(ErrorCode::NotSchema);
            checked.senders_file_id = senders_file_id;
        }
        Ok(trigger) => {
            checked.errors = errors(taken, &trigger, file, largest);
            if let Some((_, sha256)) = &file {
                checked.uuid = uuid(taken, trigger.senders_file_id.as_deref(), sha256);
            }
            checked.senders_file_id = trigger.senders_file_id;
            checked.recipients = trigger.recipients;
            checked.content = trigger.content;
        }
    }
    checked
}

fn errors(
    taken: &TakenTransfer,
    trigger: &Trigger,
    file: Option<(u64, Sha256)>,
    largest: u64,
) -> Vec<ErrorCode> {
    let is_name = taken.name.parse::<FileName>().is_ok() && trigger.file_name == taken.name;
    let is_routing = trigger.recipients.iter().any(|name| name.starts_with(ROUTING));
    let size = file.map(|(size, _)| size);
    let found = [
        (size.is_none(), ErrorCode::FileNotFound),
        (!is_name, ErrorCode::NameDiffers),
        (size.is_some_and(|size| size != trigger.size), ErrorCode::SizeDiffers),
        (trigger.sender != taken.sftp_user.as_str(), ErrorCode::WrongSender),
        (is_routing, ErrorCode::Routing),
        (size.is_some_and(|size| size > largest), ErrorCode::TooLarge),
    ];
    found.into_iter().filter(|(is_wrong, _)| *is_wrong).map(|(_, code)| code).collect()
}

/// The UUID of a transfer, made of what it names.
fn uuid(taken: &TakenTransfer, senders_file_id: Option<&str>, sha256: &Sha256) -> Uuid {
    let content = Uuid::new_v5(&Uuid::NAMESPACE_OID, sha256.as_bytes());
    // No account and no name has a slash.
    let id = senders_file_id.unwrap_or_default();
    let name = format!("{}/{}/{id}", taken.sftp_user, taken.name);
    Uuid::new_v5(&content, name.as_bytes())
}

fn read_trigger(path: &Path) -> Result<Vec<u8>, ExchangeError> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(ExchangeError::Taken)?;
    let mut limited = file.take(limits::TRIGGER as u64 + 1);
    limited.read_to_end(&mut bytes).map_err(ExchangeError::Taken)?;
    Ok(bytes)
}

fn digest(path: &Path) -> std::io::Result<(u64, Sha256)> {
    let (mut file, mut hasher, mut size) = (File::open(path)?, Hasher::default(), 0);
    let mut block = vec![0; 256 * 1024];
    loop {
        match file.read(&mut block) {
            Ok(0) => return Ok((size, hasher.finish())),
            Ok(read) => {
                hasher.update(block.get(..read).unwrap_or_default());
                size += read as u64;
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
