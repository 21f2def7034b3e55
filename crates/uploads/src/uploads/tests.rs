use sha256::Sha256;
use tempfile::TempDir;

use super::*;

const CREATE: WriteMode =
    WriteMode { create: true, exclusive: false, truncate: false, append: false };
const REPLACE: WriteMode = WriteMode { truncate: true, ..CREATE };

struct Site {
    uploads: Uploads,
    folder: TempDir,
}

impl Site {
    fn new(limits: UploadLimits) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let uploads = Uploads::open(&folder.path().join("x"), limits).unwrap();
        Self { uploads, folder }
    }

    fn create(&self, file: &str, mode: WriteMode) -> Result<Upload, UploadError> {
        self.uploads.create(&kmd(), &name(file), mode)
    }

    fn put(&self, file: &str, bytes: &[u8]) {
        let upload = self.create(file, REPLACE).unwrap();
        upload.write(0, bytes).unwrap();
        upload.close().unwrap();
    }

    fn names(&self) -> Vec<String> {
        let files = self.uploads.list(&kmd()).unwrap();
        files.iter().map(|file| file.name.as_str().to_owned()).collect()
    }

    fn read(&self, file: &str) -> Vec<u8> {
        self.uploads.read(&kmd(), &name(file), u64::MAX).unwrap()
    }
}

fn kmd() -> SftpUser {
    "kmd".parse().unwrap()
}

fn name(text: &str) -> OutName {
    text.parse().unwrap()
}

fn roomy() -> Site {
    Site::new(UploadLimits { free_bytes: 0, ..UploadLimits::default() })
}

#[test]
fn file_is_resumed_appended_to_replaced_and_made_once() {
    let site = roomy();
    site.put("æ b", b"hel");
    let resumed = site.create("æ b", CREATE).unwrap();
    assert_eq!(resumed.size().unwrap(), 3);
    resumed.write(3, b"l").unwrap();
    resumed.close().unwrap();
    let appended = site.create("æ b", WriteMode { append: true, ..CREATE }).unwrap();
    appended.write(0, b"o").unwrap();
    drop(appended);
    assert_eq!(site.read("æ b"), b"hello");
    let exclusive = site.create("æ b", WriteMode { exclusive: true, ..CREATE });
    assert!(matches!(exclusive, Err(UploadError::Taken)));
    site.put("æ b", b"x");
    assert_eq!(site.read("æ b"), b"x");
    let none = site.create("none", WriteMode::default());
    assert!(matches!(none, Err(UploadError::NotFound)));
    assert_eq!(site.uploads.usage(&kmd()).unwrap(), (1, 1));
}

#[test]
fn file_that_is_opened_again_is_the_newer_handles() {
    let site = roomy();
    let old = site.create("f", CREATE).unwrap();
    old.write(0, b"old old").unwrap();
    let new = site.create("f", REPLACE).unwrap();
    new.write(0, b"new").unwrap();
    assert!(matches!(old.write(0, b"old"), Err(UploadError::Stale)));
    assert!(matches!(old.close(), Err(UploadError::Stale)));
    assert!(site.uploads.list(&kmd()).unwrap()[0].is_open, "the newer one is open still");
    new.close().unwrap();
    assert_eq!(site.read("f"), b"new");
    assert_eq!(site.uploads.usage(&kmd()).unwrap(), (3, 1));
}

#[test]
fn handle_of_a_file_that_is_renamed_or_removed_writes_no_more() {
    let site = roomy();
    let upload = site.create("f.filepart", CREATE).unwrap();
    upload.write(0, b"hello").unwrap();
    site.uploads.rename(&kmd(), &name("f.filepart"), &name("f")).unwrap();
    assert!(matches!(upload.write(5, b"x"), Err(UploadError::Stale)));
    assert_eq!((site.names(), site.read("f")), (vec!["f".to_owned()], b"hello".to_vec()));
    site.put("g", b"g");
    let taken = site.uploads.rename(&kmd(), &name("f"), &name("g"));
    assert!(matches!(taken, Err(UploadError::Taken)));
    let none = site.uploads.rename(&kmd(), &name("none"), &name("h"));
    assert!(matches!(none, Err(UploadError::NotFound)));
    let upload = site.create("f", CREATE).unwrap();
    site.uploads.remove(&kmd(), &name("f")).unwrap();
    assert!(upload.write(0, b"x").is_err());
    assert!(matches!(site.uploads.remove(&kmd(), &name("f")), Err(UploadError::NotFound)));
    assert_eq!(site.uploads.usage(&kmd()).unwrap(), (1, 1));
}

