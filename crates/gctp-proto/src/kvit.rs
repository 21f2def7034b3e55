use std::borrow::Cow;

/// The receipt at the end of an answer, `Kvit`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kvit {
    /// `r`.
    pub kind: KvitKind,
    /// `t`: a text for people. Never personal data.
    pub text: Cow<'static, str>,
    /// `v`: a number for programs.
    pub number: u16,
}

/// What a receipt says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KvitKind {
    /// Answered.
    Ok,
    /// Not answered: the question is at fault.
    Fejl,
    /// Answered, with a remark.
    Anmrk,
    /// The session ends.
    Afslut,
    /// Not answered: the system is at fault.
    System,
    /// The same, with what the system's operators need.
    Dump,
}

impl Kvit {
    /// Answered.
    pub const OK: Self = Self { kind: KvitKind::Ok, text: Cow::Borrowed(""), number: 0 };

    /// Nobody has the number. Text and number are those of an example in CPR's manual; which number the platform gives is
    /// not known (`lookup.md` 4.2).
    pub const UNKNOWN_PERSON: Self =
        Self { kind: KvitKind::Fejl, text: Cow::Borrowed("person findes ikke"), number: 1022 };
}

impl KvitKind {
    /// `r`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "Ok",
            Self::Fejl => "Fejl",
            Self::Anmrk => "Anmrk",
            Self::Afslut => "Afslut",
            Self::System => "System",
            Self::Dump => "Dump",
        }
    }
}
