use std::path::{Path, PathBuf};

use rustix::fs::statvfs;
use serde::{Deserialize, Serialize};
use store::DaySize;

use crate::alert::{Alert, AlertKind};

/// Room needed apart from extracts: the database's write-ahead log, and incomplete files.
const RESERVE: u64 = 64 * 1024 * 1024;
/// The next day may be larger than those before.
const MARGIN: u64 = 2;
/// Files needed beyond those of a day's deliveries.
const FILES: u64 = 1000;

/// The room on a disk, with what the next day needs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DiskSpace {
    /// The data on it.
    pub place: String,
    /// Bytes that are free.
    pub free_bytes: u64,
    /// Bytes that the next day's extract needs.
    pub needed_bytes: u64,
    #[serde(skip)]
    path: PathBuf,
    #[serde(skip)]
    files: Files,
}

/// The inodes of a disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Files {
    /// `None` when the file system has no fixed number.
    free: Option<u64>,
    needed: u64,
}

/// The disks that are written to. Without a known size of a day, only the fixed reserve is needed. A disk that cannot
/// be queried is left out: other checks report errors there.
pub(crate) fn disks(data: &Path, inbox: &Path, day: Option<DaySize>) -> Vec<DiskSpace> {
    let day = day.unwrap_or_default();
    let needed = (day.extract + day.delivered) * MARGIN + RESERVE;
    let files = 2 * day.deliveries * MARGIN + FILES;
    let data = space("data", data, needed, files);
    let inbox = space("inbox", inbox, day.extract * MARGIN, FILES);
    data.into_iter().chain(inbox).collect()
}

fn space(place: &str, path: &Path, needed_bytes: u64, needed: u64) -> Option<DiskSpace> {
    let found = statvfs(path).ok()?;
    let free = (found.f_files > 0).then_some(found.f_favail);
    Some(DiskSpace {
        place: place.to_owned(),
        free_bytes: found.f_bavail.saturating_mul(found.f_frsize),
        needed_bytes,
        path: path.to_owned(),
        files: Files { free, needed },
    })
}

/// Disks without room for the next day.
pub(super) fn look(disks: &[DiskSpace]) -> Vec<Alert> {
    disks.iter().filter_map(alert).collect()
}

fn alert(disk: &DiskSpace) -> Option<Alert> {
    let DiskSpace { free_bytes, needed_bytes, path, files, .. } = disk;
    let shown = path.display();
    let what = if free_bytes < needed_bytes {
        let (free, needed) = (megabytes(*free_bytes), megabytes(*needed_bytes));
        format!(
            "the disk of {shown} has {free} MB free, and the next day needs about {needed} MB: make room"
        )
    } else if files.free.is_some_and(|free| free < files.needed) {
        let (free, needed) = (files.free.unwrap_or_default(), files.needed);
        format!(
            "the disk of {shown} has room for {free} more files, and the next day needs about {needed}"
        )
    } else {
        return None;
    };
    Some(AlertKind::Disk.of(what))
}

const fn megabytes(bytes: u64) -> u64 {
    bytes / 1_000_000
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disk(free_bytes: u64, free: Option<u64>) -> DiskSpace {
        let files = Files { free, needed: 10 };
        DiskSpace {
            place: "data".to_owned(),
            free_bytes,
            needed_bytes: 100,
            path: "/data".into(),
            files,
        }
    }

    #[test]
    fn disk_with_room_for_the_next_day_is_no_trouble_and_one_byte_less_is() {
        assert_eq!(alert(&disk(100, Some(10))), None);
        assert_eq!(alert(&disk(100, None)), None);
        assert!(alert(&disk(99, None)).is_some_and(|found| found.what.contains("MB free")));
        assert!(
            alert(&disk(100, Some(9))).is_some_and(|found| found.what.contains("9 more files"))
        );
    }
}
