//! Limits of one system's requests.

use std::time::Duration;

/// Bytes of an order's body.
pub(crate) const ORDER: usize = 64 * 1024;
/// Bytes of the body with the filters for which a need is stated: some ten thousand.
pub(crate) const NEEDS: usize = 256 * 1024;
/// Bytes of the body with one number.
pub(crate) const PERSON: usize = 4 * 1024;
/// Numbers that are looked up with one request.
pub(crate) const PERSONS: usize = 1000;
/// Bytes of the body with those.
pub(crate) const PERSONS_BODY: usize = 64 * 1024;
/// Look-ups of many numbers at the same time, for all systems: each occupies a thread while its client reads.
pub(crate) const LOOKUPS: usize = 8;
/// For the lines of such an answer, until the client has read the last: 1,000 persons are a few megabytes.
pub(crate) const PERSONS_TIME: Duration = Duration::from_secs(5 * 60);
/// Bytes of the body with the numbers that a system holds: some two million.
pub(crate) const HELD: usize = 32 * 1024 * 1024;
/// The most days that a preview matches.
pub(crate) const PREVIEW_DAYS: u16 = 366;
/// The most days of a report on an agreement.
pub(crate) const REPORT_DAYS: i64 = 366;
/// Comparisons, previews and reports at the same time, for all systems: each scans the whole replica or ledger.
pub(crate) const COMPARISONS: usize = 2;
/// Replays at the same time, for all systems: they take turns with extracts.
pub(crate) const REPLAYS: usize = 1;
