//! A database with something in every table.

use std::collections::BTreeSet;
use std::path::Path;

use civil::{MunicipalityCode, Pnr, PostalCode, Road, RoadCode};
use exchange_proto::{Content, ErrorCode};
use filters::Reason;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use store::*;
use uuid::Uuid;

const PERSONS: u64 = 400;

pub(crate) fn now() -> Timestamp {
    Timestamp::from_second(1_767_600_000).unwrap()
}

pub(crate) fn author() -> Author {
    Author::new(Actor::Operator { uid: 1000, name: "test".into() }, Uuid::from_u128(7))
}

fn pnr(number: u64) -> Pnr {
    Pnr::from_integer(101_700_000 + number).unwrap()
}

/// Makes it, and closes it.
pub(crate) fn make(path: &Path) {
    let store = Store::create(path).unwrap();
    let agreements: Vec<AgreementId> = (1..=3).map(|number| party(&store, number)).collect();
    for (number, agreement) in (0..).zip(&agreements) {
        let numbers = (0..200).map(|n| format!("pnr {}", pnr(number * 7 + n).reveal()));
        let others = ["age 0-17", "municipality 0751", "event A01"].map(str::to_owned);
        let filters = numbers.chain(others).map(|line| line.parse().unwrap()).collect();
        store
            .edit_filters(*agreement, &FilterEdit::Add(filters), &|_| None, &author(), now())
            .unwrap();
        let gone = vec![format!("pnr {}", pnr(number * 7).reveal()).parse().unwrap()];
        store
            .edit_filters(*agreement, &FilterEdit::Remove(gone), &|_| None, &author(), now())
            .unwrap();
    }
    let need = Need { last_day: Some(date(2026, 6, 1)), reason: "Case 17".parse().ok() };
    let needed = ["age 0-17".parse().unwrap()].into();
    store.state_needs(agreements[0], &needed, &need, &author(), now()).unwrap();
    store.plan_reviews(ReviewPeriods { every: 365, suspends: 30 }, now()).unwrap();
    let (name, note) = ("Anna Berg".parse().unwrap(), "Reviewed".parse().unwrap());
    store.confirm_review(agreements[0], &name, Some(&note), &author(), now()).unwrap();
    for day in 5..9 {
        let run = apply(&store, date(2026, 1, day));
        publish(&store, run);
    }
    let order = NewLoad::of(agreements[0]);
    store.order_load(&order, &author(), now()).unwrap();
    let run = store.last_applied().unwrap().unwrap().id;
    let entry = AuditEntry {
        author: author(),
        action: "PersonLookup".into(),
        subject: String::new(),
        outcome: "done".into(),
    };
    let lookup = NewLookup {
        entry: &entry,
        agreement: Some(agreements[0]),
        service: Some(civil::ServiceName::PersonBaseData),
        run,
        disclosed: &[pnr(1), pnr(2)],
        callers_id: None,
    };
    store.record_lookup(&lookup, now()).unwrap();
    let replay = store.deliveries(DeliveryQuery::Agreement(agreements[0])).unwrap().remove(0);
    store.collect(replay.id, "SHA256:key", now()).unwrap();
    let part = store.deliveries(DeliveryQuery::Agreement(agreements[1])).unwrap().remove(0);
    let bytes = [0..10, 20..30].into_iter().collect();
    let sent = Sent {
        file: FetchedFile::Delivery(part.id),
        bytes,
        ssh_key: "SHA256:key".to_owned(),
        at: now(),
    };
    store.note_sent(&[sent]).unwrap();
    let refusals = SystemRefusals {
        system: store.systems().unwrap()[0].uuid,
        kind: "ssh_key_unknown".to_owned(),
        known_by: "account_name".to_owned(),
        address: "192.0.2.1".to_owned(),
        detail: String::new(),
        last_at: now(),
        count: 1,
    };
    store.note_refusals(&[refusals]).unwrap();
    let legacy = store.systems().unwrap()[0].id;
    store.set_legacy_ssh(legacy, true, &author(), now()).unwrap();
    store.retention_effective_since(Some(90), None, now()).unwrap();
    exchange(&store);
    let agreement = store.agreements().unwrap()[0].uuid;
    let account = NewOff4Account {
        user: "WUDI0178".parse().unwrap(),
        kundenr: "0384".parse().unwrap(),
        agreement,
        networks: vec!["192.0.2.0/24".parse().unwrap()],
        password: PasswordHash::new("hash".to_owned()),
    };
    store.add_off4_account(&account, &author(), now()).unwrap();
    let expiry = Expiry {
        kind: ExpiryKind::Agreement,
        subject: agreement.to_string(),
        system: "system 1".into(),
        contact: None,
        last_day: date(2026, 1, 9),
    };
    store.note_notice(&expiry, 30, now()).unwrap();
    let key = CallKey {
        agreement,
        caller: CountedCaller::SystemOfAgreement,
        month: "2026-01".parse().unwrap(),
        service: civil::ServiceName::Subscription,
        operation: "GetAllFilters".to_owned(),
        accounting_info: AccountingInfo::of("konto 7"),
    };
    store.count_calls(&[CallCount { key, calls: Calls::ANSWERED }]).unwrap();
    user(&store);
    measured(&store);
    let head = store.ledger_head(now()).unwrap();
    store.add_checkpoint(&head, "a signed line").unwrap();
    store.note_archive_marked().unwrap();
    store.note_manifest_key(&Sha256::of([&b"key"[..]])).unwrap();
}

