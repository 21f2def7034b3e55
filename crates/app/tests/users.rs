//! Users: links, sign-ins, second steps, sessions.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use access::{RecoveryCode, SecretToken, UserPassword};
use app::{App, BegunSession, ErrorCode, RequestContext, SessionUse, SignedIn};
use clock::Clock;
use jiff::Timestamp;
use manifest::Signer;
use net::RateLimiter;
use pipeline::{DataFiles, Pipeline, Settings};
use store::{Actor, Author, NewUser, Store, TotpSecret, UserName, UserRole};
use tempfile::TempDir;
use totp_rs::Builder;
use uuid::Uuid;

const HOME: [u8; 4] = [192, 0, 2, 1];
const ELSEWHERE: [u8; 4] = [198, 51, 100, 7];
const PASSWORD: &str = "fire blå heste";

/// An installation whose clock the test sets.
struct Site {
    _folder: TempDir,
    app: App,
    store: Arc<Store>,
    second: Arc<AtomicI64>,
}

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(Store::create(&folder.path().join("cprabo.db")).unwrap());
        let second = Arc::new(AtomicI64::new(1_773_000_000));
        let read = Arc::clone(&second);
        let clock =
            Clock::new(move || Timestamp::from_second(read.load(Ordering::Relaxed)).unwrap());
        let files = Arc::new(DataFiles::create(folder.path()).unwrap());
        let settings = Settings::new(folder.path(), Signer::generate().unwrap().0);
        let pipeline = Pipeline::new(Arc::clone(&store), files, clock.clone(), settings);
        let signer = Arc::new(Signer::generate().unwrap().0);
        let limiter = Arc::new(RateLimiter::new(1));
        let app = App::new(Arc::clone(&store), pipeline, clock, signer, limiter);
        Self { _folder: folder, app, store, second }
    }

    /// The same with an operator whose password is set.
    fn with_operator() -> Self {
        let site = Self::new();
        let token = site.app.first_link(&operator()).unwrap();
        site.set_password(&token, Some("anna"), PASSWORD).unwrap();
        site
    }

    fn pass(&self, seconds: i64) {
        self.second.fetch_add(seconds, Ordering::Relaxed);
    }

    fn set_password(
        &self,
        token: &SecretToken,
        first: Option<&str>,
        password: &str,
    ) -> Result<UserName, ErrorCode> {
        let first = first.map(name);
        let password = UserPassword::new(password.to_owned());
        let used = self.app.use_user_link(&page(HOME), token, first.as_ref(), &password);
        used.map_err(|error| error.code())
    }

    fn sign_in_from(
        &self,
        from: [u8; 4],
        name: &str,
        password: &str,
    ) -> Result<BegunSession, ErrorCode> {
        let password = UserPassword::new(password.to_owned());
        self.app.sign_in(&page(from), name, &password).map_err(|error| error.code())
    }

    fn sign_in(&self) -> BegunSession {
        self.sign_in_from(HOME, "anna", PASSWORD).unwrap()
    }

    fn signed_in(&self, token: &SecretToken) -> Option<SignedIn> {
        self.app.signed_in(&page(HOME), token, SessionUse::Person).unwrap()
    }

    /// Sets up the second step. Returns the secret and the recovery codes.
    fn set_up_second_step(&self) -> (TotpSecret, Vec<RecoveryCode>) {
        let token = self.sign_in().token;
        self.app.offer_second_step(&self.signed_in(&token).unwrap()).unwrap();
        let signed_in = self.signed_in(&token).unwrap();
        let secret = signed_in.user.totp_offered.unwrap();
        let codes = self.app.confirm_second_step(&signed_in, &self.code(&secret)).unwrap();
        (secret, codes)
    }

    fn code(&self, secret: &TotpSecret) -> String {
        let second = u64::try_from(self.second.load(Ordering::Relaxed)).unwrap();
        let totp = Builder::new().with_secret(secret.reveal().to_vec()).build().unwrap();
        totp.generate(second).to_string()
    }

    fn give_code(&self, token: &SecretToken, code: &str) -> Result<BegunSession, ErrorCode> {
        self.app.second_step(&page(HOME), token, code).map_err(|error| error.code())
    }

    /// Actor, action and outcome of the last entries.
    fn trail(&self, last: usize) -> Vec<String> {
        let trail = self.store.audit_trail(None).unwrap();
        let line = |(_, entry): &(Timestamp, store::AuditEntry)| {
            format!("{}: {}: {}", entry.author.actor, entry.action, entry.outcome)
        };
        trail[trail.len() - last..].iter().map(line).collect()
    }
}

