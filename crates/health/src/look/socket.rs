use crate::alert::{Alert, AlertKind};
use crate::sources::Process;

/// Commands on this machine that cannot ask the server how it stands.
pub(super) fn look(process: &Process) -> Option<Alert> {
    let why = process.no_socket.get()?;
    let what = format!(
        "commands on this machine cannot ask the server how it stands: {why}: put it right, and start the server anew"
    );
    Some(AlertKind::Server.of(what))
}
