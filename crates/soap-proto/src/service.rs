use crate::operation::{Operation, OperationParser};

/// A SOAP service of the platform: its path, its operations, and its description.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// `CprSubscriptionService` v1.1: the filters (`soap.md`).
    Subscription,
    /// `CprInitialLoadService`: loads. It is the platform's own; the contract's service is unchanged.
    InitialLoad,
}

impl Service {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Subscription, Self::InitialLoad];

    /// The path, here with a trailing slash; it is answered without it too.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Subscription => "/service/CPRSubscription/CPRSubscription/1/",
            Self::InitialLoad => "/service/CPRSubscription/CPRInitialLoad/1/",
        }
    }

    /// The names of its operations, which are also those of the request elements.
    pub fn operations(self) -> impl ExactSizeIterator<Item = &'static str> {
        self.known().iter().map(|(name, _)| *name)
    }

    /// Its operations, with how each is read.
    pub(crate) const fn known(self) -> &'static [OperationParser] {
        match self {
            Self::Subscription => &Operation::OF_SUBSCRIPTION,
            Self::InitialLoad => &Operation::OF_INITIAL_LOAD,
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
            let count = wsdl.matches("<soap:operation soapAction=\"\"/>").count();
            assert_eq!(count, service.operations().len());
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
