use std::time::Duration;

use workers::LongCalls;

use crate::alert::{Alert, AlertKind};
use crate::sources::Process;

/// How long a client's call may take. Those of the database end by themselves after so long.
const LONGEST_CALL: Duration = Duration::from_secs(30);

/// Clients' calls that do not return, for example when a disk does not answer.
pub(super) fn look(process: &Process) -> Vec<Alert> {
    process.calls.longer_than(LONGEST_CALL).iter().map(alert).collect()
}

fn alert(calls: &LongCalls) -> Alert {
    let LongCalls { whose, number, longest } = calls;
    let (limit, seconds) = (LONGEST_CALL.as_secs(), longest.as_secs());
    let what = format!(
        "{number} calls of the SFTP account {whose} have been under way for more than {limit} s, the first for {seconds} \
         s: does the disk of its folder answer?"
    );
    AlertKind::Worker.of(what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_that_do_not_return_are_reported_with_their_client() {
        let longest = Duration::from_secs(75);
        let alert_raised = alert(&LongCalls { whose: "vejle".to_owned(), number: 8, longest });
        assert!(
            alert_raised.what.starts_with("8 calls of the SFTP account vejle"),
            "{alert_raised:?}"
        );
        assert!(alert_raised.what.contains("the first for 75 s"), "{alert_raised:?}");
    }
}
