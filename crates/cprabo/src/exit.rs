use std::process::ExitCode;

/// How a command ended, for scripts. What failed is exit 1, and a wrong command line is exit 2 (clap's).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// 0: done.
    Done,
    /// 1: failed, and the reason was printed.
    Failed,
    /// 3: an extract is held, or waits behind one that is, or has errors when it is checked.
    Held,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Done => Self::SUCCESS,
            Exit::Failed => Self::FAILURE,
            Exit::Held => Self::from(3),
        }
    }
}
