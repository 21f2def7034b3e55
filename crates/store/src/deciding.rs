//! Deciding upon transfers: each is delivered to all of its recipients, or to none, with the receipt
//! for its sender. One transaction.

use std::collections::BTreeMap;

use exchange_proto::{ErrorCode, FileName, Metadata, Receipt};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::db::{Tx, values};
use crate::model::{
    AuditEntry, Author, CheckedTransfer, DecidedTransfer, SftpUser, Sha256, System, SystemId,
    TakenTransfer, TransferState,
};
use crate::store::Store;
use crate::{
    StoreError, account_mtimes, audit, ledger, ledger_subjects, routes, system_rows, transfers,
};

/// How long a sender's id of a file is remembered (`out.md` 5, 1011).
const REMEMBERED: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Decisions.
impl Store {
    /// Decides upon taken transfers whose files are where recipients read them: those without an
    /// error are delivered if the routes and the folders of their recipients allow it. Each sender
    /// gets a receipt. A transfer that was decided upon already is left out.
    pub fn decide_transfers(
        &self,
        checked: &[CheckedTransfer],
        at: Timestamp,
    ) -> Result<Vec<DecidedTransfer>, StoreError> {
        self.write("deciding upon transfers", |tx| {
            let mut appeared = Appeared::default();
            let mut decided = Vec::new();
            for transfer in checked {
                if let Some(taken) = transfers::taken(tx, transfer.id)? {
                    decided.push(decide(tx, &taken, transfer, at, &mut appeared)?);
                }
            }
            appeared.give_mtimes(tx, at)?;
            Ok(decided)
        })
    }
}

/// What is to be done with a transfer.
enum Decision {
    Deliver(Vec<System>),
    /// It was delivered before, under this UUID.
    Repeat(Uuid),
    Refuse(Vec<ErrorCode>),
}

fn decide(
    tx: &Tx<'_>,
    taken: &TakenTransfer,
    checked: &CheckedTransfer,
    at: Timestamp,
    appeared: &mut Appeared,
) -> Result<DecidedTransfer, StoreError> {
    ledger::begin_if_new(tx, at)?;
    let decision = match (&checked.file, &*checked.errors) {
        (Some((size, sha256)), []) => judge(tx, taken, checked, (*size, sha256), at)?,
        (None, []) => Decision::Refuse(vec![ErrorCode::FileNotFound]),
        (_, errors) => Decision::Refuse(errors.to_vec()),
    };
    let (state, uuid, errors, recipients) = match decision {
        Decision::Deliver(to) => (TransferState::Delivered, checked.uuid, Vec::new(), to),
        Decision::Repeat(first) => (TransferState::Repeated, first, Vec::new(), Vec::new()),
        Decision::Refuse(errors) => (TransferState::Refused, checked.uuid, errors, Vec::new()),
    };
    let users = recipients.iter().map(|system| system.sftp_user.clone()).collect();
    let decided = DecidedTransfer { id: taken.id, uuid, state, errors, recipients: users };
    record(tx, checked, &decided, at)?;
    for recipient in &recipients {
        forward(tx, taken, checked, recipient, at, appeared)?;
    }
    put_receipt(tx, taken, checked, &decided, at, appeared)?;
    write_audit(tx, taken, &decided, at)?;
    Ok(decided)
}

/// Whether a transfer that is right in itself may go on.
fn judge(
    tx: &Tx<'_>,
    taken: &TakenTransfer,
    checked: &CheckedTransfer,
    (_, sha256): (u64, &Sha256),
    at: Timestamp,
) -> Result<Decision, StoreError> {
    match seen_before(tx, taken, checked, at)? {
        Some((uuid, known)) if known == *sha256 => return Ok(Decision::Repeat(uuid)),
        Some(_) => return Ok(Decision::Refuse(vec![ErrorCode::SeenBefore])),
        None => {}
    }
    let name: FileName = taken.name.parse().map_err(|_| StoreError::Corrupt("name of a file"))?;
    let allowed = routes::recipients(tx, taken.sender)?;
    let (mut recipients, mut errors) = (Vec::<System>::new(), Vec::new());
    for user in &checked.recipients {
        match find_recipient(tx, &allowed, user)? {
            Some(system) if recipients.iter().any(|known| known.id == system.id) => {}
            Some(system) => {
                errors.extend(obstacle(tx, &system, &name)?);
                recipients.push(system);
            }
            None => errors.push(ErrorCode::UnknownRecipient),
        }
    }
    Ok(if errors.is_empty() { Decision::Deliver(recipients) } else { Decision::Refuse(errors) })
}