fn name(text: &str) -> UserName {
    text.parse().unwrap()
}

fn operator() -> RequestContext {
    let actor = Actor::Operator { uid: 1000, name: "test".into() };
    RequestContext::operator(Author::new(actor, Uuid::new_v4()), "user")
}

fn page(from: [u8; 4]) -> RequestContext {
    RequestContext::page(IpAddr::from(from), Uuid::new_v4(), "POST /log-ind".to_owned())
}

#[test]
fn first_operator_comes_by_a_link_and_signs_in() {
    let site = Site::new();
    assert!(!site.app.has_operator().unwrap());
    let token = site.app.first_link(&operator()).unwrap();
    assert_eq!(site.set_password(&token, Some("anna"), "kort"), Err(ErrorCode::InvalidNewPassword));
    assert_eq!(site.set_password(&token, Some("anna"), PASSWORD), Ok(name("anna")));
    assert_eq!(site.set_password(&token, Some("bo"), PASSWORD), Err(ErrorCode::TokenExpired));
    let again = site.app.first_link(&operator()).map_err(|error| error.code());
    assert_eq!(again.err(), Some(ErrorCode::NotPossible));
    let begun = site.sign_in();
    assert!(begun.is_signed_in);
    let signed_in = site.signed_in(&begun.token).unwrap();
    assert!(signed_in.context.principal.is_operator());
    assert_eq!(site.trail(1), ["user anna: sign in: done"]);
    assert!(site.app.users(&signed_in.context).is_ok());
}

#[test]
fn link_is_over_after_a_day() {
    let site = Site::new();
    let token = site.app.first_link(&operator()).unwrap();
    site.pass(24 * 60 * 60);
    assert_eq!(site.set_password(&token, Some("anna"), PASSWORD), Err(ErrorCode::TokenExpired));
    assert!(!site.app.has_operator().unwrap());
}

#[test]
fn wrong_sign_in_says_one_thing_whatever_was_wrong_and_keeps_no_name() {
    let site = Site::with_operator();
    for (name, password) in
        [("anna", "en anden sætning"), ("bo", PASSWORD), ("%&/", ""), ("", PASSWORD)]
    {
        let failed = site.sign_in_from(HOME, name, password);
        assert_eq!(failed.map(|_| ()), Err(ErrorCode::LogonFailed), "{name}");
    }
    let entry = "address 192.0.2.1: POST /log-ind: LOGON_FAILED";
    assert_eq!(site.trail(4), [entry; 4]);
    // A user who was added and has set no password.
    let new = NewUser { name: name("carl"), role: UserRole::Auditor, authority: None };
    site.app.add_user(&operator(), &new).unwrap();
    assert_eq!(site.sign_in_from(HOME, "carl", "").map(|_| ()), Err(ErrorCode::LogonFailed));
}

#[test]
fn wrong_passwords_keep_out_their_address_and_nobody_else() {
    let site = Site::with_operator();
    for tried in ["anna", "nobody"] {
        for _ in 0..10 {
            let failed = site.sign_in_from(ELSEWHERE, tried, "en anden sætning");
            assert_eq!(failed.map(|_| ()), Err(ErrorCode::LogonFailed));
        }
        let limited = site.sign_in_from(ELSEWHERE, tried, PASSWORD);
        assert_eq!(limited.map(|_| ()), Err(ErrorCode::TooManyLogons), "{tried}");
    }
    assert!(site.sign_in_from(HOME, "anna", PASSWORD).is_ok());
    site.pass(5 * 60);
    assert!(site.sign_in_from(ELSEWHERE, "anna", PASSWORD).is_ok(), "five minutes later");
}

