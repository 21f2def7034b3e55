use jiff::Timestamp;
use jiff::civil::Date;

use super::delivery_terms::DeliveryTerms;
use super::ids::{DeliveryId, RunId};

/// When a day's delivery is held because it has many times the persons that are usual for its agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VolumeBrake {
    /// More than so many times the usual persons; 0 holds nothing.
    pub times: u32,
    /// And more than so many persons.
    pub least: u32,
}

/// What an agreement has of its own; what is `None` is as in the installation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BrakeTerms {
    /// [`VolumeBrake::times`].
    pub times: Option<u32>,
    /// [`VolumeBrake::least`].
    pub least: Option<u32>,
}

impl VolumeBrake {
    /// The days before a delivery's PRODDTO whose deliveries say what is usual.
    pub const DAYS: i64 = 30;
    /// With fewer deliveries in these days nothing is usual, and nothing is held.
    pub const FEWEST: usize = 5;

    /// With what an agreement has of its own.
    #[must_use]
    pub fn with(self, own: BrakeTerms) -> Self {
        let BrakeTerms { times, least } = own;
        Self { times: times.unwrap_or(self.times), least: least.unwrap_or(self.least) }
    }

    /// Whether so many persons could be held, whatever is usual.
    pub fn may_hold(self, persons: u64) -> bool {
        self.times > 0 && persons > u64::from(self.least)
    }

    /// Whether so many persons are held where so many are usual.
    pub fn holds(self, persons: u64, usual: u64) -> bool {
        self.may_hold(persons) && persons > usual.saturating_mul(u64::from(self.times))
    }

    /// The usual number of persons: the median of these deliveries'; `None` for too few.
    pub fn usual(mut persons: Vec<u64>) -> Option<u64> {
        persons.sort_unstable();
        let middle = persons.len() / 2;
        persons.get(middle).copied().filter(|_| persons.len() >= Self::FEWEST)
    }
}

/// A day's delivery that is held, or was: it would have many times the usual persons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryHold {
    /// The delivery.
    pub delivery: DeliveryId,
    /// Its run.
    pub run: RunId,
    /// PRODDTO of the run.
    pub proddto: Date,
    /// Its number within the agreement.
    pub seq: u64,
    /// Its agreement and account.
    pub pair: DeliveryTerms,
    /// The persons that it has.
    pub persons: u64,
    /// The usual number.
    pub usual: u64,
    /// Since when.
    pub held_at: Timestamp,
    /// Until when, if nobody releases it.
    pub held_until: Timestamp,
    /// When somebody released it.
    pub released_at: Option<Timestamp>,
}

impl DeliveryHold {
    /// Whether it is held at a moment.
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.released_at.is_none() && at < self.held_until
    }
}

/// A day's delivery to be held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewDeliveryHold {
    /// The delivery.
    pub delivery: DeliveryId,
    /// The persons that it has.
    pub persons: u64,
    /// The usual number.
    pub usual: u64,
    /// Since when.
    pub at: Timestamp,
    /// Until when, if nobody releases it.
    pub until: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    const BRAKE: VolumeBrake = VolumeBrake { times: 10, least: 1000 };

    #[test]
    fn brake_holds_more_than_both_numbers() {
        assert!(BRAKE.holds(1001, 100) && !BRAKE.holds(1001, 101));
        assert!(!BRAKE.holds(1000, 0) && BRAKE.holds(1001, 0));
        assert!(!BRAKE.holds(u64::MAX, u64::MAX));
    }

    #[test]
    fn brake_of_an_agreement_has_numbers_of_its_own() {
        let own = |times, least| BRAKE.with(BrakeTerms { times, least });
        assert_eq!(own(None, None), BRAKE);
        assert_eq!(own(Some(2), None), VolumeBrake { times: 2, least: 1000 });
        assert!(!own(Some(0), Some(0)).holds(u64::MAX, 0));
        assert!(own(None, Some(5)).holds(6, 0));
    }

    #[test]
    fn usual_is_the_median_of_five_or_more() {
        assert_eq!(VolumeBrake::usual(vec![1, 2, 3, 4]), None);
        assert_eq!(VolumeBrake::usual(vec![5, 1, 9000, 2, 3]), Some(3));
        assert_eq!(VolumeBrake::usual(vec![6, 5, 4, 3, 2, 1]), Some(4));
    }
}
