use std::error::Error;
use std::fmt;

/// An error for the log, with everything that caused it: `cannot open /x: No such file or directory`.
///
/// Written out as one text, because of an error given as such the log's JSON form shows the first line
/// alone.
pub(crate) struct Causes<'a>(pub(crate) &'a (dyn Error + 'static));

impl fmt::Display for Causes<'_> {
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
    use access::RefusedLogin;
    use store::StoreError;

    use super::*;

    #[test]
    fn every_cause_is_told() {
        let source = std::io::Error::other("the disk is gone");
        let error = StoreError::File { doing: "cannot open", path: "/x".into(), source };
        let error = RefusedLogin::Store(error);
        assert_eq!(
            Causes(&error).to_string(),
            "the store does not answer: cannot open /x: the disk is gone"
        );
    }
}
