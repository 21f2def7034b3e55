//! What everybody reads of the service.
#![allow(clippy::unwrap_used, reason = "tests")]

#[allow(dead_code, reason = "other tests use the rest")]
mod site;

use serde_json::Value;

use crate::site::{NOTICE, Site};

#[tokio::test]
async fn service_page_has_the_headings_of_the_real_one_and_the_figures_with_their_definition() {
    let site = Site::new();
    let page = site.ask(None, "GET", "/service/sf6002", "").await.body;
    let headings = [
        "Om servicen",
        "Formål",
        "Versionsnr.",
        "Pris",
        "Status",
        "Beskrivelse",
        "Test af servicen",
        "Type",
        "Dataelementer",
        "Teknisk beskrivelse",
        "Vilkår for servicen",
        "UUID",
        "Aftaler",
    ];
    let mut rest = page.as_str();
    for heading in headings {
        rest = rest.split_once(&format!("<h2>{heading}</h2>")).unwrap().1;
    }
    // An hour of 24, and of two days.
    assert!(page.contains("95,83\u{a0}%") && page.contains("97,91\u{a0}%"), "{page}");
    assert!(page.contains("Ikke tilgængelig") && page.contains("svarer ikke rigtigt"));
    assert!(page.contains("Tid uden måling tæller som nedetid"));
    assert!(page.contains("Nedetid på 1 af de seneste 30 døgn, i alt 60 minutter."));
    let english = site.ask(None, "GET", "/en/service/sf6002", "").await.body;
    assert!(english.contains("95.83%") && english.contains("Unavailable"));
}

#[tokio::test]
async fn figures_are_there_for_programs() {
    let site = Site::new();
    let reply = site.ask(None, "GET", "/service/sf6002/status.json", "").await;
    assert_eq!(reply.headers["content-type"], "application/json");
    let status: Value = serde_json::from_str(&reply.body).unwrap();
    assert_eq!(status["status"], "unavailable");
    let soap = &status["calls"][0];
    assert_eq!((&soap["call"], &soap["last_is_right"]), (&"soap".into(), &false.into()));
    let day = &soap["periods"]["day"]["uptime"];
    assert_eq!((&day["percent"], &day["down_seconds"]), (&95.83.into(), &3600.into()));
    let times = &soap["periods"]["month"]["response_time"];
    assert_eq!((&times["median"], &times["of_95_percent"]), (&30.into(), &50.into()));
    assert_eq!(status["days"][29]["calls"]["soap"]["down_seconds"], 3600);
    assert_eq!(status["days"][0]["down_seconds"], Value::Null);
    assert_eq!(status["notices"][0]["address"], format!("/service/sf6002/drift/{NOTICE}"));
}

#[tokio::test]
async fn feed_has_the_notices_and_nothing_that_is_not_escaped() {
    let site = Site::new();
    let reply = site.ask(None, "GET", "/service/sf6002/drift.atom", "").await;
    assert_eq!(reply.headers["content-type"], "application/atom+xml; charset=utf-8");
    let (feed, again) = (reply.body, site.ask(None, "GET", "/service/sf6002/drift.atom", "").await);
    assert_eq!(feed, again.body);
    assert!(feed.contains("<updated>2026-03-11T09:00:00Z</updated>"), "{feed}");
    assert!(feed.contains(&format!("href=\"/service/sf6002/drift/{NOTICE}\"")), "{feed}");
    assert!(!feed.contains("<utilg") && !feed.contains("& "), "{feed}");
    let page = site.ask(None, "GET", &format!("/en/service/sf6002/drift/{NOTICE}"), "").await;
    assert!(page.body.contains("SOAP &#38; SFTP may not answer."), "{}", page.body);
    let unknown = site.ask(None, "GET", "/service/sf6002/drift/2026-01-01-x", "").await;
    assert_eq!(unknown.status, 404);
}
