use std::fmt;
use std::str::FromStr;

/// The row number of a system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SystemId(pub(crate) i64);

/// The row number of an agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgreementId(pub(crate) i64);

/// The number of a run: one extract on its way through the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(pub(crate) i64);

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl RunId {
    /// The number itself.
    pub const fn number(self) -> i64 {
        self.0
    }
}

impl FromStr for RunId {
    type Err = InvalidRunId;

    fn from_str(text: &str) -> Result<Self, InvalidRunId> {
        text.parse().map(Self).map_err(|_| InvalidRunId)
    }
}

/// Not the number of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a run is a whole number, as `cprabo runs` lists it")]
pub struct InvalidRunId;

/// The row number of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DeliveryId(pub(crate) i64);

impl DeliveryId {
    /// The delivery in the row with this number.
    pub const fn from_number(row: i64) -> Self {
        Self(row)
    }
}

/// The number of a transfer: a file that a system has sent. Its file is stored under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransferId(pub(crate) i64);

impl TransferId {
    /// The transfer with this number.
    pub const fn from_number(number: i64) -> Self {
        Self(number)
    }

    /// The number itself.
    pub const fn number(self) -> i64 {
        self.0
    }
}

impl fmt::Display for TransferId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The row number of a forwarded file: a transfer's file in the folder of one recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ForwardedFileId(pub(crate) i64);

/// The row number of a receipt in the folder of a sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReceiptId(pub(crate) i64);

/// The number of an order for a load.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LoadId(pub(crate) i64);

impl LoadId {
    /// The load with this number.
    pub const fn from_number(number: i64) -> Self {
        Self(number)
    }

    /// The number itself.
    pub const fn number(self) -> i64 {
        self.0
    }
}

impl fmt::Display for LoadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for LoadId {
    type Err = InvalidLoadId;

    fn from_str(text: &str) -> Result<Self, InvalidLoadId> {
        text.parse().map(Self).map_err(|_| InvalidLoadId)
    }
}

/// Not the number of a load.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a load is a whole number, as `cprabo load list` lists it")]
pub struct InvalidLoadId;