#[test]
fn session_is_over_when_it_is_not_used_and_after_ten_hours() {
    let site = Site::with_operator();
    let token = site.sign_in().token;
    site.pass(30 * 60);
    assert!(site.signed_in(&token).is_some(), "used now");
    site.pass(30 * 60 + 1);
    assert!(site.signed_in(&token).is_none(), "idle");
    let token = site.sign_in().token;
    for _ in 0..20 {
        site.pass(30 * 60);
        assert!(site.signed_in(&token).is_some());
    }
    site.pass(1);
    assert!(site.signed_in(&token).is_none(), "ten hours");
}

#[test]
fn session_of_a_page_that_refreshes_itself_is_idle() {
    let site = Site::with_operator();
    let token = site.sign_in().token;
    let refreshes = || site.app.signed_in(&page(HOME), &token, SessionUse::Refresh).unwrap();
    for _ in 0..3 {
        site.pass(10 * 60);
        assert!(refreshes().is_some());
    }
    site.pass(1);
    assert!(refreshes().is_none() && site.signed_in(&token).is_none());
}

#[test]
fn session_is_ended_by_its_user_and_by_a_reset() {
    let site = Site::with_operator();
    let [one, other, third] = [0; 3].map(|_| site.sign_in().token);
    let signed_in = site.signed_in(&one).unwrap();
    assert_eq!(site.app.own_sessions(&signed_in).unwrap().len(), 3);
    let number = site.signed_in(&other).unwrap().session.id;
    assert!(site.app.end_own_session(&signed_in, number).unwrap());
    assert!(site.signed_in(&other).is_none());
    assert_eq!(site.app.end_other_sessions(&signed_in).unwrap(), 1);
    assert!(site.signed_in(&third).is_none() && site.signed_in(&one).is_some());
    let link = site.app.reset_user(&operator(), &name("anna"), false).unwrap();
    assert!(site.signed_in(&one).is_none());
    assert!(site.sign_in_from(HOME, "anna", PASSWORD).is_err(), "forgotten");
    site.set_password(&link, None, "fem gule køer").unwrap();
    let token = site.sign_in_from(HOME, "anna", "fem gule køer").unwrap().token;
    site.app.sign_out(&site.signed_in(&token).unwrap()).unwrap();
    assert!(site.signed_in(&token).is_none());
    assert_eq!(site.trail(1), ["user anna: sign out: done"]);
}

#[test]
fn session_of_another_user_cannot_be_ended() {
    let site = Site::with_operator();
    let new = NewUser { name: name("bo"), role: UserRole::Auditor, authority: None };
    let link = site.app.add_user(&operator(), &new).unwrap();
    site.set_password(&link, None, PASSWORD).unwrap();
    let anna = site.sign_in().token;
    let bo = site.sign_in_from(HOME, "bo", PASSWORD).unwrap().token;
    let annas = site.signed_in(&anna).unwrap().session.id;
    assert!(!site.app.end_own_session(&site.signed_in(&bo).unwrap(), annas).unwrap());
    assert!(site.signed_in(&anna).is_some());
}

#[test]
fn second_step_asks_for_a_code_that_counts_once() {
    let site = Site::with_operator();
    let (secret, _) = site.set_up_second_step();
    let begun = site.sign_in();
    assert!(!begun.is_signed_in && site.signed_in(&begun.token).is_none());
    assert!(site.app.awaits_second_step(&begun.token).unwrap());
    // The code by which it was set up.
    let used = site.code(&secret);
    assert_eq!(site.give_code(&begun.token, &used).map(|_| ()), Err(ErrorCode::LogonFailed));
    site.pass(30);
    let code = site.code(&secret);
    let second = site.give_code(&begun.token, &code).unwrap();
    assert!(second.is_signed_in && site.signed_in(&second.token).is_some());
    assert_ne!(second.token, begun.token, "another secret");
    assert_eq!(site.give_code(&begun.token, &code).map(|_| ()), Err(ErrorCode::TokenExpired));
    let again = site.sign_in();
    assert_eq!(site.give_code(&again.token, &code).map(|_| ()), Err(ErrorCode::LogonFailed));
}

