use blobs::AccountFolders;
use store::{Part, PublishedDelivery};

use super::excerpt::excerpt;
use crate::alert::{Alert, AlertKind};

/// Files that are listed one by one.
const LISTED: usize = 20;

/// Files that systems should find in their folders and that are missing or have the wrong length. The server's scrub
/// checks more: this is for when no server runs.
pub(super) fn look(
    published_deliveries: &[PublishedDelivery],
    folders: &AccountFolders,
) -> Vec<Alert> {
    let parts = |shown| [Part::Data, Part::Metadata].map(|part| (shown, part));
    let wrong = published_deliveries
        .iter()
        .flat_map(parts)
        .filter_map(|(shown, part)| wrong(shown, part, folders));
    let (listed, more) = excerpt(wrong, LISTED);
    let mut alerts: Vec<Alert> =
        listed.into_iter().map(|what| AlertKind::Damaged.of(what)).collect();
    if more > 0 {
        alerts.push(AlertKind::Damaged.of(format!("{more} more: `cprabo verify` lists them")));
    }
    alerts
}

/// The error of a file, if any.
fn wrong(shown: &PublishedDelivery, part: Part, folders: &AccountFolders) -> Option<String> {
    let PublishedDelivery { pair, .. } = shown;
    let size = match part {
        Part::Data => shown.size,
        Part::Metadata => shown.metadata_size,
    };
    let (user, file) = (&pair.sftp_user, format!("{}{}", pair.name, part.suffix()));
    let what = match folders.size(user, &file) {
        Ok(Some(found)) if found == size => return None,
        Ok(Some(_)) => "is damaged".to_owned(),
        Ok(None) => "is missing".to_owned(),
        Err(error) => format!("cannot be read: {}", error_report::Report(&error)),
    };
    Some(format!(
        "the file {file} in the folder of {user} {what}: a server makes it again, or `cprabo verify --repair`"
    ))
}
