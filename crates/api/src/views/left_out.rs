use extract::Minimisation;
use serde::Serialize;
use utoipa::ToSchema;

/// What is left out of deliveries, by the terms of the agreement.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LeftOut {
    /// Record types that are not in the files, such as `013`.
    records: Vec<String>,
    /// Fields that are blank in every record, such as `003.ADRNVN`.
    fields: Vec<String>,
    /// `blank-addresses` or `leave-out`: what is done with persons whose name and address are protected. None where they
    /// are delivered like others.
    protected_persons: Option<&'static str>,
}

impl LeftOut {
    /// What a minimisation leaves out; `None` when that is nothing.
    pub(crate) fn of(minimisation: &Minimisation) -> Option<Self> {
        manifest::LeftOut::of(minimisation).map(Self::from)
    }
}

impl From<manifest::LeftOut> for LeftOut {
    fn from(left_out: manifest::LeftOut) -> Self {
        let manifest::LeftOut { records, fields, protected_persons } = left_out;
        Self { records, fields, protected_persons }
    }
}
