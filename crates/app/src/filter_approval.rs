/// When a change of filters needs a second person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FilterApproval {
    /// A change that adds more persons than this waits for approval; `None` when none does.
    pub persons: Option<u64>,
    /// How a system is answered whose change waits.
    pub answer: WaitingAnswer,
}

/// How a system is answered whose change waits for approval.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum WaitingAnswer {
    /// With an error that says so.
    #[default]
    Fault,
    /// As if it were done: for clients that cannot be taught.
    Accept,
}
