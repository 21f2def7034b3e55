//! What every backend of [`Store`] must do. Each test runs over all of them.
#![allow(clippy::unwrap_used, reason = "tests")]

mod agreement_states;
mod applying;
mod auditing;
mod clean_up;
mod closing;
mod delivering;
mod exchanging;
mod expiring;
mod filter_drafts;
mod filter_requests;
mod filters_history;
mod leases;
mod ledger;
mod lookups;
mod measuring;
mod metering;
mod needs;
mod off4;
mod parties;
mod reviews;
mod tracing;
mod user_systems;
mod users;
mod ways_out;

use std::collections::BTreeSet;

use civil::{AgreementUuid, MunicipalityCode, Pnr, SystemUuid};
use jiff::Timestamp;
use store::*;
use tempfile::TempDir;
use uuid::Uuid;

/// A fresh store of some backend; what it needs goes with it.
struct Fresh {
    store: Store,
    _folder: TempDir,
}

/// Every backend; PostgreSQL will stand beside.
const BACKENDS: [fn() -> Fresh; 1] = [sqlite];

/// Runs a test over every backend. Whatever it did, everything is as it was written.
fn each(test: impl Fn(&Store)) {
    for fresh in BACKENDS {
        let Fresh { store, _folder } = fresh();
        test(&store);
        assert_eq!(store.verify(&mut |_| Ok(())).unwrap(), []);
    }
}

fn sqlite() -> Fresh {
    let folder = tempfile::tempdir().unwrap();
    Fresh { store: Store::create(&folder.path().join("cprabo.db")).unwrap(), _folder: folder }
}

fn now() -> Timestamp {
    Timestamp::from_second(1_767_600_000).unwrap()
}

fn author() -> Author {
    let actor = Actor::Operator { uid: 1000, name: "test".into() };
    Author::new(actor, Uuid::from_u128(7))
}

fn digest(number: u8) -> Sha256 {
    Sha256::from_bytes([number; 32])
}

fn certificate(number: u8) -> Certificate {
    Certificate {
        fingerprint: Fingerprint(digest(number)),
        subject: format!("CN=system {number}"),
        not_before: now(),
        not_after: now(),
        revoked_at: None,
    }
}

fn ssh_key(number: u8) -> SshKey {
    SshKey {
        fingerprint: format!("SHA256:{number}"),
        text: format!("ssh-ed25519 {number}"),
        revoked_at: None,
    }
}

fn new_system(number: u8) -> NewSystem {
    NewSystem {
        uuid: Uuid::from_u128(number.into()).into(),
        name: format!("system {number}"),
        sftp_user: format!("system{number}").parse().unwrap(),
        metadata_root: MetadataRoot::FileMetadata,
        certificate: certificate(number),
        ssh_key: ssh_key(number),
    }
}

fn new_agreement(number: u128, system: u8) -> NewAgreement {
    NewAgreement {
        valid_from: Some(jiff::civil::date(2026, 1, 1)),
        ..NewAgreement::of(
            agreement_uuid(number),
            SystemUuid::from(Uuid::from_u128(system.into())),
            Uuid::from_u128(1000).into(),
        )
    }
}

fn agreement_uuid(number: u128) -> AgreementUuid {
    Uuid::from_u128(number).into()
}

/// An agreement whose kinds of filter must all match.
fn all_must_match(store: &Store) -> AgreementId {
    store.add_system(&new_system(1), &author(), now()).unwrap();
    let new = NewAgreement { combination: filters::Combination::All, ..new_agreement(1, 1) };
    store.add_agreement(&new, &author(), now()).unwrap()
}

/// A system with one agreement, both numbered 1.
fn one_agreement(store: &Store) -> AgreementId {
    store.add_system(&new_system(1), &author(), now()).unwrap();
    store.add_agreement(&new_agreement(1, 1), &author(), now()).unwrap()
}

fn edit(store: &Store, agreement: AgreementId, edit: &FilterEdit) -> filters::Difference {
    store.edit_filters(agreement, edit, &|_| None, &author(), now()).unwrap()
}

