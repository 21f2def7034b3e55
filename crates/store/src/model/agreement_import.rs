use std::collections::BTreeSet;

use civil::{AgreementUuid, AuthorityUuid, Cvr, OpgaveNr, ServiceName, SystemUuid};
use filters::Combination;
use jiff::civil::Date;

use super::agreement::{Agreement, LookupTerms, NewAgreement};
use super::agreement_details::AgreementDetails;
use super::agreement_field::AgreementField;
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
    /// The state of a new one; one that is there has to be in it.
    pub state: Option<AgreementState>,
    /// What it says of its parties and its purpose.
    pub details: AgreementDetails,
    /// What is taken away from one that is there. A new one lacks it anyway.
    pub emptied: BTreeSet<AgreementField>,
    /// Its user systems besides the one that receives its files; what is not among them is taken away.
    pub user_systems: Option<BTreeSet<SystemUuid>>,
}

/// What a list does to an agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportEffect {
    /// It is added.
    Added,
    /// These of its terms are changed, each with its new value, or emptied.
    Changed(Vec<String>),
    /// It is as the list says.
    Unchanged,
}

/// Why a row of a list cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ImportConflict {
    /// There is no such system, or it is removed.
    #[error("there is no such system; `cprabo system list` lists them")]
    NoSystem,
    /// There is no such user system, or it is removed.
    #[error("there is no user system {0}; `cprabo system list` lists them")]
    NoUserSystem(SystemUuid),
    /// The system that receives the files is among the user systems.
    #[error(
        "the system that receives the files calls under the agreement anyway: leave it out of user_systems"
    )]
    ReceiverIsUser,
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
    /// Its state would be changed.
    #[error(
        "the agreement is there in another state, which `cprabo agreement approve`, `suspend` and `resume` change"
    )]
    State,
    /// A term that cannot be changed would be.
    #[error("the agreement is there with another {0}, which cannot be changed")]
    Fixed(&'static str),
    /// It would be active at once, and a second person has to approve it.
    #[error("a second person has to approve it: add it with state draft")]
    NotApproved,
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
            state: self.state.unwrap_or(new.state),
            details: self.details.clone(),
            user_systems: self.user_systems.clone().unwrap_or_default(),
            ..new
        }
    }

    /// The agreement as it is after the row, and what is changed, each with its new value. `users` are its user systems.
    ///
    /// # Errors
    /// [`ImportConflict`] when the row is about another agreement, or changes what cannot be changed.
    pub fn apply(
        &self,
        before: &Agreement,
        users: &BTreeSet<SystemUuid>,
    ) -> Result<(Agreement, Vec<String>), ImportConflict> {
        self.check(before)?;
        let (left, emptied) = self.without_emptied(before);
        let after = Agreement {
            valid_until: self.valid_until.or(left.valid_until),
            services: self.services.clone().unwrap_or_else(|| left.services.clone()),
            cvr: self.cvr.or(left.cvr),
            lookup_terms: self.terms(left.lookup_terms),
            details: self.details.clone().or(&left.details),
            ..left.clone()
        };
        let mut changed = emptied;
        changed.extend(changes(&left, &after));
        if let Some(systems) = self.user_systems.as_ref().filter(|systems| *systems != users) {
            changed.push(format!("user_systems {}", system_list(systems)));
        }
        if !changed.is_empty() && before.closed_at.is_some() {
            return Err(ImportConflict::Closed);
        }
        if after.valid_from.zip(after.valid_until).is_some_and(|(from, until)| until < from) {
            return Err(ImportConflict::EndsBeforeItBegins);
        }
        Ok((after, changed))
    }

    /// The agreement without what is taken away, and what that was.
    fn without_emptied(&self, before: &Agreement) -> (Agreement, Vec<String>) {
        let (mut left, mut emptied) = (before.clone(), Vec::new());
        for field in &self.emptied {
            let with = left.clone();
            left.empty(*field);
            if left != with {
                emptied.push(format!("{} emptied", field.as_str()));
            }
        }
        (left, emptied)
    }

    fn check(&self, before: &Agreement) -> Result<(), ImportConflict> {
        let fixed = [
            ("combination", self.combination.is_some_and(|it| it != before.combination)),
            ("opgavenr", self.opgavenr.is_some() && self.opgavenr != before.opgavenr),
            ("valid_from", self.valid_from.is_some() && self.valid_from != before.valid_from),
        ];
        let fixed = fixed.into_iter().find(|(_, differs)| *differs).map(|(name, _)| name);
        let is_open = before.closed_at.is_none();
        if before.system_uuid != self.system {
            return Err(ImportConflict::OtherSystem);
        }
        if before.authority != self.authority {
            return Err(ImportConflict::OtherAuthority);
        }
        if is_open && self.state.is_some_and(|state| state != before.state) {
            return Err(ImportConflict::State);
        }
        fixed.map_or(Ok(()), |name| Err(ImportConflict::Fixed(name)))
    }

    fn terms(&self, before: LookupTerms) -> LookupTerms {
        LookupTerms {
            only_chosen: self.only_chosen.unwrap_or(before.only_chosen),
            omits_protected: self.omits_protected.unwrap_or(before.omits_protected),
        }
    }
}

/// Systems as a list for people.
pub(crate) fn system_list(systems: &BTreeSet<SystemUuid>) -> String {
    let systems: Vec<String> = systems.iter().map(ToString::to_string).collect();
    if systems.is_empty() { "none".to_owned() } else { systems.join(" ") }
}

/// What differs, each with its new value; of what is said of parties and purpose, that it does.
fn changes(before: &Agreement, after: &Agreement) -> Vec<String> {
    let (old, new) = (before.lookup_terms, after.lookup_terms);
    let services: Vec<&str> = after.services.iter().map(|service| service.as_str()).collect();
    let value = |value: Option<String>| value.unwrap_or_default();
    let all = [
        (before.valid_until != after.valid_until).then(|| {
            format!("valid_until {}", value(after.valid_until.map(|day| day.to_string())))
        }),
        (before.services != after.services).then(|| format!("services {}", services.join(" "))),
        (before.cvr != after.cvr)
            .then(|| format!("cvr {}", value(after.cvr.map(|cvr| cvr.to_string())))),
        (old.only_chosen != new.only_chosen).then(|| format!("only_chosen {}", new.only_chosen)),
        (old.omits_protected != new.omits_protected)
            .then(|| format!("protected addresses omitted {}", new.omits_protected)),
        (before.details != after.details).then(|| "details".to_owned()),
    ];
    all.into_iter().flatten().collect()
}
