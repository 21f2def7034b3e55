use std::sync::Arc;

use super::*;
use crate::eviction::Eviction;
use crate::source::Source;

const TALKING: Standing = Standing::Steps(1);

/// A connection with that standing and number of its last step, which was so long ago.
#[derive(Clone, Copy)]
struct Made(Standing, u64, Duration);

const fn fresh(standing: Standing, step: u64) -> Made {
    Made(standing, step, Duration::ZERO)
}

/// A moment late enough that all durations can be subtracted.
fn now() -> Instant {
    Instant::now() + Duration::from_secs(1000)
}

fn queues(made: &[Made], now: Instant) -> Queues {
    let source = Source::of("192.0.2.1".parse().unwrap());
    let mut queues = Queues::default();
    for Made(standing, step, idle) in made {
        let (number, at, eviction) = (*step, now - *idle, Arc::<Eviction>::default());
        queues.add(Queued { source, number, step: *step, at, eviction }, *standing);
    }
    queues
}

/// The last step of the chosen victim.
fn goes(made: &[Made]) -> Option<u64> {
    let now = now();
    choose(&queues(made, now), now).map(|victim| victim.connection.step)
}

#[test]
fn choose_among_none_is_none() {
    assert_eq!(goes(&[]), None);
}

#[test]
fn choose_takes_a_stalled_connection_first_whatever_its_standing() {
    let almost = STALLED - Duration::from_nanos(1);
    let last = Made(Standing::Silent, 1, STALLED);
    let others = [
        Made(Standing::Silent, 2, almost),
        Made(Standing::Refused, 3, almost),
        Made(Standing::Steps(4), 4, almost),
    ];
    assert_eq!(goes(&[&others[..], &[last]].concat()), Some(1));
    let talking = Made(Standing::Steps(9), 1, STALLED);
    assert_eq!(goes(&[&others[..], &[talking]].concat()), Some(1));
    assert_eq!(goes(&others), Some(2));
}

#[test]
fn choose_takes_the_oldest_of_equals() {
    for standing in [Standing::Silent, TALKING, Standing::Refused] {
        assert_eq!(goes(&[3, 1, 2].map(|step| fresh(standing, step))), Some(1));
    }
}

#[test]
fn choose_takes_silent_ones_while_no_step_has_more() {
    let silent = [3, 4].map(|step| fresh(Standing::Silent, step));
    let talking = [1, 2, 5].map(|step| fresh(TALKING, step));
    assert_eq!(goes(&[&silent[..], &talking[..2]].concat()), Some(3), "as many");
    assert_eq!(goes(&[&silent[..], &talking[..]].concat()), Some(1), "the newcomers are spared");
}

#[test]
fn choose_takes_refused_connections_before_those_with_progress() {
    let some = [
        fresh(TALKING, 1),
        fresh(TALKING, 2),
        fresh(Standing::Silent, 3),
        fresh(Standing::Refused, 4),
    ];
    assert_eq!(goes(&some), Some(4));
    assert_eq!(goes(&some[..3]), Some(1));
}

#[test]
fn choose_takes_silent_ones_while_they_are_as_many_as_the_refused() {
    let silent = [2, 4].map(|step| fresh(Standing::Silent, step));
    let refused = [1, 3, 5].map(|step| fresh(Standing::Refused, step));
    assert_eq!(goes(&[&silent[..], &refused[..2]].concat()), Some(2), "as many");
    assert_eq!(goes(&[&silent[..], &refused[..]].concat()), Some(1), "the newcomers are spared");
}

#[test]
fn choose_takes_from_the_step_at_which_most_stand() {
    for (strangers, caller) in [(1, 2), (2, 1), (4, 3), (4, 5)] {
        let caller = fresh(Standing::Steps(caller), 1);
        let flood = [2, 3].map(|step| fresh(Standing::Steps(strangers), step));
        assert_eq!(goes(&[caller, flood[0], flood[1]]), Some(2), "step {strangers}");
    }
}

#[test]
fn choose_where_limited_takes_only_stalled_connections() {
    let now = now();
    let chosen = |made: &[Made]| {
        let victim = choose_where_limited(&queues(made, now), now);
        victim.map(|victim| victim.connection.step)
    };
    let almost = STALLED_WHERE_LIMITED - Duration::from_nanos(1);
    let others = [Made(Standing::Silent, 1, almost), Made(Standing::Refused, 2, almost)];
    assert_eq!(chosen(&others), None);
    let last = Made(TALKING, 3, STALLED_WHERE_LIMITED);
    assert_eq!(chosen(&[&others[..], &[last]].concat()), None, "the oldest decides");
    let first = Made(TALKING, 0, STALLED_WHERE_LIMITED);
    assert_eq!(chosen(&[&others[..], &[first]].concat()), Some(0));
}
