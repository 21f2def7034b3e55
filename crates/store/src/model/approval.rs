use super::agreement_state::AgreementState;

/// Who may approve an agreement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Approval {
    /// Any operator.
    #[default]
    Anybody,
    /// An operator who has neither submitted it nor changed it last.
    SecondPerson,
}

impl Approval {
    /// Whether an agreement may be added in that state: an active one would be approved by who adds it.
    pub const fn allows_adding(self, state: AgreementState) -> bool {
        matches!(self, Self::Anybody) || !matches!(state, AgreementState::Active)
    }
}
