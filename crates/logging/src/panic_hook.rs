use std::panic::PanicHookInfo;
use std::sync::Arc;

use tracing::error;

use crate::status::LogStatus;

/// Suppresses panic messages until [`crate::start()`] logs panics: a message may contain personal data.
pub fn hide_panic_messages() {
    std::panic::set_hook(Box::new(|_| {}));
}

/// Counts every panic, and logs its place. A panic within a hook would abort the process, so nothing here waits, and
/// what it logs goes to the queue, which cannot fail.
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
