//! Random persons, days and filters: each delivered file must equal, byte for byte, the result of a plain reference
//! implementation. It works on strings and does not use the crates it checks.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use store::{FilterEdit, RunState};

use crate::site::*;

pub const PNRS: [&str; 8] = [
    "0101600001",
    "0202700002",
    "0303800003",
    "0404900004",
    "0505000005",
    "0606100006",
    "0707200007",
    "0808300008",
];
const KOMKODS: [&str; 4] = ["0000", "0101", "0751", "0851"];
const EVENTS: [&str; 4] = ["A01", "A21", "A33", "P10"];
const BORN: [&str; 6] =
    ["1960-01-05", "2008-01-06", "2008-01-07", "2026-01-06", "1950-00-00", "0000-00-00"];
pub const FILTERS: [&str; 15] = [
    "pnr 0101600001",
    "pnr 0202700002",
    "pnr 0303800003",
    "pnr 0505000005",
    "pnr 0909900009",
    "municipality 0101",
    "municipality 0751",
    "municipality 0851",
    "age 0-0",
    "age 17-17",
    "age 18-200",
    "event A01",
    "event A21",
    "event P10",
    "no-filter",
];
pub const COMBINATIONS: [&str; 3] = ["any", "events-narrow", "all"];

/// What happens to one person on a day.
#[derive(Debug, Clone)]
struct Part {
    pnr: usize,
    /// The number that replaced it, if any, and whether with status 50 or 60.
    successor: Option<(usize, bool)>,
    komkod: usize,
    born: usize,
    events: Vec<usize>,
    /// Unknown records between.
    unknown: bool,
    /// Whether name and address are protected.
    protected: bool,
}

#[derive(Debug, Clone)]
pub struct Day {
    parts: Vec<Part>,
    /// Receipts before the persons and errors after them.
    replies: bool,
    crlf: bool,
    /// Before the day: subscription, filter, and whether it is added or removed.
    pub edits: Vec<(usize, usize, bool)>,
}

fn part() -> impl Strategy<Value = Part> {
    let successor = proptest::option::weighted(0.25, (0..PNRS.len(), any::<bool>()));
    let events = proptest::collection::vec(0..EVENTS.len(), 0..3);
    let (unknown, protected) = (any::<bool>(), any::<bool>());
    (0..PNRS.len(), successor, 0..KOMKODS.len(), 0..BORN.len(), events, unknown, protected)
        .prop_map(|(pnr, successor, komkod, born, events, unknown, protected)| Part {
            pnr,
            successor: successor.filter(|(other, _)| *other != pnr),
            komkod,
            born,
            events,
            unknown,
            protected,
        })
}

pub fn day() -> impl Strategy<Value = Day> {
    let parts = proptest::collection::vec(part(), 0..8).prop_map(|mut parts| {
        let mut seen = BTreeSet::new();
        parts.retain(|part| seen.insert(part.pnr));
        parts
    });
    let edits = proptest::collection::vec((0..5usize, 0..FILTERS.len(), any::<bool>()), 0..6);
    (parts, any::<bool>(), any::<bool>(), edits).prop_map(|(parts, replies, crlf, edits)| Day {
        parts,
        replies,
        crlf,
        edits,
    })
}

impl Part {
    /// The person's records: those that stand together, and the 003 of the end.
    fn records(&self) -> (Vec<String>, String) {
        let pnr = PNRS[self.pnr];
        let (valid, status) = match self.successor {
            Some((other, true)) => (PNRS[other], "60"),
            Some((other, false)) => (PNRS[other], "50"),
            None => ("          ", "01"),
        };
        let mut records =
            vec![format!("001{pnr}{valid}{status}000000000000 K{} ", BORN[self.born])];
        if self.komkod != 0 {
            records.push(format!("002{pnr}{}1234", KOMKODS[self.komkod]));
        }
        if self.protected {
            records.push(format!("004{pnr}00012025-12-31"));
        }
        if self.unknown {
            records.push(format!("077{pnr} new kind of record"));
        }
        for &event in &self.events {
            records.push(format!("099{pnr}202601061200{}", EVENTS[event]));
        }
        (records, format!("003{pnr}\u{c5}se \u{d8}re"))
    }
}

