#![doc = include_str!("../README.md")]

use std::error::Error;
use std::fmt;

/// Shows an error with its causes: `reading the parties: disk I/O error`.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a>(pub &'a dyn Error);

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("{0}")]
    struct Nested(&'static str, #[source] Option<Box<Nested>>);

    #[test]
    fn every_cause_is_shown_once() {
        let error = Nested("a", Some(Box::new(Nested("b", Some(Box::new(Nested("c", None)))))));
        assert_eq!(Report(&error).to_string(), "a: b: c");
    }
}
