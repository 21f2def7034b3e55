//! An installation with a held extract, a user of each role, and requests to its pages.

mod sandboxed;

use std::net::IpAddr;
use std::sync::Arc;

use access::SecretToken;
use app::{App, NewNotice, RequestContext};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use clock::Clock;
use http_body_util::BodyExt as _;
use https::Peer;
use jiff::{SignedDuration, Timestamp};
use manifest::Signer;
use net::RateLimiter;
use pipeline::{DataFiles, NoObserver, Pipeline, Settings};
use store::{
    Author, Certificate, DraftList, FilterEdit, FilterRequestId, Fingerprint, Measurement,
    MetadataRoot, NewAgreement, NewSystem, NewUser, NewUserSession, NoticeKind, NoticeText,
    NoticeTexts, PasswordHash, ProbeFault, ProbeKind, RunId, Sha256, SshKey, Store, User, UserName,
    UserRole,
};
use synth::{InjectedFault, LineEnd, Plan, RecordForm, Workspace};
use tempfile::TempDir;
use tower::ServiceExt as _;
use uuid::Uuid;
use web::{AccessibilityStatement, Environment, ServiceAddresses, WebState};

/// The address of the notice that is there.
pub(crate) const NOTICE: &str = "2026-03-11-opdatering";

pub(crate) struct Site {
    folder: TempDir,
    store: Arc<Store>,
    app: App,
    router: Router,
    pub(crate) run: RunId,
    request: FilterRequestId,
}

/// The authority of the users of an authority.
const OWN: u128 = 3;
/// An agreement of theirs.
pub(crate) const OWN_AGREEMENT: &str = "00000000-0000-0000-0000-00000000000b";
/// An agreement of others.
pub(crate) const OTHERS_AGREEMENT: &str = "00000000-0000-0000-0000-00000000000c";

#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) location: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Reply {
    /// Whether who asked has to sign in first.
    pub(crate) fn is_sent_to_sign_in(&self) -> bool {
        self.location.as_deref() == Some("/log-ind")
    }

    /// Whether the address is there for who asked.
    pub(crate) fn is_open(&self) -> bool {
        match self.status {
            StatusCode::OK | StatusCode::UNPROCESSABLE_ENTITY | StatusCode::CONFLICT => true,
            StatusCode::SEE_OTHER => !self.is_sent_to_sign_in(),
            _ => false,
        }
    }
}

impl Site {
    /// One whose persons are invented.
    pub(crate) fn new() -> Self {
        Self::with(Environment::Sandbox, true)
    }

    /// One where nothing is invented.
    pub(crate) fn of_production() -> Self {
        Self::with(Environment::Production, false)
    }

    fn with(environment: Environment, has_sandbox: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(Store::create(&folder.path().join("cprabo.db")).unwrap());
        let clock = Clock::new(|| "2026-03-11T09:00:00Z".parse().unwrap());
        let files = Arc::new(DataFiles::create(folder.path()).unwrap());
        let settings = Settings::new(folder.path(), Signer::generate().unwrap().0);
        let pipeline = Pipeline::new(Arc::clone(&store), files, clock.clone(), settings);
        let request = agreements(&store);
        let run = held(&pipeline, &folder);
        let signer = Arc::new(Signer::generate().unwrap().0);
        let limiter = Arc::new(RateLimiter::new(100));
        let app = App::new(Arc::clone(&store), pipeline, clock, signer, limiter);
        let state = WebState {
            app: app.clone(),
            environment,
            service: ServiceAddresses::default(),
            alerts: Arc::new(Vec::new),
            sandbox: has_sandbox.then(|| sandboxed::sandbox(&folder.path().join("sandbox"))),
            statement: AccessibilityStatement::default(),
            public_url: None,
        };
        let site = Self { router: web::router(state), folder, store, app, run, request };
        UserRole::ALL.into_iter().for_each(|role| site.add(role));
        site.measure();
        site
    }

