use std::panic::PanicHookInfo;
use std::sync::Arc;

use tracing::error;

use crate::status::LogStatus;

/// Has panics say nothing until [`crate::start()`] has them logged: what they say may be about a person.
pub fn hide_panic_messages() {
    std::panic::set_hook(Box::new(|_| {}));
}

/// Has every panic counted, and logged with its place. A panic in a hook would end the process: nothing in it waits,
/// and what it logs goes to the queue, which cannot fail.
pub(crate) fn log_panics(status: Arc<LogStatus>) {
    std::panic::set_hook(Box::new(move |panic| {
        let place = place(panic);
        error!(
            event = "process.panic",
            place, "a thread panicked: this is a bug in cprabo, please report the place"
        );
        status.panics.note(place);
    }));
}

fn place(panic: &PanicHookInfo<'_>) -> String {
    panic.location().map_or_else(|| "unknown".to_owned(), ToString::to_string)
}