#[test]
fn quotas_are_kept_at_the_limit_and_one_past_it() {
    let limits = UploadLimits { file_bytes: 6, account_bytes: 10, account_files: 3, free_bytes: 0 };
    let site = Site::new(limits);
    let is_over = |written| matches!(written, Err(UploadError::OverQuota));
    let one = site.create("1", CREATE).unwrap();
    one.write(0, &[0; 6]).unwrap();
    assert!(is_over(one.write(6, b"x")), "of a file");
    one.write(0, &[1; 6]).unwrap();
    let two = site.create("2", CREATE).unwrap();
    two.write(2, &[0; 2]).unwrap();
    assert!(is_over(two.write(4, b"x")), "of the account, holes included");
    let three = site.create("3", CREATE).unwrap();
    assert!(matches!(site.create("4", CREATE), Err(UploadError::OverQuota)), "of files");
    drop((one, two, three));
    site.uploads.remove(&kmd(), &name("1")).unwrap();
    assert!(site.create("4", CREATE).is_ok());
    let other = "other".parse().unwrap();
    assert!(site.uploads.create(&other, &name("1"), CREATE).is_ok(), "each account has its own");
    assert!(is_over(site.create("4", CREATE).unwrap().write(u64::MAX, b"x")));
    // What is there counts after a start, too.
    let again = Uploads::open(&site.folder.path().join("x"), limits).unwrap();
    assert_eq!(again.usage(&kmd()).unwrap(), (4, 3));
}

#[test]
fn disk_that_is_too_full_takes_no_uploads() {
    let site = Site::new(UploadLimits { free_bytes: u64::MAX, ..UploadLimits::default() });
    assert!(matches!(site.create("f", CREATE), Err(UploadError::DiskFull)));
    assert_eq!(site.names(), [""; 0]);
    assert_eq!(site.uploads.usage(&kmd()).unwrap(), (0, 0));
}

#[test]
fn take_moves_trigger_and_file_when_nobody_writes_them() {
    let site = roomy();
    site.put("f", b"hello");
    let trigger = site.create("f.trigger", CREATE).unwrap();
    let in_use = site.uploads.take_trigger(&kmd(), "f", 7);
    assert!(matches!(in_use, Err(UploadError::InUse)));
    drop(trigger);
    let trigger = site.uploads.take_trigger(&kmd(), "f", 7).unwrap();
    assert_eq!(trigger, Some(site.uploads.taken().trigger(7)));
    let take = || site.uploads.take_data(&kmd(), "f", 7).unwrap().unwrap();
    let taken = take();
    assert_eq!(std::fs::read(&taken.path).unwrap(), b"hello");
    assert_eq!(site.names(), [""; 0]);
    assert_eq!(
        site.uploads.stat(&kmd(), &name("f")).unwrap().size,
        5,
        "its client looks once more"
    );
    assert!(site.uploads.remove(&kmd(), &name("f")).is_err());
    assert_eq!(site.uploads.taken().transfers().unwrap(), [7]);
    // The name is free, and a later file of it is another one.
    site.put("f", b"next");
    assert_eq!(take(), TakenData { digest: None, ..taken.clone() });
    assert_eq!(std::fs::read(taken.path).unwrap(), b"hello");
    assert_eq!(site.names(), ["f"]);
    site.uploads.taken().discard(7).unwrap();
    assert_eq!(site.uploads.taken().transfers().unwrap(), [0; 0]);
    site.uploads.taken().discard(7).unwrap();
    assert_eq!(site.uploads.accounts().unwrap(), [kmd()]);
}

