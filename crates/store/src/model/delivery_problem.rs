use civil::AgreementUuid;
use civil::SftpUser;
use jiff::Timestamp;
use jiff::civil::Date;

use super::ids::{DeliveryId, RunId};

/// A delivery that could not be written, while others of its run could.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryProblem {
    /// The delivery.
    pub delivery: DeliveryId,
    /// The run.
    pub run: RunId,
    /// PRODDTO of the run's extract.
    pub proddto: Date,
    /// The agreement.
    pub agreement: AgreementUuid,
    /// Its number in the chain of its agreement. Later deliveries wait for it.
    pub seq: u64,
    /// The account.
    pub sftp_user: SftpUser,
    /// The reason, without personal data.
    pub what: String,
    /// The number of tries.
    pub attempts: u32,
    /// The time of the first failure.
    pub since: Timestamp,
    /// The time of the next try.
    pub retry_at: Timestamp,
}

/// A failure to write a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProblem {
    /// The delivery.
    pub delivery: DeliveryId,
    /// The reason, without personal data.
    pub what: String,
    /// The time of the try.
    pub at: Timestamp,
    /// The time of the next try.
    pub retry_at: Timestamp,
}
