#![doc = include_str!("../README.md")]

use std::ffi::OsStr;
use std::io::Write as _;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

/// How often it is asked whether the command has ended.
const LOOK: Duration = Duration::from_millis(20);
/// How long a command that was killed is waited for.
const COLLECT: Duration = Duration::from_secs(5);

/// A program with its arguments, and how long it may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitedCommand {
    /// The program and its arguments.
    pub words: Vec<String>,
    /// How long it may take.
    pub limit: Duration,
}

/// Why a command did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// No program is named.
    #[error("no command is named")]
    Empty,
    /// It cannot be run.
    #[error("the command cannot be run")]
    NotRun(#[source] std::io::Error),
    /// It took too long, and was ended.
    #[error("the command took longer than {} s and was ended", .0.as_secs())]
    TooLong(Duration),
}

impl LimitedCommand {
    /// The most bytes on standard input: so many fit into a pipe, and nobody waits for a program that does not read them.
    pub const INPUT: usize = 4096;

    /// Runs it with further arguments and this standard input, of which what is beyond [`Self::INPUT`] is cut.
    ///
    /// # Errors
    /// [`CommandError`].
    pub fn run(&self, more: &[&OsStr], input: &[u8]) -> Result<ExitStatus, CommandError> {
        self.finish(self.start(more, input)?)
    }

    fn start(&self, more: &[&OsStr], input: &[u8]) -> Result<Child, CommandError> {
        let (program, arguments) = self.words.split_first().ok_or(CommandError::Empty)?;
        let mut command = Command::new(program);
        command.args(arguments).args(more);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        // With a group of its own, what it has started ends with it.
        command.process_group(0);
        let mut child = command.spawn().map_err(CommandError::NotRun)?;
        if let Some(mut stdin) = child.stdin.take() {
            // A program that does not read it has closed the pipe.
            let _ = stdin.write_all(&input[..input.len().min(Self::INPUT)]);
        }
        Ok(child)
    }

    fn finish(&self, mut child: Child) -> Result<ExitStatus, CommandError> {
        if let Some(status) = ended(&mut child, self.limit)? {
            return Ok(status);
        }
        let _ = kill_process_group(Pid::from_child(&child), Signal::KILL);
        // Its status is collected, or the system would keep an entry for it as long as this process lives. One that cannot
        // be killed is left to the system.
        let _ = ended(&mut child, COLLECT);
        Err(CommandError::TooLong(self.limit))
    }
}

/// How a command ended; `None` when it has not ended within that time.
fn ended(child: &mut Child, within: Duration) -> Result<Option<ExitStatus>, CommandError> {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait().map_err(CommandError::NotRun)? {
            return Ok(Some(status));
        }
        if begun.elapsed() >= within {
            return Ok(None);
        }
        std::thread::sleep(LOOK);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(script: &str, limit: Duration) -> Result<ExitStatus, CommandError> {
        let words = ["sh", "-c", script, "sh"].map(str::to_owned).to_vec();
        LimitedCommand { words, limit }.run(&["argument".as_ref()], b"input\n")
    }

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn command_gets_its_arguments_and_its_input() {
        let script = "read line && test \"$line $1\" = 'input argument'";
        assert_eq!(run(script, LONG).unwrap().code(), Some(0));
        assert_eq!(run("exit 2", LONG).unwrap().code(), Some(2));
        assert_eq!(run("kill -9 $$", LONG).unwrap().code(), None);
    }

    #[test]
    fn command_that_is_ended_takes_with_it_what_it_has_started() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let script = "sleep 1000 & echo $! > \"$1\"; wait";
        let words = ["sh", "-c", script, "sh"].map(str::to_owned).to_vec();
        let command = LimitedCommand { words, limit: Duration::ZERO };
        let child = command.start(&[file.path().as_os_str()], b"").unwrap();
        let mut started = String::new();
        while !started.ends_with('\n') {
            started = std::fs::read_to_string(file.path()).unwrap();
        }
        assert!(matches!(command.finish(child), Err(CommandError::TooLong(_))));
        let stat = format!("/proc/{}/stat", started.trim());
        let lives = || std::fs::read_to_string(&stat).is_ok_and(|stat| !stat.contains(") Z "));
        while lives() {
            std::thread::yield_now();
        }
    }

    #[test]
    fn command_that_is_ended_leaves_no_entry_among_the_processes() {
        let words = ["sleep", "1000"].map(str::to_owned).to_vec();
        let command = LimitedCommand { words, limit: Duration::ZERO };
        let child = command.start(&[], b"").unwrap();
        let entry = format!("/proc/{}", child.id());
        assert!(std::fs::exists(&entry).unwrap());
        assert!(matches!(command.finish(child), Err(CommandError::TooLong(_))));
        assert!(!std::fs::exists(&entry).unwrap());
    }

    #[test]
    fn command_that_does_not_come_to_its_end_is_an_error() {
        let long = run("exec sleep 1000", Duration::ZERO);
        assert!(matches!(long, Err(CommandError::TooLong(_))));
        let none = LimitedCommand { words: vec!["/none/such".to_owned()], limit: LONG };
        assert!(matches!(none.run(&[], b""), Err(CommandError::NotRun(_))));
        let empty = LimitedCommand { words: Vec::new(), limit: LONG };
        assert!(matches!(empty.run(&[], b""), Err(CommandError::Empty)));
    }
}
