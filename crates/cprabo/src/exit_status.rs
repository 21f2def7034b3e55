use std::process::ExitCode;

/// How a command ended, for scripts. A failure is exit 1, and a wrong command line is exit 2 (clap's).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExitStatus {
    /// 0: done.
    Done,
    /// 1: failed, and the reason was printed.
    Failed,
    /// 3: a person must decide: an extract is held or has errors, a system does not hold the right persons, files are
    /// not collected, something at rest is damaged.
    Held,
}

impl From<ExitStatus> for ExitCode {
    fn from(exit: ExitStatus) -> Self {
        match exit {
            ExitStatus::Done => Self::SUCCESS,
            ExitStatus::Failed => Self::FAILURE,
            ExitStatus::Held => Self::from(3),
        }
    }
}
