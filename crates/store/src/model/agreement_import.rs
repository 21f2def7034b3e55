use std::collections::BTreeSet;

use civil::{AgreementUuid, AuthorityUuid, Cvr, OpgaveNr, ServiceName, SystemUuid};
use filters::Combination;
use jiff::civil::Date;

use super::agreement::{Agreement, LookupTerms, NewAgreement};
use super::agreement_details::AgreementDetails;
use super::agreement_state::AgreementState;

/// One agreement of a list: what is not given stays as it is, or is as by default for a new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreementRow {
    /// `ServiceAgreementUUID`.
    pub uuid: AgreementUuid,
    /// The system's `UserSystemUUID`.
    pub system: SystemUuid,
    /// `UserUUID`.
    pub authority: AuthorityUuid,
    /// How the kinds of its filters are combined; of one that is there it cannot be changed.
    pub combination: Option<Combination>,
    /// OPGAVENR of its files; of one that is there it cannot be changed.
    pub opgavenr: Option<OpgaveNr>,
    /// First day in force; of one that is there it cannot be changed.
    pub valid_from: Option<Date>,
    /// Last day in force.
    pub valid_until: Option<Date>,
    /// The services that it covers.
    pub services: Option<BTreeSet<ServiceName>>,
    /// The authority's CVR number.
    pub cvr: Option<Cvr>,
    /// Look-ups only on persons whom the filters choose.
    pub only_chosen: Option<bool>,
    /// Look-ups without protected addresses.
    pub omits_protected: Option<bool>,
    /// Whether a new one is a draft.
    pub is_draft: bool,
    /// What it says of its parties and its purpose.
    pub details: AgreementDetails,
}

/// What a list does to an agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportEffect {
    /// It is added.
    Added,
    /// These of its terms are changed.
    Changed(Vec<&'static str>),
    /// It is as the list says.
    Unchanged,
}

/// Why a row of a list cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ImportConflict {
    /// There is no such system, or it is removed.
    #[error("there is no such system; `cprabo system list` lists them")]
    NoSystem,
    /// The list has the agreement twice.
    #[error("the list has this agreement twice")]
    Twice,
    /// The agreement is closed.
    #[error("the agreement is closed")]
    Closed,
    /// It is another system's.
    #[error("the agreement is there with another system")]
    OtherSystem,
    /// It is another authority's.
    #[error("the agreement is there with another authority")]
    OtherAuthority,
    /// A term that cannot be changed would be.
    #[error("the agreement is there with another {0}, which cannot be changed")]
    Fixed(&'static str),
    /// The last day would be before the first.
    #[error("the agreement would end before it begins")]
    EndsBeforeItBegins,
}

impl AgreementRow {
    /// The agreement to be added.
    pub fn to_new(&self) -> NewAgreement {
        let new = NewAgreement::of(self.uuid, self.system, self.authority);
        NewAgreement {
            combination: self.combination.unwrap_or(new.combination),
            opgavenr: self.opgavenr,
            valid_from: self.valid_from,
            valid_until: self.valid_until,
            services: self.services.clone().unwrap_or(new.services),
            cvr: self.cvr,
            lookup_terms: self.terms(new.lookup_terms),
            state: if self.is_draft { AgreementState::Draft } else { AgreementState::Active },
            details: self.details.clone(),
            ..new
        }
    }

    /// The agreement as it is after the row, and the names of the terms that are changed.
    ///
    /// # Errors
    /// [`ImportConflict`] when the row is about another agreement, or changes what cannot be changed.
    pub fn apply(
        &self,
        before: &Agreement,
    ) -> Result<(Agreement, Vec<&'static str>), ImportConflict> {
        self.check(before)?;
        let after = Agreement {
            valid_until: self.valid_until.or(before.valid_until),
            services: self.services.clone().unwrap_or_else(|| before.services.clone()),
            cvr: self.cvr.or(before.cvr),
            lookup_terms: self.terms(before.lookup_terms),
            details: self.details.clone().or(&before.details),
            ..before.clone()
        };
        if after.valid_from.zip(after.valid_until).is_some_and(|(from, until)| until < from) {
            return Err(ImportConflict::EndsBeforeItBegins);
        }
        let changed = [
            ("valid_until", after.valid_until != before.valid_until),
            ("services", after.services != before.services),
            ("cvr", after.cvr != before.cvr),
            ("only_chosen", after.lookup_terms.only_chosen != before.lookup_terms.only_chosen),
            (
                "protected_addresses",
                after.lookup_terms.omits_protected != before.lookup_terms.omits_protected,
            ),
            ("details", after.details != before.details),
        ];
        let changed = changed.into_iter().filter(|(_, is_changed)| *is_changed);
        Ok((after, changed.map(|(name, _)| name).collect()))
    }

    fn check(&self, before: &Agreement) -> Result<(), ImportConflict> {
        let fixed = [
            ("combination", self.combination.is_some_and(|it| it != before.combination)),
            ("opgavenr", self.opgavenr.is_some() && self.opgavenr != before.opgavenr),
            ("valid_from", self.valid_from.is_some() && self.valid_from != before.valid_from),
        ];
        let fixed = fixed.into_iter().find(|(_, differs)| *differs).map(|(name, _)| name);
        match () {
            () if before.closed_at.is_some() => Err(ImportConflict::Closed),
            () if before.system_uuid != self.system => Err(ImportConflict::OtherSystem),
            () if before.authority != self.authority => Err(ImportConflict::OtherAuthority),
            () => fixed.map_or(Ok(()), |name| Err(ImportConflict::Fixed(name))),
        }
    }

    fn terms(&self, before: LookupTerms) -> LookupTerms {
        LookupTerms {
            only_chosen: self.only_chosen.unwrap_or(before.only_chosen),
            omits_protected: self.omits_protected.unwrap_or(before.omits_protected),
        }
    }
}
