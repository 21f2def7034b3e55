use prometheus_client::metrics::gauge::Gauge;

/// The labels of a metric, with their values.
pub(super) type Labels<const N: usize> = [(&'static str, String); N];

pub(super) fn gauge(number: i64) -> Gauge {
    let gauge = Gauge::default();
    gauge.set(number);
    gauge
}

/// A number as a gauge's value.
pub(super) fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
