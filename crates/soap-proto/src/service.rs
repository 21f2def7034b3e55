use civil::ServiceName;
use uuid::Uuid;

use crate::context::ContextKind;
use crate::fault::{Fault, FaultCode};
use crate::names;
use crate::operation::{Operation, OperationParser};

/// A SOAP service of the platform: its path, its operations, and its description.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Service {
    /// `CprSubscriptionService` v1.1 (SF6002): the filters (`soap.md`).
    Subscription,
    /// `CprInitialLoadService`: loads. It is the platform's own; the contract's service is unchanged.
    InitialLoad,
    /// `PersonBaseDataExtendedService` v5 (SF1520): everything on one person (`lookup.md` 2).
    PersonBaseDataExtended5,
    /// The same in version 4, which differs by its namespace.
    PersonBaseDataExtended4,
    /// `CPRBasicInformationService` v1 (SF6008): the basic data on one person (`lookup.md` 3).
    BasicInformation,
    /// `CprService` v2: GCTP look-ups (`lookup.md` 4).
    CprService,
}

impl Service {
    /// Every service.
    pub const ALL: [Self; 6] = [
        Self::Subscription,
        Self::InitialLoad,
        Self::PersonBaseDataExtended5,
        Self::PersonBaseDataExtended4,
        Self::BasicInformation,
        Self::CprService,
    ];

    /// The path, here with a trailing slash; it is answered without it too.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Subscription => "/service/CPRSubscription/CPRSubscription/1/",
            Self::InitialLoad => "/service/CPRSubscription/CPRInitialLoad/1/",
            Self::PersonBaseDataExtended5 => "/service/CPR/PersonBaseDataExtended/5/",
            Self::PersonBaseDataExtended4 => "/service/CPR/PersonBaseDataExtended/4/",
            Self::BasicInformation => "/service/CPRBasicInformation/CPRBasicInformation/1/",
            Self::CprService => "/service/CPRLookup/CPRLookup/2/",
        }
    }

    /// The values of `ServiceUUID` with which it may be called. Those of [`Self::CprService`] each stand for one method.
    pub const fn uuids(self) -> &'static [Uuid] {
        match self {
            Self::Subscription | Self::InitialLoad => &[names::SERVICE_UUID],
            Self::PersonBaseDataExtended5 => &[names::PERSON_BASE_DATA_5_UUID],
            Self::PersonBaseDataExtended4 => &[names::PERSON_BASE_DATA_4_UUID],
            Self::BasicInformation => &[names::BASIC_INFORMATION_UUID],
            Self::CprService => &names::GCTP_UUIDS,
        }
    }

    /// The fault of a call with another service's `ServiceUUID`.
    pub fn wrong_service(self) -> Fault {
        let (name, uuid) = match self {
            Self::Subscription | Self::InitialLoad => return FaultCode::WrongService.into(),
            Self::PersonBaseDataExtended5 => ("PersonBaseDataExtended 5", self.uuids()[0]),
            Self::PersonBaseDataExtended4 => ("PersonBaseDataExtended 4", self.uuids()[0]),
            Self::BasicInformation => ("CPRBasicInformation", self.uuids()[0]),
            Self::CprService => {
                let english = "ServiceUUID is not that of the method in gctpMessage";
                let danish = "ServiceUUID er ikke den, der hører til metoden i gctpMessage";
                return Fault::new(FaultCode::WrongService.as_str(), english, danish, true);
            }
        };
        let english = format!("ServiceUUID is not that of {name} ({uuid})");
        let danish = format!("ServiceUUID er ikke den for {name} ({uuid})");
        Fault::new(FaultCode::WrongService.as_str(), english, danish, true)
    }

    /// What an agreement must cover for a call with this `ServiceUUID`; `None` for another service's.
    pub fn covered_by(self, uuid: Uuid) -> Option<ServiceName> {
        let place = self.uuids().iter().position(|known| *known == uuid)?;
        Some(match self {
            Self::Subscription | Self::InitialLoad => ServiceName::Subscription,
            Self::PersonBaseDataExtended5 | Self::PersonBaseDataExtended4 => {
                ServiceName::PersonBaseData
            }
            Self::BasicInformation => ServiceName::BasicInformation,
            Self::CprService => *names::GCTP_SERVICES.get(place)?,
        })
    }

    /// Whether it answers look-ups.
    pub const fn is_lookup(self) -> bool {
        !matches!(self, Self::Subscription | Self::InitialLoad)
    }

    /// The names of its operations.
    pub fn operations(self) -> impl ExactSizeIterator<Item = &'static str> {
        self.known().iter().map(|known| known.operation)
    }

    /// The contexts that it takes.
    pub(crate) const fn contexts(self) -> ContextKind {
        match self {
            Self::PersonBaseDataExtended5 | Self::PersonBaseDataExtended4 => ContextKind::Either,
            _ => ContextKind::Invocation,
        }
    }

    /// Its operations, with how each is read.
    pub(crate) const fn known(self) -> &'static [OperationParser] {
        match self {
            Self::Subscription => &Operation::OF_SUBSCRIPTION,
            Self::InitialLoad => &Operation::OF_INITIAL_LOAD,
            Self::PersonBaseDataExtended5 | Self::PersonBaseDataExtended4 => {
                &Operation::OF_PERSON_BASE_DATA
            }
            Self::BasicInformation => &Operation::OF_BASIC_INFORMATION,
            Self::CprService => &Operation::OF_CPR_SERVICE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wsdl_has_its_operations_and_no_other() {
        for service in Service::ALL {
            let wsdl = service.wsdl();
            let count = wsdl.matches("<soap:operation soapAction=\"").count();
            assert_eq!(count, service.operations().len(), "{service:?}");
            for name in service.operations() {
                assert_eq!(wsdl.matches(&format!("<wsdl:operation name=\"{name}\">")).count(), 2);
            }
        }
    }

    #[test]
    fn the_contract_has_twelve_operations() {
        assert_eq!(Service::Subscription.operations().len(), 12);
    }
}
