//! Conversions between values and the types they stand for. A value that does not convert is
//! [`StoreError::Corrupt`], which the row reports.
//!
//! [`StoreError::Corrupt`]: crate::StoreError::Corrupt

use civil::{
    AgreementUuid, AuthorityUuid, Cvr, KundeNr, Month, MunicipalityCode, Off4User, OpgaveNr, Pnr,
    RegisterDate, RoadCode, Status, SystemUuid,
};
use extract::Minimisation;
use filters::Combination;
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::value::Value;
use crate::model::{
    Actor, AgreementId, AgreementState, AgreementText, ChangeReason, DeliveryId, DeliveryKind,
    FilterRequestState, FilterVersion, ForwardedFileId, HeldReason, Language, LedgerWay, LoadId,
    LoadSelection, LoadState, MetadataRoot, NeedReason, NoticeAddress, NoticeKind, NoticeText,
    ProbeFault, ProbeKind, ReceiptId, RunId, RunKind, RunState, SftpUser, Sha256, SystemId, Theme,
    TimeCounts, TotpSecret, TransferId, TransferState, UserId, UserName, UserRole, UserSessionId,
};

/// A type that a column can hold.
pub(crate) trait FromValue: Sized {
    /// `None` when the value is none of this type.
    fn from_value(value: &Value<'_>) -> Option<Self>;
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: &Value<'_>) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => T::from_value(value).map(Some),
        }
    }
}

impl FromValue for String {
    fn from_value(value: &Value<'_>) -> Option<Self> {
        value.as_text().map(str::to_owned)
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: &Value<'_>) -> Option<Self> {
        match value {
            Value::Bytes(bytes) => Some(bytes.to_vec()),
            _ => None,
        }
    }
}

impl FromValue for bool {
    fn from_value(value: &Value<'_>) -> Option<Self> {
        value.as_int().map(|number| number != 0)
    }
}

macro_rules! number {
    ($($number:ty),+) => {
        $(impl FromValue for $number {
            fn from_value(value: &Value<'_>) -> Option<Self> {
                value.as_int()?.try_into().ok()
            }
        })+
    };
}

number!(u8, u16, u32, u64, usize, i64);

/// Types that are stored as text.
macro_rules! text {
    ($($name:ty),+) => {
        $(impl FromValue for $name {
            fn from_value(value: &Value<'_>) -> Option<Self> {
                value.as_text()?.parse().ok()
            }
        })+
    };
}

text!(
    Actor,
    AgreementText,
    AgreementUuid,
    AuthorityUuid,
    Combination,
    Cvr,
    Date,
    KundeNr,
    MetadataRoot,
    Minimisation,
    Month,
    NeedReason,
    NoticeAddress,
    NoticeText,
    Off4User,
    OpgaveNr,
    SftpUser,
    SystemUuid,
    TimeCounts,
    UserName,
    Uuid
);

/// Types that are stored as one of a few words.
macro_rules! word {
    ($($name:ty),+) => {
        $(impl FromValue for $name {
            fn from_value(value: &Value<'_>) -> Option<Self> {
                Self::from_name(value.as_text()?)
            }
        })+
    };
}

word!(
    AgreementState,
    ChangeReason,
    DeliveryKind,
    FilterRequestState,
    HeldReason,
    Language,
    LedgerWay,
    LoadSelection,
    LoadState,
    NoticeKind,
    ProbeFault,
    ProbeKind,
    RunKind,
    RunState,
    Theme,
    TransferState,
    UserRole
);

/// Row numbers, which are bound to statements too.
macro_rules! row_number {
    ($($name:ty),+) => {
        $(impl FromValue for $name {
            fn from_value(value: &Value<'_>) -> Option<Self> {
                value.as_int().map(Self)
            }
        }

        impl From<$name> for Value<'_> {
            fn from(id: $name) -> Self {
                Self::Int(id.0)
            }
        })+
    };
}

row_number!(
    AgreementId,
    DeliveryId,
    FilterVersion,
    ForwardedFileId,
    LoadId,
    ReceiptId,
    RunId,
    SystemId,
    TransferId,
    UserId,
    UserSessionId
);

impl FromValue for Timestamp {
    fn from_value(value: &Value<'_>) -> Option<Self> {
        Self::from_millisecond(value.as_int()?).ok()
    }
}

impl From<Timestamp> for Value<'_> {
    fn from(at: Timestamp) -> Self {
        Self::Int(at.as_millisecond())
    }
}

impl From<Date> for Value<'_> {
    fn from(date: Date) -> Self {
        date.to_string().into()
    }
}

impl FromValue for Sha256 {
    fn from_value(value: &Value<'_>) -> Option<Self> {
        match value {
            Value::Bytes(bytes) => (*bytes).try_into().ok().map(Self::from_bytes),
            _ => None,
        }
    }
}

impl FromValue for TotpSecret {
    fn from_value(value: &Value<'_>) -> Option<Self> {
        match value {
            Value::Bytes(bytes) => (*bytes).try_into().ok().map(Self::new),
            _ => None,
        }
    }
}

impl<'a> From<&'a TotpSecret> for Value<'a> {
    fn from(secret: &'a TotpSecret) -> Self {
        Self::Bytes(secret.reveal())
    }
}

impl<'a> From<&'a Sha256> for Value<'a> {
    fn from(sha256: &'a Sha256) -> Self {
        Self::Bytes(sha256.as_bytes())
    }
}

impl FromValue for Pnr {
    fn from_value(value: &Value<'_>) -> Option<Self> {
        Self::from_integer(u64::from_value(value)?)
    }
}

impl FromValue for MunicipalityCode {
    fn from_value(value: &Value<'_>) -> Option<Self> {
        Self::from_integer(u16::from_value(value)?)
    }
}

impl FromValue for RoadCode {
    fn from_value(value: &Value<'_>) -> Option<Self> {
        Self::from_integer(u16::from_value(value)?)
    }
}

impl FromValue for Status {
    fn from_value(value: &Value<'_>) -> Option<Self> {
        Self::from_integer(u8::from_value(value)?)
    }
}

/// The inner `None` is the register's form of an unknown date.
impl FromValue for Option<RegisterDate> {
    fn from_value(value: &Value<'_>) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            Value::Text(text) => RegisterDate::parse(text.as_bytes()).ok(),
            _ => None,
        }
    }
}
