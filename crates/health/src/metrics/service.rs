//! Metrics of the service as calls from outside find it.

use jiff::Timestamp;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use store::Store;

use super::gauge::{Labels, whole};
use crate::look::DatabaseProbe;

pub(super) fn register(
    registry: &mut Registry,
    store: &Store,
    now: Timestamp,
    probe: &mut DatabaseProbe,
) {
    let states = probe.ask(|| store.probe_states()).unwrap_or_default();
    if states.is_empty() {
        return;
    }
    let (right, took, age) = (
        Family::<Labels<1>, Gauge>::default(),
        Family::<Labels<1>, Gauge>::default(),
        Family::<Labels<1>, Gauge>::default(),
    );
    let number = |number: i128| whole(u64::try_from(number).unwrap_or_default());
    for state in &states {
        let call = [("call", state.last.kind.as_str().to_owned())];
        let ago = now.duration_since(state.last.at).as_secs();
        right.get_or_create(&call).set(i64::from(state.last.fault.is_none()));
        took.get_or_create(&call).set(number(state.last.took.as_millis()));
        age.get_or_create(&call).set(number(ago.into()));
    }
    let help = "Whether the last call of the probe was answered rightly";
    registry.register("probe_call_right", help, right);
    let help = "How long the last call of the probe took";
    registry.register("probe_call_milliseconds", help, took);
    registry.register("probe_call_age_seconds", "Since the last call of the probe", age);
}
