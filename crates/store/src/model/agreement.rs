use std::collections::BTreeSet;
use std::fmt;

use civil::{AgreementUuid, AuthorityUuid, Cvr, OpgaveNr, ServiceName, SystemUuid};
use extract::Minimisation;
use filters::Combination;
use jiff::Timestamp;
use jiff::civil::Date;

use super::agreement_details::AgreementDetails;
use super::agreement_state::AgreementState;
use super::ids::{AgreementId, SystemId};
use super::volume_brake::BrakeTerms;

/// A service agreement: one system, for one authority, on this service. It is also the
/// subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// Row number.
    pub id: AgreementId,
    /// `ServiceAgreementUUID`.
    pub uuid: AgreementUuid,
    /// The system.
    pub system: SystemId,
    /// The system's `UserSystemUUID`.
    pub system_uuid: SystemUuid,
    /// `UserUUID`, the municipality.
    pub authority: AuthorityUuid,
    /// How the kinds of its filters are combined.
    pub combination: Combination,
    /// OPGAVENR of its files; `None` keeps the source's.
    pub opgavenr: Option<OpgaveNr>,
    /// First day in force; `None` when it always was. For an extract the day is its PRODDTO,
    /// whenever it comes.
    pub valid_from: Option<Date>,
    /// Last day in force; `None` until further notice.
    pub valid_until: Option<Date>,
    /// When it was closed for good, if it was. A closed agreement is in force on no day.
    pub closed_at: Option<Timestamp>,
    /// Whether first data is delivered: the full records of persons that newly added filters
    /// select, after the next day's file.
    pub first_data: bool,
    /// Whether persons who enter an age range are delivered on that day without a change of their data.
    pub ages_in: bool,
    /// The services that it covers.
    pub services: BTreeSet<ServiceName>,
    /// The authority's CVR number, by which look-ups name it.
    pub cvr: Option<Cvr>,
    /// How look-ups are answered under it.
    pub lookup_terms: LookupTerms,
    /// How far it has come.
    pub state: AgreementState,
    /// What it says of its parties and its purpose.
    pub details: AgreementDetails,
    /// What is left out of the records of its deliveries.
    pub minimisation: Minimisation,
    /// What its volume brake has of its own.
    pub brake: BrakeTerms,
}

/// How look-ups are answered under an agreement. By default as the contract says: on everyone, with protected addresses
/// and their mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LookupTerms {
    /// Only on persons whom the filters choose.
    pub only_chosen: bool,
    /// Without the addresses that are protected (`004` of type 0001).
    pub omits_protected: bool,
}

impl Agreement {
    /// Whether anything is delivered under it on `day`.
    pub fn delivers_on(&self, day: Date) -> bool {
        self.is_in_force(day) && self.covers(ServiceName::Subscription)
    }

    /// Whether it covers a service.
    pub fn covers(&self, service: ServiceName) -> bool {
        self.services.contains(&service)
    }

    /// Whether the agreement is active, and in force on `day`.
    pub fn is_in_force(&self, day: Date) -> bool {
        self.state == AgreementState::Active && self.closed_at.is_none() && self.has_day(day)
    }

    /// Whether `day` is one of its days, whatever its state.
    pub fn has_day(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|first| first <= day)
            && self.valid_until.is_none_or(|last| day <= last)
    }
}

/// An agreement that a caller claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedAgreement {
    /// The agreement.
    pub agreement: Agreement,
    /// Whether the caller's system is one of its parties: it receives its files, or is one of its user systems.
    pub is_party: bool,
}

/// An agreement to be added.
#[derive(Debug, Clone)]
pub struct NewAgreement {
    /// `ServiceAgreementUUID`.
    pub uuid: AgreementUuid,
    /// The system's `UserSystemUUID`.
    pub system: SystemUuid,
    /// `UserUUID`, the municipality.
    pub authority: AuthorityUuid,
    /// How the kinds of its filters are combined.
    pub combination: Combination,
    /// OPGAVENR of its files; `None` keeps the source's.
    pub opgavenr: Option<OpgaveNr>,
    /// First day in force; `None` when it always was.
    pub valid_from: Option<Date>,
    /// Last day in force; `None` until further notice.
    pub valid_until: Option<Date>,
    /// The services that it covers.
    pub services: BTreeSet<ServiceName>,
    /// The authority's CVR number.
    pub cvr: Option<Cvr>,
    /// How look-ups are answered under it.
    pub lookup_terms: LookupTerms,
    /// How far it has come.
    pub state: AgreementState,
    /// What it says of its parties and its purpose.
    pub details: AgreementDetails,
    /// Its user systems besides the one that receives its files.
    pub user_systems: BTreeSet<SystemUuid>,
}

impl NewAgreement {
    /// An agreement on subscriptions alone, always in force, with everything else as it is by default.
    pub fn of(uuid: AgreementUuid, system: SystemUuid, authority: AuthorityUuid) -> Self {
        Self {
            uuid,
            system,
            authority,
            combination: Combination::default(),
            opgavenr: None,
            valid_from: None,
            valid_until: None,
            services: BTreeSet::from([ServiceName::Subscription]),
            cvr: None,
            lookup_terms: LookupTerms::default(),
            state: AgreementState::Active,
            details: AgreementDetails::default(),
            user_systems: BTreeSet::new(),
        }
    }
}

/// What an agreement's system has not received yet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outstanding {
    /// Deliveries that are not written yet.
    pub unwritten: u64,
    /// Files in `IN` that are not collected.
    pub uncollected: u64,
    /// Loads that are not finished.
    pub loads: u64,
}

/// `2 uncollected files in IN, 1 load under way`.
impl fmt::Display for Outstanding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |number: u64, one: &str, many: &str| {
            (number > 0).then(|| format!("{number} {}", if number == 1 { one } else { many }))
        };
        let all = [
            count(self.unwritten, "delivery to be written", "deliveries to be written"),
            count(self.uncollected, "uncollected file in IN", "uncollected files in IN"),
            count(self.loads, "load under way", "loads under way"),
        ];
        f.write_str(&all.into_iter().flatten().collect::<Vec<_>>().join(", "))
    }
}
