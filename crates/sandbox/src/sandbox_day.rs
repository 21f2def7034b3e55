use jiff::civil::Date;
use store::Run;

/// A day that has passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SandboxDay {
    /// The day.
    pub day: Date,
    /// What came of its extract; `None` when none came.
    pub run: Option<Run>,
}