impl Day {
    /// The lines of the extract, each with its person's number; replies have none.
    fn lines(&self) -> Vec<(Option<usize>, String)> {
        let mut lines = Vec::new();
        if self.replies {
            lines.push((None, "9970101600001202601061200A45".to_owned()));
        }
        for part in &self.parts {
            lines.extend(part.records().0.into_iter().map(|record| (Some(part.pnr), record)));
        }
        for part in &self.parts {
            lines.push((Some(part.pnr), part.records().1));
        }
        lines
    }

    fn render(&self, number: usize, lines: &[String], with_errors: bool) -> Vec<u8> {
        let end = if self.crlf { "\r\n" } else { "\n" };
        let mut text =
            format!("0000000000000534902202601{:02}202601{:02}{end}", 6 + number, 5 + number);
        for line in lines {
            text += &format!("{line}{end}");
        }
        text += &format!("9999999999999{:08}{end}", lines.len());
        if with_errors {
            text += &format!("9100000000000{:75}8452PNR UKENDT{end}", "06");
        }
        text.chars().map(|letter| letter as u8).collect()
    }

    pub fn source(&self, number: usize) -> Vec<u8> {
        let lines: Vec<String> = self.lines().into_iter().map(|(_, line)| line).collect();
        self.render(number, &lines, self.replies)
    }
}

/// The plain reference.
#[derive(Default)]
struct Reference {
    filters: Vec<BTreeSet<String>>,
    lived_in: BTreeMap<usize, usize>,
    /// Replaced numbers, with their replacements.
    replaced: BTreeMap<usize, usize>,
}

impl Reference {
    /// For a filter on a replaced number the valid one is added, if the chain of replacements ends.
    fn add(&mut self, subscription: usize, line: &str) {
        if !self.filters[subscription].insert(line.to_owned()) {
            return;
        }
        let Some(pnr) = PNRS.iter().position(|pnr| line == format!("pnr {pnr}")) else { return };
        if let Some(valid) = valid(&self.replaced, pnr) {
            self.filters[subscription].insert(format!("pnr {}", PNRS[valid]));
        }
    }

    fn deliver(&mut self, number: usize, day: &Day) -> Vec<Vec<u8>> {
        let mut files = Vec::new();
        for part in &day.parts {
            match part.successor {
                Some((other, _)) => self.replaced.insert(part.pnr, other),
                None => self.replaced.remove(&part.pnr),
            };
        }
        let replaced = &self.replaced;
        for (subscription, filters) in self.filters.iter_mut().enumerate() {
            loop {
                let before = filters.len();
                for part in &day.parts {
                    if let Some((other, _)) = part.successor
                        && filters.contains(&format!("pnr {}", PNRS[part.pnr]))
                    {
                        // Its own chain may be from earlier days.
                        if filters.insert(format!("pnr {}", PNRS[other]))
                            && let Some(end) = valid(replaced, other)
                        {
                            filters.insert(format!("pnr {}", PNRS[end]));
                        }
                    }
                }
                if filters.len() == before {
                    break;
                }
            }
            let combination = COMBINATIONS[subscription % 3];
            let chosen: BTreeSet<usize> = day
                .parts
                .iter()
                .filter(|part| wants(filters, combination, part, number, &self.lived_in))
                .map(|part| part.pnr)
                .collect();
            let lines: Vec<String> = day
                .lines()
                .into_iter()
                .filter(|(person, _)| person.is_some_and(|person| chosen.contains(&person)))
                .map(|(_, line)| line)
                .collect();
            files.push(day.render(number, &lines, false));
        }
        for part in &day.parts {
            self.lived_in.insert(part.pnr, part.komkod);
        }
        files
    }
}

/// The end of the chain of replacements of a number; `None` when it was not replaced, or the chain is circular.
fn valid(replaced: &BTreeMap<usize, usize>, pnr: usize) -> Option<usize> {
    let (mut valid, mut steps) = (pnr, 0);
    while let Some(&next) = replaced.get(&valid) {
        (valid, steps) = (next, steps + 1);
        if steps > PNRS.len() {
            return None;
        }
    }
    (valid != pnr).then_some(valid)
}

