use jiff::civil::Date;

use super::agreement::Agreement;
use super::agreement_state::AgreementState;

/// What an agreement is on a day: its state, unless its time or its life is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgreementStatus {
    /// [`AgreementState::Draft`].
    Draft,
    /// [`AgreementState::AwaitingApproval`].
    AwaitingApproval,
    /// Active, and its first day has not come.
    NotYetInForce,
    /// In force.
    Active,
    /// [`AgreementState::Suspended`].
    Suspended,
    /// Its last day is over.
    Expired,
    /// It was closed for good.
    Closed,
}

impl AgreementStatus {
    /// Every status.
    pub const ALL: [Self; 7] = [
        Self::Draft,
        Self::AwaitingApproval,
        Self::NotYetInForce,
        Self::Active,
        Self::Suspended,
        Self::Expired,
        Self::Closed,
    ];

    /// The word for it in listings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::AwaitingApproval => "awaiting-approval",
            Self::NotYetInForce => "not-yet-in-force",
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Expired => "expired",
            Self::Closed => "closed",
        }
    }
}

impl Agreement {
    /// What it is on a day.
    pub fn status(&self, day: Date) -> AgreementStatus {
        if self.closed_at.is_some() {
            return AgreementStatus::Closed;
        }
        if self.valid_until.is_some_and(|last| last < day) {
            return AgreementStatus::Expired;
        }
        match self.state {
            AgreementState::Draft => AgreementStatus::Draft,
            AgreementState::AwaitingApproval => AgreementStatus::AwaitingApproval,
            AgreementState::Suspended => AgreementStatus::Suspended,
            AgreementState::Active if self.valid_from.is_some_and(|first| day < first) => {
                AgreementStatus::NotYetInForce
            }
            AgreementState::Active => AgreementStatus::Active,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::date;

    use super::*;
    use crate::model::{AgreementId, NewAgreement, SystemId};

    fn agreement(state: AgreementState) -> Agreement {
        let new = NewAgreement::of(
            uuid::Uuid::nil().into(),
            uuid::Uuid::nil().into(),
            uuid::Uuid::nil().into(),
        );
        Agreement {
            id: AgreementId(1),
            uuid: new.uuid,
            system: SystemId(1),
            system_uuid: new.system,
            authority: new.authority,
            combination: new.combination,
            opgavenr: None,
            valid_from: Some(date(2026, 1, 5)),
            valid_until: Some(date(2026, 1, 8)),
            closed_at: None,
            first_data: false,
            ages_in: false,
            services: new.services,
            cvr: None,
            lookup_terms: new.lookup_terms,
            state,
            details: new.details,
            minimisation: extract::Minimisation::default(),
            brake: crate::model::BrakeTerms::default(),
        }
    }

    #[test]
    fn status_is_active_on_the_days_that_are_in_force_alone() {
        use AgreementState::{Active, AwaitingApproval, Draft, Suspended};
        for (state, on_its_days) in [
            (Draft, AgreementStatus::Draft),
            (AwaitingApproval, AgreementStatus::AwaitingApproval),
            (Active, AgreementStatus::Active),
            (Suspended, AgreementStatus::Suspended),
        ] {
            let agreement = agreement(state);
            assert_eq!(agreement.status(date(2026, 1, 5)), on_its_days);
            assert_eq!(agreement.status(date(2026, 1, 8)), on_its_days);
            assert_eq!(agreement.status(date(2026, 1, 9)), AgreementStatus::Expired);
            for day in [4, 5, 8, 9].map(|day| date(2026, 1, day)) {
                let is_active = agreement.status(day) == AgreementStatus::Active;
                assert_eq!(agreement.is_in_force(day), is_active, "{state} on {day}");
            }
            let closed = Agreement { closed_at: Some(Timestamp::UNIX_EPOCH), ..agreement };
            assert_eq!(closed.status(date(2026, 1, 5)), AgreementStatus::Closed);
        }
        let early = agreement(Active).status(date(2026, 1, 4));
        assert_eq!(early, AgreementStatus::NotYetInForce);
    }
}
