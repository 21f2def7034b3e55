use std::path::Path;

use limited_command::{CommandError, LimitedCommand};

/// A command that inspects each file before it is sent on, such as a virus scanner. It gets the file's path as its last
/// argument; exit status 0 lets the file through, and any other refuses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection(pub LimitedCommand);

/// The inspection says nothing of the file, which waits.
#[derive(Debug, thiserror::Error)]
pub enum InspectionFailure {
    /// The command did not come to its end.
    #[error("a file cannot be inspected")]
    Command(#[from] CommandError),
    /// It was ended by a signal.
    #[error("the command that inspects files was ended by a signal")]
    Ended,
}

impl Inspection {
    /// Whether a file is let through.
    ///
    /// # Errors
    /// [`InspectionFailure`].
    pub(crate) fn lets_through(&self, file: &Path) -> Result<bool, InspectionFailure> {
        let status = self.0.run(&[file.as_os_str()], b"")?;
        status.code().map(|code| code == 0).ok_or(InspectionFailure::Ended)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn inspect(script: &str) -> Result<bool, InspectionFailure> {
        let words = ["sh", "-c", script, "sh"].map(str::to_owned).to_vec();
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "EICAR").unwrap();
        Inspection(LimitedCommand { words, limit: Duration::from_secs(60) })
            .lets_through(file.path())
    }

    #[test]
    fn exit_status_of_the_command_decides() {
        assert!(inspect("test -f \"$1\"").unwrap());
        assert!(!inspect("grep -q EICAR \"$1\" && exit 1; exit 0").unwrap());
        assert!(!inspect("exit 2").unwrap());
        assert!(matches!(inspect("kill -9 $$"), Err(InspectionFailure::Ended)));
    }
}
