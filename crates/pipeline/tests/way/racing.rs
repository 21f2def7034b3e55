//! Two other processes edit filters while extracts are applied. Whatever a run was matched with remains
//! what it is: the files say it, a replay makes the same bytes of it, and `explain` judges by it.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use civil::Pnr;
use disclosure::{Outcome, Question, explain};
use filters::Combination::Any;
use filters::{Filter, Verdict};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use pipeline::NoObserver;
use store::{Agreement, DeliveryKind, DeliveryQuery, FilterEdit, Store, StoreError};

use crate::reference::PNRS;
use crate::site::*;

const SUBSCRIPTIONS: usize = 3;
const ROUNDS: u64 = 40;
/// The edits of each editor in a round.
const EDITS: u64 = 10;
/// The environment variable of an editor: the database and the seed of its choices.
const EDITOR: &str = "CPRABO_TEST_EDITOR";

#[test]
fn runs_that_others_edit_filters_beside_are_explained_and_replayed_as_delivered() {
    let rounds = std::env::var("CPRABO_RACES").map_or(ROUNDS, |rounds| rounds.parse().unwrap());
    let site = Site::new();
    site.subscribe(&[(); SUBSCRIPTIONS].map(|()| (Any, set(&["age 120-125"]))));
    let mut editors = [1, 2].map(|seed| edit(&site.folder.path().join("cprabo.db"), seed));
    let mut delivered = 0;
    for round in 0..rounds {
        let days = date(2026, 1, 1).series(1.day()).nth(round as usize).unwrap();
        for editor in &mut editors {
            editor.stdin.as_mut().unwrap().write_all(b".").unwrap();
        }
        let persons: Vec<Pnr> = ingest(&site, days, round);
        for number in 0..SUBSCRIPTIONS {
            delivered += check(&site, number, days, &persons);
        }
    }
    let edited = editors.map(stop);
    for number in 0..SUBSCRIPTIONS {
        let history = site.store.filter_history(agreement(&site, number).id).unwrap();
        let versions: Vec<i64> = history.iter().map(|one| one.change.version.number()).collect();
        let gapless: Vec<i64> = (1..).take(versions.len()).collect();
        assert_eq!(versions, gapless, "each change is the next version");
        let by_editors = history.iter().filter(|one| one.change.author == editor_author()).count();
        assert_eq!(by_editors as u64, edited.iter().map(|counts| counts[number]).sum::<u64>());
        assert!(by_editors > 0, "there was no race");
    }
    assert!(delivered > 0 && site.store.verify(&mut |_| Ok(())).unwrap().is_empty());
}

/// Takes a day's extract the whole way. The second person in [`PNRS`] has replaced the first.
fn ingest(site: &Site, day: Date, round: u64) -> Vec<Pnr> {
    let mut persons = vec![(PNRS[0], "101", "A01", PNRS[1])];
    let others = PNRS[1..].iter().zip(0..).filter(|(_, bit)| (round + 1) >> (bit % 3) & 1 == 1);
    persons.extend(others.map(|(pnr, _)| (*pnr, "101", "A01", "")));
    let extract = extract_of(day, day.yesterday().unwrap(), &persons);
    let run = site.ingest(&format!("round {round}"), &extract);
    assert_eq!(run.state, store::RunState::Done, "{:?}", run.held);
    persons.iter().map(|(pnr, ..)| pnr.parse().unwrap()).collect()
}

