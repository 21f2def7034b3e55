use std::collections::HashMap;
use std::fs::{DirBuilder, Metadata};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};

use std::time::{Duration, Instant};

use error_report::Report;
use tracing::{error, info};
use uuid::Uuid;

use super::glance::{Glance, glance};
use super::intake::file_name;
use crate::error::PipelineError;

/// Suffixes of files that are still being written, beside names that begin with a dot.
const TEMPORARY_SUFFIXES: [&str; 5] = [".tmp", ".part", ".partial", ".filepart", ".crdownload"];

/// Where files are put that the platform has taken: a folder in the inbox.
const TAKEN: &str = ".taken";
/// Where files are put that the platform cannot process.
const REFUSED: &str = ".refused";
/// The suffix of a file that says why a file was refused.
const REASON: &str = ".reason";
/// The longest file name in bytes: an id is put before it, and names have at most 255.
const LONGEST_NAME: usize = 200;

/// The folder into which extracts are put for the platform.
#[derive(Debug, Clone)]
pub struct InboxSettings {
    /// The folder.
    pub folder: PathBuf,
    /// How long a file must stay unchanged before it counts as complete. A file that is put there by rename is complete
    /// at once, but that cannot be detected.
    pub stable: Duration,
    /// The same for a file without an end record (`999`): its sender may have stalled, otherwise it is truncated.
    pub stable_unended: Duration,
}

/// Watches the inbox for complete files.
#[derive(Debug)]
pub struct Inbox {
    settings: InboxSettings,
    seen: HashMap<String, FileObservation>,
}

/// The files that were taken, and the first error.
#[derive(Debug, Default)]
pub struct ClaimedBatch {
    /// The files, in order of their names.
    pub claimed: Vec<ClaimedFile>,
    /// The error of the first file that could not be taken. Such files are tried again the next time.
    pub failed: Option<PipelineError>,
}

/// A file that the platform has taken. Its sender cannot change it any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedFile {
    /// Identifies the file after a crash.
    pub id: Uuid,
    /// The name with which it came.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
}

/// A file's size and times, and since when it has had them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FileObservation {
    size: u64,
    modified: (i64, i64),
    since: Instant,
    /// Whether it was logged that it has no end yet.
    is_reported: bool,
}

impl Inbox {
    /// An inbox. Its folder must exist when it is read. It is not created again after it was removed, because senders
    /// would be writing elsewhere.
    pub fn new(settings: InboxSettings) -> Self {
        Self { settings, seen: HashMap::new() }
    }

