//! Terms of deliveries: what is left out of them, against a plain reference that works on lines, and with which terms a
//! delivery is made again.

use std::collections::BTreeSet;

use disclosure::{Outcome, Question, explain};
use extract::{Extract, Form, Minimisation, RecordType, layouts};
use filters::Combination::Any;
use jiff::civil::date;
use pipeline::{Cancelled, NoObserver, PipelineEvent, PipelineObserver};
use proptest::prelude::*;
use store::{Delivery, DeliveryQuery, NewLoad, RunState};

use crate::site::*;

const FORMS: [Form; 4] = [Form::PADDED_LF, Form::TRIMMED_LF, Form::PADDED_CRLF, Form::TRIMMED_CRLF];

/// Parts of the names of fields that say where somebody lives, in the record types that can have an address.
const PLACES: [&str; 25] = [
    "KOMKOD",
    "VEJKOD",
    "HUSNR",
    "ETAGE",
    "SIDEDOER",
    "BNR",
    "CONVN",
    "MYNKOD-ADRTXT",
    "SUPLADR",
    "LOKALITET",
    "STANDARDADR",
    "BYNVN",
    "POSTNR",
    "POSTDISTTXT",
    "VEJADRNVN",
    "LANDEKOD",
    "UDLANDADR",
    "KONTAKTADR",
    "RELADRSAT",
    "RELTXT",
    "BEMAERK",
    "NOTATLINIE",
    "PAABUD-TXT",
    "FRAFLYKOMKOD",
    "INDR_LANDEKOD",
];
const WITH_ADDRESS: [&str; 10] =
    ["002", "003", "005", "006", "017", "018", "019", "021", "023", "024"];

/// Whether a line is a protection of name and address on a day.
fn protects(line: &str, day: &str) -> bool {
    let field = |from: usize, to: usize| line.get(from..to.min(line.len())).unwrap_or("").trim();
    line.starts_with("004")
        && field(13, 17) == "0001"
        && (field(17, 27).is_empty() || field(17, 27) <= day)
        && (field(27, 37).is_empty() || day <= field(27, 37))
}

fn blank(line: &str, kind: &str, is_blank: impl Fn(&str) -> bool) -> String {
    let mut letters: Vec<char> = line.chars().collect();
    let all = layouts().iter().find(|layout| layout.kind().to_string() == kind);
    for field in all.into_iter().flat_map(extract::RecordLayout::fields) {
        let empty = if field.kind() == extract::FieldKind::Digits { '0' } else { ' ' };
        for position in field.position()..field.position() + field.length() {
            if is_blank(field.name()) && position <= letters.len() {
                letters[position - 1] = empty;
            }
        }
    }
    letters.into_iter().collect()
}

/// What a file with everything becomes by terms that are given as words.
fn reference(file: &[u8], day: &str, terms: &Words) -> Vec<u8> {
    let text: String = file.iter().map(|&byte| char::from(byte)).collect();
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let lines: Vec<&str> = text.lines().collect();
    let protected: BTreeSet<&str> =
        lines.iter().filter(|line| protects(line, day)).map(|line| &line[3..13]).collect();
    let mut kept = vec![lines[0].to_owned()];
    for line in &lines[1..lines.len() - 1] {
        let kind = &line[..3];
        let is_protected = protected.contains(&line[3..13]);
        if terms.omitted.iter().any(|omitted| omitted == kind)
            || (terms.protected == "leave-out" && is_protected)
            || (terms.protected == "blank-addresses" && is_protected && kind == "002")
        {
            continue;
        }
        let named = |name: &str| terms.blanked.contains(&format!("{kind}.{name}"));
        let hides = terms.protected == "blank-addresses" && is_protected;
        let is_place = |name: &str| {
            hides && WITH_ADDRESS.contains(&kind) && PLACES.iter().any(|place| name.contains(place))
        };
        let is_guardian = |name: &str| {
            terms.protected != "deliver"
                && kind == "017"
                && (name.contains("RELADRSAT") || name.contains("RELTXT"))
        };
        kept.push(blank(line, kind, |name| named(name) || is_place(name) || is_guardian(name)));
    }
    kept.push(format!("9999999999999{:08}", kept.len() - 1));
    let text: String = kept.iter().map(|line| format!("{line}{end}")).collect();
    text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect()
}

#[derive(Debug, Clone)]
pub struct Words {
    omitted: Vec<String>,
    blanked: Vec<String>,
    protected: &'static str,
}

impl Words {
    pub fn terms(&self) -> Minimisation {
        Minimisation {
            omitted: self.omitted.iter().map(|word| word.parse().unwrap()).collect(),
            blanked: self.blanked.iter().map(|word| word.parse().unwrap()).collect(),
            protected: self.protected.parse().unwrap(),
        }
    }
}