fn road() -> Road {
    Road {
        municipality: MunicipalityCode::from_integer(751).unwrap(),
        code: RoadCode::from_integer(512).unwrap(),
        postal_code: PostalCode::from_register(b"8000").unwrap(),
        name: "vejen".to_owned(),
    }
}

fn party(store: &Store, number: u8) -> AgreementId {
    let certificate = Certificate {
        fingerprint: Fingerprint(Sha256::from_bytes([number; 32])),
        subject: format!("CN=system {number}"),
        not_before: now(),
        not_after: now(),
        revoked_at: None,
    };
    let uuid = Uuid::from_u128(number.into());
    let system = NewSystem {
        uuid: uuid.into(),
        name: format!("system {number}"),
        sftp_user: format!("system{number}").parse().unwrap(),
        metadata_root: MetadataRoot::FileMetadata,
        certificate,
        ssh_key: SshKey {
            fingerprint: format!("SHA256:{number}"),
            text: "ssh-ed25519".into(),
            revoked_at: None,
        },
    };
    store.add_system(&system, &author(), now()).unwrap();
    let agreement = NewAgreement {
        valid_from: Some(date(2026, 1, 1)),
        ..NewAgreement::of(uuid.into(), uuid.into(), Uuid::from_u128(1000).into())
    };
    store.add_agreement(&agreement, &author(), now()).unwrap()
}

fn apply(store: &Store, day: Date) -> RunId {
    let last = store.last_applied().unwrap().and_then(|run| run.header).map(|head| head.proddto);
    let header =
        RunHeader { opgavenr: "004711".parse().unwrap(), proddto: day, proddtoforrig: last };
    let run = store
        .add_run(&NewRun {
            file_name: &format!("d{day}"),
            sha256: Sha256::of([day.to_string().as_bytes()]),
            size: 100,
            header: Some(header),
            persons: PERSONS,
            records: 2 * PERSONS,
            findings: vec!["line 2".into()],
            held: None,
            intake: Some(Uuid::from_u128(day.day().cast_unsigned().into())),
            at: now(),
        })
        .unwrap();
    let records: Vec<(Pnr, Vec<u8>)> = (0..PERSONS)
        .map(|number| {
            let record = format!("001{}record of {day} {number}", pnr(number).reveal());
            (pnr(number), record.into_bytes())
        })
        .collect();
    let persons = records
        .iter()
        .map(|(pnr, record)| PersonUpdate {
            pnr: *pnr,
            index: PersonIndex {
                status: civil::Status::from_integer(1),
                lives_in: MunicipalityCode::from_integer(751),
                ..PersonIndex::default()
            },
            successor: None,
            events: &[],
            is_protected: false,
            records: vec![record],
            size: RecordsSize { records: 1, bytes: record.len() as u64 },
        })
        .collect();
    let name = |agreement: &Agreement, _: &System| format!("d{day}.{}", agreement.uuid);
    let apply = Apply {
        run,
        last,
        persons,
        roads: BTreeSet::from([road()]),
        day,
        at: now(),
        name: &name,
        sender: "CPR-Abonnement",
        successor: &|_| None,
    };
    store.apply(apply).unwrap();
    run
}