#[test]
fn take_knows_the_digest_of_what_came_in_order() {
    let site = roomy();
    let sha256 = |bytes: &[u8]| Some(Sha256::of([bytes]));
    let digest = |file: &str, transfer| {
        site.uploads.take_data(&kmd(), file, transfer).unwrap().unwrap().digest
    };
    site.put("in-order", b"hello");
    assert_eq!(digest("in-order", 1), sha256(b"hello"));
    site.put("renamed.filepart", b"hello");
    site.uploads.rename(&kmd(), &name("renamed.filepart"), &name("renamed")).unwrap();
    assert_eq!(digest("renamed", 2), sha256(b"hello"));
    site.put("resumed", b"hel");
    site.create("resumed", CREATE).unwrap().write(3, b"lo").unwrap();
    assert_eq!(digest("resumed", 3), None);
    site.put("replaced", b"hello");
    site.put("replaced", b"HELLO");
    assert_eq!(digest("replaced", 4), sha256(b"HELLO"));
    site.put("empty", b"");
    assert_eq!(digest("empty", 5), sha256(b""));
}

#[test]
fn give_back_puts_a_file_where_it_was_unless_there_is_another() {
    let site = roomy();
    site.put("f", b"hello");
    site.uploads.take_data(&kmd(), "f", 7).unwrap().unwrap();
    site.uploads.give_back(&kmd(), "f", 7).unwrap();
    assert_eq!((site.read("f"), site.uploads.usage(&kmd()).unwrap()), (b"hello".to_vec(), (5, 1)));
    site.uploads.take_data(&kmd(), "f", 8).unwrap().unwrap();
    site.put("f", b"newer");
    site.uploads.give_back(&kmd(), "f", 8).unwrap();
    assert_eq!(
        (site.read("f"), site.uploads.taken().transfers().unwrap()),
        (b"newer".to_vec(), vec![])
    );
    site.uploads.give_back(&kmd(), "f", 9).unwrap();
}

#[test]
fn take_of_what_is_not_there_has_nothing() {
    let site = roomy();
    for file in ["f", "../f", ""] {
        assert_eq!(site.uploads.take_data(&kmd(), file, 1).unwrap(), None);
        assert_eq!(site.uploads.take_trigger(&kmd(), file, 1).unwrap(), None);
    }
}

#[test]
fn wait_ends_with_a_change_or_its_time() {
    let site = roomy();
    site.uploads.wait(Duration::MAX);
    site.uploads.wait(Duration::ZERO);
    site.uploads.note_change();
    site.uploads.wait(Duration::MAX);
}

#[test]
fn folders_and_files_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let site = roomy();
    site.put("f", b"hello");
    let mode = |part: &str| {
        std::fs::metadata(site.folder.path().join("x").join(part)).unwrap().permissions().mode()
            & 0o777
    };
    assert_eq!(["", "out", "out/kmd", "taken"].map(mode), [0o700; 4]);
    assert_eq!(mode("out/kmd/f"), 0o600);
}

proptest::proptest! {
    /// Against a plain reference: a vector of bytes.
    #[test]
    fn what_is_written_is_there(writes in proptest::collection::vec((0u64..50, proptest::collection::vec(0u8.., 0..9)), 0..12)) {
        let site = roomy();
        let upload = site.create("f", CREATE).unwrap();
        let mut expected = Vec::new();
        for (offset, data) in writes {
            upload.write(offset, &data).unwrap();
            let start = usize::try_from(offset).unwrap();
            if !data.is_empty() {
                expected.resize(expected.len().max(start + data.len()), 0);
                expected[start..start + data.len()].copy_from_slice(&data);
            }
        }
        proptest::prop_assert_eq!(upload.size().unwrap(), expected.len() as u64);
        upload.close().unwrap();
        proptest::prop_assert_eq!(site.read("f"), expected.clone());
        let taken = site.uploads.take_data(&kmd(), "f", 1).unwrap().unwrap();
        proptest::prop_assert!(taken.digest.is_none_or(|digest| digest == Sha256::of([&expected[..]])));
    }
}