pub fn words() -> impl Strategy<Value = Words> {
    let kinds: Vec<String> = layouts().iter().map(|layout| layout.kind().to_string()).collect();
    let is_kind = |word: &String| word.parse::<extract::OmittedRecord>().is_ok();
    let fields = layouts().iter().flat_map(|layout| {
        layout.fields().iter().map(|field| format!("{}.{}", layout.kind(), field.name()))
    });
    let fields: Vec<String> =
        fields.filter(|word| word.parse::<extract::BlankedField>().is_ok()).collect();
    let kinds: Vec<String> = kinds.into_iter().filter(is_kind).collect();
    (
        proptest::sample::subsequence(kinds, 0..6),
        proptest::sample::subsequence(fields, 0..40),
        proptest::sample::select(vec!["deliver", "blank-addresses", "leave-out"]),
    )
        .prop_map(|(omitted, blanked, protected)| Words { omitted, blanked, protected })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn minimised_file_is_that_of_the_reference(
        terms in words(),
        seed in 0..6u64,
        form in 0..FORMS.len(),
        share in 1..4u32,
    ) {
        let [_, file] = two_days(seed, 300, FORMS[form]);
        let extract = Extract::parse(&file).unwrap();
        let chosen: Vec<u32> = (0u32..).zip(extract.persons()).map(|(index, _)| index)
            .filter(|index| index % share == 0)
            .collect();
        let whole: Vec<u8> = extract.thin(&file, &chosen, None).slices(&file).flatten().copied().collect();
        let (minimisation, day) = (terms.terms(), extract.header().proddto());
        let leaves_out = terms.protected == "leave-out";
        let received: Vec<u32> = chosen.into_iter()
            .filter(|index| !(leaves_out && extract.persons()[*index as usize].is_protected(day)))
            .collect();
        let thinned = extract.thin_minimised(&file, &received, None, &minimisation);
        let made: Vec<u8> = thinned.slices(&file).flatten().copied().collect();
        prop_assert_eq!(made.len() as u64, thinned.length());
        prop_assert!(made == reference(&whole, &day.to_string(), &terms));

        // It is read like any other: nothing is wrong with it, and the persons are those who were to be received.
        let read = Extract::parse(&made).unwrap();
        prop_assert_eq!(read.records(), thinned.records());
        prop_assert_eq!(read.trailer().unwrap().taeller(), Some(thinned.records()));
        prop_assert_eq!(read.persons().len(), received.len());
        let problems = read.diagnostics();
        prop_assert_eq!(problems.errors() + problems.warnings(), 0, "{:?}", problems.firsts());
    }
}

fn agreement(site: &Site, number: usize) -> store::Agreement {
    site.store.agreement(agreement_uuid(number)).unwrap().unwrap()
}

fn set_terms(site: &Site, number: usize, terms: &str) {
    let (id, terms) = (agreement(site, number).id, terms.parse().unwrap());
    site.store.change_terms(id, &terms, &author(), now()).unwrap();
}

fn deliveries(site: &Site, number: usize) -> Vec<Delivery> {
    site.store.deliveries(DeliveryQuery::Agreement(agreement(site, number).id)).unwrap()
}

fn words_of(terms: &str) -> Words {
    let terms: Minimisation = terms.parse().unwrap();
    Words {
        omitted: terms.omitted.iter().map(ToString::to_string).collect(),
        blanked: terms.blanked.iter().map(ToString::to_string).collect(),
        protected: terms.protected.as_str(),
    }
}

/// Two subscriptions to everyone, of which the second has terms, and a day.
fn site(terms: &str) -> Site {
    let [friday, monday] = two_days(4, 300, Form::PADDED_LF);
    let site = Site::new();
    site.subscribe(&[(Any, set(&["no-filter"])), (Any, set(&["no-filter"]))]);
    site.ingest("friday", &friday);
    set_terms(&site, 1, terms);
    assert_eq!(site.ingest("monday", &monday).state, RunState::Done);
    site
}

const TERMS: &str = "omit=008,099 blank=003.ADRNVN,012.AEGTEPNR protected=blank-addresses";

#[test]
fn subscription_gets_what_its_terms_leave_and_others_get_everything() {
    let site = site(TERMS);
    let [whole, minimised] = [0, 1].map(|number| site.delivered_to(number).remove(1));
    assert_eq!(minimised, reference(&whole, "2026-01-05", &words_of(TERMS)));
    assert!(minimised.len() < whole.len());
    // The day before was delivered with everything.
    assert_eq!(site.delivered_to(0)[0].len(), site.delivered_to(1)[0].len());
}

