use std::io::Write;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::{Method, StatusCode, header};
use clock::Clock;
use http_body_util::BodyExt as _;
use jiff::Timestamp;
use net::RateLimiter;
use pipeline::{DataFiles, Pipeline, Settings};
use store::{
    Actor, AuditEntry, Certificate, Fingerprint, MetadataRoot, NewAgreement, NewSystem, Sha256,
    SshKey, Store,
};
use tempfile::TempDir;
use tower::ServiceExt as _;
use tracing_subscriber::fmt::MakeWriter;

use soap_proto::SERVICE_UUID;

use super::*;
use crate::endpoint::router;
use crate::state::SoapState;

const NOW: &str = "2026-03-02T12:00:00Z";
const SYSTEM: Uuid = Uuid::from_u128(1);
const AGREEMENT: Uuid = Uuid::from_u128(2);
const AUTHORITY: Uuid = Uuid::from_u128(3);

/// An endpoint with one system and its agreement. Of the system's certificates number 1 is valid, number 2 revoked and
/// number 3 expired. One refusal is enough to be rate-limited.
struct Site {
    folder: TempDir,
    store: Arc<Store>,
    now: Timestamp,
    rate_limiter: Arc<RateLimiter>,
    state: SoapState,
}

fn print(number: u8) -> Fingerprint {
    Fingerprint(Sha256::from_bytes([number; 32]))
}

fn peer(certificate: Option<u8>) -> Peer {
    Peer {
        address: IpAddr::from([192, 0, 2, 1]),
        certificate: certificate.map(print),
        is_authenticated: false,
    }
}

fn certificate(number: u8, valid_at: Timestamp) -> Certificate {
    Certificate {
        fingerprint: print(number),
        subject: "CN=omsorg".into(),
        not_before: valid_at,
        not_after: valid_at,
        revoked_at: None,
    }
}

impl Site {
    fn new() -> Self {
        listen();
        let folder = tempfile::tempdir().unwrap();
        let store = Store::create(&folder.path().join("cprabo.db")).unwrap();
        let now: Timestamp = NOW.parse().unwrap();
        let system = NewSystem {
            uuid: SYSTEM.into(),
            name: "omsorg".into(),
            sftp_user: "omsorg".parse().unwrap(),
            metadata_root: MetadataRoot::FileMetadata,
            certificate: certificate(1, now),
            ssh_key: SshKey { fingerprint: "SHA256:1".into(), text: "x".into(), revoked_at: None },
        };
        let system = store.add_system(&system, &Author::PLATFORM, now).unwrap();
        for (number, valid_at) in [(2, now), (3, Timestamp::UNIX_EPOCH)] {
            let certificate = certificate(number, valid_at);
            store.add_certificate(system, &certificate, &Author::PLATFORM, now).unwrap();
        }
        store.revoke_certificate(print(2), &Author::PLATFORM, now).unwrap();
        let agreement = NewAgreement {
            valid_from: "2026-01-01".parse().ok(),
            ..NewAgreement::of(AGREEMENT.into(), SYSTEM.into(), AUTHORITY.into())
        };
        store.add_agreement(&agreement, &Author::PLATFORM, now).unwrap();
        let (store, clock) = (Arc::new(store), Clock::new(move || now));
        let (signer, _) = manifest::Signer::generate().unwrap();
        let rate_limiter = Arc::new(RateLimiter::new(1));
        let app = App::new(
            Arc::clone(&store),
            pipeline(&folder, Arc::clone(&store), clock.clone()),
            clock,
            Arc::new(signer),
            Arc::clone(&rate_limiter),
        );
        Self { folder, store, now, rate_limiter, state: SoapState { app, public_url: None } }
    }

    async fn send(&self, peer: Peer, body: impl Into<Body>) -> Response {
        self.send_with(&[], peer, body).await
    }

    async fn send_with(
        &self,
        headers: &[(header::HeaderName, &str)],
        peer: Peer,
        body: impl Into<Body>,
    ) -> Response {
        let request =
            axum::http::Request::builder().method(Method::POST).uri(Service::Subscription.path());
        let mut request = request.extension(peer).body(body.into()).unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        router(self.state.clone()).oneshot(request).await.unwrap()
    }

