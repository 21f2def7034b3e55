use std::io::Read as _;

use uuid::Uuid;

use super::*;

const BYTES: &[u8] = b"what was received";

fn archive(fresh: &Fresh) -> Archive {
    let scratch = fresh.folder.path().join("scratch");
    std::fs::create_dir(&scratch).unwrap();
    Archive::new(fresh.blobs.clone(), scratch)
}

fn is_whole(archive: &Archive, file: ArchiveFile) -> bool {
    archive.check(file, &mut |_| Ok(())).unwrap()
}

fn put_load(archive: &Archive, sha256: &Sha256, bytes: &[u8]) -> Result<(), BlobError> {
    archive.put_load(sha256, None, |take| take(bytes))
}

/// No file is left where files are compressed.
fn is_scratch_empty(fresh: &Fresh) -> bool {
    fresh.folder.path().join("scratch").read_dir().unwrap().next().is_none()
}

#[test]
fn archive_keeps_an_extract_under_its_digest() {
    each(|fresh| {
        let archive = archive(fresh);
        let bytes = BYTES.repeat(1000);
        let sha256 = Sha256::of([&bytes[..]]);
        archive.put_extract(&sha256, &bytes).unwrap();
        archive.put_extract(&sha256, &bytes).unwrap();
        assert_eq!(archive.extract(&sha256).unwrap(), bytes);
        let mut read = Vec::new();
        archive.extract_reader(&sha256).unwrap().read_to_end(&mut read).unwrap();
        assert_eq!(read, bytes);
        let name = sha256.to_string();
        assert_eq!(fresh.list(""), [format!("{}/{name}.zst", &name[..2])]);
        assert!(fresh.get(&fresh.list("")[0]).len() < bytes.len(), "it is compressed");
        assert!(archive.extract(&digest(0)).unwrap_err().is_not_found());
        assert!(is_scratch_empty(fresh));
        archive.delete_extract(&sha256).unwrap();
        archive.delete_extract(&sha256).unwrap();
        assert!(fresh.list("").is_empty());
    });
}

#[test]
fn archive_takes_an_extract_of_any_size_piece_by_piece() {
    each(|fresh| {
        let archive = archive(fresh);
        let mut writer = archive.extract_writer().unwrap();
        BYTES.chunks(5).for_each(|piece| writer.write(piece).unwrap());
        writer.finish(&Sha256::of([BYTES])).unwrap();
        assert_eq!(archive.extract(&Sha256::of([BYTES])).unwrap(), BYTES);
        let mut dropped = archive.extract_writer().unwrap();
        dropped.write(BYTES).unwrap();
        drop(dropped);
        assert_eq!(fresh.list("").len(), 1);
        assert!(is_scratch_empty(fresh));
    });
}

#[test]
fn extract_that_is_not_what_it_was_is_not_used_and_replaced() {
    each(|fresh| {
        let archive = archive(fresh);
        let sha256 = Sha256::of([BYTES]);
        archive.put_extract(&sha256, b"other bytes than the digest's").unwrap();
        assert!(matches!(archive.extract(&sha256), Err(BlobError::Damaged(_))));
        let file = ArchiveFile::Extract(sha256);
        assert!(!is_whole(&archive, file) && archive.contains(file).unwrap());
        fresh.put(&fresh.list("")[0], b"no archive at all");
        assert!(archive.extract(&sha256).is_err());
        assert!(!is_whole(&archive, file));
        archive.put_extract(&sha256, BYTES).unwrap();
        assert!(is_whole(&archive, file));
        assert_eq!(archive.extract(&sha256).unwrap(), BYTES);
    });
}

#[test]
fn load_is_archived_if_it_has_its_digest_and_comes_back_as_it_was() {
    each(|fresh| {
        let archive = archive(fresh);
        let sha256 = Sha256::of([BYTES]);
        let load = ArchiveFile::Load(sha256);
        assert!(archive.unpack_load(&sha256).unwrap().is_none());
        let other = put_load(&archive, &sha256, b"other bytes");
        assert!(matches!(other, Err(BlobError::Damaged(_))));
        assert!(!archive.contains(load).unwrap() && !is_whole(&archive, load));
        put_load(&archive, &sha256, BYTES).unwrap();
        let again = archive.put_load::<BlobError>(&sha256, None, |_| panic!("it is there"));
        again.unwrap();
        assert!(archive.contains(load).unwrap() && is_whole(&archive, load));
        assert!(archive.is_load_apart(&sha256).unwrap());
        assert_eq!(archive.files().unwrap(), [load]);
        let unpacked = archive.unpack_load(&sha256).unwrap().unwrap();
        assert_eq!(std::fs::read(unpacked.path()).unwrap(), BYTES);
        drop(unpacked);
        assert!(is_scratch_empty(fresh));
        archive.delete_load(&sha256).unwrap();
        assert!(archive.files().unwrap().is_empty());
    });
}

#[test]
fn damaged_load_is_not_unpacked() {
    each(|fresh| {
        let archive = archive(fresh);
        let sha256 = Sha256::of([BYTES]);
        put_load(&archive, &digest(1), BYTES).unwrap_err();
        let name = sha256.to_string();
        fresh.put(&format!("{}/{name}.load", &name[..2]), b"other bytes");
        assert!(matches!(archive.unpack_load(&sha256), Err(BlobError::Damaged(_))));
        assert!(is_scratch_empty(fresh));
    });
}

#[test]
fn load_that_an_older_cprabo_kept_is_copied() {
    each(|fresh| {
        let archive = archive(fresh);
        let sha256 = Sha256::of([BYTES]);
        let name = sha256.to_string();
        fresh.put(&format!("{}/{name}.load", &name[..2]), BYTES);
        assert!(!archive.is_load_apart(&sha256).unwrap());
        assert!(is_whole(&archive, ArchiveFile::Load(sha256)));
        archive.keep_load_apart(&sha256).unwrap();
        archive.keep_load_apart(&sha256).unwrap();
        assert!(archive.is_load_apart(&sha256).unwrap());
        assert!(is_whole(&archive, ArchiveFile::Load(sha256)));
        assert_eq!(fresh.list(""), [format!("{}/{name}.load.zst", &name[..2])]);
    });
}

#[test]
fn archive_has_no_mark_until_it_is_given_one_and_another_replaces_it() {
    each(|fresh| {
        let archive = archive(fresh);
        assert_eq!(archive.mark().unwrap(), None);
        for id in [1, 2].map(Uuid::from_u128) {
            archive.set_mark(id).unwrap();
            assert_eq!(archive.mark().unwrap(), Some(id));
        }
        assert_eq!(archive.files().unwrap(), [], "it is no file of the archive's");
        for torn in [&b""[..], b"cprabo ", b"\xff\xff"] {
            fresh.put("installation", torn);
            assert_eq!(archive.mark().unwrap(), None);
        }
    });
}