fn wants(
    filters: &BTreeSet<String>,
    combination: &str,
    part: &Part,
    number: usize,
    lived_in: &BTreeMap<usize, usize>,
) -> bool {
    let set = |kind: &str| filters.iter().any(|filter| filter.starts_with(kind));
    let has = |filter: String| filters.contains(&filter);
    if set("no-filter") {
        return true;
    }
    let pnr = has(format!("pnr {}", PNRS[part.pnr]));
    let lives = |komkod: usize| has(format!("municipality {}", KOMKODS[komkod]));
    let municipality = lives(part.komkod) || lived_in.get(&part.pnr).is_some_and(|&k| lives(k));
    let event = part.events.iter().any(|&event| has(format!("event {}", EVENTS[event])));
    let age = age(BORN[part.born], 6 + number).is_some_and(|age| {
        filters.iter().filter_map(|filter| filter.strip_prefix("age ")).any(|range| {
            let (from, to) = range.split_once('-').unwrap();
            from.parse::<i32>().unwrap() <= age && age <= to.parse().unwrap()
        })
    });
    match combination {
        "any" => pnr || municipality || event || age,
        "events-narrow" => {
            let choosers = set("pnr") || set("municipality") || set("age");
            let chosen = if choosers { pnr || municipality || age } else { set("event") };
            chosen && (!set("event") || event)
        }
        _ => {
            !filters.is_empty()
                && (!set("pnr") || pnr)
                && (!set("municipality") || municipality)
                && (!set("age") || age)
                && (!set("event") || event)
        }
    }
}

/// Whole years on a day of January 2026.
fn age(born: &str, day: usize) -> Option<i32> {
    let numbers: Vec<i32> = born.split('-').map(|part| part.parse().unwrap()).collect();
    let (year, month, date) = (numbers[0], numbers[1].max(1), numbers[2].max(1));
    let age = 2026 - year - i32::from((1, day as i32) < (month, date));
    (year != 0 && age >= 0).then_some(age)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn delivered_files_are_those_of_the_reference(days in proptest::collection::vec(day(), 1..5)) {
        let site = Site::new();
        let empty = filters::FilterSet::default;
        let subscriptions: Vec<_> =
            (0..5).map(|n| (COMBINATIONS[n % 3].parse().unwrap(), empty())).collect();
        site.subscribe(&subscriptions);
        let mut reference = Reference { filters: vec![BTreeSet::new(); 5], ..Reference::default() };

        for (number, day) in days.iter().enumerate() {
            for &(subscription, filter, add) in &day.edits {
                let line = FILTERS[filter];
                let agreement = site.store.agreement(agreement_uuid(subscription)).unwrap().unwrap();
                let filters = vec![line.parse().unwrap()];
                let edit = if add { FilterEdit::Add(filters) } else { FilterEdit::Remove(filters) };
                site.pipeline.edit_filters(agreement.id, &edit, &author()).unwrap();
                if add {
                    reference.add(subscription, line);
                } else {
                    reference.filters[subscription].remove(line);
                }
            }
            let run = site.ingest(&format!("day {number}"), &day.source(number));
            prop_assert_eq!(run.state, RunState::Done, "{:?}", run.held);
            for (subscription, expected) in reference.deliver(number, day).into_iter().enumerate() {
                let delivered = site.delivered_to(subscription).pop().unwrap();
                let text = |bytes: &[u8]| bytes.iter().map(|&b| char::from(b)).collect::<String>();
                prop_assert_eq!(text(&delivered), text(&expected), "to {} on day {}", subscription, number);
            }
            for (subscription, expected) in reference.filters.iter().enumerate() {
                let filters: BTreeSet<String> =
                    site.filters(subscription).iter().map(|filter| filter.revealed_line()).collect();
                prop_assert_eq!(&filters, expected);
            }
        }
        // The replica has the records of the last extract of each person.
        let mut komkods = BTreeMap::new();
        site.store.for_each_person(&mut |person| {
            komkods.insert(person.pnr.reveal().to_string(), person.lives_in);
        }).unwrap();
        for (pnr, komkod) in reference.lived_in {
            prop_assert_eq!(komkods[PNRS[pnr]], KOMKODS[komkod].parse().ok());
        }
    }
}
