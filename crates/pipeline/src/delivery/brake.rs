use std::collections::{HashMap, HashSet};

use civil::AgreementUuid;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use store::{
    BrakeTerms, DeliveryHold, DeliveryId, NewDeliveryHold, PlannedDelivery, RunId, Store,
    VolumeBrake,
};
use tracing::warn;

use crate::error::PipelineError;

/// The volume brake of an installation: which days' deliveries are held, and how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brake {
    /// Which.
    pub volume: VolumeBrake,
    /// How long, if nobody releases them.
    pub hold: SignedDuration,
}

/// Ordinary weekdays differ by a factor of two, and a street or postal district that gets another name brings several times
/// more (`extract-format.md`): ten times is none of these. A subscription to a few persons has ten times as many by chance.
/// A day is time to look, and short enough that a system misses nothing for long.
impl Default for Brake {
    fn default() -> Self {
        let volume = VolumeBrake { times: 10, least: 1000 };
        Self { volume, hold: SignedDuration::from_hours(24) }
    }
}

/// For how long a released day says what is usual: as long as the deliveries do.
const RELEASES_COUNT: SignedDuration = SignedDuration::from_hours(24 * VolumeBrake::DAYS);

/// Holds the deliveries that have many times the usual persons, and returns all of the run that are held now. One that was
/// released, or whose time is over, is not judged again. The time counts from when the run was applied, so days that wait
/// behind a held one are not later for it.
pub(super) fn held(
    store: &Store,
    brake: Brake,
    (run, proddto): (RunId, Date),
    planned: &[(&PlannedDelivery, u64)],
    now: Timestamp,
) -> Result<HashSet<DeliveryId>, PipelineError> {
    let known = store.holds_of(run)?;
    let is_known =
        |planned: &PlannedDelivery| known.iter().any(|one| one.delivery == planned.delivery);
    let own: HashMap<AgreementUuid, BrakeTerms> = store.own_brakes()?.into_iter().collect();
    let mut fresh = Vec::new();
    let applied_at = store.run(run)?.and_then(|run| run.applied_at).unwrap_or(now);
    let until = applied_at.saturating_add(brake.hold).unwrap_or(Timestamp::MAX);
    let some_days_ago = now.saturating_sub(RELEASES_COUNT).unwrap_or(Timestamp::MIN);
    for (planned, persons) in planned.iter().filter(|(planned, _)| !is_known(planned)) {
        let agreement = planned.pair.agreement;
        let volume = brake.volume.with(own.get(&agreement).copied().unwrap_or_default());
        if until <= now || !volume.may_hold(*persons) {
            continue;
        }
        let Some(usual) = VolumeBrake::usual(store.persons_before(agreement, proddto)?) else {
            continue;
        };
        let usual =
            store.released_persons(agreement, some_days_ago)?.map_or(usual, |it| it.max(usual));
        if !volume.holds(*persons, usual) {
            continue;
        }
        warn!(event = "delivery.held", %run, %agreement, persons, usual, %until, "a day's delivery has many times the usual persons");
        let delivery = planned.delivery;
        fresh.push(NewDeliveryHold { delivery, persons: *persons, usual, at: now, until });
    }
    store.hold_deliveries(&fresh)?;
    let open = known.iter().filter(|hold: &&DeliveryHold| hold.is_open(now));
    Ok(open.map(|hold| hold.delivery).chain(fresh.iter().map(|hold| hold.delivery)).collect())
}
