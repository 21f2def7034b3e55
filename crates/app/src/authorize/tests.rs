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
    Actor, Author, Certificate, Fingerprint, MetadataRoot, NewAgreement, NewSystem, Sha256, SshKey,
    Store,
};
use tempfile::TempDir;
use uuid::Uuid;

use super::*;
use crate::Protocol;

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