    /// The name of the user in the last change of filters.
    fn last_user(&self) -> Option<String> {
        let path = self.folder.path().join("cprabo.db");
        let query = "SELECT on_behalf_of FROM filter_change ORDER BY version DESC LIMIT 1";
        rusqlite::Connection::open(path).unwrap().query_row(query, [], |row| row.get(0)).unwrap()
    }

    async fn post(&self, peer: Peer, body: impl Into<Body>) -> (StatusCode, String) {
        let response = self.send(peer, body).await;
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    async fn call(&self, operation: &str, argument: &str) -> String {
        let (_, answer) = self.post(peer(Some(1)), envelope(AGREEMENT, operation, argument)).await;
        answer
    }

    /// Removes the table of certificates from the database.
    fn damage(&self) {
        let path = self.folder.path().join("cprabo.db");
        let damage = "PRAGMA foreign_keys = OFF; DROP TABLE certificate";
        rusqlite::Connection::open(path).unwrap().execute_batch(damage).unwrap();
    }

    fn is_limited(&self, peer: Peer) -> bool {
        self.rate_limiter.is_limited(peer.address, self.now)
    }

    /// The audit trail of callers: action and outcome.
    fn trail(&self) -> Vec<(String, String)> {
        let entries = self.store.audit_trail(None).unwrap().into_iter();
        entries
            .map(|(_, entry)| entry)
            .filter(|entry| entry.author.actor != Actor::Platform)
            .map(|AuditEntry { action, outcome, .. }| (action, outcome))
            .collect()
    }
}

fn pipeline(folder: &TempDir, store: Arc<Store>, clock: Clock) -> Pipeline {
    let (signer, _) = manifest::Signer::generate().unwrap();
    let settings = Settings::new(folder.path(), signer);
    Pipeline::new(store, Arc::new(DataFiles::create(folder.path()).unwrap()), clock, settings)
}

fn envelope(agreement: Uuid, operation: &str, argument: &str) -> String {
    format!(
        "<Envelope><Body><{operation}><InvocationContext>\
         <ServiceAgreementUUID>{agreement}</ServiceAgreementUUID>\
         <UserSystemUUID>{SYSTEM}</UserSystemUUID><UserUUID>{AUTHORITY}</UserUUID>\
         <ServiceUUID>{SERVICE_UUID}</ServiceUUID>\
         <OnBehalfOfUser>Søren</OnBehalfOfUser></InvocationContext>\
         {argument}</{operation}></Body></Envelope>"
    )
}

fn result(outcome: &str) -> String {
    format!("<ns3:Result>{outcome}</ns3:Result>")
}

fn error_code(code: &str) -> String {
    format!("<ErrorCode>{code}</ErrorCode>")
}

#[tokio::test]
async fn every_kind_of_filter_is_added_and_removed() {
    let site = Site::new();
    let ages = "<AgeRange><StartAge>0</StartAge><EndAge>17</EndAge></AgeRange>";
    for (kind, argument, group, missing) in [
        ("PNR", "<PNR>0101701234</PNR>", "PNR", "NON_EXISTING_PNR"),
        ("AgeRange", ages, "AgeRange", "NON_EXISTING_AGE_RANGE"),
        (
            "MunicipalityCode",
            "<MunicipalityCode>751</MunicipalityCode>",
            "MunicipalityCode",
            "NON_EXISTING_MUNICIPALITY_CODE",
        ),
        (
            "ChangeCode",
            "<ChangeCode>A01</ChangeCode>",
            "EventChangeCode",
            "NON_EXISTING_CHANGE_CODE",
        ),
        ("NoFilter", "", "NoFilter", "NON_EXISTING_NO_FILTER"),
    ] {
        let empty = site.call("GetAllFilters", "").await;
        let (add, remove) = (format!("Add{kind}Subscription"), format!("Remove{kind}Subscription"));
        assert!(site.call(&add, argument).await.contains(&result("ADDED")), "{kind}");
        assert_ne!(site.call("GetAllFilters", "").await, empty, "{kind}");
        assert!(site.call(&add, argument).await.contains(&result("ALREADY_EXISTED")), "{kind}");
        assert!(site.call(&remove, argument).await.contains(&result("REMOVED")), "{kind}");
        assert!(site.call(&remove, argument).await.contains(&result(missing)), "{kind}");

        site.call(&add, argument).await;
        let all = format!("<FilterGroup>{group}</FilterGroup>");
        assert!(site.call("RemoveAll", &all).await.contains(&result("REMOVED")), "{kind}");
        assert_eq!(site.call("GetAllFilters", "").await, empty, "{kind}");
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

async fn text(response: Response) -> String {
    let body = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(body.to_vec()).unwrap()
}

#[tokio::test]
async fn packed_call_is_answered_like_one_that_is_not() {
    let site = Site::new();
    let call = envelope(AGREEMENT, "GetAllFilters", "");
    let plain = text(site.send(peer(Some(1)), call.clone()).await).await;
    for coding in ["gzip", "X-GZIP"] {
        let headers = [(header::CONTENT_ENCODING, coding)];
        let packed = gzip(call.as_bytes());
        let answer = site.send_with(&headers, peer(Some(1)), packed).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(text(answer).await, plain);
    }
}

#[tokio::test]
async fn compressed_call_that_cannot_be_read_is_answered_with_the_reason() {
    let site = Site::new();
    let bomb = gzip(&vec![b' '; 64 * limits::BODY]);
    assert!(bomb.len() < limits::BODY);
    let torn = gzip(envelope(AGREEMENT, "GetAllFilters", "").as_bytes());
    let torn = torn[..torn.len() - 1].to_vec();
    for (coding, body, status, code) in [
        ("gzip", bomb, StatusCode::INTERNAL_SERVER_ERROR, "TOO_LARGE"),
        ("gzip", torn.clone(), StatusCode::INTERNAL_SERVER_ERROR, "MALFORMED_XML"),
        ("br", torn, StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_CONTENT_ENCODING"),
    ] {
        let headers = [(header::CONTENT_ENCODING, coding)];
        let answer = site.send_with(&headers, peer(Some(1)), body).await;
        assert_eq!(answer.status(), status);
        let taken = answer.headers().get(header::ACCEPT_ENCODING).cloned();
        assert_eq!(taken.is_some_and(|taken| taken == "gzip, deflate"), coding == "br");
        let answer = text(answer).await;
        assert!(answer.contains(&error_code(code)), "{answer}");
        assert_eq!(site.trail().last().unwrap().1, code);
    }
}

#[tokio::test]
async fn charset_of_http_goes_before_the_declaration() {
    let site = Site::new();
    let declared = "<?xml version='1.0' encoding='ISO-8859-1'?>";
    for (pnr, content_type, user) in [
        ("0101701234", "text/xml; charset=utf-8", "Søren"),
        ("0101701235", "application/soap+xml; charset=\"UTF-8\"; action=\"\"", "Søren"),
        ("0101701236", "text/xml", "SÃ¸ren"),
    ] {
        let call = envelope(AGREEMENT, "AddPNRSubscription", &format!("<PNR>{pnr}</PNR>"));
        let headers = [(header::CONTENT_TYPE, content_type)];
        let answer = site.send_with(&headers, peer(Some(1)), format!("{declared}{call}")).await;
        assert!(text(answer).await.contains(&result("ADDED")), "{content_type}");
        assert_eq!(site.last_user().as_deref(), Some(user), "{content_type}");
    }
}

#[tokio::test]
async fn strangers_are_answered_counted_and_audited_and_then_limited() {
    for (certificate, code) in [
        (None, "CERTIFICATE_MISSING"),
        (Some(9), "CERTIFICATE_NOT_REGISTERED"),
        (Some(2), "CERTIFICATE_REVOKED"),
        (Some(3), "CERTIFICATE_EXPIRED"),
    ] {
        let site = Site::new();
        let (status, answer) = site.post(peer(certificate), "<x>").await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(answer.contains(&error_code(code)), "{answer}");
        assert!(site.is_limited(peer(certificate)));

        let (status, answer) = site.post(peer(certificate), "<x>").await;
        assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
        assert!(answer.contains("registered client certificate"), "{answer}");
        assert!(!answer.contains("<"), "no fault: {answer}");
        assert_eq!(site.trail(), [(UNREAD.to_owned(), code.to_owned())], "audited once");

        // A registered caller is still served from the same address.
        assert!(site.call("GetAllFilters", "").await.contains("noFilter"));
    }
}

#[tokio::test]
async fn limited_caller_gets_retry_after() {
    let site = Site::new();
    site.rate_limiter.record_failure(peer(None).address, site.now);
    let response = site.send(peer(None), "").await;
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(response.headers()[header::RETRY_AFTER], "60");
    assert_eq!(response.headers()[header::CONTENT_TYPE], "text/plain; charset=utf-8");
}

#[tokio::test]
async fn failure_of_the_store_counts_for_no_caller() {
    let site = Site::new();
    site.damage();
    let (status, answer) = site.post(peer(Some(1)), envelope(AGREEMENT, "GetAllFilters", "")).await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(answer.contains(&error_code("INTERNAL_ERROR")), "{answer}");
    assert!(answer.contains("<faultcode>soap:Server</faultcode>"), "{answer}");
    assert!(!answer.contains("certificate"), "the cause is not the caller's to know: {answer}");
    assert!(!site.is_limited(peer(Some(1))));
    assert_eq!(site.trail(), [(UNREAD.to_owned(), "INTERNAL_ERROR".to_owned())]);
}

#[tokio::test]
async fn refusal_is_audited_with_the_claimed_parties() {
    let site = Site::new();
    let unknown = envelope(Uuid::from_u128(9), "AddPNRSubscription", "<PNR>0101701234</PNR>");
    let (_, answer) = site.post(peer(Some(1)), unknown).await;
    assert!(answer.contains(&error_code("UNKNOWN_AGREEMENT")), "{answer}");
    let audited = ("AddPNRSubscription".to_owned(), "UNKNOWN_AGREEMENT".to_owned());
    assert_eq!(site.trail(), [audited]);
    let entries = site.store.audit_trail(None).unwrap();
    assert_eq!(entries.last().unwrap().1.author.on_behalf_of.as_deref(), Some("Søren"));
    assert!(!site.is_limited(peer(Some(1))));
}

#[test]
fn the_log_holds_nothing_of_the_caller_or_the_person() {
    let site = Site::new();
    let log = Log::default();
    let _guard = log.listen();
    let request = envelope(AGREEMENT, "AddPNRSubscription", "<PNR>0101701234</PNR>");
    let request = Request::parse(Service::Subscription, None, request.as_bytes()).unwrap();
    let call = Call::new(site.state.app.clone(), peer(Some(1)), Service::Subscription);
    assert!(call.carry_out(&request).is_ok());
    let broken = AppError::internal(std::io::Error::other("no such table"));
    call.app.reject(&call.context(Some(&request)), broken);
    debug!(?request, "as nobody should");
    let log = log.text();
    assert!(log.contains("request.answered") && log.contains("request.rejected"), "{log}");
    assert!(log.contains("request.failed") && log.contains("no such table"), "{log}");
    assert!(log.contains(&call.correlation.to_string()), "{log}");
    assert!(log.contains("as nobody should"), "{log}");
    assert!(!log.contains("Søren") && !log.contains("0101701234"), "{log}");
}

/// What this thread logs, in JSON.
#[derive(Debug, Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

/// One subscriber for the whole process: otherwise the first thread to log a message decides for all threads whether it
/// is logged.
fn listen() {
    static LISTENING: std::sync::Once = std::sync::Once::new();
    LISTENING.call_once(|| {
        // An error means that another test has set one, which works too.
        let _ = tracing::subscriber::set_global_default(tracing_subscriber::registry());
    });
}

impl Log {
    fn listen(&self) -> tracing::subscriber::DefaultGuard {
        let subscriber = tracing_subscriber::fmt()
            .json()
            .with_max_level(tracing::Level::DEBUG)
            .with_writer(self.clone())
            .finish();
        tracing::subscriber::set_default(subscriber)
    }

    fn text(&self) -> String {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        String::from_utf8(bytes).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