    /// Creates the platform's own folders in it.
    fn make_folders(&self) -> Result<(), PipelineError> {
        for part in [TAKEN, REFUSED] {
            let folder = self.settings.folder.join(part);
            match DirBuilder::new().mode(0o700).create(&folder) {
                Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                    return Err(PipelineError::file("cannot make the folder", &folder)(error));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Files that were taken and not finished before a crash.
    pub fn unfinished(&self) -> Result<ClaimedBatch, PipelineError> {
        self.make_folders()?;
        let mut catch = ClaimedBatch::default();
        for (path, _) in files_in(&self.settings.folder.join(TAKEN))? {
            let kept_as = file_name(&path);
            let id = kept_as.split_once('.').and_then(|(id, name)| Some((id.parse().ok()?, name)));
            match id {
                Some((id, name)) => {
                    catch.claimed.push(ClaimedFile { id, name: name.to_owned(), path });
                }
                // Not a name that the platform gives, but a file all the same.
                None => catch.add(&kept_as, self.claim(&kept_as, &path)),
            }
        }
        catch.claimed.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(catch)
    }

    /// Takes the files that have become complete, in order of their names.
    ///
    /// A file is taken by renaming it into a folder of the platform's own. So it is taken once, and its sender can no
    /// longer change it by its name. One that cannot be taken does not stop the others.
    pub fn take(&mut self, now: Instant) -> Result<ClaimedBatch, PipelineError> {
        self.make_folders()?;
        let (mut complete, mut foreign) = (Vec::new(), Vec::new());
        let mut seen = HashMap::new();
        for (path, metadata) in files_in(&self.settings.folder)? {
            let name = file_name(&path);
            if is_temporary(&name) {
                continue;
            }
            let mut observation = self.observation(&name, &metadata, now);
            match self.stage(&name, &path, &mut observation, now) {
                Stage::Complete => complete.push((name, path, observation)),
                Stage::Foreign => foreign.push((name, path, observation)),
                Stage::UnderWay => {
                    seen.insert(name, observation);
                }
            }
        }
        self.seen = seen;
        complete.sort_by(|(one, ..), (other, ..)| one.cmp(other));
        let mut catch = ClaimedBatch::default();
        let claimed = complete.into_iter().map(|(name, path, observation)| {
            let claimed = self.claim(&name, &path);
            (name, observation, claimed)
        });
        let refused = foreign.into_iter().map(|(name, path, observation)| {
            let refused = self.set_aside_foreign(&name, &path).map(|()| None);
            (name, observation, refused)
        });
        let outcomes: Vec<_> = claimed.chain(refused).collect();
        for (name, observation, claimed) in outcomes {
            let is_left = claimed.is_err();
            catch.add(&name, claimed);
            if is_left {
                // It has not changed: it need not settle again before the next try.
                self.seen.insert(name, observation);
            }
        }
        Ok(catch)
    }

    /// Sets a taken file aside that can never be ingested, so that it does not block others, with a file beside it that
    /// says why. Returns its new path.
    pub fn quarantine(&self, claimed: &ClaimedFile, why: &str) -> Result<PathBuf, PipelineError> {
        self.set_aside(claimed.id, &claimed.name, &claimed.path, why)
    }

    fn set_aside(
        &self,
        id: Uuid,
        name: &str,
        path: &Path,
        why: &str,
    ) -> Result<PathBuf, PipelineError> {
        let kept = kept_as(id, beginning(name));
        let folder = self.settings.folder.join(REFUSED);
        // The log says it too.
        let _ = std::fs::write(folder.join(format!("{kept}{REASON}")), format!("{why}\n"));
        let place = folder.join(kept);
        move_file(path, &place)?;
        Ok(place)
    }

    /// Moves a file into the platform's own folder, under a unique name. A file whose name is too long for that is set
    /// aside.
    fn claim(&self, name: &str, path: &Path) -> Result<Option<ClaimedFile>, PipelineError> {
        let id = Uuid::new_v4();
        if name.len() > LONGEST_NAME {
            let why = format!("its name has more than {LONGEST_NAME} bytes");
            let place = self.set_aside(id, name, path, &why)?;
            error!(event = "inbox.file_rejected", file = beginning(name), place = %place.display(), why, "file set aside");
            return Ok(None);
        }
        let place = self.settings.folder.join(TAKEN).join(kept_as(id, name));
        move_file(path, &place)?;
        Ok(Some(ClaimedFile { id, name: name.to_owned(), path: place }))
    }

    /// Sets aside a file that is neither an extract nor named like one: it belongs to no day, so no day has to wait for
    /// it.
    fn set_aside_foreign(&self, name: &str, path: &Path) -> Result<(), PipelineError> {
        let why = "it is not a CPR extract: it does not begin with a 000 record";
        let place = self.set_aside(Uuid::new_v4(), name, path, why)?;
        error!(event = "inbox.file_rejected", file = beginning(name), place = %place.display(), why, "file set aside");
        Ok(())
    }

    /// The stage of a file with this observation.
    fn stage(
        &self,
        name: &str,
        path: &Path,
        observation: &mut FileObservation,
        now: Instant,
    ) -> Stage {
        let stood = now.saturating_duration_since(observation.since);
        if stood < self.settings.stable {
            return Stage::UnderWay;
        }
        if name.len() > LONGEST_NAME {
            return Stage::Complete;
        }
        match glance(name, path) {
            Ok(Glance::Unended) if stood < self.settings.stable_unended => {
                if !std::mem::replace(&mut observation.is_reported, true) {
                    info!(
                        event = "inbox.file_incomplete",
                        file = name,
                        "a file has no end record (999) yet: it is waited for more of it"
                    );
                }
                Stage::UnderWay
            }
            Ok(Glance::Foreign) => Stage::Foreign,
            // An error is reported when the file is taken.
            Ok(Glance::Whole | Glance::Unended) | Err(_) => Stage::Complete,
        }
    }

    fn observation(&self, name: &str, metadata: &Metadata, now: Instant) -> FileObservation {
        let size = metadata.len();
        let modified = (metadata.mtime(), metadata.mtime_nsec());
        match self.seen.get(name) {
            Some(before) if (before.size, before.modified) == (size, modified) => *before,
            _ => FileObservation { size, modified, since: now, is_reported: false },
        }
    }
}

/// How far a file in the inbox has come.
enum Stage {
    UnderWay,
    Complete,
    Foreign,
}

impl ClaimedBatch {
    fn add(&mut self, name: &str, claimed: Result<Option<ClaimedFile>, PipelineError>) {
        match claimed {
            Ok(claimed) => self.claimed.extend(claimed),
            Err(error) => {
                error!(event = "inbox.file_not_moved", file = beginning(name), error = %Report(&error), "a file cannot be taken from the inbox; it is tried again");
                self.failed.get_or_insert(error);
            }
        }
    }
}

/// As much of a name as there is room for.
fn beginning(name: &str) -> &str {
    name.get(..name.floor_char_boundary(LONGEST_NAME)).unwrap_or_default()
}

fn kept_as(id: Uuid, name: &str) -> String {
    format!("{id}.{name}")
}

fn move_file(from: &Path, to: &Path) -> Result<(), PipelineError> {
    std::fs::rename(from, to).map_err(PipelineError::file("cannot take", from))
}

/// The regular files directly in a folder. Links are not followed: the inbox may be writable for others.
fn files_in(folder: &Path) -> Result<Vec<(PathBuf, Metadata)>, PipelineError> {
    let read = || {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            match entry.metadata() {
                Ok(metadata) if metadata.is_file() => files.push((entry.path(), metadata)),
                Ok(_) => {}
                // A file may be removed after the listing.
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(files)
    };
    read().map_err(PipelineError::file("cannot read the folder", folder))
}

fn is_temporary(name: &str) -> bool {
    name.starts_with('.') || TEMPORARY_SUFFIXES.iter().any(|suffix| name.ends_with(suffix))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// A whole extract.
    const EXTRACT: &str = "00000000000000047112026010520260102\n999999999999900000000\n";

    fn at(second: u64) -> Instant {
        static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
        *START + Duration::from_secs(second)
    }

    fn inbox(folder: &Path) -> Inbox {
        Inbox::new(InboxSettings {
            folder: folder.to_owned(),
            stable: Duration::from_secs(5),
            stable_unended: Duration::from_secs(600),
        })
    }

    fn take(inbox: &mut Inbox, second: u64) -> Vec<ClaimedFile> {
        let catch = inbox.take(at(second)).unwrap();
        assert!(catch.failed.is_none(), "{catch:?}");
        catch.claimed
    }

    fn unfinished(inbox: &Inbox) -> Vec<ClaimedFile> {
        inbox.unfinished().unwrap().claimed
    }

    fn names(claimed: &[ClaimedFile]) -> Vec<&str> {
        claimed.iter().map(|claimed| claimed.name.as_str()).collect()
    }

    #[test]
    fn a_file_is_taken_when_it_has_stayed_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let mut inbox = inbox(folder.path());
        let file = folder.path().join("d260105.l534902");
        fs::write(&file, &EXTRACT[..40]).unwrap();
        assert!(take(&mut inbox, 0).is_empty());
        fs::write(&file, EXTRACT).unwrap();
        assert!(take(&mut inbox, 4).is_empty());
        assert!(take(&mut inbox, 8).is_empty());
        let claimed = take(&mut inbox, 9);
        assert_eq!(names(&claimed), ["d260105.l534902"]);
        assert!(!file.exists() && claimed[0].path.exists());
        assert!(take(&mut inbox, 100).is_empty());
    }

    #[test]
    fn unfinished_transfers_folders_and_links_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let mut inbox = inbox(folder.path());
        for name in [".hidden", "a.part", "a.filepart", "a.tmp"] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        fs::create_dir(folder.path().join("folder")).unwrap();
        std::os::unix::fs::symlink("/etc/passwd", folder.path().join("link")).unwrap();
        take(&mut inbox, 0);
        assert!(take(&mut inbox, 10).is_empty());
    }

    #[test]
    fn a_refused_file_is_put_aside() {
        let folder = tempfile::tempdir().unwrap();
        let mut inbox = inbox(folder.path());
        fs::write(folder.path().join("huge"), EXTRACT).unwrap();
        take(&mut inbox, 0);
        let claimed = take(&mut inbox, 5);
        let place = inbox.quarantine(&claimed[0], "too large").unwrap();
        assert!(place.exists() && unfinished(&inbox).is_empty());
        let reason = format!("{}{REASON}", place.display());
        assert_eq!(fs::read_to_string(reason).unwrap(), "too large\n");
    }

    #[test]
    fn file_with_the_longest_name_is_taken_and_one_byte_more_is_set_aside() {
        let folder = tempfile::tempdir().unwrap();
        let mut inbox = inbox(folder.path());
        let names = ["x".repeat(LONGEST_NAME), "y".repeat(LONGEST_NAME + 1), "ø".repeat(127)];
        names.iter().for_each(|name| fs::write(folder.path().join(name), EXTRACT).unwrap());
        take(&mut inbox, 0);
        let claimed = take(&mut inbox, 5);
        assert_eq!(
            claimed.iter().map(|claimed| claimed.name.clone()).collect::<Vec<_>>(),
            names[..1]
        );
        let aside = files_in(&folder.path().join(REFUSED)).unwrap();
        assert_eq!(aside.len(), 2 * 2, "each with its reason");
        assert!(take(&mut inbox, 10).is_empty());
    }

    #[test]
    fn inbox_that_is_gone_is_an_error_and_not_created() {
        let folder = tempfile::tempdir().unwrap();
        let mut inbox = inbox(&folder.path().join("inbox"));
        assert!(inbox.take(at(0)).is_err() && inbox.unfinished().is_err());
        assert!(!folder.path().join("inbox").exists());
        fs::create_dir(folder.path().join("inbox")).unwrap();
        assert!(take(&mut inbox, 0).is_empty());
    }

    #[test]
    fn what_a_crash_left_is_found_again_as_what_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let mut first = inbox(folder.path());
        let mut expected = Vec::new();
        for _ in 0..2 {
            fs::write(folder.path().join("d260105"), EXTRACT).unwrap();
            take(&mut first, 0);
            expected.append(&mut take(&mut first, 5));
        }
        let mut again = unfinished(&inbox(folder.path()));
        for claimed in [&mut expected, &mut again] {
            claimed.sort_by_key(|claimed| claimed.id);
        }
        assert_eq!(again, expected);
        assert_eq!(names(&again), ["d260105", "d260105"]);
    }

    #[test]
    fn foreign_file_among_the_taken_is_taken_too() {
        let folder = tempfile::tempdir().unwrap();
        let inbox = inbox(folder.path());
        inbox.make_folders().unwrap();
        fs::write(folder.path().join(TAKEN).join("d260105.l534902"), "x").unwrap();
        let claimed = unfinished(&inbox);
        assert_eq!(names(&claimed), ["d260105.l534902"]);
        assert_eq!(unfinished(&inbox), claimed);
    }

    #[test]
    fn file_that_cannot_be_taken_keeps_no_other_waiting_and_is_reported() {
        let folder = tempfile::tempdir().unwrap();
        let mut inbox = inbox(folder.path());
        take(&mut inbox, 0);
        // A plain file instead of the folder: nothing can be moved into it.
        let aside = folder.path().join(REFUSED);
        fs::remove_dir(&aside).unwrap();
        fs::write(&aside, "x").unwrap();
        let too_long = "a".repeat(LONGEST_NAME + 1);
        fs::write(folder.path().join(&too_long), "x").unwrap();
        fs::write(folder.path().join("d260105"), EXTRACT).unwrap();
        take(&mut inbox, 1);
        let catch = inbox.take(at(6)).unwrap();
        assert_eq!(names(&catch.claimed), ["d260105"]);
        let again = inbox.take(at(6)).unwrap();
        assert!(again.claimed.is_empty() && again.failed.is_some(), "reported until it is taken");
        assert!(catch.failed.unwrap().to_string().contains("cannot take"));
        fs::remove_file(&aside).unwrap();
        assert_eq!(take(&mut inbox, 7), []);
        assert_eq!(files_in(&aside).unwrap().len(), 2, "it is tried again at once");
    }

    #[test]
    fn file_without_an_end_waits_longer_and_is_taken_when_nothing_more_comes() {
        let folder = tempfile::tempdir().unwrap();
        let mut inbox = inbox(folder.path());
        let file = folder.path().join("d260105.l534902");
        fs::write(&file, &EXTRACT[..50]).unwrap();
        take(&mut inbox, 0);
        assert!(take(&mut inbox, 599).is_empty());
        fs::write(&file, &EXTRACT[..52]).unwrap();
        assert!(take(&mut inbox, 600).is_empty(), "more of it has come");
        assert!(take(&mut inbox, 1199).is_empty());
        assert_eq!(names(&take(&mut inbox, 1200)), ["d260105.l534902"]);
    }

    #[test]
    fn file_that_goes_on_after_it_stalled_is_taken_whole() {
        let folder = tempfile::tempdir().unwrap();
        let mut inbox = inbox(folder.path());
        let file = folder.path().join("d260105.l534902");
        fs::write(&file, &EXTRACT[..50]).unwrap();
        take(&mut inbox, 0);
        assert!(take(&mut inbox, 300).is_empty());
        fs::write(&file, EXTRACT).unwrap();
        take(&mut inbox, 301);
        let claimed = take(&mut inbox, 306);
        assert_eq!(fs::read_to_string(&claimed[0].path).unwrap(), EXTRACT);
    }

    #[test]
    fn foreign_file_is_set_aside_with_its_reason_and_the_others_are_taken() {
        let folder = tempfile::tempdir().unwrap();
        let mut inbox = inbox(folder.path());
        fs::write(folder.path().join("Thumbs.db"), "not an extract").unwrap();
        fs::write(folder.path().join("d260105.l534902"), EXTRACT).unwrap();
        take(&mut inbox, 0);
        assert_eq!(names(&take(&mut inbox, 5)), ["d260105.l534902"]);
        let aside = files_in(&folder.path().join(REFUSED)).unwrap();
        let aside: Vec<String> = aside.iter().map(|(path, _)| file_name(path)).collect();
        assert_eq!(aside.len(), 2, "with its reason: {aside:?}");
        assert!(aside.iter().all(|name| name.contains("Thumbs.db")));
        assert!(take(&mut inbox, 100).is_empty());
    }
}
