use std::net::IpAddr;

use access::{AgreementClaim, PageUser, Principal};
use civil::ServiceName;
use store::{Actor, Author, User, UserName};
use uuid::Uuid;

use crate::call_metering::CallMetering;

/// The caller, the operation and the protocol: use cases authorize by it, and log and audit trail record it.
#[derive(Debug, Clone)]
pub struct RequestContext {
    /// Who asks.
    pub principal: Principal,
    /// The author in history and audit trail.
    pub author: Author,
    /// The agreement that the request names.
    pub claim: AgreementClaim,
    /// The service that is asked for: what the agreement must cover.
    pub service: ServiceName,
    /// The operation, as the protocol names it: `AddPNRSubscription`, `POST /agreements/{agreement}/loads`.
    pub operation: String,
    /// The caller's own name of the call, for the log of disclosures (`CallersServiceCallIdentifier`).
    pub callers_id: Option<String>,
    /// How it came.
    pub protocol: Protocol,
    /// What is known of it for metering; clones of this context are of the same call.
    pub metering: CallMetering,
}

/// How a request came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// SOAP, from an address.
    Soap(IpAddr),
    /// The JSON API, from an address.
    Api(IpAddr),
    /// CPR Direkte PNR (OFF4), from an address.
    Off4(IpAddr),
    /// The pages, from an address.
    Web(IpAddr),
    /// The command line, on this machine.
    CommandLine,
}

impl Protocol {
    /// Its name in the log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Soap(_) => "soap",
            Self::Api(_) => "api",
            Self::Off4(_) => "off4",
            Self::Web(_) => "web",
            Self::CommandLine => "command-line",
        }
    }

    /// The caller's address; `None` on this machine.
    pub const fn address(self) -> Option<IpAddr> {
        match self {
            Self::Soap(address) | Self::Api(address) | Self::Off4(address) | Self::Web(address) => {
                Some(address)
            }
            Self::CommandLine => None,
        }
    }
}

impl RequestContext {
    /// A request of a person at the machine's command line.
    pub fn operator(author: Author, operation: &str) -> Self {
        Self {
            principal: Principal::Operator,
            author,
            claim: AgreementClaim::None,
            service: ServiceName::Subscription,
            operation: operation.to_owned(),
            callers_id: None,
            protocol: Protocol::CommandLine,
            metering: CallMetering::default(),
        }
    }

    /// A request of a page, of somebody who has not signed in.
    pub fn page(address: IpAddr, correlation: Uuid, operation: String) -> Self {
        Self {
            principal: Principal::System(None),
            author: Author::new(Actor::Address(address), correlation),
            claim: AgreementClaim::None,
            service: ServiceName::Subscription,
            operation,
            callers_id: None,
            protocol: Protocol::Web(address),
            metering: CallMetering::default(),
        }
    }

    /// The same, once the user has signed in.
    #[must_use]
    pub fn signed_in(&self, user: &User) -> Self {
        let User { id, role, authority, .. } = *user;
        let principal = Principal::User(PageUser { id, role, authority });
        Self { principal, ..self.of_user(&user.name) }
    }

    /// The same by a user, who has not signed in yet.
    #[must_use]
    pub(crate) fn of_user(&self, name: &UserName) -> Self {
        let author = Author { actor: Actor::User(name.clone()), ..self.author.clone() };
        Self { author, ..self.clone() }
    }

    /// The same, for an agreement.
    #[must_use]
    pub fn about(self, agreement: civil::AgreementUuid) -> Self {
        Self { claim: AgreementClaim::Named(agreement), ..self }
    }
}
