//! The pages for a supplier's developer.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[allow(dead_code, reason = "the matrix uses the rest")]
mod site;

use axum::http::StatusCode;
use store::UserRole;
use web::{Access, routes};

use crate::site::Site;

const DEVELOPER: Option<UserRole> = Some(UserRole::Developer);

#[tokio::test]
async fn pages_of_a_sandbox_are_not_there_for_anybody_where_there_is_none() {
    let site = Site::of_production();
    let visitors = UserRole::ALL.into_iter().map(Some).chain([None]);
    for visitor in visitors {
        for route in routes().filter(|route| route.access == Access::Developers) {
            let reply = site.ask(visitor, route.method.as_str(), &route.path, "dage=1").await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{visitor:?} {}", route.path);
        }
    }
    let account = site.ask(DEVELOPER, "GET", "/konto", "").await;
    assert!(!account.body.contains("/afproev"));
}

#[tokio::test]
async fn number_that_is_typed_comes_into_no_address_and_is_not_repeated() {
    let site = Site::new();
    let found = site.ask(DEVELOPER, "POST", "/afproev/soeg", "fra=0&til=150").await;
    let page = site.ask(DEVELOPER, "GET", &found.location.unwrap(), "").await;
    let numbers: Vec<&str> =
        page.body.split("<span class=\"code break\">").skip(1).map(|it| &it[..10]).collect();
    let number = numbers.iter().find(|it| it.bytes().all(|byte| byte.is_ascii_digit())).unwrap();
    let chosen = site.ask(DEVELOPER, "POST", "/afproev/soeg", &format!("nummer={number}")).await;
    let address = chosen.location.unwrap();
    assert!(address.starts_with("/afproev?person=") && !address.contains(number), "{address}");
    let page = site.ask(DEVELOPER, "GET", address.split('#').next().unwrap(), "").await;
    assert!(page.body.contains(number));
    let title = page.body.split("<title>").nth(1).unwrap().split('<').next().unwrap();
    assert_eq!(title, "Afprøv – cprabo");

    let unknown = site.ask(DEVELOPER, "POST", "/afproev/soeg", "nummer=0101701234").await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unknown.body.contains("Ingen i sandkassen") && !unknown.body.contains("0101701234"));
}

#[tokio::test]
async fn day_is_ordered_once_and_the_page_says_how_far_it_is() {
    let site = Site::new();
    let ordered = site.ask(DEVELOPER, "POST", "/afproev/dage", "dage=5&fejl=").await;
    assert_eq!(ordered.location.as_deref(), Some("/afproev"));
    let page = site.ask(DEVELOPER, "GET", "/afproev", "").await;
    assert!(page.body.contains("Dage er ved at gå: 0 af 5 dage er gået."), "{}", page.body);
    let again = site.ask(DEVELOPER, "POST", "/afproev/dage", "dage=1").await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.body.contains("En dag er ved at gå"));
}

#[tokio::test]
async fn file_stands_in_clear_text_beside_its_lines() {
    let site = Site::new();
    let page = site.ask(DEVELOPER, "GET", "/afproev/filer/{agreement}/{seq}", "").await;
    for part in ["001 persondata", "HAENDELSE", "aftalen får alle", "&#34;sha256&#34;"] {
        assert!(page.body.contains(part), "{part}: {}", page.body);
    }
    let unknown = site.ask(DEVELOPER, "GET", "/afproev/filer/{agreement}/99", "").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn examples_have_the_own_identities() {
    let site = Site::new();
    let page = site.ask(DEVELOPER, "GET", "/afproev/eksempler", "").await;
    for part in ["00000000-0000-0000-0000-000000000002", "omsorg.crt", "SoapClient", "HttpClient"] {
        assert!(page.body.contains(part), "{part}");
    }
}

#[tokio::test]
async fn guide_is_in_the_language_of_the_page() {
    let site = Site::new();
    let danish = site.ask(None, "GET", "/vejledning", "").await;
    assert!(danish.body.contains("<h1>Vejledning til leverandører</h1>"));
    assert!(danish.body.contains("href=\"/vejledning/fejl\""));
    let english = site.ask(None, "GET", "/en/vejledning/afproev", "").await;
    assert!(english.body.contains("<h1>Test your integration</h1>"));
    let faults = site.ask(None, "GET", "/vejledning/fejl", "").await;
    assert!(faults.body.contains("<div class=\"guide\" lang=\"en\">"));
    let none = site.ask(None, "GET", "/vejledning/findes-ikke", "").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}
