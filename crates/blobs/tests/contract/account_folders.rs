use civil::SftpUser;

use super::*;

fn vejle() -> SftpUser {
    "vejle".parse().unwrap()
}

fn folders(fresh: &Fresh) -> AccountFolders {
    AccountFolders::new(fresh.blobs.clone())
}

#[test]
fn file_in_a_folder_is_replaced_whole() {
    each(|fresh| {
        let folders = folders(fresh);
        let put = |slices: &[&[u8]]| folders.put(&vejle(), "d260105", slices.iter().copied());
        put(&[b"first ", b"content"]).unwrap();
        put(&[b"second"]).unwrap();
        folders.flush().unwrap();
        let mut bytes = [0; 6];
        let reader = folders.open(&vejle(), "d260105").unwrap();
        reader.read_exact_at(&mut bytes, 0).unwrap();
        assert_eq!(&bytes, b"second");
        assert!(reader.read_exact_at(&mut [0; 7], 0).is_err());
        assert_eq!(folders.size(&vejle(), "d260105").unwrap(), Some(6));
        assert_eq!(fresh.list(""), ["vejle/d260105"]);
    });
}

#[test]
fn names_do_not_lead_out_of_the_folder() {
    each(|fresh| {
        let folders = folders(fresh);
        for name in ["", ".", "..", "../x", "a/b", ".hidden", "nul\0"] {
            let put = folders.put(&vejle(), name, std::iter::empty());
            assert!(matches!(put, Err(BlobError::InvalidKey(_))), "{name:?}");
            assert!(folders.open(&vejle(), name).is_err(), "{name:?}");
        }
        assert!(fresh.list("").is_empty());
    });
}

#[test]
fn folder_has_the_files_of_its_account_and_none_below() {
    each(|fresh| {
        let folders = folders(fresh);
        assert!(folders.files(&vejle()).unwrap().is_empty());
        for text in ["vejle/a", "vejle/b", "vejle/old/c", "vejle2/d"] {
            fresh.put(text, b"x");
        }
        let mut files = folders.files(&vejle()).unwrap();
        files.sort();
        assert_eq!(files, ["a", "b"]);
        folders.remove(&vejle(), "a").unwrap();
        folders.remove(&vejle(), "a").unwrap();
        assert_eq!(folders.files(&vejle()).unwrap(), ["b"]);
    });
}

#[test]
fn file_of_this_machine_goes_into_a_folder() {
    each(|fresh| {
        let file = fresh.file(b"a load");
        folders(fresh).put_file(&vejle(), "d260105.load1", &file).unwrap();
        assert_eq!(fresh.get("vejle/d260105.load1"), b"a load");
    });
}
