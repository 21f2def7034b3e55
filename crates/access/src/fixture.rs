//! A store with two systems and agreements.

use jiff::Timestamp;
use jiff::civil::date;
use store::{
    Author, Certificate, Fingerprint, MetadataRoot, NewAgreement, NewSystem, SshKey, Store,
};
use tempfile::TempDir;
use uuid::Uuid;

const DAY: i64 = 86_400;

pub(crate) fn at(day: i64) -> Timestamp {
    Timestamp::from_second(1_767_600_000 + day * DAY).unwrap()
}

pub(crate) fn print(number: u8) -> Fingerprint {
    Fingerprint(store::Sha256::from_bytes([number; 32]))
}

pub(crate) fn uuid(number: u8) -> Uuid {
    Uuid::from_u128(number.into())
}

/// Systems 1 and 2 with certificates 1 and 2 (valid ten days), agreements 11 and 12 with authority 21.
pub(crate) fn store() -> (Store, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(&folder.path().join("cprabo.db")).unwrap();
    for number in [1, 2] {
        let certificate = Certificate {
            fingerprint: print(number),
            subject: format!("CN={number}"),
            not_before: at(0),
            not_after: at(10),
            revoked_at: None,
        };
        let ssh_key =
            SshKey { fingerprint: format!("SHA256:{number}"), text: "x".into(), revoked_at: None };
        let new = NewSystem {
            uuid: uuid(number).into(),
            name: format!("system {number}"),
            sftp_user: format!("system{number}").parse().unwrap(),
            metadata_root: MetadataRoot::FileMetadata,
            certificate,
            ssh_key,
        };
        store.add_system(&new, &Author::PLATFORM, at(0)).unwrap();
        let new = NewAgreement {
            valid_from: Some(date(2026, 1, 5)),
            valid_until: Some(date(2026, 1, 8)),
            ..NewAgreement::of(uuid(10 + number).into(), uuid(number).into(), uuid(21).into())
        };
        store.add_agreement(&new, &Author::PLATFORM, at(0)).unwrap();
    }
    (store, folder)
}
