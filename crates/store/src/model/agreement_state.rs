use std::fmt;

use jiff::Timestamp;

use super::agreement_text::AgreementText;
use super::author::Author;

/// How far an agreement has come, as people have decided. Nothing is delivered or answered under one that is not active.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgreementState {
    /// It is being written.
    Draft,
    /// It waits for somebody to approve it.
    AwaitingApproval,
    /// It is approved.
    Active,
    /// It was active, and is stopped until somebody resumes it.
    Suspended,
}

impl AgreementState {
    const ALL: [Self; 4] = [Self::Draft, Self::AwaitingApproval, Self::Active, Self::Suspended];

    /// The word for it in the store and in listings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::AwaitingApproval => "awaiting-approval",
            Self::Active => "active",
            Self::Suspended => "suspended",
        }
    }

    pub(crate) fn from_name(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

impl fmt::Display for AgreementState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A step from one state to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgreementStep {
    /// A draft is given to somebody for approval.
    Submit,
    /// A draft, submitted or not, comes into force.
    Approve,
    /// What was submitted is a draft again.
    Return,
    /// An active one is stopped.
    Suspend,
    /// A suspended one is active again.
    Resume,
}

impl AgreementStep {
    /// Every step.
    pub const ALL: [Self; 5] =
        [Self::Submit, Self::Approve, Self::Return, Self::Suspend, Self::Resume];

    /// The states from which it can be taken.
    pub const fn from(self) -> &'static [AgreementState] {
        match self {
            Self::Submit => &[AgreementState::Draft],
            Self::Approve => &[AgreementState::Draft, AgreementState::AwaitingApproval],
            Self::Return => &[AgreementState::AwaitingApproval],
            Self::Suspend => &[AgreementState::Active],
            Self::Resume => &[AgreementState::Suspended],
        }
    }

    /// The state to which it leads.
    pub const fn to(self) -> AgreementState {
        match self {
            Self::Submit => AgreementState::AwaitingApproval,
            Self::Approve | Self::Resume => AgreementState::Active,
            Self::Return => AgreementState::Draft,
            Self::Suspend => AgreementState::Suspended,
        }
    }

    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Approve => "approve",
            Self::Return => "return",
            Self::Suspend => "suspend",
            Self::Resume => "resume",
        }
    }
}

/// A change of an agreement's state: who made it, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateChange {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub author: Author,
    /// The state since then.
    pub state: AgreementState,
    /// Why, in the author's words.
    pub reason: Option<AgreementText>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn step_leads_to_another_state() {
        use AgreementStep::{Approve, Resume, Return, Submit, Suspend};
        for step in [Submit, Approve, Return, Suspend, Resume] {
            assert!(!step.from().contains(&step.to()), "{step:?}");
        }
    }
}