#[test]
fn lost_files_and_replays_have_the_terms_of_their_time() {
    let site = site(TERMS);
    let before = site.state();
    set_terms(&site, 0, "omit=002");
    set_terms(&site, 1, "protected=leave-out");
    for entry in std::fs::read_dir(site.folder.path().join("shelf").join("test")).unwrap() {
        std::fs::remove_file(entry.unwrap().path()).unwrap();
    }
    site.pipeline.reconcile(&NoObserver).unwrap();
    assert!(site.state() == before);

    let first = site.delivered();
    let days = (date(2026, 1, 2), date(2026, 1, 5));
    for number in [0, 1] {
        let of = agreement(&site, number);
        let names = site.pipeline.replay(&of, days, &author(), &NoObserver).unwrap();
        for name in names {
            let original = name.strip_suffix(".replay1").unwrap();
            assert_eq!(site.delivered()[&name], first[original]);
        }
    }
    let terms: Vec<String> =
        deliveries(&site, 1).iter().map(|delivery| delivery.minimisation.to_string()).collect();
    assert_eq!(terms, ["", TERMS, "", TERMS]);
}

#[test]
fn statement_says_what_was_left_out_where_something_was() {
    let site = site(TERMS);
    let files = site.files();
    let statement = |number: usize, delivery: usize| {
        let name = format!("{}.metadata", deliveries(&site, number)[delivery].name);
        let text = String::from_utf8(files[&name].clone()).unwrap();
        let (_, jws) = text.split_once("urn:cprabo:Statement:1\">").unwrap();
        let payload = jws.split('.').nth(1).unwrap().to_owned();
        String::from_utf8(base64_url(&payload)).unwrap()
    };
    for (number, delivery) in [(0, 0), (0, 1), (1, 0)] {
        assert!(!statement(number, delivery).contains("left_out"));
    }
    let expected = r#""left_out":{"records":["008","099"],"fields":["003.ADRNVN","012.AEGTEPNR"],"protected_persons":"blank-addresses"}"#;
    assert!(statement(1, 1).contains(expected), "{}", statement(1, 1));
}

fn base64_url(text: &str) -> Vec<u8> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (mut bits, mut count, mut out) = (0u32, 0, Vec::new());
    for letter in text.bytes() {
        let value = LETTERS.iter().position(|&one| one == letter).unwrap() as u32;
        (bits, count) = ((bits << 6) | value, count + 6);
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    out
}

/// Of a delivery's persons, those whom another one has and it has not.
fn missing(site: &Site, delivery: usize) -> Vec<civil::Pnr> {
    let persons = |number: usize| -> BTreeSet<civil::Pnr> {
        let disclosed = site.store.disclosed(deliveries(site, number)[delivery].id).unwrap();
        disclosed.into_iter().map(|(pnr, _)| pnr).collect()
    };
    persons(0).difference(&persons(1)).copied().collect()
}

#[test]
fn persons_who_are_left_out_are_not_in_the_log_and_explain_says_why() {
    let site = site("protected=leave-out");
    let left_out = missing(&site, 1);
    let [whole, minimised] = [0, 1].map(|number| site.delivered_to(number).remove(1));
    assert_eq!(minimised, reference(&whole, "2026-01-05", &words_of("protected=leave-out")));
    assert!(!left_out.is_empty() && missing(&site, 0).is_empty());
    for number in [0, 1] {
        let agreement = agreement(&site, number);
        let question = Question { agreement: &agreement, pnr: left_out[0], day: date(2026, 1, 5) };
        let explanation = explain(&site.store, &question, &author(), now()).unwrap().remove(0);
        assert_eq!(matches!(explanation.outcome, Outcome::LeftOut(_)), number == 1);
        assert!(explanation.contradiction().is_none());
    }
}

