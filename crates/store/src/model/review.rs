use civil::AgreementUuid;
use jiff::civil::Date;
use jiff::{Span, Timestamp};

use super::agreement_text::AgreementText;
use super::author::Author;
use super::expiry::{Expiry, ExpiryKind};
use super::need::NeedReason;

/// So many days before a review is overdue it is due.
const DUE_DAYS: u16 = 14;

/// How often the need for an agreement's filters is reviewed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReviewPeriods {
    /// Days from one review to the next; 0 for no reviews.
    pub every: u16,
    /// Days overdue after which the agreement is suspended; 0 for never.
    pub suspends: u16,
}

impl ReviewPeriods {
    /// Whether a review is overdue sooner than with other periods, or suspends sooner; 0 is never.
    pub(crate) fn is_stricter_than(self, other: Self) -> bool {
        let days = |days: u16| if days == 0 { u16::MAX } else { days };
        days(self.every) < days(other.every) || days(self.suspends) < days(other.suspends)
    }
}

/// That somebody has reviewed the need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// When it was confirmed.
    pub at: Timestamp,
    /// By whose hands.
    pub author: Author,
    /// The person at the authority who answers for it.
    pub name: AgreementText,
    /// What that person noted.
    pub note: Option<NeedReason>,
}

/// Where an agreement stands with its reviews.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewStatus {
    /// The agreement.
    pub uuid: AgreementUuid,
    /// The name of its system.
    pub system: String,
    /// Whom to ask, where that is stated.
    pub contact: Option<AgreementText>,
    /// Whether it is active, by its state: nothing is delivered under another, and nobody has to be told.
    pub is_active: bool,
    /// How often.
    pub periods: ReviewPeriods,
    /// Since when reviews are asked for.
    pub since: Timestamp,
    /// The last confirmation.
    pub last: Option<Review>,
}

/// Whether a review is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewState {
    /// None is asked for.
    Off,
    /// Not yet: by that day.
    Current(Date),
    /// Soon: by that day.
    Due(Date),
    /// It should have been confirmed by that day.
    Overdue(Date),
}

impl ReviewState {
    /// The word for it in lists.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Current(_) => "current",
            Self::Due(_) => "due",
            Self::Overdue(_) => "overdue",
        }
    }

    /// The last day on which it is in time.
    pub const fn by(self) -> Option<Date> {
        match self {
            Self::Off => None,
            Self::Current(day) | Self::Due(day) | Self::Overdue(day) => Some(day),
        }
    }
}

impl ReviewStatus {
    /// Whether a review is due today. `day` is that of a moment.
    pub fn state(&self, today: Date, day: impl Fn(Timestamp) -> Date) -> ReviewState {
        if self.periods.every == 0 {
            return ReviewState::Off;
        }
        let last = self.last.as_ref().map_or(self.since, |last| last.at.max(self.since));
        let by = after(day(last), self.periods.every);
        if today > by {
            ReviewState::Overdue(by)
        } else if after(today, DUE_DAYS) >= by {
            ReviewState::Due(by)
        } else {
            ReviewState::Current(by)
        }
    }

    /// The day on which the agreement is suspended if nobody has confirmed a review that was due by another; `None` when it is
    /// not for that.
    pub fn suspended_on(&self, by: Date) -> Option<Date> {
        let days = Some(self.periods.suspends).filter(|days| *days > 0)?;
        after(by, days).tomorrow().ok()
    }

    /// Whether the agreement is overdue for so long that it is to be suspended.
    pub fn is_to_be_suspended(&self, today: Date, day: impl Fn(Timestamp) -> Date) -> bool {
        match self.state(today, day) {
            ReviewState::Overdue(by) => {
                self.is_active && self.suspended_on(by).is_some_and(|day| today >= day)
            }
            _ => false,
        }
    }

    /// The same as what is about to end, for notices.
    pub fn expiry(&self, by: Date) -> Expiry {
        Expiry {
            kind: ExpiryKind::Review,
            subject: self.uuid.to_string(),
            system: self.system.clone(),
            contact: self.contact.as_ref().map(|contact| contact.as_str().to_owned()),
            last_day: by,
        }
    }
}

fn after(day: Date, days: u16) -> Date {
    day.checked_add(Span::new().days(days)).unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use jiff::tz::Offset;

    use super::*;

    fn status(every: u16, suspends: u16, last: Option<&str>) -> ReviewStatus {
        let review = |at: &str| Review {
            at: at.parse().unwrap(),
            author: Author::PLATFORM,
            name: "Anna Berg".parse().unwrap(),
            note: None,
        };
        ReviewStatus {
            uuid: uuid::Uuid::nil().into(),
            system: "Omsorg".to_owned(),
            contact: None,
            is_active: true,
            periods: ReviewPeriods { every, suspends },
            since: "2026-01-01T12:00:00Z".parse().unwrap(),
            last: last.map(review),
        }
    }

    fn day(at: Timestamp) -> Date {
        Offset::UTC.to_datetime(at).date()
    }

    #[test]
    fn review_is_due_a_period_after_the_last_or_after_it_was_asked_for() {
        let by = date(2026, 4, 11);
        let state = |today| status(100, 0, None).state(today, day);
        assert_eq!(state(date(2026, 3, 27)), ReviewState::Current(by));
        assert_eq!(state(date(2026, 3, 28)), ReviewState::Due(by));
        assert_eq!(state(by), ReviewState::Due(by));
        assert_eq!(state(date(2026, 4, 12)), ReviewState::Overdue(by));
        let confirmed = status(100, 0, Some("2026-04-12T00:00:00Z"));
        assert_eq!(
            confirmed.state(date(2026, 4, 12), day),
            ReviewState::Current(date(2026, 7, 21))
        );
        let before = status(100, 0, Some("2020-01-01T00:00:00Z"));
        assert_eq!(
            before.state(by, day),
            ReviewState::Due(by),
            "a whole period after it was asked for"
        );
        assert_eq!(status(0, 5, None).state(by, day), ReviewState::Off);
    }

    #[test]
    fn agreement_is_to_be_suspended_after_so_many_days_overdue_if_that_is_asked_for() {
        let at = |suspends, today| status(100, suspends, None).is_to_be_suspended(today, day);
        assert!(!at(30, date(2026, 5, 11)));
        assert!(at(30, date(2026, 5, 12)));
        let on = status(100, 30, None).suspended_on(date(2026, 4, 11));
        assert_eq!(on, Some(date(2026, 5, 12)));
        assert_eq!(status(100, 0, None).suspended_on(date(2026, 4, 11)), None);
        assert!(!at(0, date(2036, 5, 12)));
        assert!(!status(0, 30, None).is_to_be_suspended(date(2036, 5, 12), day));
    }
}
