use std::num::NonZeroU64;

use app::{FilterApproval, PageApproval, WaitingAnswer};
use serde::Deserialize;

/// When a change of filters waits for a second person.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Approval {
    /// 0 for none.
    pub(crate) persons: u64,
    /// 0 for none.
    pub(crate) pages_persons: u64,
    /// 0 for none.
    pub(crate) pages_times: u64,
    pub(crate) soap: SoapAnswer,
}

/// How a system is answered over SOAP whose change waits.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum SoapAnswer {
    #[default]
    Fault,
    Accept,
}

impl Default for Approval {
    fn default() -> Self {
        let PageApproval { persons, times } = PageApproval::default();
        Self {
            persons: 0,
            pages_persons: persons.unwrap_or_default(),
            pages_times: times.unwrap_or_default(),
            soap: SoapAnswer::default(),
        }
    }
}

impl Approval {
    /// The same, for the use cases.
    pub(crate) fn settings(&self) -> FilterApproval {
        let answer = match self.soap {
            SoapAnswer::Fault => WaitingAnswer::Fault,
            SoapAnswer::Accept => WaitingAnswer::Accept,
        };
        let unless_zero = |number: u64| NonZeroU64::new(number).map(NonZeroU64::get);
        let pages = PageApproval {
            persons: unless_zero(self.pages_persons),
            times: unless_zero(self.pages_times),
        };
        FilterApproval { persons: unless_zero(self.persons), pages, answer }
    }

    /// Its part of a new configuration file.
    pub(super) const fn template() -> &'static str {
        "[approval]
# A change of filters that adds more persons than this waits until somebody else approves it (`cprabo filter requests`).
# With 0 none does.
# persons = 0
# In the pages: one that adds more persons than this, or chooses so many times as many as before (and at least 100 more). With 0
# never for that.
# pages_persons = 5000
# pages_times = 10
# How a system is answered over SOAP and OFF4 whose change waits: \"fault\" says so; \"accept\" answers as if it were done, for
# clients that cannot be taught. What they list then does not have the change.
# soap = \"fault\"
"
    }
}
