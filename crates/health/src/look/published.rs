use store::{Part, Shelf, Store, StoreError};

use crate::trouble::{Trouble, TroubleKind};

/// Files that are told one by one.
const TOLD: usize = 20;

/// Files that systems are to find in their folders and that are not there, or not as long as they should be. The
/// server's scrub looks closer: this is for where none runs.
pub(super) fn look(store: &Store, shelf: &Shelf) -> Result<Vec<Trouble>, StoreError> {
    let mut troubles = Vec::new();
    let mut more = 0;
    for shown in store.on_shelf()? {
        let pair = &shown.pair;
        for (part, size) in [(Part::Data, shown.size), (Part::Metadata, shown.metadata_size)] {
            let file = format!("{}{}", pair.name, part.suffix());
            let what = match shelf.size(&pair.sftp_user, &file) {
                Ok(Some(found)) if found == size => continue,
                Ok(Some(_)) => "is damaged".to_owned(),
                Ok(None) => "is missing".to_owned(),
                Err(error) => format!("cannot be read: {}", causes::Causes(&error)),
            };
            if troubles.len() < TOLD {
                let user = &pair.sftp_user;
                troubles.push(TroubleKind::Damaged.of(format!(
                    "the file {file} in the folder of {user} {what}: a server makes it again, or `cprabo verify --repair`"
                )));
            } else {
                more += 1;
            }
        }
    }
    if more > 0 {
        troubles.push(TroubleKind::Damaged.of(format!("{more} more: `cprabo verify` lists them")));
    }
    Ok(troubles)
}
