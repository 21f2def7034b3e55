use jiff::SignedDuration;

use crate::inspect::Inspection;

/// How the exchange works on this installation.
#[derive(Debug, Clone)]
pub struct ExchangeSettings {
    /// How long a trigger waits for its file (`out.md` 5, 1003): some clients upload in the other order.
    pub without_file: SignedDuration,
    /// How long a trigger and its file must be unchanged before they are found wrong (`out.md` 5, 1005).
    pub settled: SignedDuration,
    /// How long a file without a trigger stays in `OUT` (`out.md` 6).
    pub unsent: SignedDuration,
    /// What inspects each file, if anything does.
    pub inspection: Option<Inspection>,
    /// How long files are kept: as deliveries.
    pub kept: KeptDays,
}

/// How long files are kept, in days; `None` for ever.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct KeptDays {
    /// A file in `IN` that its system does not remove.
    pub folder_days: Option<u32>,
    /// The copy in the archive, after the file has left every folder.
    pub archive_days: Option<u32>,
    /// After these are changed, nothing leaves for so many days.
    pub warn_days: u32,
}

impl Default for ExchangeSettings {
    fn default() -> Self {
        Self {
            without_file: SignedDuration::from_secs(60),
            settled: SignedDuration::from_secs(10),
            unsent: SignedDuration::from_hours(7 * 24),
            inspection: None,
            kept: KeptDays::default(),
        }
    }
}
