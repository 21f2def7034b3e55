use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tracing::warn;

/// Open files for all connections, for the files that they read, and for the database.
pub(super) const WANTED: u64 = 18 * 1024;

/// How many open files this process may have now.
pub(super) fn allowed() -> u64 {
    getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX)
}

/// Raises the limit of open files as far as this process may: many systems give 1,024, and each connection is one.
/// Returns the limit.
pub(super) fn allow() -> u64 {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let current = current.unwrap_or(u64::MAX);
    if current >= WANTED {
        return current;
    }
    let raised = maximum.map_or(WANTED, |maximum| maximum.min(WANTED));
    let is_raised = setrlimit(Resource::Nofile, Rlimit { current: Some(raised), maximum }).is_ok();
    let limit = if is_raised { raised } else { current };
    if limit < WANTED {
        warn!(
            event = "process.few_files",
            limit,
            wanted = WANTED,
            "few open files are allowed; see `ulimit -n`"
        );
    }
    limit
}
