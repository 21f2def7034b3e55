use std::num::NonZeroU64;

use app::{FilterApproval, WaitingAnswer};
use serde::Deserialize;

/// When a change of filters waits for a second person.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Approval {
    /// 0 for none.
    pub(crate) persons: u64,
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

impl Approval {
    /// The same, for the use cases.
    pub(crate) fn settings(&self) -> FilterApproval {
        let answer = match self.soap {
            SoapAnswer::Fault => WaitingAnswer::Fault,
            SoapAnswer::Accept => WaitingAnswer::Accept,
        };
        let persons = NonZeroU64::new(self.persons).map(NonZeroU64::get);
        FilterApproval { persons, answer }
    }

    /// Its part of a new configuration file.
    pub(super) const fn template() -> &'static str {
        "[approval]
# A change of filters that adds more persons than this waits until somebody else approves it (`cprabo filter requests`).
# With 0 none does.
# persons = 0
# How a system is answered over SOAP and OFF4 whose change waits: \"fault\" says so; \"accept\" answers as if it were done, for
# clients that cannot be taught. What they list then does not have the change.
# soap = \"fault\"
"
    }
}
