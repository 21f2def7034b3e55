use std::fmt;

/// A message of GCTP as text: a question with a number in it, or an answer with personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct GctpMessage(String);

impl GctpMessage {
    pub(crate) const fn new(text: String) -> Self {
        Self(text)
    }

    /// The text in the clear. Never for logs.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for GctpMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GctpMessage([..])")
    }
}
