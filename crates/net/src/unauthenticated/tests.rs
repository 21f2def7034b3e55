use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::victim::{STALLED, STALLED_WHERE_LIMITED};

const QUOTA: UnauthenticatedQuota = UnauthenticatedQuota {
    total: 6,
    per_network: 4,
    per_address: 3,
    waiting: 0,
    per_limited_address: 2,
};

/// The table, with a clock of its own.
struct Table {
    table: Unauthenticated,
    now: Instant,
}

/// A connection, from its owner's side.
struct Held {
    id: ConnectionId,
    eviction: Arc<Eviction>,
}

impl Held {
    fn reason(&self) -> Option<EvictionReason> {
        self.eviction.reason()
    }
}

impl Table {
    fn new(quota: UnauthenticatedQuota) -> Self {
        Self { table: Unauthenticated::new(quota), now: Instant::now() }
    }

    fn admit(&mut self, address: &str) -> Held {
        self.try_admit(address, false).unwrap()
    }

    fn try_admit(&mut self, address: &str, is_limited: bool) -> Result<Held, NoPlace> {
        let source = Source::of(address.parse().unwrap());
        let admitted = self.table.admit(source, is_limited, self.now, &mut Vec::new());
        admitted.map(|(id, eviction)| Held { id, eviction })
    }

    fn step(&mut self, held: &Held) {
        self.table.step(held.id, self.now);
    }
}

fn still_open<const N: usize>(held: &[Held; N]) -> [bool; N] {
    held.each_ref().map(|held| held.reason().is_none())
}

#[test]
fn admit_at_the_limit_of_an_address_evicts_there() {
    let mut table = Table::new(QUOTA);
    let other = table.admit("192.0.2.9");
    let held = [(); 3].map(|()| table.admit("192.0.2.1"));
    assert_eq!(still_open(&held), [true; 3], "at the limit");
    table.admit("192.0.2.1");
    assert_eq!(still_open(&held), [false, true, true], "one past it");
    assert_eq!(held[0].reason(), Some(EvictionReason::AddressLimit));
    assert_eq!(other.reason(), None);
}

#[test]
fn admit_at_the_limit_of_a_network_evicts_there() {
    let mut table = Table::new(QUOTA);
    let other = table.admit("198.51.100.1");
    let held = ["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"].map(|at| table.admit(at));
    assert_eq!(still_open(&held), [true; 4]);
    table.admit("192.0.2.5");
    assert_eq!(still_open(&held), [false, true, true, true]);
    assert_eq!(held[0].reason(), Some(EvictionReason::NetworkLimit));
    assert_eq!(other.reason(), None);
}

#[test]
fn admit_from_many_64s_of_one_48_evicts_there() {
    let mut table = Table::new(QUOTA);
    let other = table.admit("2001:db8:2::1");
    let mut spray = (0..100).map(|number| format!("2001:db8:1:{number:x}::1"));
    let held: Vec<Held> = spray.by_ref().map(|at| table.admit(&at)).collect();
    assert_eq!(held.iter().filter(|held| held.reason().is_none()).count(), QUOTA.per_network);
    assert_eq!(other.reason(), None);
}

#[test]
fn admit_at_the_limit_in_all_evicts_the_oldest() {
    let mut table = Table::new(QUOTA);
    let held = [1, 2, 3, 4, 5, 6].map(|network| table.admit(&format!("10.0.{network}.1")));
    assert_eq!(still_open(&held), [true; 6]);
    table.admit("10.0.7.1");
    assert_eq!(still_open(&held), [false, true, true, true, true, true]);
    assert_eq!(held[0].reason(), Some(EvictionReason::TotalLimit));
}

#[test]
fn admit_with_a_limit_of_0_is_refused() {
    for quota in [
        UnauthenticatedQuota { total: 0, ..QUOTA },
        UnauthenticatedQuota { per_network: 0, ..QUOTA },
        UnauthenticatedQuota { per_address: 0, ..QUOTA },
    ] {
        let mut table = Table::new(quota);
        assert_eq!(table.try_admit("192.0.2.1", false).err(), Some(NoPlace));
        assert!(table.table.is_empty());
    }
}

#[test]
fn admit_from_a_limited_address_evicts_a_stalled_connection() {
    let mut table = Table::new(QUOTA);
    let held = [(); 2].map(|()| table.admit("192.0.2.1"));
    let third = table.try_admit("192.0.2.1", true).unwrap();
    assert_eq!(still_open(&held), [true; 2], "none of them stands still");
    table.table.remove(third.id);
    table.now += STALLED_WHERE_LIMITED;
    table.step(&held[0]);
    table.try_admit("192.0.2.1", true).unwrap();
    assert_eq!(held.each_ref().map(Held::reason), [None, Some(EvictionReason::LimitedAddress)]);
}

