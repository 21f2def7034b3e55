use civil::AgreementUuid;
use jiff::Timestamp;
use jiff::civil::Date;

use super::ids::{DeliveryId, RunId};
use super::sftp_user::SftpUser;

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
    /// Its place among the deliveries of the agreement: those behind it wait for it.
    pub seq: u64,
    /// Whose folder it is for.
    pub sftp_user: SftpUser,
    /// What is wrong. Nothing personal.
    pub what: String,
    /// How often it was tried.
    pub attempts: u32,
    /// Since when.
    pub since: Timestamp,
    /// When it is tried again.
    pub retry_at: Timestamp,
}

/// What was wrong with a delivery just now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProblem {
    /// The delivery.
    pub delivery: DeliveryId,
    /// What is wrong. Nothing personal.
    pub what: String,
    /// When it was tried.
    pub at: Timestamp,
    /// When it is to be tried again.
    pub retry_at: Timestamp,
}