/// The transfer for which a sender used its id last, if it is remembered.
fn seen_before(
    tx: &Tx<'_>,
    taken: &TakenTransfer,
    checked: &CheckedTransfer,
    at: Timestamp,
) -> Result<Option<(Uuid, Sha256)>, StoreError> {
    let Some(id) = &checked.senders_file_id else { return Ok(None) };
    let select = "SELECT uuid, sha256 FROM transfer
        WHERE sender = ?1 AND senders_file_id = ?2 AND senders_file_id IS NOT NULL
            AND state = 'delivered' AND decided_at >= ?3
        ORDER BY id DESC LIMIT 1";
    let since = at.saturating_sub(REMEMBERED).unwrap_or(Timestamp::MIN);
    tx.query_opt(select, &values![taken.sender, id, since], |row| {
        Ok((row.get("uuid")?, row.get("sha256")?))
    })
}

/// A recipient that is there and to which the sender may send. A sender does not learn which of the
/// two is not so.
fn find_recipient(
    tx: &Tx<'_>,
    allowed: &[SystemId],
    user: &str,
) -> Result<Option<System>, StoreError> {
    let condition = "sftp_user = ?1 AND removed_at IS NULL";
    let system = system_rows::find(tx, condition, user.into())?;
    Ok(system.filter(|system| allowed.contains(&system.id)))
}

/// Why a file of this name cannot be put into a recipient's folder now.
fn obstacle(
    tx: &Tx<'_>,
    recipient: &System,
    name: &FileName,
) -> Result<Option<ErrorCode>, StoreError> {
    let subscribes = "SELECT 1 FROM agreement WHERE system = ?1 AND closed_at IS NULL";
    if name.is_reserved() && tx.exists(subscribes, &values![recipient.id])? {
        return Ok(Some(ErrorCode::NameDiffers));
    }
    let waits = "SELECT 1 FROM forwarded_file
        WHERE recipient = ?1 AND name = ?2 AND data_removed_at IS NULL AND collected_at IS NULL";
    let delivered = "SELECT 1 FROM delivery WHERE system = ?1 AND name = ?2";
    let key = values![recipient.id, name.as_str()];
    let is_taken = tx.exists(waits, &key)? || tx.exists(delivered, &key)?;
    Ok(is_taken.then_some(ErrorCode::NameTaken))
}

fn record(
    tx: &Tx<'_>,
    checked: &CheckedTransfer,
    decided: &DecidedTransfer,
    at: Timestamp,
) -> Result<(), StoreError> {
    let update = "UPDATE transfer SET state = ?2, uuid = ?3, senders_file_id = ?4, size = ?5,
            sha256 = ?6, errors = ?7, decided_at = ?8
        WHERE id = ?1";
    let row = values![
        decided.id,
        decided.state.as_str(),
        decided.uuid.to_string(),
        checked.senders_file_id.as_deref(),
        checked.file.map(|(size, _)| size),
        checked.file.as_ref().map(|(_, sha256)| sha256),
        transfers::stored_errors(&decided.errors),
        at,
    ];
    tx.execute(update, &row).map(|_| ())
}