#[test]
fn turn_is_needed_to_evict_a_connection_that_makes_progress() {
    let quota = UnauthenticatedQuota { per_address: 2, ..QUOTA };
    let mut table = Table::new(quota);
    let source = Source::of("192.0.2.1".parse().unwrap());
    table.admit("192.0.2.1");
    assert_eq!(table.table.turn(source, table.now), None, "there is a place");
    let last = table.admit("192.0.2.1");
    assert_eq!(table.table.turn(source, table.now), Some(Turn::OfAddress(source)));
    table.now += STALLED;
    assert_eq!(table.table.turn(source, table.now), None, "both stand still");
    table.step(&last);
    assert_eq!(table.table.turn(source, table.now), None, "one stands still");
}

#[test]
fn turn_at_a_full_network_is_its_own_for_an_address_that_holds_much() {
    let mut table = Table::new(UnauthenticatedQuota { per_network: 3, ..QUOTA });
    let [much, little] = ["192.0.2.1", "192.0.2.2"].map(|at| Source::of(at.parse().unwrap()));
    let flood = [(); 2].map(|()| table.admit("192.0.2.1"));
    table.admit("192.0.2.2");
    assert_eq!(table.table.turn(much, table.now), Some(Turn::OfAddress(much)));
    assert_eq!(table.table.turn(little, table.now), Some(Turn::OfOthers));
    table.admit("192.0.2.2");
    assert_eq!(flood[0].reason(), Some(EvictionReason::NetworkLimit));
}

#[test]
fn evict_one_of_none_is_none() {
    let mut table = Table::new(QUOTA);
    assert!(!table.table.evict_one(EvictionReason::OutOfFiles, table.now));
    let held = table.admit("192.0.2.1");
    assert!(table.table.evict_one(EvictionReason::OutOfFiles, table.now));
    assert_eq!(held.reason(), Some(EvictionReason::OutOfFiles));
    assert!(table.table.is_empty());
}

#[test]
fn step_of_a_refused_connection_leaves_it_refused() {
    let mut table = Table::new(UnauthenticatedQuota { per_address: 2, ..QUOTA });
    let (talking, refused) = (table.admit("192.0.2.1"), table.admit("192.0.2.1"));
    table.table.refuse(refused.id, table.now);
    table.step(&talking);
    table.step(&refused);
    table.admit("192.0.2.1");
    assert_eq!((talking.reason().is_none(), refused.reason().is_none()), (true, false));
}

/// What can happen to the table.
#[derive(Debug, Clone)]
enum Event {
    Admit { address: u8, is_limited: bool },
    Step(usize),
    Refuse(usize),
    Close(usize),
    Pass(u64),
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = prop_oneof![
        5 => (0u8..12, prop::bool::weighted(0.1))
            .prop_map(|(address, is_limited)| Event::Admit { address, is_limited }),
        3 => any::<usize>().prop_map(Event::Step),
        1 => any::<usize>().prop_map(Event::Refuse),
        1 => any::<usize>().prop_map(Event::Close),
        1 => (0u64..2000).prop_map(Event::Pass),
    ];
    prop::collection::vec(event, 0..200)
}

/// Three addresses in each network.
fn address(number: u8) -> String {
    format!("10.0.{}.{number}", number / 3)
}

/// A plain reference implementation of the table: one list, and the rules one by one.
#[derive(Default)]
struct Model {
    connections: Vec<Modelled>,
    steps: u64,
}

#[derive(Clone, Debug)]
struct Modelled {
    number: usize,
    source: Source,
    standing: Standing,
    at: Instant,
    step: u64,
}

impl Model {
    fn admit(&mut self, number: usize, source: Source, is_limited: bool, now: Instant) {
        let same_address = |one: &Modelled| one.source == source;
        let same_network = |one: &Modelled| one.source.network == source.network;
        if is_limited && self.count(same_address) >= QUOTA.per_limited_address {
            let may_go =
                |one: &Modelled| same_address(one) && now - one.at >= STALLED_WHERE_LIMITED;
            let oldest =
                self.connections.iter().filter(|one| may_go(one)).min_by_key(|one| one.step);
            if let Some(number) = oldest.map(|one| one.number) {
                self.connections.retain(|one| one.number != number);
            }
        }
        if self.count(same_address) >= QUOTA.per_address {
            self.evict(same_address, now);
        }
        if self.count(same_network) >= QUOTA.per_network {
            self.evict(same_network, now);
        }
        if self.count(|_| true) >= QUOTA.total {
            self.evict(|_| true, now);
        }
        self.steps += 1;
        let (standing, step) = (Standing::Silent, self.steps);
        self.connections.push(Modelled { number, source, standing, at: now, step });
    }

