use clock::danish_time;
use jiff::Timestamp;
use store::{ClockJump, Store};

use super::database_probe::DatabaseProbe;
use crate::alert::{Alert, AlertKind};

/// A clock that has jumped: nothing is deleted by it.
pub(super) fn look(store: &Store, now: Timestamp, probe: &mut DatabaseProbe) -> Option<Alert> {
    let state = probe.ask(|| store.clock_state()).flatten()?;
    state.seen_at(now).jump.map(alert)
}

fn alert(ClockJump { from, to }: ClockJump) -> Alert {
    let (from, to) = (danish_time(from), danish_time(to));
    let what = format!(
        "the machine's clock went from {from} to {to}: nothing is deleted by its age until it is right, and somebody \
         says so with `cprabo clock confirm`"
    );
    AlertKind::Clock.of(what)
}