/// Puts the file into a recipient's folder. One of that name that was collected leaves it.
fn forward(
    tx: &Tx<'_>,
    taken: &TakenTransfer,
    checked: &CheckedTransfer,
    recipient: &System,
    at: Timestamp,
    appeared: &mut Appeared,
) -> Result<(), StoreError> {
    let replace = "UPDATE forwarded_file SET
            data_removed_at = coalesce(data_removed_at, ?3),
            metadata_removed_at = coalesce(metadata_removed_at, ?3)
        WHERE recipient = ?1 AND name = ?2
            AND (data_removed_at IS NULL OR metadata_removed_at IS NULL)";
    tx.execute(replace, &values![recipient.id, &taken.name, at])?;
    let metadata = Metadata {
        root: recipient.metadata_root,
        transfer: checked.uuid,
        file_name: &taken.name,
        size: checked.file.map(|(size, _)| size).unwrap_or_default(),
        sender: taken.sftp_user.as_str(),
        senders_file_id: checked.senders_file_id.as_deref(),
        recipient: recipient.sftp_user.as_str(),
        content: &checked.content,
    };
    let insert = "INSERT INTO forwarded_file
            (transfer, recipient, name, metadata, mtime, published_at)
        VALUES (?1, ?2, ?3, ?4, 0, ?5) RETURNING id";
    let bytes = metadata.to_bytes();
    let row = values![taken.id, recipient.id, &taken.name, &bytes[..], at];
    appeared.add(recipient.id, File::Forwarded(tx.insert(insert, &row)?));
    let entry = ledger_subjects::transfer(tx, taken.id, recipient.id, at)?;
    ledger::append(tx, &entry, None).map(|_| ())
}

/// Answers the sender. A receipt of that name is replaced, collected or not.
fn put_receipt(
    tx: &Tx<'_>,
    taken: &TakenTransfer,
    checked: &CheckedTransfer,
    decided: &DecidedTransfer,
    at: Timestamp,
    appeared: &mut Appeared,
) -> Result<(), StoreError> {
    let receipt = Receipt {
        transfer: decided.uuid,
        senders_file_id: checked.senders_file_id.as_deref(),
        errors: &decided.errors,
    };
    let name = format!("{}{}", taken.name, exchange_proto::RECEIPT_SUFFIX);
    let key = values![taken.sender, &name];
    tx.execute("DELETE FROM transfer_receipt WHERE system = ?1 AND name = ?2", &key)?;
    let insert = "INSERT INTO transfer_receipt
            (system, transfer, name, content, mtime, published_at)
        VALUES (?1, ?2, ?3, ?4, 0, ?5) RETURNING id";
    let bytes = receipt.to_bytes();
    let row = values![taken.sender, taken.id, &name, &bytes[..], at];
    appeared.add(taken.sender, File::Receipt(tx.insert(insert, &row)?));
    Ok(())
}

/// The entry names accounts and numbers, and not the file: its name is the sender's own.
fn write_audit(
    tx: &Tx<'_>,
    taken: &TakenTransfer,
    decided: &DecidedTransfer,
    at: Timestamp,
) -> Result<(), StoreError> {
    let DecidedTransfer { id, uuid, state, errors, recipients } = decided;
    let to: Vec<&str> = recipients.iter().map(SftpUser::as_str).collect();
    let to = if to.is_empty() { String::new() } else { format!(" to {}", to.join(", ")) };
    let errors = transfers::stored_errors(errors);
    let entry = AuditEntry {
        author: Author::PLATFORM,
        action: "send file".to_owned(),
        subject: format!("transfer {id} ({uuid}) from {}{to}", taken.sftp_user),
        outcome: format!("{} {errors}", state.as_str()).trim_end().to_owned(),
    };
    audit::write(tx, &entry, at).map(|_| ())
}

/// A file that appears in a folder with this transaction, by its row.
#[derive(Clone, Copy)]
enum File {
    Forwarded(i64),
    Receipt(i64),
}

/// The files that appear with this transaction, by system.
#[derive(Default)]
struct Appeared(BTreeMap<i64, Vec<File>>);

impl Appeared {
    fn add(&mut self, system: SystemId, file: File) {
        self.0.entry(system.0).or_default().push(file);
    }

    /// Gives the files of each system their mtimes, last: a system's row cannot be checked in a
    /// transaction that has changed it.
    fn give_mtimes(self, tx: &Tx<'_>, at: Timestamp) -> Result<(), StoreError> {
        for (system, files) in self.0 {
            let mtimes = account_mtimes::take(tx, system, at.as_second(), files.len())?;
            for (file, mtime) in files.iter().zip(mtimes) {
                let (update, id) = match file {
                    File::Forwarded(id) => {
                        ("UPDATE forwarded_file SET mtime = ?2 WHERE id = ?1", *id)
                    }
                    File::Receipt(id) => {
                        ("UPDATE transfer_receipt SET mtime = ?2 WHERE id = ?1", *id)
                    }
                };
                tx.execute(update, &values![id, mtime])?;
            }
        }
        Ok(())
    }
}