/// Whether what a subscription received on a day, what is explained, and what is replayed are the
/// same. Returns how many persons it received.
fn check(site: &Site, number: usize, day: Date, persons: &[Pnr]) -> u64 {
    let agreement = agreement(site, number);
    let of_day = |kind| {
        let all = site.store.deliveries(DeliveryQuery::Agreement(agreement.id)).unwrap();
        all.into_iter().rfind(|one| one.kind == kind && one.proddto == day).unwrap()
    };
    let delivery = of_day(DeliveryKind::Day);
    let disclosed = site.store.disclosed(delivery.id).unwrap();
    let content = content(site, &delivery.name);
    for pnr in persons {
        let is_delivered = disclosed.iter().any(|(one, _)| one == pnr);
        let label = format!("003{}", pnr.reveal());
        let is_in_file =
            content.split(|&byte| byte == b'\n').any(|line| line.starts_with(label.as_bytes()));
        assert_eq!(is_in_file, is_delivered);
        let question = Question { agreement: &agreement, pnr: *pnr, day };
        let explained = explain(&site.store, &question, &author(), now()).unwrap().remove(0);
        let is_explained = matches!(explained.outcome, Outcome::Judged(Verdict::Deliver(_)));
        assert_eq!(is_explained, is_delivered, "{pnr} on {day}: {explained:?}");
    }
    site.pipeline.replay(&agreement, (day, day), &author(), &NoObserver).unwrap();
    let replay = of_day(DeliveryKind::Replay);
    assert_eq!(replay.published.unwrap().sha256, delivery.published.unwrap().sha256);
    assert!(self::content(site, &replay.name) == content, "the same bytes");
    disclosed.len() as u64
}

fn agreement(site: &Site, number: usize) -> Agreement {
    site.store.agreement(agreement_uuid(number)).unwrap().unwrap()
}

fn content(site: &Site, name: &str) -> Vec<u8> {
    let system = site.store.system_by_sftp_user(&user()).unwrap().unwrap();
    let files = site.store.folder_entries(system.id, date(2026, 1, 5)).unwrap();
    site.read(files.iter().find(|file| file.name == name).unwrap()).1
}

/// Starts a process that makes some edits of filters for each byte it reads, until [`stop`].
fn edit(database: &Path, seed: u64) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "racing::editor", "--ignored", "--nocapture"])
        .env(EDITOR, format!("{seed} {}", database.display()))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Stops an editor. Returns how many of its edits changed something, by subscription.
fn stop(mut editor: Child) -> [u64; SUBSCRIPTIONS] {
    drop(editor.stdin.take());
    let output = editor.wait_with_output().unwrap();
    assert!(output.status.success());
    let output = String::from_utf8(output.stdout).unwrap();
    let counts = output.lines().find_map(|line| line.split_once("edited ")).unwrap().1;
    let counts: Vec<u64> = counts.split(' ').map(|count| count.parse().unwrap()).collect();
    counts.try_into().unwrap()
}

fn editor_author() -> store::Author {
    let editor = store::Actor::Operator { uid: 2000, name: "editor".into() };
    store::Author::new(editor, uuid::Uuid::nil())
}

/// The other process: puts numbers into subscriptions and takes them out.
#[test]
#[ignore = "a process of the test above"]
fn editor() {
    let Ok(of) = std::env::var(EDITOR) else { return };
    let (seed, database) = of.split_once(' ').unwrap();
    let store = Store::open(Path::new(database)).unwrap();
    let ids: Vec<_> =
        (0..SUBSCRIPTIONS).map(|number| store.agreement(agreement_uuid(number))).collect();
    let ids: Vec<_> = ids.into_iter().map(|found| found.unwrap().unwrap().id).collect();
    let mut random: u64 = seed.parse().unwrap();
    let mut edited = BTreeMap::from_iter((0..SUBSCRIPTIONS).map(|number| (number, 0)));
    let rounds = std::io::BufReader::new(std::io::stdin()).bytes().map(Result::unwrap);
    for _ in rounds.flat_map(|_| 0..EDITS) {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        let choice = (random >> 33) as usize;
        let number = choice % SUBSCRIPTIONS;
        let filter = Filter::Pnr(PNRS[choice / SUBSCRIPTIONS % PNRS.len()].parse().unwrap());
        let edit = if choice & 64 == 0 { FilterEdit::Add } else { FilterEdit::Remove };
        let edit = edit(vec![filter]);
        match store.edit_filters(ids[number], &edit, &|_| None, &editor_author(), now()) {
            Ok(difference) if !difference.is_empty() => *edited.get_mut(&number).unwrap() += 1,
            Ok(_) | Err(StoreError::Busy { .. }) => {}
            Err(error) => panic!("{error}"),
        }
    }
    let counts: Vec<String> = edited.values().map(u64::to_string).collect();
    writeln!(std::io::stdout(), "edited {}", counts.join(" ")).unwrap();
}
