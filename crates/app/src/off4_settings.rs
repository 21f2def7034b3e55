use jiff::SignedDuration;

/// How accounts of OFF4 are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Off4Settings {
    /// How long a token is valid.
    pub tokens_last: SignedDuration,
    /// How long a password is; `None` is for ever.
    pub passwords_last: Option<SignedDuration>,
}

impl Default for Off4Settings {
    fn default() -> Self {
        Self { tokens_last: SignedDuration::from_mins(60), passwords_last: None }
    }
}