    /// Two days of calls, of which those of the last hour were wrong, and a notice.
    fn measure(&self) {
        let now = self.app.now();
        let span = SignedDuration::from_mins(5);
        let calls = (0..2 * 288).flat_map(|number: i32| {
            let at = now - span * (2 * 288 - number);
            let fault = (number > 2 * 288 - 13).then_some(ProbeFault::TimedOut);
            let took = SignedDuration::from_millis(7 + i64::from(number % 40));
            ProbeKind::ALL.map(|kind| Measurement { kind, at, span, took, fault })
        });
        self.store.note_measurements(&calls.collect::<Vec<_>>(), None).unwrap();
        let text = |text: &str| -> NoticeText { text.parse().unwrap() };
        let notice = NewNotice {
            kind: NoticeKind::PlannedWork,
            begins: now + span,
            ends: Some(now + span * 2),
            texts: NoticeTexts {
                danish_title: text("Opdatering"),
                danish: text("SOAP & SFTP kan være <utilgængelige>."),
                english_title: text("Update"),
                english: text("SOAP & SFTP may not answer."),
            },
        };
        let address = self.app.add_notice(&operator(), &notice).unwrap();
        assert_eq!(address.as_str(), NOTICE);
    }

    /// Asks for a path, whose parts in braces are filled in.
    pub(crate) async fn ask(
        &self,
        role: Option<UserRole>,
        method: &str,
        path: &str,
        form: &str,
    ) -> Reply {
        self.ask_with(role, method, path, form, &[]).await
    }

