//! Every address with every role. A route without a row here fails.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[allow(dead_code, reason = "the tests of single pages use the rest")]
mod site;

use axum::http::StatusCode;
use store::UserRole;
use web::routes;

use crate::site::{OTHERS_AGREEMENT, OWN_AGREEMENT, Reply, Site};

const OPERATORS: &[UserRole] = &[UserRole::Operator];
const READERS: &[UserRole] = &[UserRole::Operator, UserRole::Auditor];
const DEVELOPERS: &[UserRole] = &[UserRole::Operator, UserRole::Developer];
const AGREEMENTS: &[UserRole] = &[
    UserRole::Operator,
    UserRole::Auditor,
    UserRole::AuthorityAdministrator,
    UserRole::AuthorityReader,
];
const AUTHORITIES: &[UserRole] = &[UserRole::AuthorityAdministrator, UserRole::AuthorityReader];
const LOOK_UPS: &[UserRole] =
    &[UserRole::Operator, UserRole::AuthorityAdministrator, UserRole::AuthorityReader];
const ADMINISTRATORS: &[UserRole] = &[UserRole::Operator, UserRole::AuthorityAdministrator];
const USERS: &[UserRole] = &UserRole::ALL;

/// Who may open an address.
#[derive(Clone, Copy)]
enum For {
    Everybody,
    Roles(&'static [UserRole]),
}

use For::{Everybody, Roles};

/// Method, path, who may, and a form that does nothing that another row needs.
const ROWS: &[(&str, &str, For, &str)] = &[
    ("GET", "/", Everybody, ""),
    ("GET", "/en", Everybody, ""),
    ("GET", "/log-ind", Everybody, ""),
    ("GET", "/en/log-ind", Everybody, ""),
    ("POST", "/log-ind", Everybody, "navn=x&adgangskode=y"),
    ("POST", "/en/log-ind", Everybody, "navn=x&adgangskode=y"),
    ("GET", "/log-ind/kode", Everybody, ""),
    ("GET", "/en/log-ind/kode", Everybody, ""),
    ("POST", "/log-ind/kode", Everybody, "kode=000000"),
    ("POST", "/en/log-ind/kode", Everybody, "kode=000000"),
    ("GET", "/foerste-start/{link}", Everybody, ""),
    ("GET", "/en/foerste-start/{link}", Everybody, ""),
    ("POST", "/foerste-start/{link}", Everybody, "adgangskode=a&igen=b"),
    ("POST", "/en/foerste-start/{link}", Everybody, "adgangskode=a&igen=b"),
    ("GET", "/service/sf6002", Everybody, ""),
    ("GET", "/en/service/sf6002", Everybody, ""),
    ("GET", "/vejledning", Everybody, ""),
    ("GET", "/en/vejledning", Everybody, ""),
    ("GET", "/vejledning/{kapitel}", Everybody, ""),
    ("GET", "/en/vejledning/{kapitel}", Everybody, ""),
    ("GET", "/tilgaengelighed", Everybody, ""),
    ("GET", "/en/tilgaengelighed", Everybody, ""),
    ("GET", "/was", Everybody, ""),
    ("GET", "/en/was", Everybody, ""),
    ("GET", "/afproev", Roles(DEVELOPERS), ""),
    ("POST", "/afproev/soeg", Roles(DEVELOPERS), "fra=30&til=40"),
    ("POST", "/afproev/haendelse", Roles(DEVELOPERS), "person=999999&haendelse=A01"),
    ("POST", "/afproev/dage", Roles(DEVELOPERS), "dage=99"),
    ("POST", "/afproev/afgoer", Roles(DEVELOPERS), "koersel=999&afgoerelse=afvis"),
    ("GET", "/afproev/filer/{agreement}/{seq}", Roles(DEVELOPERS), ""),
    ("GET", "/afproev/eksempler", Roles(DEVELOPERS), ""),
    ("GET", "/afproev/kald", Roles(DEVELOPERS), ""),
    ("GET", "/service/sf6002/status.json", Everybody, ""),
    ("GET", "/en/service/sf6002/status.json", Everybody, ""),
    ("GET", "/service/sf6002/drift", Everybody, ""),
    ("GET", "/en/service/sf6002/drift", Everybody, ""),
    ("GET", "/service/sf6002/drift.atom", Everybody, ""),
    ("GET", "/en/service/sf6002/drift.atom", Everybody, ""),
    ("GET", "/service/sf6002/drift/{notice}", Everybody, ""),
    ("GET", "/en/service/sf6002/drift/{notice}", Everybody, ""),
    ("POST", "/log-ud", Roles(USERS), ""),
    ("GET", "/konto", Roles(USERS), ""),
    ("POST", "/konto/visning", Roles(USERS), "sprog=da&farver=dark"),
    ("POST", "/konto/sprog", Roles(USERS), "tilbage=/konto"),
    ("POST", "/konto/sessioner/afslut", Roles(USERS), "session={session}"),
    ("POST", "/konto/sessioner/afslut-andre", Roles(USERS), ""),
    ("GET", "/konto/totrinskode", Roles(USERS), ""),
    ("POST", "/konto/totrinskode", Roles(USERS), ""),
    ("POST", "/konto/totrinskode/bekraeft", Roles(USERS), "kode=000000"),
    ("GET", "/konto/totrinskode/fjern", Roles(USERS), ""),
    ("POST", "/konto/totrinskode/fjern", Roles(USERS), "kode=000000"),
    ("GET", "/konto/genoprettelseskoder", Roles(USERS), ""),
    ("POST", "/konto/genoprettelseskoder", Roles(USERS), "kode=000000"),
    ("GET", "/i-dag", Roles(READERS), ""),
    ("GET", "/aftaler", Roles(AGREEMENTS), ""),
    ("GET", "/aftaler/ny", Roles(OPERATORS), ""),
    ("POST", "/aftaler/ny", Roles(OPERATORS), "myndighed=x"),
    ("POST", "/aftaler/soeg", Roles(AGREEMENTS), "ord=omsorg"),
    ("GET", "/aftaler/{agreement}", Roles(AGREEMENTS), ""),
    ("GET", "/aftaler/{agreement}/indsend", Roles(OPERATORS), ""),
    ("POST", "/aftaler/{agreement}/indsend", Roles(OPERATORS), ""),
    ("GET", "/aftaler/{agreement}/godkend", Roles(OPERATORS), ""),
    ("POST", "/aftaler/{agreement}/godkend", Roles(OPERATORS), ""),
    ("GET", "/aftaler/{agreement}/send-tilbage", Roles(OPERATORS), ""),
    ("POST", "/aftaler/{agreement}/send-tilbage", Roles(OPERATORS), ""),
    ("GET", "/aftaler/{agreement}/suspender", Roles(OPERATORS), ""),
    ("POST", "/aftaler/{agreement}/suspender", Roles(OPERATORS), "begrundelse="),
    ("GET", "/aftaler/{agreement}/genoptag", Roles(OPERATORS), ""),
    ("POST", "/aftaler/{agreement}/genoptag", Roles(OPERATORS), ""),
    ("GET", "/aftaler/{agreement}/filtre", Roles(AGREEMENTS), ""),
    ("POST", "/aftaler/{agreement}/filtre", Roles(ADMINISTRATORS), "slags=age&vaerdi=x"),
    ("POST", "/aftaler/{agreement}/filtre/fjern", Roles(ADMINISTRATORS), "filter=age 0-17"),
    ("POST", "/aftaler/{agreement}/liste", Roles(ADMINISTRATORS), "numre="),
    ("GET", "/aftaler/{agreement}/kladde", Roles(AGREEMENTS), ""),
    ("GET", "/aftaler/{agreement}/kladde/betydning", Roles(ADMINISTRATORS), ""),
    ("GET", "/aftaler/{agreement}/kladde/linjer.csv", Roles(ADMINISTRATORS), ""),
    (
        "POST",
        "/aftaler/{agreement}/kladde/send",
        Roles(ADMINISTRATORS),
        "lavet=2026-01-01T00:00:00Z",
    ),
    ("POST", "/aftaler/{agreement}/kladde/kasser", Roles(ADMINISTRATORS), ""),
    ("GET", "/aftaler/{agreement}/anmodninger/{request}", Roles(AGREEMENTS), ""),
    (
        "POST",
        "/aftaler/{agreement}/anmodninger/{request}/godkend",
        Roles(ADMINISTRATORS),
        "begrundelse=0101701234",
    ),
    (
        "POST",
        "/aftaler/{agreement}/anmodninger/{request}/afvis",
        Roles(ADMINISTRATORS),
        "begrundelse=0101701234",
    ),
    ("GET", "/aftaler/{agreement}/leverancer", Roles(AGREEMENTS), ""),
    ("GET", "/aftaler/{agreement}/leverancer/{seq}", Roles(AGREEMENTS), ""),
    ("GET", "/aftaler/{agreement}/manifest", Roles(AGREEMENTS), ""),
    ("GET", "/aftaler/{agreement}/genlevering", Roles(ADMINISTRATORS), ""),
    ("POST", "/aftaler/{agreement}/genlevering", Roles(ADMINISTRATORS), "fra=x"),
    ("GET", "/aftaler/{agreement}/grundindlaesning", Roles(ADMINISTRATORS), ""),
    ("POST", "/aftaler/{agreement}/grundindlaesning", Roles(ADMINISTRATORS), "begrundelse="),
    (
        "POST",
        "/aftaler/{agreement}/grundindlaesning/annuller",
        Roles(ADMINISTRATORS),
        "bestilling=1",
    ),
    ("GET", "/aftaler/{agreement}/behov", Roles(AGREEMENTS), ""),
    ("POST", "/aftaler/{agreement}/behov", Roles(ADMINISTRATORS), "navn="),
    ("GET", "/aftaler/{agreement}/historik", Roles(AGREEMENTS), ""),
    ("GET", "/aftaler/{agreement}/historik/{version}", Roles(AGREEMENTS), ""),
    ("GET", "/aftaler/{agreement}/oprydning", Roles(LOOK_UPS), ""),
    (
        "POST",
        "/aftaler/{agreement}/oprydning",
        Roles(ADMINISTRATORS),
        "liste=365-30-0123456789abcdef",
    ),
    ("POST", "/aftaler/{agreement}/oprydning/fortryd", Roles(ADMINISTRATORS), ""),
    ("GET", "/aftaler/{agreement}/forbrug", Roles(AGREEMENTS), ""),
    ("POST", "/aftaler/{agreement}/rapport", Roles(AGREEMENTS), "fra=01.03.2026&til=10.03.2026"),
    ("GET", "/person", Roles(LOOK_UPS), ""),
    ("POST", "/person", Roles(LOOK_UPS), "nummer=x"),
    ("GET", "/person/opslag/00000000-0000-0000-0000-000000000001", Roles(LOOK_UPS), ""),
    ("POST", "/person/opslag/00000000-0000-0000-0000-000000000001/rapport", Roles(OPERATORS), ""),
    ("GET", "/overblik", Roles(AUTHORITIES), ""),
    ("GET", "/systemer", Roles(READERS), ""),
    ("GET", "/systemer/{system}", Roles(READERS), ""),
    ("POST", "/systemer/{system}/certifikater", Roles(OPERATORS), "certifikat=x"),
    (
        "POST",
        "/systemer/{system}/certifikater/spaer",
        Roles(OPERATORS),
        "aftryk=0000000000000000000000000000000000000000000000000000000000000000",
    ),
    ("POST", "/systemer/{system}/noegler", Roles(OPERATORS), "noegle=x"),
    ("POST", "/systemer/{system}/noegler/spaer", Roles(OPERATORS), "aftryk=SHA256:9"),
    ("POST", "/systemer/{system}/suspender", Roles(OPERATORS), "suspenderet=nej"),
    ("GET", "/tendenser", Roles(READERS), ""),
    ("GET", "/leverancer", Roles(READERS), ""),
    // Without an agreement of its own the trail is not there for a user of an authority.
    ("GET", "/spor?aftale={agreement}", Roles(AGREEMENTS), ""),
    ("POST", "/spor/soeg", Roles(AGREEMENTS), "hvem=mette"),
    ("GET", "/brugere", Roles(READERS), ""),
    ("POST", "/brugere", Roles(OPERATORS), "navn="),
    ("GET", "/brugere/engangslink", Roles(OPERATORS), ""),
    ("GET", "/brugere/{user}", Roles(READERS), ""),
    ("POST", "/brugere/{user}/nulstil", Roles(OPERATORS), ""),
    ("POST", "/brugere/{user}/afslut", Roles(OPERATORS), ""),
    ("GET", "/udtraek", Roles(READERS), ""),
    ("GET", "/udtraek/{run}", Roles(READERS), ""),
    ("GET", "/udtraek/{run}/frigiv", Roles(OPERATORS), ""),
    ("POST", "/udtraek/{run}/frigiv", Roles(OPERATORS), "begrundelse="),
    ("GET", "/udtraek/{run}/afvis", Roles(OPERATORS), ""),
    ("POST", "/udtraek/{run}/afvis", Roles(OPERATORS), "begrundelse="),
];

#[test]
fn every_route_has_a_row_and_every_row_a_route() {
    let mut routes: Vec<(String, String)> =
        routes().map(|route| (route.method.to_string(), route.path)).collect();
    let mut rows: Vec<(String, String)> =
        ROWS.iter().map(|(method, path, ..)| ((*method).to_owned(), without_query(path))).collect();
    routes.sort();
    rows.sort();
    assert_eq!(routes, rows);
}

fn without_query(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    path.replace("00000000-0000-0000-0000-000000000001", "{ticket}")
}

#[tokio::test]
async fn every_route_is_open_to_its_roles_and_not_there_for_others() {
    let site = Site::new();
    let visitors = UserRole::ALL.map(Some).into_iter().chain([None]);
    for visitor in visitors {
        for (method, path, may, form) in ROWS {
            let reply = site.ask(visitor, method, path, form).await;
            let is_open = match (may, visitor) {
                (Everybody, _) => true,
                (Roles(roles), Some(role)) => roles.contains(&role),
                (Roles(_), None) => false,
            };
            let what = format!("{visitor:?} {method} {path}: {reply:?}");
            match (is_open, visitor) {
                // The start, and the page for a code, send strangers to sign in too.
                (true, None) => assert!(reply.is_open() || reply.is_sent_to_sign_in(), "{what}"),
                (true, Some(_)) => assert!(reply.is_open(), "{what}"),
                (false, Some(_)) => assert_eq!(reply.status, StatusCode::NOT_FOUND, "{what}"),
                (false, None) => assert!(reply.is_sent_to_sign_in(), "{what}"),
            }
            // A page that is not there says no more than one that never was.
            if reply.status == StatusCode::NOT_FOUND {
                assert!(
                    reply.body.contains("Siden findes ikke")
                        || reply.body.contains("The page is not there")
                );
            }
        }
    }
}

#[tokio::test]
async fn agreement_of_another_authority_is_not_there_for_users_of_an_authority() {
    let site = Site::new();
    let authoritys = UserRole::ALL.into_iter().filter(|role| role.is_of_authority());
    for role in authoritys {
        for (method, path, _, form) in ROWS.iter().filter(|row| row.1.contains("{agreement}")) {
            let others = path.replace("{agreement}", OTHERS_AGREEMENT);
            let unknown_agreement =
                path.replace("{agreement}", "00000000-0000-0000-0000-0000000000ff");
            let reply = site.ask(Some(role), method, &others, form).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{role} {method} {path}");
            // It is answered as one that nobody has.
            let unknown = site.ask(Some(role), method, &unknown_agreement, form).await;
            let without_id =
                |body: &str| body.split("code break").next().unwrap_or_default().to_owned();
            assert_eq!(
                without_id(&reply.body),
                without_id(&unknown.body),
                "{role} {method} {path}"
            );
        }
        let list = site.ask(Some(role), "GET", "/aftaler", "").await;
        assert!(list.body.contains(OWN_AGREEMENT) && !list.body.contains(OTHERS_AGREEMENT));
    }
    let all = site.ask(Some(UserRole::Auditor), "GET", "/aftaler", "").await;
    assert!(all.body.contains(OWN_AGREEMENT) && all.body.contains(OTHERS_AGREEMENT));
}

#[tokio::test]
async fn other_methods_and_paths_are_not_there() {
    let site = Site::new();
    for (method, path) in
        [("GET", "/nope"), ("PUT", "/i-dag"), ("POST", "/i-dag"), ("GET", "/log-ud")]
    {
        let reply = site.ask(Some(UserRole::Operator), method, path, "").await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{method} {path}");
    }
    let unknown = site.ask(Some(UserRole::Operator), "GET", "/udtraek/999", "").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn every_answer_has_the_policy_and_pages_are_kept_by_nobody() {
    let site = Site::new();
    for (visitor, path) in
        [(None, "/log-ind"), (Some(UserRole::Operator), "/i-dag"), (None, "/nope")]
    {
        let Reply { headers, body, .. } = site.ask(visitor, "GET", path, "").await;
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'self';"), "{path}");
        assert!(!policy.contains("unsafe") && policy.contains("script-src 'self';"));
        assert!(policy.contains("require-trusted-types-for 'script'; trusted-types live"));
        assert_eq!(headers["cache-control"], "no-store");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["referrer-policy"], "no-referrer");
        // Our own file alone, and nothing in the page.
        assert!(
            body.matches("<script").count() <= body.matches("<script src=\"/aktiver/live-").count()
        );
        for refused in ["style=", "onclick", "http://", "https://"] {
            assert!(!body.contains(refused), "{path}: {refused}");
        }
    }
}

#[tokio::test]
async fn form_of_another_site_is_refused_and_a_large_one_too() {
    let site = Site::new();
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        let reply = site
            .ask_with(
                Some(UserRole::Operator),
                "POST",
                "/konto/sprog",
                "tilbage=/",
                &[(name, value)],
            )
            .await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{name}");
        assert!(reply.headers.contains_key("content-security-policy"));
    }
    let ours = [("sec-fetch-site", "same-origin"), ("origin", "null")];
    let reply = site
        .ask_with(Some(UserRole::Operator), "POST", "/konto/sprog", "tilbage=/konto", &ours)
        .await;
    assert_eq!(reply.location.as_deref(), Some("/konto"));
    let form = |bytes: usize| format!("navn={}", "x".repeat(bytes - 5));
    let fits = site.ask(None, "POST", "/log-ind", &form(64 * 1024)).await;
    assert_eq!(fits.status, StatusCode::UNPROCESSABLE_ENTITY);
    let large = site.ask(None, "POST", "/log-ind", &form(64 * 1024 + 1)).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
}