/// What a system holds is compared with what deliveries by today's terms would have.
#[test]
fn drift_lists_persons_who_are_left_out_as_surplus_and_never_as_missing() {
    let site = site("protected=leave-out");
    for number in [0, 1] {
        let of = agreement(&site, number);
        site.pipeline.order_load(&of, &NewLoad::of(of.id), &author()).unwrap();
    }
    site.pipeline.write_loads(&NoObserver).unwrap();
    let persons = |number: usize| -> BTreeSet<civil::Pnr> {
        let load = deliveries(&site, number).pop().unwrap();
        site.store.disclosed(load.id).unwrap().into_iter().map(|(pnr, _)| pnr).collect()
    };
    let (all, left) = (persons(0), persons(1));
    let compare = |number: usize, held: &BTreeSet<civil::Pnr>| {
        disclosure::compare(&site.store, &agreement(&site, number), held, &author(), now()).unwrap()
    };
    let is_valid = |pnr: &&civil::Pnr| compare(0, &all).surplus.binary_search(pnr).is_err();
    assert!(compare(0, &all).is_none());
    assert!(compare(1, &left).is_none(), "the load is what it should hold");
    let nobody = compare(1, &BTreeSet::new());
    assert!(nobody.missing.iter().all(|pnr| left.contains(pnr)));
    assert_eq!(nobody.missing.len() as u64, nobody.chosen);
    let surplus: BTreeSet<civil::Pnr> = compare(1, &all).surplus.into_iter().collect();
    let left_out: BTreeSet<civil::Pnr> = all.difference(&left).filter(is_valid).copied().collect();
    assert!(!left_out.is_empty());
    assert_eq!(surplus, left_out);
}

/// A subscription with terms gets of a load what the terms leave of everything.
#[test]
fn loads_have_the_terms_too() {
    for terms in [TERMS, "protected=leave-out"] {
        let site = site(terms);
        for number in [0, 1] {
            let of = agreement(&site, number);
            site.pipeline.order_load(&of, &NewLoad::of(of.id), &author()).unwrap();
        }
        site.pipeline.write_loads(&NoObserver).unwrap();
        let [whole, minimised] = [0, 1].map(|number| {
            let name = deliveries(&site, number).pop().unwrap().name;
            site.delivered()[&name].clone()
        });
        assert_eq!(minimised, reference(&whole, "2026-01-05", &words_of(terms)), "{terms}");
        assert_eq!(missing(&site, 2).is_empty(), terms == TERMS);
    }
}

/// Sets terms when a load has been written and is not delivered yet.
struct SetWhenWritten<'a>(&'a Site, std::sync::atomic::AtomicBool);

impl PipelineObserver for SetWhenWritten<'_> {
    fn step(&self, step: PipelineEvent<'_>) -> Result<(), Cancelled> {
        let is_first = || !self.1.swap(true, std::sync::atomic::Ordering::SeqCst);
        if matches!(step, PipelineEvent::LoadWritten(_)) && is_first() {
            set_terms(self.0, 0, TERMS);
        }
        Ok(())
    }
}

#[test]
fn load_under_way_is_written_again_when_its_terms_change() {
    let site = site(TERMS);
    let order = |number| {
        let of = agreement(&site, number);
        site.pipeline.order_load(&of, &NewLoad::of(of.id), &author()).unwrap();
    };
    order(0);
    site.pipeline.write_loads(&SetWhenWritten(&site, false.into())).unwrap();
    order(1);
    site.pipeline.write_loads(&NoObserver).unwrap();
    let last = [0, 1].map(|number| deliveries(&site, number).pop().unwrap());
    assert_eq!(last[0].minimisation, last[1].minimisation);
    let digest = |one: &Delivery| one.published.as_ref().map(|published| published.sha256);
    assert_eq!(digest(&last[0]), digest(&last[1]));
}

/// A record of a type that nobody knows may have an address in it, and so may what stands behind the known fields.
#[test]
fn protected_persons_have_nothing_that_the_table_does_not_know() {
    let [_, file] = two_days(4, 300, Form::PADDED_LF);
    let mut text = Vec::new();
    for line in file.split_inclusive(|&byte| byte == b'\n') {
        text.extend_from_slice(line);
        if line.starts_with(b"001") {
            text.extend_from_slice(&[b"031", &line[3..13], b" SECRETVEJ 1\n"].concat());
        }
        if line.starts_with(b"008") {
            text.truncate(text.len() - 1);
            text.extend_from_slice(b"SECRETVEJ 2\n");
        }
    }
    let extract = Extract::parse(&text).unwrap();
    let day = extract.header().proddto();
    let of = |wanted: bool| -> Vec<u32> {
        let persons = (0u32..).zip(extract.persons());
        persons.filter(|(_, one)| one.is_protected(day) == wanted).map(|(at, _)| at).collect()
    };
    let secrets = |persons: &[u32]| {
        let terms = "protected=blank-addresses".parse().unwrap();
        let made = extract.thin_minimised(&text, persons, None, &terms);
        let made: Vec<u8> = made.slices(&text).flatten().copied().collect();
        let unknown = RecordType::from_integer(31).digits();
        made.windows(9).filter(|window| *window == b"SECRETVEJ").count()
            + made.split(|&byte| byte == b'\n').filter(|line| line.starts_with(&unknown)).count()
    };
    assert!(!of(true).is_empty() && secrets(&of(true)) == 0);
    assert!(secrets(&of(false)) > 0);
}
