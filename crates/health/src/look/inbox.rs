use std::fs::Metadata;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use clock::danish_time;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::sources::Sources;
use crate::trouble::{Trouble, TroubleKind};

/// Files that are told one by one.
const TOLD: usize = 10;

/// A file that lies in the inbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Its name, with the folder below the inbox.
    pub file: String,
    /// When something was done with it last.
    pub since: Timestamp,
}

/// Where a file lies in the inbox, and what that says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Where it was put.
    Inbox,
    /// Where it was put, and no file.
    NoFile,
    /// Taken, and not done with.
    Taken,
    /// No file, and among those that are taken: somebody has put it there.
    NoFileTaken,
    /// Set aside.
    Refused,
}

impl Place {
    const ALL: [Self; 5] =
        [Self::Inbox, Self::NoFile, Self::Taken, Self::NoFileTaken, Self::Refused];

    const fn folder(self) -> &'static str {
        match self {
            Self::Inbox | Self::NoFile => "",
            Self::Taken | Self::NoFileTaken => ".taken",
            Self::Refused => ".refused",
        }
    }
}

/// Files that wait in the inbox: where they were put, and taken.
pub(crate) fn waiting(inbox: &Path) -> Vec<Waiting> {
    let places = [Place::Inbox, Place::Taken];
    places.iter().flat_map(|place| files(inbox, *place).unwrap_or_default()).collect()
}

/// An inbox that cannot be looked into, and files in it that nobody takes.
pub(super) fn look(sources: &Sources, now: Timestamp) -> Vec<Trouble> {
    let mut troubles = Vec::new();
    for place in Place::ALL {
        match files(&sources.inbox, place) {
            Ok(files) => troubles.extend(trouble(place, &files, sources.alarms.inbox, now)),
            Err(error) if place == Place::Inbox => {
                let what =
                    format!("the inbox {} cannot be looked into: {error}", sources.inbox.display());
                troubles.push(TroubleKind::Inbox.of(what));
            }
            // The watcher makes these, and says so where it cannot.
            Err(_) => {}
        }
    }
    troubles
}

fn trouble(
    place: Place,
    files: &[Waiting],
    longest: SignedDuration,
    now: Timestamp,
) -> Option<Trouble> {
    let is_late = |file: &&Waiting| {
        // What is set aside stays until somebody has looked at it.
        place == Place::Refused || now.duration_since(file.since) > longest
    };
    let late: Vec<&Waiting> = files.iter().filter(is_late).collect();
    let oldest = danish_time(late.iter().map(|file| file.since).min()?);
    let names: Vec<&str> = late.iter().take(TOLD).map(|file| file.file.as_str()).collect();
    let names = names.join(", ");
    let number = late.len();
    let what = match place {
        Place::Inbox => format!(
            "{number} files lie in the inbox and are not taken, the oldest since {oldest}: {names}: an upload that \
             did not end, or no extract?"
        ),
        Place::NoFile | Place::NoFileTaken => format!(
            "{number} things lie in the inbox that are no files (folders, pipes, links), the oldest since {oldest}: \
             {names}: they are left alone; remove them"
        ),
        Place::Taken => format!(
            "{number} files were taken from the inbox and are not done with, the oldest since {oldest}: {names}: the \
             log says why"
        ),
        Place::Refused => format!(
            "{number} files from the inbox are set aside, the oldest since {oldest}: {names}: a file of the same \
             name with .reason says why; put right, they go into the inbox again, else remove them"
        ),
    };
    Some(TroubleKind::Inbox.of(what))
}

fn files(inbox: &Path, place: Place) -> std::io::Result<Vec<Waiting>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(inbox.join(place.folder()))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // It may be gone by now.
        let Ok(metadata) = entry.metadata() else { continue };
        let is_such = match place {
            Place::Inbox | Place::Taken | Place::Refused => {
                metadata.is_file() && !name.ends_with(".reason")
            }
            Place::NoFile | Place::NoFileTaken => !metadata.is_file() && !name.starts_with('.'),
        };
        if is_such {
            let folder = place.folder();
            let file = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            files.push(Waiting { file, since: since(&metadata) });
        }
    }
    files.sort_by(|one, other| one.file.cmp(&other.file));
    Ok(files)
}

/// When something was done with it last: written, or moved there.
fn since(metadata: &Metadata) -> Timestamp {
    let seconds = metadata.mtime().max(metadata.ctime());
    Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX)
}