fn publish(store: &Store, run: RunId) {
    let day = store.day(run).unwrap();
    let publish: Vec<(DeliveryId, PublishedFiles)> = day
        .planned
        .iter()
        .map(|planned| {
            let disclosed = (0..50).map(|number| (pnr(number), Reason::PNR)).collect();
            let sha256 = Sha256::of([planned.pair.name.as_bytes()]);
            let publish = PublishedFiles {
                size: 1000,
                metadata_size: 500,
                sha256,
                metadata_sha256: sha256,
                records: 100,
                disclosed,
            };
            (planned.delivery, publish)
        })
        .collect();
    store.publish(run, &publish, now()).unwrap();
}

/// A file that was sent from one system to another and fetched in part, and one that was refused.
fn exchange(store: &Store) {
    let systems = store.systems().unwrap();
    store.allow_route(&systems[0], &systems[1], &author(), now()).unwrap();
    for (name, errors) in [("a", vec![]), ("b", vec![ErrorCode::SizeDiffers])] {
        let new = NewTransfer { sender: systems[0].id, name: name.to_owned() };
        let checked = CheckedTransfer {
            id: store.begin_transfers(&[new], now()).unwrap()[0],
            uuid: Uuid::from_u128(1),
            senders_file_id: Some(name.to_owned()),
            file: Some((100, Sha256::of([name.as_bytes()]))),
            recipients: vec![systems[1].sftp_user.to_string()],
            content: Content::empty(),
            errors,
        };
        store.decide_transfers(&[checked], now()).unwrap();
    }
    let file = store.folder_entry(systems[1].id, "a", date(2026, 1, 9)).unwrap().unwrap();
    let (file, ssh_key) = (file.fetched().unwrap(), "SHA256:key".to_owned());
    let bytes = std::iter::once(0..10).collect();
    store.note_sent(&[Sent { file, bytes, ssh_key, at: now() }]).unwrap();
}

/// A user with a second step, a link, and a session.
fn user(store: &Store) {
    let name: UserName = "anna".parse().unwrap();
    let new = NewUser { name: name.clone(), role: UserRole::Operator, authority: None };
    let link = |number| NewUserLink {
        digest: Sha256::from_bytes([number; 32]),
        ends_at: now() + jiff::SignedDuration::from_hours(1),
    };
    let password = PasswordHash::new("hash".to_owned());
    store.add_user(&new, &link(1), &author(), now()).unwrap();
    let digest = link(1).digest;
    store.use_user_link(&digest, None, &password, &author(), now()).unwrap();
    let user = store.user(&name).unwrap().unwrap();
    store.offer_totp(user.id, &TotpSecret::new([1; 20])).unwrap();
    let user = store.user(&name).unwrap().unwrap();
    store.confirm_totp(&user, 1, &[Sha256::from_bytes([2; 32])], &author(), now()).unwrap();
    let session = NewUserSession {
        digest: Sha256::from_bytes([3; 32]),
        is_signed_in: true,
        address: "192.0.2.1".to_owned(),
        others_end_before: now(),
        at: now(),
    };
    store.begin_user_session(&user, &session, &author()).unwrap();
    let other = NewUser { name: "bo".parse().unwrap(), role: UserRole::Auditor, authority: None };
    store.add_user(&other, &link(4), &author(), now()).unwrap();
}

/// Calls of the probe, of which one was wrong, and a notice.
fn measured(store: &Store) {
    let call = |seconds, fault| Measurement {
        kind: ProbeKind::Soap,
        at: now() + jiff::SignedDuration::from_secs(seconds),
        span: jiff::SignedDuration::from_secs(60),
        took: jiff::SignedDuration::from_millis(11),
        fault,
    };
    let calls = [call(0, None), call(60, Some(ProbeFault::TimedOut))];
    store.note_measurements(&calls, None).unwrap();
    let text = |text: &str| -> NoticeText { text.parse().unwrap() };
    let notice = ServiceNotice {
        address: "2026-01-05-opdatering".parse().unwrap(),
        kind: NoticeKind::PlannedWork,
        begins: now(),
        ends: None,
        texts: NoticeTexts {
            danish_title: text("Opdatering"),
            danish: text("SOAP kan være utilgængelig."),
            english_title: text("Update"),
            english: text("SOAP may not answer."),
        },
        added_at: now(),
        changed_at: now(),
    };
    store.add_service_notice(&notice, &author()).unwrap();
}