    fn count(&self, which: impl Fn(&Modelled) -> bool) -> usize {
        self.connections.iter().filter(|one| which(one)).count()
    }

    fn evict(&mut self, may_go: impl Fn(&Modelled) -> bool, now: Instant) {
        let mut left: Vec<Modelled> =
            self.connections.iter().filter(|one| may_go(one)).cloned().collect();
        // Among the network that holds most, if that is more than its fair share, and then the address.
        let of_network = |one: &Modelled| {
            let network = one.source.network;
            (self.count(|other| other.source.network == network), network)
        };
        let fair = QUOTA.fair_of_network();
        let most = left.iter().map(of_network).filter(|(count, _)| *count > fair).max();
        left.retain(|one| most.is_none_or(|most| of_network(one) == most));
        let of_address =
            |one: &Modelled| (self.count(|other| other.source == one.source), one.source);
        let fair = QUOTA.fair_of_address();
        let most = left.iter().map(of_address).filter(|(count, _)| *count > fair).max();
        left.retain(|one| most.is_none_or(|most| of_address(one) == most));
        left.sort_by_key(|one| one.step);
        let at = |standing| left.iter().filter(|one| one.standing == standing).count();
        let steps = (1..=u8::MAX).map(Standing::Steps);
        let standings = [Standing::Silent].into_iter().chain(steps).chain([Standing::Refused]);
        let standings: Vec<_> = standings.collect();
        let most = *standings.iter().rev().max_by_key(|standing| at(**standing)).unwrap();
        let first = |rule: &dyn Fn(&Modelled) -> bool| left.iter().find(|one| rule(one));
        let victim = first(&|one| now - one.at >= STALLED)
            .or_else(|| first(&|one| most == Standing::Silent && one.standing == most))
            .or_else(|| first(&|one| one.standing == Standing::Refused))
            .or_else(|| first(&|one| one.standing == most));
        if let Some(number) = victim.map(|victim| victim.number) {
            self.connections.retain(|one| one.number != number);
        }
    }

    fn note(&mut self, number: usize, now: Instant, next: impl Fn(Standing) -> Standing) {
        self.steps += 1;
        for one in self.connections.iter_mut().filter(|one| one.number == number) {
            one.standing = next(one.standing);
            (one.at, one.step) = (now, self.steps);
        }
    }
}

proptest! {
    #[test]
    fn table_evicts_as_the_plain_reference_does(events in events()) {
        let (mut table, mut model) = (Table::new(QUOTA), Model::default());
        let mut held: Vec<Held> = Vec::new();
        for event in events {
            let some = |number: usize| number.checked_rem(held.len());
            match event {
                Event::Admit { address: at, is_limited } => {
                    let source = Source::of(address(at).parse().unwrap());
                    model.admit(held.len(), source, is_limited, table.now);
                    held.push(table.try_admit(&address(at), is_limited).unwrap());
                }
                Event::Step(number) => if let Some(number) = some(number) {
                    table.step(&held[number]);
                    model.note(number, table.now, |standing| match standing {
                        Standing::Refused => Standing::Refused,
                        Standing::Silent => Standing::Steps(1),
                        Standing::Steps(steps) => Standing::Steps(steps + 1),
                    });
                },
                Event::Refuse(number) => if let Some(number) = some(number) {
                    table.table.refuse(held[number].id, table.now);
                    model.note(number, table.now, |_| Standing::Refused);
                },
                Event::Close(number) => if let Some(number) = some(number) {
                    table.table.remove(held[number].id);
                    model.connections.retain(|one| one.number != number);
                },
                Event::Pass(millis) => table.now += Duration::from_millis(millis),
            }
            let open: Vec<usize> =
                (0..held.len()).filter(|number| table.table.contains(held[*number].id)).collect();
            let expected: Vec<usize> = model.connections.iter().map(|one| one.number).collect();
            prop_assert_eq!(&open, &expected);
            prop_assert_eq!(table.table.len(), expected.len());
        }
        held.iter().for_each(|held| { table.table.remove(held.id); });
        prop_assert!(table.table.is_empty(), "no address is remembered");
    }
}
