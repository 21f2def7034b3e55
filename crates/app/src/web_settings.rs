use jiff::SignedDuration;

/// How long users of the pages stay signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WebSettings {
    /// A session that is not used for so long is over.
    pub idle: SignedDuration,
    /// A session is over after so long, whatever is done in it.
    pub absolute: SignedDuration,
}

impl Default for WebSettings {
    fn default() -> Self {
        Self { idle: SignedDuration::from_mins(30), absolute: SignedDuration::from_hours(10) }
    }
}
