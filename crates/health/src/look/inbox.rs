use std::fs::Metadata;
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use clock::danish_time;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::excerpt::excerpt;
use crate::alert::{Alert, AlertKind};
use crate::alert_thresholds::AlertThresholds;

/// Files that are listed one by one.
const LISTED: usize = 10;

/// A file in the inbox.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Waiting {
    /// Its name, with its folder below the inbox.
    pub file: String,
    /// When it was last written or moved.
    pub since: Timestamp,
}

/// The place of a file in the inbox, and its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Where it was put.
    Inbox,
    /// Taken, and not finished.
    Taken,
    /// Set aside.
    Refused,
}

impl Place {
    const ALL: [Self; 3] = [Self::Inbox, Self::Taken, Self::Refused];

    const fn folder(self) -> &'static str {
        match self {
            Self::Inbox => "",
            Self::Taken => ".taken",
            Self::Refused => ".refused",
        }
    }

    /// Whether something of that name is reported elsewhere: the platform's own folders, and the notes on files that
    /// were set aside.
    fn is_without(self, name: &str) -> bool {
        match self {
            Self::Inbox => [Self::Taken, Self::Refused].map(Self::folder).contains(&name),
            Self::Taken => false,
            Self::Refused => name.ends_with(".reason"),
        }
    }
}

/// The contents of a folder of the inbox.
#[derive(Debug, Default)]
struct Found {
    files: Vec<Waiting>,
    /// Entries that are not files: folders, links, pipes. Nobody takes them.
    others: Vec<Waiting>,
}

/// Files that wait in the inbox, before and after they are taken.
pub(crate) fn waiting(inbox: &Path) -> Vec<Waiting> {
    let places = [Place::Inbox, Place::Taken];
    let files = |place: &Place| found(inbox, *place).unwrap_or_default().files;
    places.iter().flat_map(files).collect()
}

/// An inbox that cannot be read, and entries in it that nobody takes.
pub(super) fn look(inbox: &Path, thresholds: &AlertThresholds, now: Timestamp) -> Vec<Alert> {
    let mut alerts = Vec::new();
    for place in Place::ALL {
        match found(inbox, place) {
            Ok(Found { files, others }) => {
                alerts.extend(alert(place, &files, thresholds.inbox, now));
                alerts.extend(no_files(place, &others, thresholds.inbox, now));
            }
            // The watcher makes these.
            Err(error) if error.kind() == ErrorKind::NotFound && place != Place::Inbox => {}
            Err(error) => {
                let folder = inbox.join(place.folder());
                let what = format!("the inbox {} cannot be looked into: {error}", folder.display());
                alerts.push(AlertKind::Inbox.of(what));
            }
        }
    }
    alerts
}

/// The files that have been there too long.
struct Late {
    number: usize,
    oldest: String,
    names: String,
}

impl Late {
    fn of(all: &[Waiting], place: Place, longest: SignedDuration, now: Timestamp) -> Option<Self> {
        // A file that was set aside remains until an operator has handled it. A file with a time in the future came when the
        // clock was wrong, so its age is not known.
        let is_late = |file: &&Waiting| {
            place == Place::Refused || now.duration_since(file.since).abs() > longest
        };
        let late: Vec<&Waiting> = all.iter().filter(is_late).collect();
        let oldest = danish_time(late.iter().map(|file| file.since).min()?);
        let (listed, more) = excerpt(&late, LISTED);
        let mut names: Vec<&str> = listed.into_iter().map(|file| file.file.as_str()).collect();
        let rest = format!("{more} more");
        if more > 0 {
            names.push(&rest);
        }
        Some(Self { number: late.len(), oldest, names: names.join(", ") })
    }
}

fn alert(
    place: Place,
    files: &[Waiting],
    longest: SignedDuration,
    now: Timestamp,
) -> Option<Alert> {
    let Late { number, oldest, names } = Late::of(files, place, longest, now)?;
    let what = match place {
        Place::Inbox => format!(
            "{number} files lie in the inbox and are not taken, the oldest since {oldest}: {names}: an upload that \
             did not end, or no extract?"
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
    Some(AlertKind::Inbox.of(what))
}

fn no_files(
    place: Place,
    others: &[Waiting],
    longest: SignedDuration,
    now: Timestamp,
) -> Option<Alert> {
    let Late { number, oldest, names } = Late::of(others, place, longest, now)?;
    let what = format!(
        "{number} folders, links or the like lie in the inbox, the oldest since {oldest}: {names}: only files are taken. \
         Put the files that are meant into the inbox itself, and remove these"
    );
    Some(AlertKind::Inbox.of(what))
}

fn found(inbox: &Path, place: Place) -> std::io::Result<Found> {
    let mut found = Found::default();
    for entry in std::fs::read_dir(inbox.join(place.folder()))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if place.is_without(&name) {
            continue;
        }
        // Links are not followed.
        let metadata = match entry.metadata() {
            Ok(metadata) => metadata,
            // It was removed since the listing.
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        let folder = place.folder();
        let file = if folder.is_empty() { name } else { format!("{folder}/{name}") };
        let waiting = Waiting { file, since: since(&metadata) };
        if metadata.is_file() { &mut found.files } else { &mut found.others }.push(waiting);
    }
    let by_name = |one: &Waiting, other: &Waiting| one.file.cmp(&other.file);
    found.files.sort_by(by_name);
    found.others.sort_by(by_name);
    Ok(found)
}

/// When it was last written or moved (ctime). Not its mtime, which the sender of the file can set to any value.
fn since(metadata: &Metadata) -> Timestamp {
    Timestamp::from_second(metadata.ctime()).unwrap_or(Timestamp::MAX)
}
