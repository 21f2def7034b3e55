use clock::danish_time;
use jiff::{SignedDuration, Timestamp};
use store::{Store, TakenTransfer, UncollectedTransfers};
use uploads::Uploads;

use super::database_probe::DatabaseProbe;
use crate::alert::{Alert, AlertKind};
use crate::alert_thresholds::{AlertThresholds, ago};
use crate::note::{Note, NoteKind};
use crate::sources::Process;

/// The percentage of a quota from which on it is reported.
const NEAR: u64 = 80;
/// For how long refused transfers are reported.
const REFUSED: SignedDuration = SignedDuration::from_hours(24);

/// Files that systems sent and nobody sends on, or collects.
pub(super) fn look(
    store: &Store,
    thresholds: &AlertThresholds,
    now: Timestamp,
    probe: &mut DatabaseProbe,
) -> Vec<Alert> {
    let taken = probe.ask(|| store.taken_before(ago(now, thresholds.unfinished)));
    let mut alerts: Vec<Alert> = taken.unwrap_or_default().iter().map(stuck).collect();
    let files = probe.ask(|| store.uncollected_transfers(ago(now, thresholds.uncollected)));
    alerts.extend(files.unwrap_or_default().iter().map(uncollected));
    alerts
}

/// Accounts that can soon upload nothing more.
pub(super) fn quotas(process: &Process) -> Vec<Alert> {
    let Some(uploads) = &process.uploads else { return Vec::new() };
    let of = |user: &store::SftpUser| near(uploads, user);
    uploads.accounts().unwrap_or_default().iter().filter_map(of).collect()
}

/// Transfers that were refused lately: a sender's receipt says why, and may not be read.
pub(crate) fn refused(store: &Store, now: Timestamp, probe: &mut DatabaseProbe) -> Option<Note> {
    let count = probe.ask(|| store.count_refused_transfers(ago(now, REFUSED))).unwrap_or_default();
    let what = format!(
        "files that systems sent were refused in the last day: {count}. Their senders have receipts that say why; \
         `cprabo transfers` lists them"
    );
    (count > 0).then_some(Note { kind: NoteKind::RefusedTransfers, what })
}

fn stuck(transfer: &TakenTransfer) -> Alert {
    let TakenTransfer { id, sftp_user, .. } = transfer;
    let what = format!(
        "transfer {id} from {sftp_user} was taken and is not sent on: is the server running? Its log says why \
         (transfer.failed)"
    );
    AlertKind::Undelivered.of(what)
}

fn uncollected(files: &UncollectedTransfers) -> Alert {
    let UncollectedTransfers { recipient, files, since } = files;
    let (since, many) = (danish_time(*since), if *files == 1 { "file" } else { "files" });
    AlertKind::Uncollected.of(format!(
        "{files} {many} from other systems not collected by {recipient} since {since}: `cprabo transfers --open` lists them"
    ))
}

fn near(uploads: &Uploads, user: &store::SftpUser) -> Option<Alert> {
    let (bytes, files) = uploads.usage(user).ok()?;
    let limits = uploads.limits();
    let is_near = |now: u64, limit: u64| now.saturating_mul(100) >= limit.saturating_mul(NEAR);
    let what = format!(
        "OUT of {user} has {bytes} bytes in {files} files, and may have {} bytes in {} files: what is not sent with a \
         trigger stays for days",
        limits.account_bytes, limits.account_files
    );
    let is_near = is_near(bytes, limits.account_bytes) || is_near(files, limits.account_files);
    is_near.then(|| AlertKind::Quota.of(what))
}
