use crate::request_context::Protocol;

/// When a change of filters needs a second person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FilterApproval {
    /// A change that adds more persons than this waits for approval; `None` when none does.
    pub persons: Option<u64>,
    /// The same of a change that is made in the pages.
    pub pages: PageApproval,
    /// How a system is answered whose change waits.
    pub answer: WaitingAnswer,
}

/// When a change of filters that is made in the pages needs a second person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageApproval {
    /// When it adds more persons than this; `None` when never for that.
    pub persons: Option<u64>,
    /// When as many are chosen afterwards as this times those before, and at least [`PageApproval::LEAST`] more; `None` when
    /// never for that.
    pub times: Option<u64>,
}

impl PageApproval {
    /// So few more persons need nobody else, however few there were before.
    pub const LEAST: u64 = 100;
}

impl Default for PageApproval {
    fn default() -> Self {
        Self { persons: Some(5_000), times: Some(10) }
    }
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

impl FilterApproval {
    /// The most persons that a change may add by itself, and how many times those before it may choose.
    pub(crate) fn limits(self, protocol: Protocol) -> PageApproval {
        let of_all = PageApproval { persons: self.persons, times: None };
        match protocol {
            Protocol::Web(_) => {
                let persons = [self.persons, self.pages.persons].into_iter().flatten().min();
                PageApproval { persons, ..self.pages }
            }
            Protocol::Soap(_) | Protocol::Api(_) | Protocol::Off4(_) | Protocol::CommandLine => {
                of_all
            }
        }
    }
}