#[test]
fn second_step_waits_five_minutes_and_limits_codes_from_wherever() {
    let site = Site::with_operator();
    let (secret, _) = site.set_up_second_step();
    let late = site.sign_in();
    site.pass(5 * 60 + 1);
    let code = site.code(&secret);
    assert_eq!(site.give_code(&late.token, &code).map(|_| ()), Err(ErrorCode::TokenExpired));
    for _ in 0..10 {
        let token = site.sign_in().token;
        assert_eq!(site.give_code(&token, "000000").map(|_| ()), Err(ErrorCode::LogonFailed));
    }
    let token = site.sign_in_from(ELSEWHERE, "anna", PASSWORD).unwrap().token;
    assert_eq!(site.give_code(&token, &code).map(|_| ()), Err(ErrorCode::TooManyLogons));
}

#[test]
fn recovery_code_is_good_once_and_lets_the_second_step_be_removed() {
    let site = Site::with_operator();
    let (_, codes) = site.set_up_second_step();
    assert_eq!(codes.len(), RecoveryCode::COUNT);
    let begun = site.sign_in();
    let token = site.give_code(&begun.token, &codes[0].reveal()).unwrap().token;
    let again = site.sign_in();
    assert!(site.give_code(&again.token, &codes[0].reveal()).is_err());
    let signed_in = site.signed_in(&token).unwrap();
    assert_eq!(signed_in.user.recovery_codes, 9);
    assert!(site.app.remove_second_step(&signed_in, &codes[0].reveal()).is_err());
    let others = site.app.new_recovery_codes(&signed_in, &codes[1].reveal()).unwrap();
    assert!(site.app.remove_second_step(&signed_in, &codes[2].reveal()).is_err(), "replaced");
    site.app.remove_second_step(&signed_in, &others[0].reveal()).unwrap();
    assert!(site.sign_in().is_signed_in);
}

#[test]
fn reset_of_the_second_step_is_for_one_who_has_lost_the_telephone() {
    let site = Site::with_operator();
    site.set_up_second_step();
    for (forget, is_signed_in) in [(false, false), (true, true)] {
        let link = site.app.reset_user(&operator(), &name("anna"), forget).unwrap();
        site.set_password(&link, None, PASSWORD).unwrap();
        assert_eq!(site.sign_in().is_signed_in, is_signed_in);
    }
}

#[test]
fn role_that_is_not_the_operators_reads_at_most() {
    let site = Site::with_operator();
    for role in UserRole::ALL {
        let authority = role.is_of_authority().then(|| Uuid::from_u128(3).into());
        let new = NewUser { name: name(role.as_str()), role, authority };
        let link = site.app.add_user(&operator(), &new).unwrap();
        site.set_password(&link, None, PASSWORD).unwrap();
        let token = site.sign_in_from(HOME, role.as_str(), PASSWORD).unwrap().token;
        let context = site.signed_in(&token).unwrap().context;
        let acts = site.app.filter_requests(&context, true);
        let acts = acts.map_err(|error| error.code()).map(|_| ());
        let reads = site.app.today(&context, app::Pace::Calendar).map_err(|error| error.code());
        let is = |allowed: bool| if allowed { Ok(()) } else { Err(ErrorCode::OperatorOnly) };
        assert_eq!(acts, is(role == UserRole::Operator), "{role}");
        let may_read = matches!(role, UserRole::Operator | UserRole::Auditor);
        assert_eq!(reads.map(|_| ()), is(may_read), "{role}");
    }
}
