//! The files that systems sent to each other, and their copies in the archive.

use anyhow::Result;
use blobs::{BlobError, Compared, ForwardedFiles, Scrubbed};
use error_report::Report;
use store::{Sha256, TransferId};

use super::row::Row;
use crate::installation::{ExchangeFiles, Installation};

/// Compares each file that somebody may fetch with its digest, and adds what is damaged to `found`. Returns how many
/// files there are. Also beside a server: what a system collects in the meantime is no damage.
pub(super) fn verify(
    installation: &Installation,
    repair: bool,
    found: &mut Vec<Row>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<u64> {
    let served = installation.store.served_files()?;
    if served.is_empty() {
        return Ok(0);
    }
    let forwarded = ExchangeFiles::forwarded(installation)?;
    let count = u64::try_from(served.len())?;
    for (done, (transfer, size, sha256)) in (0..).zip(&served) {
        progress(done, count);
        let damage = match damage(&forwarded, *transfer, (*size, sha256), repair) {
            Ok(None) => continue,
            Ok(Some(damage)) => damage,
            Err(error) => Damage::Unreadable(Report(&error).to_string()),
        };
        if installation.store.served_transfers()?.contains(transfer) {
            found.push(damage.row(*transfer));
        }
    }
    Ok(count)
}

/// What is wrong with a file or its copy.
enum Damage {
    File { is_mended: bool },
    Copy { is_mended: bool },
    Both,
    Unreadable(String),
}

fn damage(
    forwarded: &ForwardedFiles,
    transfer: TransferId,
    written: (u64, &Sha256),
    repair: bool,
) -> Result<Option<Damage>, BlobError> {
    let Compared { is_whole, is_archived } = forwarded.compare(transfer.number(), written)?;
    if is_whole && is_archived {
        return Ok(None);
    }
    let is_mended =
        repair && !matches!(forwarded.scrub(transfer.number(), written)?, Scrubbed::Lost);
    Ok(Some(match (is_whole, is_archived) {
        (true, _) => Damage::Copy { is_mended },
        (false, true) => Damage::File { is_mended },
        (false, false) => Damage::Both,
    }))
}

impl Damage {
    fn row(self, transfer: TransferId) -> Row {
        let file = format!("the sent file of transfer {transfer}");
        let again = "`cprabo verify --repair` makes it again, and the server within a day";
        let (what, mended, advice) = match self {
            Self::File { is_mended } => (format!("{file} is missing or damaged"), is_mended, again),
            Self::Copy { is_mended } => {
                (format!("the archived copy of {file} is missing or damaged"), is_mended, again)
            }
            Self::Both => (
                format!("{file} and its archived copy are missing or damaged"),
                false,
                "it is withheld; ask its sender to send it again, with another SendersFileId",
            ),
            Self::Unreadable(why) => (
                format!("{file} cannot be read: {why}"),
                false,
                "make it readable, and verify again",
            ),
        };
        Row { what, mended, advice: (!mended).then(|| advice.to_owned()) }
    }
}
