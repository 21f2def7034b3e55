use std::net::IpAddr;
use std::pin::pin;
use std::sync::mpsc;
use std::time::Duration;

use std::sync::Arc;

use access::{AgreementClaim, Principal};
use app::{CallMetering, ErrorCode, Protocol};
use civil::ServiceName;
use clock::Clock;
use manifest::Signer;
use net::RateLimiter;
use pipeline::{DataFiles, Pipeline, Settings};
use store::{
    Actor, Fingerprint, LoadId, MetadataRoot, NewAgreement, NewSystem, Sha256, SshKey, Store,
};
use tokio::time::timeout;
use uuid::Uuid;

use super::*;
use crate::state::ApiState;

const NOW: &str = "2026-03-02T12:00:00Z";
const AGREEMENT: Uuid = Uuid::from_u128(2);

/// An agreement's system, and its server.
struct Site {
    _folder: tempfile::TempDir,
    store: Arc<Store>,
    state: SharedState,
    caller: Caller,
}

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(Store::create(&folder.path().join("cprabo.db")).unwrap());
        add_parties(&store);
        let agreement = store.agreement(AGREEMENT.into()).unwrap().unwrap();
        let clock = Clock::new(|| NOW.parse().unwrap());
        let files = Arc::new(DataFiles::create(folder.path()).unwrap());
        let settings = Settings::new(folder.path(), Signer::generate().unwrap().0);
        let app = App::new(
            Arc::clone(&store),
            Pipeline::new(Arc::clone(&store), files, clock.clone(), settings),
            clock,
            Arc::new(Signer::generate().unwrap().0),
            Arc::new(RateLimiter::new(1)),
        );
        let context = RequestContext {
            principal: Principal::System(Some(print())),
            author: store::Author::new(Actor::Certificate(print()), Uuid::from_u128(9)),
            claim: AgreementClaim::Named(AGREEMENT.into()),
            service: ServiceName::Subscription,
            callers_id: None,
            operation: "GET /".to_owned(),
            protocol: Protocol::Api(IpAddr::from([192, 0, 2, 1])),
            metering: CallMetering::default(),
        };
        let caller = Caller { agreement, context };
        Self { _folder: folder, store, state: ApiState { app }.into(), caller }
    }

    /// The outcomes of the caller's requests in the audit trail.
    fn outcomes(&self) -> Vec<String> {
        let trail = self.store.audit_trail(None).unwrap().into_iter();
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
        valid_from: "2026-01-01".parse().ok(),
        ..NewAgreement::of(AGREEMENT.into(), Uuid::from_u128(1).into(), Uuid::from_u128(3).into())
    };
    store.add_agreement(&agreement, &store::Author::PLATFORM, now).unwrap();
}

/// The caller sends a request, disconnects during the work, and the work fails.
#[tokio::test]
async fn a_refusal_is_audited_though_the_caller_has_hung_up() {
    let site = Site::new();
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let (go_on, may_go_on) = mpsc::channel::<()>();
    {
        let request = pin!(answer::<(), _>(&site.state, &site.caller, move |_, _| {
            begun.send(()).unwrap();
            may_go_on.recv().unwrap();
            Err(ApiError::invalid("no JSON", "ikke JSON"))
        }));
        tokio::select! {
            _ = request => panic!("the work is not done"),
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
    assert_eq!(site.outcomes(), ["INVALID_REQUEST"]);
}

#[tokio::test]
async fn a_refusal_is_audited_once() {
    let site = Site::new();
    let none = LoadId::from_number(7);
    let request = answer(&site.state, &site.caller, move |app, context| {
        Ok(app.load(context, Some(none)).map(drop)?)
    });
    let error = request.await.unwrap_err();
    assert!(error.is_recorded);
    assert_eq!(error.code, ErrorCode::UnknownLoad.into());
    assert_eq!(site.outcomes(), ["UNKNOWN_LOAD"]);
}

#[tokio::test]
async fn answer_after_the_callers_right_has_ended_does_no_work() {
    let site = Site::new();
    let now = NOW.parse().unwrap();
    let store = &site.store;
    let error = async || {
        let request =
            answer(&site.state, &site.caller, |app, context| Ok(app.loads(context).map(drop)?));
        request.await.unwrap_err().code
    };
    let (author, id) = (store::Author::PLATFORM, site.caller.agreement.id);
    let system = site.caller.agreement.system;
    store.set_suspended(system, true, &author, now).unwrap();
    assert_eq!(error().await, ErrorCode::SystemSuspended.into());
    store.set_suspended(system, false, &author, now).unwrap();
    store.end_agreement(id, "2026-03-01".parse().unwrap(), &author, now).unwrap();
    assert_eq!(error().await, ErrorCode::AgreementExpired.into());
    store.end_agreement(id, "2026-03-02".parse().unwrap(), &author, now).unwrap();
    let loads = answer(&site.state, &site.caller, |app, context| Ok(app.loads(context)?.len()));
    assert_eq!(loads.await.unwrap(), 0, "in force again");
    store.revoke_certificate(print(), &author, now).unwrap();
    assert_eq!(error().await, ErrorCode::CertificateRevoked.into());
}
