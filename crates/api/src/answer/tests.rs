use std::net::IpAddr;
use std::pin::pin;
use std::sync::mpsc;
use std::time::Duration;

use clock::Clock;
use https::Peer;
use net::RateLimiter;
use pipeline::{PipelineError, Settings};
use store::{Fingerprint, LoadId, MetadataRoot, NewAgreement, NewSystem, Sha256, Shelf, SshKey};
use tokio::time::timeout;
use uuid::Uuid;

use super::*;
use crate::error_code::ErrorCode;
use crate::request_context::RequestContext;

const NOW: &str = "2026-03-02T12:00:00Z";
const AGREEMENT: Uuid = Uuid::from_u128(2);

/// An agreement's system, and what answers it.
struct Site {
    _folder: tempfile::TempDir,
    shared: Shared,
    caller: Caller,
}

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(Store::create(&folder.path().join("cprabo.db")).unwrap());
        add_parties(&store);
        let agreement = store.agreement(AGREEMENT.into()).unwrap().unwrap();
        let clock = Clock::new(|| NOW.parse().unwrap());
        let shelf = Arc::new(Shelf::create(folder.path()).unwrap());
        let settings = Settings::new(folder.path(), Signer::generate().unwrap().0);
        let endpoint = ApiState {
            pipeline: Pipeline::new(Arc::clone(&store), shelf, clock.clone(), settings),
            store,
            clock,
            rate_limiter: Arc::new(RateLimiter::new(1)),
            signer: Arc::new(Signer::generate().unwrap().0),
        };
        let context = RequestContext {
            endpoint: endpoint.clone(),
            peer: Peer { address: IpAddr::from([192, 0, 2, 1]), certificate: Some(print()) },
            correlation: Uuid::from_u128(9),
            action: "GET /".to_owned(),
            agreement: Some(AGREEMENT.into()),
        };
        let caller = Caller { agreement, author: context.author(), context };
        Self { _folder: folder, shared: Shared::new(endpoint), caller }
    }

    /// What the audit trail says of the caller's request.
    fn outcomes(&self) -> Vec<String> {
        let trail = self.shared.endpoint.store.audit_trail(None).unwrap().into_iter();
        let mine = trail.filter(|(_, entry)| entry.author.correlation == Uuid::from_u128(9));
        mine.map(|(_, entry)| entry.outcome).collect()
    }
}

fn print() -> Fingerprint {
    Fingerprint(Sha256::from_bytes([1; 32]))
}

fn add_parties(store: &Store) {
    let now = NOW.parse().unwrap();
    let system = NewSystem {
        uuid: Uuid::from_u128(1).into(),
        name: "omsorg".into(),
        sftp_user: "omsorg".parse().unwrap(),
        metadata_root: MetadataRoot::FileMetadata,
        certificate: store::Certificate {
            fingerprint: print(),
            subject: "CN=omsorg".into(),
            not_before: now,
            not_after: now,
            revoked_at: None,
        },
        ssh_key: SshKey { fingerprint: "SHA256:1".into(), text: "x".into(), revoked_at: None },
    };
    store.add_system(&system, &store::Author::PLATFORM, now).unwrap();
    let agreement = NewAgreement {
        uuid: AGREEMENT.into(),
        system: Uuid::from_u128(1).into(),
        authority: Uuid::from_u128(3).into(),
        combination: filters::Combination::Any,
        opgavenr: None,
        valid_from: "2026-01-01".parse().ok(),
        valid_until: None,
    };
    store.add_agreement(&agreement, &store::Author::PLATFORM, now).unwrap();
}

/// The caller asks, hangs up while the work is being done, and the work comes to nothing.
#[tokio::test]
async fn a_refusal_is_audited_though_the_caller_has_hung_up() {
    let site = Site::new();
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let (go_on, may_go_on) = mpsc::channel::<()>();
    {
        let asked = pin!(answer::<(), _>(&site.shared, &site.caller, move |_| {
            begun.send(()).unwrap();
            may_go_on.recv().unwrap();
            Err(PipelineError::LoadFinished(LoadId::from_number(7)).into())
        }));
        tokio::select! {
            _ = asked => panic!("the work is not done"),
            begun = has_begun => begun.unwrap(),
        }
    }
    assert!(site.outcomes().is_empty());
    go_on.send(()).unwrap();
    let audited = async {
        while site.outcomes().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(60), audited).await.unwrap();
    assert_eq!(site.outcomes(), ["LOAD_FINISHED"]);
}

#[tokio::test]
async fn a_refusal_is_audited_once() {
    let site = Site::new();
    let asked = answer::<(), _>(&site.shared, &site.caller, |_| Err(ErrorCode::UnknownLoad.into()));
    let error = asked.await.unwrap_err();
    let error = site.caller.context.refuse(error);
    assert_eq!(error.code, ErrorCode::UnknownLoad);
    assert_eq!(site.outcomes(), ["UNKNOWN_LOAD"]);
}

#[tokio::test]
async fn answer_to_a_caller_whose_right_has_ended_meanwhile_does_no_work() {
    let site = Site::new();
    let now = NOW.parse().unwrap();
    let store = &site.shared.endpoint.store;
    let error = async || {
        let asked = answer::<(), _>(&site.shared, &site.caller, |_| panic!("it was done"));
        asked.await.unwrap_err().code
    };
    let (author, id) = (store::Author::PLATFORM, site.caller.agreement.id);
    let system = site.caller.agreement.system;
    store.set_suspended(system, true, &author, now).unwrap();
    assert_eq!(error().await, ErrorCode::SystemSuspended);
    store.set_suspended(system, false, &author, now).unwrap();
    store.end_agreement(id, "2026-03-01".parse().unwrap(), &author, now).unwrap();
    assert_eq!(error().await, ErrorCode::AgreementExpired);
    store.end_agreement(id, "2026-03-02".parse().unwrap(), &author, now).unwrap();
    let last_day = answer(&site.shared, &site.caller, |at| Ok(at.caller.agreement.valid_until));
    assert_eq!(last_day.await.unwrap(), Some("2026-03-02".parse().unwrap()), "as it is now");
    store.revoke_certificate(print(), &author, now).unwrap();
    assert_eq!(error().await, ErrorCode::CertificateRevoked);
}
