use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// A command that inspects each file before it is sent on, such as a virus scanner. It gets the file's path as its last
/// argument; exit status 0 lets the file through, and any other refuses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// The program and its arguments.
    pub command: Vec<String>,
    /// How long it may take for one file.
    pub limit: Duration,
}

/// The inspection says nothing of the file, which waits.
#[derive(Debug, thiserror::Error)]
pub enum InspectionFailure {
    /// It cannot be run.
    #[error("the command that inspects files cannot be run")]
    NotRun(#[source] std::io::Error),
    /// It took too long, and was ended.
    #[error("the command that inspects files took longer than {} s and was ended", .0.as_secs())]
    TooLong(Duration),
    /// It was ended by a signal.
    #[error("the command that inspects files was ended by a signal")]
    Ended,
}

/// How often it is asked whether the command has ended.
const LOOK: Duration = Duration::from_millis(20);

impl Inspection {
    /// Whether a file is let through.
    ///
    /// # Errors
    /// [`InspectionFailure`].
    pub(crate) fn lets_through(&self, file: &Path) -> Result<bool, InspectionFailure> {
        let Some((program, arguments)) = self.command.split_first() else { return Ok(true) };
        // What it prints may have names: nobody reads it.
        let mut command = Command::new(program);
        command.args(arguments).arg(file).stdin(Stdio::null());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().map_err(InspectionFailure::NotRun)?;
        let status = self.wait(child)?;
        status.code().map(|code| code == 0).ok_or(InspectionFailure::Ended)
    }

    fn wait(&self, mut child: Child) -> Result<ExitStatus, InspectionFailure> {
        let begun = Instant::now();
        loop {
            if let Some(status) = child.try_wait().map_err(InspectionFailure::NotRun)? {
                return Ok(status);
            }
            if begun.elapsed() >= self.limit {
                // It is not waited for without a bound: a command that cannot be killed is left to the system.
                let _ = child.kill();
                let _ = child.try_wait();
                return Err(InspectionFailure::TooLong(self.limit));
            }
            std::thread::sleep(LOOK);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inspect(script: &str, limit: Duration) -> Result<bool, InspectionFailure> {
        let command = ["sh", "-c", script, "sh"].map(str::to_owned).to_vec();
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "EICAR").unwrap();
        Inspection { command, limit }.lets_through(file.path())
    }

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn exit_status_of_the_command_decides() {
        assert!(inspect("test -f \"$1\"", LONG).unwrap());
        assert!(!inspect("grep -q EICAR \"$1\" && exit 1; exit 0", LONG).unwrap());
        assert!(!inspect("exit 2", LONG).unwrap());
    }

    #[test]
    fn command_that_says_nothing_is_a_failure() {
        let ended = inspect("kill -9 $$", LONG);
        assert!(matches!(ended, Err(InspectionFailure::Ended)));
        let long = inspect("exec sleep 1000", Duration::ZERO);
        assert!(matches!(long, Err(InspectionFailure::TooLong(_))));
        let none = Inspection { command: vec!["/none/such".to_owned()], limit: LONG };
        let none = none.lets_through(Path::new("/"));
        assert!(matches!(none, Err(InspectionFailure::NotRun(_))));
    }
}
