use access::AgreementUse::Change;
use std::net::IpAddr;
use std::sync::Arc;

use access::AgreementClaim;
use civil::{AgreementUuid, Pnr, ServiceName};
use clock::Clock;
use filters::Filter;
use manifest::Signer;
use net::RateLimiter;
use pipeline::{DataFiles, Pipeline, Settings};
use store::{
    AccountingInfo, Actor, Author, Certificate, Fingerprint, MetadataRoot, NewAgreement, NewSystem,
    Sha256, SshKey, Store,
};
use tempfile::TempDir;
use uuid::Uuid;

use super::*;
use crate::{CallMetering, Protocol};

const NOW: &str = "2026-03-02T12:00:00Z";
const AGREEMENT: Uuid = Uuid::from_u128(2);

/// An installation with one system and its agreement. One rejection is enough to be rate-limited.
struct Site {
    _folder: TempDir,
    app: App,
}

fn print(number: u8) -> Fingerprint {
    Fingerprint(Sha256::from_bytes([number; 32]))
}

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(Store::create(&folder.path().join("cprabo.db")).unwrap());
        add_parties(&store);
        let clock = Clock::new(|| NOW.parse().unwrap());
        let files = Arc::new(DataFiles::create(folder.path()).unwrap());
        let settings = Settings::new(folder.path(), Signer::generate().unwrap().0);
        let pipeline = Pipeline::new(Arc::clone(&store), files, clock.clone(), settings);
        let signer = Arc::new(Signer::generate().unwrap().0);
        let app = App::new(store, pipeline, clock, signer, Arc::new(RateLimiter::new(1)));
        Self { _folder: folder, app }
    }

    /// Operation and outcome of the callers' audit entries.
    fn trail(&self) -> Vec<(String, String)> {
        let trail = self.app.store.audit_trail(None).unwrap().into_iter().map(|(_, entry)| entry);
        let callers = trail.filter(|entry| matches!(entry.author.actor, Actor::Certificate(_)));
        callers.map(|entry| (entry.action, entry.outcome)).collect()
    }
}

fn add_parties(store: &Store) {
    let now = NOW.parse().unwrap();
    let system = NewSystem {
        uuid: Uuid::from_u128(1).into(),
        name: "omsorg".into(),
        sftp_user: "omsorg".parse().unwrap(),
        metadata_root: MetadataRoot::FileMetadata,
        certificate: Certificate {
            fingerprint: print(1),
            subject: "CN=omsorg".into(),
            not_before: now,
            not_after: now,
            revoked_at: None,
        },
        ssh_key: SshKey { fingerprint: "SHA256:1".into(), text: "x".into(), revoked_at: None },
    };
    store.add_system(&system, &Author::PLATFORM, now).unwrap();
    let agreement = NewAgreement {
        valid_from: "2026-01-01".parse().ok(),
        ..NewAgreement::of(AGREEMENT.into(), Uuid::from_u128(1).into(), Uuid::from_u128(3).into())
    };
    store.add_agreement(&agreement, &Author::PLATFORM, now).unwrap();
}

/// A request by a system, with the certificate of that number.
fn system(certificate: u8, agreement: AgreementUuid) -> RequestContext {
    RequestContext {
        principal: Principal::System(Some(print(certificate))),
        author: Author::new(Actor::Certificate(print(certificate)), Uuid::new_v4()),
        claim: AgreementClaim::Named(agreement),
        service: ServiceName::Subscription,
        callers_id: None,
        operation: "AddPNRSubscription".to_owned(),
        protocol: Protocol::Soap(IpAddr::from([192, 0, 2, 1])),
        metering: CallMetering::default(),
    }
}

fn operator() -> RequestContext {
    RequestContext::operator(Author::PLATFORM, "runs")
}

fn pnr() -> Filter {
    Filter::Pnr(Pnr::from_text("0101701234").unwrap())
}

fn rejected(outcome: &str) -> (String, String) {
    ("AddPNRSubscription".to_owned(), outcome.to_owned())
}

#[test]
fn use_case_of_a_system_is_done_under_its_agreement() {
    let site = Site::new();
    let context = system(1, AGREEMENT.into());
    assert!(site.app.add_filter(&context, pnr()).unwrap());
    assert!(!site.app.add_filter(&context, pnr()).unwrap(), "it is there");
    assert_eq!(site.app.filters(&context).unwrap().len(), 1);
    assert!(site.trail().is_empty(), "the filters' own history has it");
}

#[test]
fn use_case_under_another_systems_agreement_is_rejected_and_recorded_once() {
    let site = Site::new();
    let error = site.app.add_filter(&system(1, Uuid::from_u128(9).into()), pnr()).unwrap_err();
    assert_eq!(error.code(), ErrorCode::UnknownAgreement);
    assert_eq!(site.trail(), [rejected("UNKNOWN_AGREEMENT")]);
}

#[test]
fn use_case_without_a_registered_certificate_slows_the_address_down() {
    let site = Site::new();
    let context = system(9, AGREEMENT.into());
    let code = |error: AppError| error.code();
    assert_eq!(
        site.app.add_filter(&context, pnr()).map_err(code),
        Err(ErrorCode::CertificateNotRegistered)
    );
    assert_eq!(site.app.add_filter(&context, pnr()).map_err(code), Err(ErrorCode::TooManyRefusals));
    assert_eq!(site.trail(), [rejected("CERTIFICATE_NOT_REGISTERED")], "not the second");
    // A system with a certificate is not limited by others at its address.
    assert!(site.app.add_filter(&system(1, AGREEMENT.into()), pnr()).unwrap());
}