    pub(crate) async fn ask_with(
        &self,
        role: Option<UserRole>,
        method: &str,
        path: &str,
        form: &str,
        headers: &[(&str, &str)],
    ) -> Reply {
        assert!(self.folder.path().exists());
        let mut path = path.replace("{run}", &self.run.to_string());
        path = path.replace("{system}", "00000000-0000-0000-0000-000000000001");
        path = path.replace("{notice}", NOTICE);
        if path.contains("{user}") {
            path = path.replace("{user}", self.other().as_str());
        }
        path = path.replace("{kapitel}", "afproev");
        // Its own, unless the path names one. The sandbox has another.
        let agreement = match path.starts_with("/afproev") {
            true => sandboxed::AGREEMENT.to_string(),
            false => OWN_AGREEMENT.to_owned(),
        };
        path =
            path.replace("{agreement}", &agreement).replace("{seq}", "1").replace("{version}", "1");
        path = path.replace("{request}", &self.request.to_string());
        self.draft();
        if path.contains("{link}") {
            let name: UserName = "ny".parse().unwrap();
            let known = self.store.user(&name).unwrap().is_some();
            let token = match known {
                true => self.app.reset_user(&operator(), &name, false).unwrap(),
                false => {
                    let new = NewUser { name, role: UserRole::Auditor, authority: None };
                    self.app.add_user(&operator(), &new).unwrap()
                }
            };
            path = path.replace("{link}", &token.reveal());
        }
        let mut request = Request::builder().method(method).uri(&path);
        let mut form = form.to_owned();
        if let Some(role) = role {
            let token = self.begin(role);
            request = request.header("cookie", format!("__Host-cprabo={}", token.reveal()));
            let other = self.begin(role);
            let (session, _) = self.store.user_session(&other.digest()).unwrap().unwrap();
            form = form.replace("{session}", &session.id.number().to_string());
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.header("host", "127.0.0.1:8444").body(Body::from(form)).unwrap();
        let address = IpAddr::from([192, 0, 2, 1]);
        request.extensions_mut().insert(Peer {
            address,
            certificate: None,
            is_authenticated: false,
        });
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let location = head.headers.get("location").map(|it| it.to_str().unwrap().to_owned());
        Reply {
            status: head.status,
            location,
            headers: head.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    /// Sees to it that the agreement has a draft.
    fn draft(&self) {
        let agreement = self.store.agreement(OWN_AGREEMENT.parse().unwrap()).unwrap().unwrap();
        let edit = FilterEdit::Add(vec!["municipality 0727".parse().unwrap()]);
        let list = DraftList::default();
        // It may have one.
        let _ = self.store.draft_filters(agreement.id, &edit, &list, &Author::PLATFORM, now());
    }

    fn add(&self, role: UserRole) {
        let name: UserName = role.as_str().parse().unwrap();
        let authority = role.is_of_authority().then(|| Uuid::from_u128(OWN).into());
        let new = NewUser { name, role, authority };
        let token = self.app.add_user(&operator(), &new).unwrap();
        let hash = PasswordHash::new("hash".into());
        let used = self.store.use_user_link(&token.digest(), None, &hash, &Author::PLATFORM, now());
        used.unwrap();
    }

    /// A user who is there for others to act on.
    fn other(&self) -> UserName {
        let name: UserName = format!("anden{}", Uuid::new_v4().simple()).parse().unwrap();
        let new = NewUser { name: name.clone(), role: UserRole::Auditor, authority: None };
        self.app.add_user(&operator(), &new).unwrap();
        name
    }

    fn user(&self, role: UserRole) -> User {
        self.store.user(&role.as_str().parse().unwrap()).unwrap().unwrap()
    }

    /// A session of the user of that role.
    fn begin(&self, role: UserRole) -> SecretToken {
        let token = SecretToken::generate().unwrap();
        let new = NewUserSession {
            digest: token.digest(),
            is_signed_in: true,
            address: "192.0.2.1".into(),
            others_end_before: now() - jiff::SignedDuration::from_hours(1),
            at: now(),
        };
        self.store.begin_user_session(&self.user(role), &new, &Author::PLATFORM).unwrap();
        token
    }
}

fn now() -> Timestamp {
    "2026-03-11T09:00:00Z".parse().unwrap()
}

fn operator() -> RequestContext {
    RequestContext::operator(Author::PLATFORM, "user")
}

/// Adds a system with an agreement of the users' authority and one of others. The first has a filter, and a change of others that
/// waits.
fn agreements(store: &Store) -> FilterRequestId {
    let system = Uuid::from_u128(1);
    let certificate = Certificate {
        fingerprint: Fingerprint(Sha256::from_bytes([1; 32])),
        subject: "CN=omsorg".into(),
        not_before: Timestamp::UNIX_EPOCH,
        not_after: "2036-01-01T00:00:00Z".parse().unwrap(),
        revoked_at: None,
    };
    let new = NewSystem {
        uuid: system.into(),
        name: "omsorg".into(),
        sftp_user: "omsorg".parse().unwrap(),
        metadata_root: MetadataRoot::FileMetadata,
        certificate,
        ssh_key: SshKey { fingerprint: "SHA256:1".into(), text: "x".into(), revoked_at: None },
    };
    store.add_system(&new, &Author::PLATFORM, now()).unwrap();
    let add = |uuid: &str, authority: u128| {
        let authority = Uuid::from_u128(authority).into();
        let new = NewAgreement::of(uuid.parse().unwrap(), system.into(), authority);
        store.add_agreement(&new, &Author::PLATFORM, now()).unwrap()
    };
    let own = add(OWN_AGREEMENT, OWN);
    add(OTHERS_AGREEMENT, OWN + 1);
    let ages = FilterEdit::Add(vec!["age 0-17".parse().unwrap()]);
    store.edit_filters(own, &ages, &|_| None, &Author::PLATFORM, now()).unwrap();
    let everybody = FilterEdit::Add(vec!["no-filter".parse().unwrap()]);
    store.request_filters(own, &everybody, 90_000, &Author::PLATFORM, now()).unwrap()
}

/// Takes in an extract, and one that is held for its counter.
fn held(pipeline: &Pipeline, folder: &TempDir) -> RunId {
    let place = folder.path().join("denmark");
    let plan = Plan { pace: 8_000, ..Plan::new(2026, 50) };
    let mut denmark = Workspace::create(&place, plan, RecordForm::Padded, LineEnd::Lf).unwrap();
    let whole = denmark.write_next_day(None).unwrap().unwrap();
    let wrong = denmark.write_next_day(Some(InjectedFault::Counter)).unwrap().unwrap();
    let runs = pipeline.ingest(&[whole, wrong], &NoObserver).unwrap();
    runs[1].as_ref().unwrap().id
}
