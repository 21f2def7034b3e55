use civil::{EventCode, MunicipalityCode, RegisterDate, Status};
use jiff::civil::Date;

use super::date::{is_day, is_moment};
use crate::finding_kind::FindingKind;

/// AFLEDTMRK: how a person is related to the person of the event. Spouse, partner, mother, father, child; former (T),
/// new (N) and historic (H) ones; former, new and historic numbers; guardians.
const KINSHIP: [&[u8]; 23] = [
    b"\xc6G", b"PA", b"T\xc6", b"TP", b"N\xc6", b"NP", b"H\xc6", b"HP", b"FA", b"TF", b"NF", b"MO",
    b"TM", b"NM", b"B\xd8", b"TB", b"NB", b"PT", b"PN", b"PH", b"NV", b"VS", b"",
];

/// What a field may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// Not blank, and not zeros.
    Required,
    /// `yyyy-mm-dd`, or blank.
    Day,
    /// FOED_DT: the reader takes the age from it and reports what is not a date, but not a 30th of February.
    Birth,
    /// `yyyymmddhhmm`, zeros, or blank.
    Moment,
    /// A moment in a field of text, which the reader does not check.
    MomentOfText,
    /// A star or blank.
    Mark,
    /// Ten digits, zeros, or blank.
    Pnr,
    /// One of these characters, or blank.
    OneOf(&'static [u8]),
    /// One of these codes, or another that came later.
    Known(&'static [&'static [u8]]),
    Status,
    /// KOMKOD of a current address.
    Municipality,
    Event,
    Kinship,
}

/// Facts about the file and the person.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context {
    pub(crate) proddto: Date,
    /// Whether a `002` can be a current address. For the dead and the emigrated it is that of their time, if CPR was
    /// asked for it.
    pub(crate) may_have_address: bool,
}

impl Rule {
    /// The error of a value; the value may be shorter than its field where trailing blanks were cut.
    pub(super) fn check(self, value: &[u8], context: &Context) -> Option<FindingKind> {
        let is_blank = value.iter().all(|&byte| byte == b' ');
        if self == Self::Required {
            let is_nothing = is_blank || value.iter().all(|&byte| byte == b'0');
            return is_nothing.then_some(FindingKind::Blank);
        }
        if is_blank {
            return None;
        }
        let (is_right, fault) = match self {
            Self::Required => return None,
            Self::Day => (is_day(value), FindingKind::BadDate),
            Self::Birth => {
                (is_day(value) || RegisterDate::parse(value).is_err(), FindingKind::BadDate)
            }
            Self::Moment => (!is_moment_digits(value) || is_moment(value), FindingKind::BadDate),
            Self::MomentOfText => {
                (is_moment_digits(value) && is_moment(value), FindingKind::BadDate)
            }
            Self::Mark => (value == b"*", FindingKind::UnknownCode),
            Self::Pnr => (value.len() == 10 && is_digits(value), FindingKind::BadPnr),
            Self::OneOf(codes) => {
                (value.len() == 1 && codes.contains(&value[0]), FindingKind::BadCode)
            }
            Self::Known(codes) => (codes.contains(&value), FindingKind::UnknownCode),
            Self::Status => (is_status(value), FindingKind::BadCode),
            Self::Municipality => return municipality(value, context),
            Self::Event => (is_event(value), FindingKind::UnknownCode),
            Self::Kinship => (KINSHIP.contains(&value.trim_ascii_end()), FindingKind::UnknownCode),
        };
        (!is_right).then_some(fault)
    }
}

fn is_digits(value: &[u8]) -> bool {
    value.iter().all(u8::is_ascii_digit)
}

/// False for fewer digits or other characters: the check of digit fields reports both.
fn is_moment_digits(value: &[u8]) -> bool {
    value.len() == 12 && is_digits(value)
}

/// The reader reports a value that is not a number.
fn is_status(value: &[u8]) -> bool {
    Status::from_register(value).is_none_or(|status| status.meaning().is_some())
}

/// The reader reports a value that is not a letter and two digits.
fn is_event(value: &[u8]) -> bool {
    EventCode::from_register(value).is_none_or(|code| code.is_known())
}

/// The reader reports a value that is not a number; zeros are reported where they are not allowed.
fn municipality(value: &[u8], context: &Context) -> Option<FindingKind> {
    let code = MunicipalityCode::from_register(value)?;
    if !code.is_known() {
        return Some(FindingKind::UnknownCode);
    }
    let is_past = code.abolished().is_some_and(|last| last < context.proddto);
    (is_past && context.may_have_address).then_some(FindingKind::Abolished)
}