#[test]
fn use_case_of_the_operator_is_no_systems() {
    let site = Site::new();
    let error = site.app.runs(&system(1, AGREEMENT.into())).unwrap_err();
    assert_eq!(error.code(), ErrorCode::OperatorOnly);
    assert_eq!(site.trail(), [rejected("OPERATOR_ONLY")]);
    assert!(site.app.runs(&operator()).unwrap().is_empty());
}

#[test]
fn use_case_of_the_operator_works_under_an_agreement_that_is_over() {
    let site = Site::new();
    let context = operator().about(AGREEMENT.into());
    site.app.end_agreement(&context, None).unwrap();
    let error = site.app.filters(&system(1, AGREEMENT.into())).unwrap_err();
    assert_eq!(error.code(), ErrorCode::AgreementExpired);
    assert!(site.app.filters(&context).unwrap().is_empty());
    let none = operator().about(Uuid::from_u128(9).into());
    let error = site.app.filters(&none).unwrap_err();
    assert!(error.to_string().contains("`cprabo agreement list`"), "{error}");
}

impl Site {
    /// Operation, account, answered and refused of the calls that are counted on disk.
    fn counted(&self) -> Vec<(String, Option<String>, u64, u64)> {
        let month = "2026-03".parse().unwrap();
        let found = self.app.store.metered_calls(month, None).unwrap().into_iter();
        let row = |row: store::MeteredCalls| {
            (row.operation, row.accounting_info, row.calls.answered, row.calls.refused)
        };
        found.map(row).collect()
    }
}

fn row(account: Option<&str>, answered: u64, refused: u64) -> (String, Option<String>, u64, u64) {
    ("AddPNRSubscription".to_owned(), account.map(str::to_owned), answered, refused)
}

/// A call of its own on an account, as a protocol hands it on.
fn call(certificate: u8, account: &str) -> RequestContext {
    let metering = CallMetering::on(AccountingInfo::of(account));
    RequestContext { metering, ..system(certificate, AGREEMENT.into()) }
}

#[test]
fn call_that_writes_is_counted_at_once_and_only_once() {
    let site = Site::new();
    let context = call(1, "konto 0101701234");
    site.app.add_filter(&context, pnr()).unwrap();
    assert_eq!(site.counted(), [row(Some("konto **********"), 1, 0)]);
    site.app.record_answer(&context);
    assert!(!site.app.write_counted_calls().unwrap());
    assert_eq!(site.counted(), [row(Some("konto **********"), 1, 0)]);
}

#[test]
fn call_that_writes_nothing_is_counted_once_it_is_answered_and_written_later() {
    let site = Site::new();
    for _ in 0..3 {
        let context = call(1, "");
        site.app.filters(&context).unwrap();
        site.app.record_answer(&context);
    }
    assert_eq!(site.counted(), []);
    assert!(site.app.write_counted_calls().unwrap());
    assert_eq!(site.counted(), [row(None, 3, 0)]);
    assert!(!site.app.write_counted_calls().unwrap());
}

#[test]
fn refused_call_is_counted_with_its_line_of_the_audit_trail_without_what_it_says() {
    let site = Site::new();
    // Another system, which is no party of the agreement.
    site.app.add_filter(&call(9, "konto 7"), pnr()).unwrap_err();
    assert_eq!(site.counted(), [row(None, 0, 1)]);
    let context = operator().about(AGREEMENT.into());
    site.app.end_agreement(&context, None).unwrap();
    let context = call(1, "konto 7");
    site.app.filters(&context).unwrap_err();
    let counted = site.counted();
    assert_eq!(counted.iter().map(|row| row.3).sum::<u64>(), 2);
    let unknown = system(1, Uuid::from_u128(9).into());
    site.app.filters(&unknown).unwrap_err();
    assert_eq!(site.counted(), counted);
}

#[test]
fn call_about_somebody_who_is_not_found_is_answered() {
    let site = Site::new();
    let context = call(1, "a");
    let found: Result<(), AppError> =
        site.app.with_agreement(&context, Change, |_| Err(ErrorCode::PersonNotFound.into()));
    assert!(found.is_err());
    site.app.record_answer(&context);
    assert_eq!(site.counted(), [row(Some("a"), 1, 0)]);
}

#[test]
fn call_of_the_operator_is_not_counted() {
    let site = Site::new();
    let context = operator().about(AGREEMENT.into());
    site.app.add_filter(&context, pnr()).unwrap();
    site.app.record_answer(&context);
    assert!(!site.app.write_counted_calls().unwrap());
    assert_eq!(site.counted(), []);
}

#[test]
fn metering_of_an_agreement_is_of_some_months() {
    let site = Site::new();
    let months = |first: &str, last: &str| {
        let months = (first.parse().unwrap(), last.parse().unwrap());
        let found = site.app.agreement_metering(&system(1, AGREEMENT.into()), months);
        found.map(|found| found.len()).map_err(|error| error.code())
    };
    assert_eq!(months("2024-04", "2026-03"), Ok(24));
    assert_eq!(months("2024-03", "2026-03"), Err(ErrorCode::InvalidArgument));
    assert_eq!(months("2026-03", "2026-02"), Err(ErrorCode::InvalidArgument));
}