fn add(store: &Store, agreement: AgreementId, lines: &[&str]) {
    let filters = lines.iter().map(|line| line.parse().unwrap()).collect();
    edit(store, agreement, &FilterEdit::Add(filters));
}

fn remove(store: &Store, agreement: AgreementId, lines: &[&str]) {
    let filters = lines.iter().map(|line| line.parse().unwrap()).collect();
    edit(store, agreement, &FilterEdit::Remove(filters));
}

fn pnr(number: u64) -> Pnr {
    Pnr::from_integer(101_700_000 + number).unwrap()
}

fn pnr_line(number: u64) -> String {
    format!("pnr {}", pnr(number).reveal())
}

fn municipality(code: u16) -> Option<MunicipalityCode> {
    MunicipalityCode::from_integer(code)
}

/// Records a run for a day of January 2026; each has bytes of its own.
fn run(store: &Store, day: i8) -> RunId {
    let runs = u8::try_from(store.runs().unwrap().len()).unwrap();
    run_of(store, day, digest(100 + runs))
}

/// Records a run of a file with the given digest.
fn run_of(store: &Store, day: i8, sha256: Sha256) -> RunId {
    let proddto = jiff::civil::date(2026, 1, day);
    let header = RunHeader {
        opgavenr: "004711".parse().unwrap(),
        proddto,
        proddtoforrig: proddto.yesterday().ok(),
    };
    let new = NewRun {
        file_name: "d2601.l004711",
        sha256,
        size: 1,
        header: Some(header),
        persons: 0,
        records: 0,
        findings: Vec::new(),
        held: None,
        intake: None,
        at: now(),
    };
    store.add_run(&new).unwrap()
}

fn person(number: u64, lives_in: u16) -> PersonUpdate<'static> {
    PersonUpdate {
        pnr: pnr(number),
        index: PersonIndex {
            status: civil::Status::from_register(b"01"),
            lives_in: municipality(lives_in),
            ..PersonIndex::default()
        },
        successor: None,
        events: &[],
        is_protected: false,
        records: vec![b"001 first", b"002 second"],
        size: RecordsSize { records: 2, bytes: 21 },
    }
}

/// Records and applies a run for a day of January 2026.
fn apply(store: &Store, day: i8, persons: Vec<PersonUpdate<'_>>) -> RunId {
    apply_run(store, run(store, day), day, persons)
}

/// Applies a run that was recorded.
fn apply_run(store: &Store, run: RunId, day: i8, persons: Vec<PersonUpdate<'_>>) -> RunId {
    let last =
        store.last_applied().unwrap().and_then(|run| run.header).map(|header| header.proddto);
    let name = |agreement: &Agreement, _: &System| format!("d2601{day:02}.{}", agreement.uuid);
    let day = jiff::civil::date(2026, 1, day);
    store
        .apply(Apply {
            run,
            last,
            persons,
            roads: BTreeSet::new(),
            day,
            at: now(),
            name: &name,
            sender: "CPR",
            successor: &|_| None,
        })
        .unwrap();
    run
}

/// Publishes every planned delivery of a run, each with the given persons.
fn publish(store: &Store, run: RunId, disclosed: &[(Pnr, filters::Reason)]) {
    publish_at(store, run, disclosed, now());
}

fn published_files(disclosed: &[(Pnr, filters::Reason)]) -> PublishedFiles {
    PublishedFiles {
        size: 100,
        metadata_size: 10,
        sha256: digest(9),
        metadata_sha256: digest(8),
        records: 3,
        disclosed: disclosed.to_vec(),
    }
}

fn publish_at(store: &Store, run: RunId, disclosed: &[(Pnr, filters::Reason)], at: Timestamp) {
    let planned = store.day(run).unwrap().planned;
    let publish = |planned: &PlannedDelivery| (planned.delivery, published_files(disclosed));
    let all: Vec<(DeliveryId, PublishedFiles)> = planned.iter().map(publish).collect();
    store.publish(run, &all, at).unwrap();
}
