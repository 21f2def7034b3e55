use std::collections::BTreeSet;

use exchange_proto::Content;
use sftp::{Limits, SftpState};
use store::*;
use uuid::Uuid;

use crate::client::{Client, Sftp};
use crate::packets::{self, DENIED, FAILURE, NO_SUCH_FILE, OK, STATUS};
use crate::site::{Site, USER};

/// A session of the account.
async fn session(site: &Site) -> (Client, Sftp) {
    let client = Client::login(site).await;
    let sftp = client.sftp().await;
    (client, sftp)
}

async fn put(sftp: &mut Sftp, path: &str, bytes: &[u8]) -> u8 {
    let handle = sftp.create(path).await;
    let written = sftp.status(&packets::write(&handle, 0, bytes)).await;
    assert_eq!(sftp.status(&packets::close(&handle)).await, OK);
    written
}

fn uploaded(site: &Site) -> BTreeSet<String> {
    let files = site.files.uploads.list(&USER.parse().unwrap()).unwrap();
    files.into_iter().map(|file| file.name.as_str().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_put_renamed_and_removed_in_out() {
    let site = Site::open(Limits::default()).await;
    let (_client, mut sftp) = session(&site).await;
    assert_eq!(put(&mut sftp, "OUT/a ø.filepart", b"hello").await, OK);
    let rename = packets::rename("/OUT/a ø.filepart", "OUT/a ø");
    assert_eq!(sftp.status(&rename).await, OK);
    assert_eq!(uploaded(&site), BTreeSet::from(["a ø".to_owned()]));
    let folder = sftp.opendir("OUT").await;
    let listing = sftp.ask(&[&[12, 0, 0, 0, 1][..], &folder].concat()).await;
    assert!(String::from_utf8_lossy(&listing).contains("a ø"));
    assert_ne!(sftp.ask(&packets::stat("OUT/a ø")).await[0], STATUS);
    assert_eq!(sftp.status(&packets::open("OUT/a ø")).await, DENIED, "it is not read back");
    assert_eq!(sftp.status(&packets::remove("OUT/a ø")).await, OK);
    assert_eq!(sftp.status(&packets::remove("OUT/a ø")).await, NO_SUCH_FILE);
    assert_eq!(uploaded(&site), BTreeSet::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_written_but_files_in_out_with_names_that_they_may_have() {
    let site = Site::open(Limits::default()).await;
    let name = site.deliver(5, b"hello");
    let (_client, mut sftp) = session(&site).await;
    for path in ["IN/x", "x", "OUT", "OUT/x.metadata", "OUT/x.sftpreceipt", "OUT/.x"] {
        let status = sftp.status(&packets::create(path)).await;
        assert!([DENIED, NO_SUCH_FILE].contains(&status), "{path}");
    }
    assert_eq!(sftp.status(&packets::create(&format!("IN/{name}"))).await, DENIED);
    assert_eq!(sftp.status(&packets::create("OUT/a/b")).await, NO_SUCH_FILE);
    assert_eq!(sftp.status(&packets::mkdir("OUT/a")).await, DENIED);
    assert_eq!(put(&mut sftp, "OUT/../OUT/x", b"").await, OK);
    assert_eq!(sftp.status(&packets::rename("OUT/x", "IN/x")).await, DENIED);
    let out = packets::rename(&format!("IN/{name}"), "OUT/y");
    assert_eq!(sftp.status(&out).await, DENIED);
    assert_eq!(uploaded(&site), BTreeSet::from(["x".to_owned()]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_over_the_quota_fails_and_one_that_broke_off_is_kept() {
    let site = Site::open(Limits::default()).await;
    let (client, mut sftp) = session(&site).await;
    let handle = sftp.create("OUT/f").await;
    assert_eq!(sftp.status(&packets::write(&handle, 0, &[0; 1000])).await, OK);
    assert_eq!(sftp.status(&packets::write(&handle, 1000, b"x")).await, FAILURE);
    client.line.cut.cancel();
    let (_client, mut again) = session(&site).await;
    let attributes = again.ask(&packets::stat("OUT/f")).await;
    assert_eq!(attributes[9..17], 1000_u64.to_be_bytes());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_key_writes_nothing_more() {
    let site = Site::open(Limits::default()).await;
    let (client, sftp) = session(&site).await;
    site.revoke_key();
    sftp.send(&packets::create("OUT/f")).await;
    client.closed().await;
    assert_eq!(uploaded(&site), BTreeSet::new());
}

/// Forwards a file from the account to itself.
fn forward(site: &Site, bytes: &[u8]) -> TransferId {
    let SftpState { store, forwarded, clock, .. } = &site.files;
    let system = store.systems().unwrap().remove(0);
    let _ = store.allow_route(&system, &system, &Author::PLATFORM, clock.now());
    let new = NewTransfer { sender: system.id, name: "a".into() };
    let id = store.begin_transfers(&[new], clock.now()).unwrap()[0];
    let (file, sha256) = (tempfile::NamedTempFile::new().unwrap(), Sha256::of([bytes]));
    std::fs::write(file.path(), bytes).unwrap();
    let known = (bytes.len() as u64, sha256);
    forwarded.put(id.number(), file.path(), (known.0, &sha256)).unwrap();
    let checked = CheckedTransfer {
        id,
        uuid: Uuid::from_u128(1),
        senders_file_id: None,
        file: Some(known),
        recipients: vec![USER.to_owned()],
        content: Content::empty(),
        errors: Vec::new(),
    };
    store.decide_transfers(&[checked], clock.now()).unwrap();
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forwarded_file_is_fetched_noted_mended_and_removed() {
    let site = Site::open(Limits::default()).await;
    let id = forward(&site, b"hello");
    site.files.forwarded.remove(id.number()).unwrap();
    let (_client, mut sftp) = session(&site).await;
    let handle = sftp.open("IN/a").await;
    assert_eq!(sftp.read(&handle, 0, 10).await, b"hello", "mended from the archive");
    assert_eq!(sftp.status(&packets::close(&handle)).await, OK);
    let store = &site.files.store;
    let collected =
        || store.transfers(site.files.clock.now()).unwrap()[0].recipients[0].collected_at;
    crate::site::until(|| collected().is_some()).await;
    for (name, part) in [("a.metadata", "<FileName>a</FileName>"), ("a.sftpreceipt", "SUCCESS")] {
        let handle = sftp.open(&format!("IN/{name}")).await;
        let text = sftp.read(&handle, 0, 10_000).await;
        assert!(String::from_utf8_lossy(&text).contains(part));
        assert_eq!(sftp.read(&handle, 1, 4).await, text[1..5]);
        assert_eq!(sftp.status(&packets::remove(&format!("IN/{name}"))).await, OK);
        assert_eq!(sftp.status(&packets::open(&format!("IN/{name}"))).await, NO_SUCH_FILE);
    }
    assert_eq!(sftp.status(&packets::remove("IN/a")).await, OK);
    assert_eq!(sftp.status(&packets::stat("IN/a")).await, NO_SUCH_FILE);
}
