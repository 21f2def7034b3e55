use crate::diagnostic::Diagnostic;

/// The file does not begin with a readable start record, so nothing else can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnExtract {
    /// No start record.
    #[error("not a CPR extract: {0}")]
    NoStart(&'static str),
    /// A start record that cannot be read.
    #[error("not a CPR extract: {0}")]
    BadStart(Diagnostic),
    /// A file of 4 GiB or more.
    #[error("a change extract of {0} bytes is too large: at most 4 GiB less one byte can be read")]
    TooLarge(usize),
}
