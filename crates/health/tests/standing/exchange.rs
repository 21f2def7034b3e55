use exchange_proto::{Content, ErrorCode};
use health::{AlertKind, Health, NoteKind};
use jiff::{SignedDuration, Timestamp};
use sftp_proto::WriteMode;
use store::*;
use uploads::{UploadLimits, Uploads};
use uuid::Uuid;

use crate::site::Site;

/// A site with the accounts `a` and `b`, of which `a` may send to `b`.
fn with_route() -> (Site, System) {
    let site = Site::serving();
    let (store, now) = (&site.sources.store, Timestamp::UNIX_EPOCH);
    for (number, user) in [(1, "a"), (2, "b")] {
        let certificate = Certificate {
            fingerprint: Fingerprint(Sha256::from_bytes([number; 32])),
            subject: user.into(),
            not_before: now,
            not_after: now,
            revoked_at: None,
        };
        let ssh_key = SshKey { fingerprint: user.into(), text: user.into(), revoked_at: None };
        let system = NewSystem {
            uuid: Uuid::from_u128(number.into()).into(),
            name: user.into(),
            sftp_user: user.parse().unwrap(),
            metadata_root: MetadataRoot::FileMetadata,
            certificate,
            ssh_key,
        };
        store.add_system(&system, &Author::PLATFORM, now).unwrap();
    }
    let systems = store.systems().unwrap();
    store.allow_route(&systems[0], &systems[1], &Author::PLATFORM, now).unwrap();
    let sender = systems.into_iter().next().unwrap();
    (site, sender)
}

/// Takes a file at a moment.
fn take(site: &Site, sender: &System, at: Timestamp) -> CheckedTransfer {
    let new = NewTransfer { sender: sender.id, name: "0101701234".into() };
    CheckedTransfer {
        id: site.sources.store.begin_transfers(&[new], at).unwrap()[0],
        uuid: Uuid::nil(),
        senders_file_id: None,
        file: Some((1, Sha256::of([&b"x"[..]]))),
        recipients: vec!["b".to_owned()],
        content: Content::empty(),
        errors: Vec::new(),
    }
}

#[test]
fn file_that_is_not_sent_on_or_not_collected_raises_an_alert_without_its_name() {
    let (site, sender) = with_route();
    let now = Timestamp::now();
    let taken = take(&site, &sender, now - SignedDuration::from_hours(2));
    site.has_alert(&AlertKind::Undelivered, "transfer 1 from a was taken and is not sent on");
    let days_ago = now - SignedDuration::from_hours(100);
    site.sources.store.decide_transfers(&[taken], days_ago).unwrap();
    site.has_alert(&AlertKind::Uncollected, "1 file from other systems not collected by b since");
    assert!(!format!("{:?}", site.alerts()).contains("0101701234"));
}

#[test]
fn transfer_that_was_refused_is_a_note_for_a_day() {
    let (site, sender) = with_route();
    let notes = || Health::of(&site.sources, Timestamp::now()).notes;
    let refuse = |hours| {
        let at = Timestamp::now() - SignedDuration::from_hours(hours);
        let errors = vec![ErrorCode::SizeDiffers];
        let refused = CheckedTransfer { errors, ..take(&site, &sender, at) };
        site.sources.store.decide_transfers(&[refused], at).unwrap();
    };
    refuse(25);
    assert_eq!(notes(), []);
    refuse(1);
    let [note] = &notes()[..] else { panic!("one note") };
    assert_eq!(note.kind, NoteKind::RefusedTransfers);
    assert!(note.what.contains("refused in the last day: 1."), "{}", note.what);
    assert_eq!(site.alerts(), []);
}

#[test]
fn account_that_nears_its_quota_raises_an_alert() {
    let (mut site, sender) = with_route();
    let limits = UploadLimits { account_bytes: 10, free_bytes: 0, ..UploadLimits::default() };
    let uploads = Uploads::open(&site.folder.path().join("exchange"), limits).unwrap();
    site.process().uploads = Some(uploads.clone());
    let create = WriteMode { create: true, ..WriteMode::default() };
    let upload = uploads.create(&sender.sftp_user, &"f".parse().unwrap(), create).unwrap();
    upload.write(0, b"7 bytes").unwrap();
    assert_eq!(site.alerts(), []);
    upload.write(7, b"8").unwrap();
    site.has_alert(&AlertKind::Quota, "OUT of a has 8 bytes in 1 files, and may have 10 bytes");
}
