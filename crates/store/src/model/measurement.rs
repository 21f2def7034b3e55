use jiff::{SignedDuration, Timestamp};

/// A kind of call by which the service is measured from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProbeKind {
    /// SOAP, over TLS with a client certificate.
    Soap,
    /// A look-up over the JSON API, over the same.
    Lookup,
    /// SFTP: a login, and the beginning of a session.
    Sftp,
}

impl ProbeKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Soap, Self::Lookup, Self::Sftp];

    /// The word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Soap => "soap",
            Self::Lookup => "lookup",
            Self::Sftp => "sftp",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Why an answer to a call of the probe was not right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProbeFault {
    /// No connection was made.
    NoConnection,
    /// No encrypted connection was made, or the server has not proven who it is.
    NoHandshake,
    /// The answer was not whole in time.
    TimedOut,
    /// The probe was not let in.
    Refused,
    /// The answer is not the right one.
    WrongAnswer,
}

impl ProbeFault {
    const ALL: [Self; 5] =
        [Self::NoConnection, Self::NoHandshake, Self::TimedOut, Self::Refused, Self::WrongAnswer];

    /// The word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoConnection => "no-connection",
            Self::NoHandshake => "no-handshake",
            Self::TimedOut => "timed-out",
            Self::Refused => "refused",
            Self::WrongAnswer => "wrong-answer",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.as_str() == name)
    }
}

/// A call of the probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measurement {
    /// Its kind.
    pub kind: ProbeKind,
    /// When it was made.
    pub at: Timestamp,
    /// How much time it stands for: the span of this length around it, counted from 1970 on. A divisor of an hour.
    pub span: SignedDuration,
    /// From the beginning of the connection until the answer was whole.
    pub took: SignedDuration,
    /// Why the answer was not right; `None` when it was.
    pub fault: Option<ProbeFault>,
}

/// How a kind of the probe's calls stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProbeState {
    /// Where what was measured begins.
    pub since: Timestamp,
    /// Where it ends.
    pub until: Timestamp,
    /// The last call.
    pub last: Measurement,
    /// How many in a row were not answered rightly.
    pub failures: u32,
}

/// A time in which a kind of call was not answered rightly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Downtime {
    /// The kind.
    pub kind: ProbeKind,
    /// When it began.
    pub begins: Timestamp,
    /// When it ended.
    pub ends: Timestamp,
    /// Whether that was measured; otherwise no call was made.
    pub is_measured: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_they_are_written() {
        for kind in ProbeKind::ALL {
            assert_eq!(ProbeKind::from_name(kind.as_str()), Some(kind));
        }
        for fault in ProbeFault::ALL {
            assert_eq!(ProbeFault::from_name(fault.as_str()), Some(fault));
        }
        assert_eq!(ProbeFault::from_name(""), None);
    }
}
