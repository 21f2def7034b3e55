use app::{AppError, Detail, ErrorCode};
use sandbox::{Sandbox, SandboxError};
use synth::{InvalidStory, WorkspaceError};

use crate::call::Call;
use crate::page_error::PageError;

/// The sandbox. The route says that there is one.
pub(super) fn sandbox(call: &Call) -> Result<&Sandbox, PageError> {
    call.shared.web.sandbox.as_ref().ok_or(PageError::NotFound)
}

/// Why something cannot be done, for the page that says so.
pub(super) fn refused(error: SandboxError) -> AppError {
    let not_possible = |english: &'static str, danish: &'static str| {
        AppError::with(ErrorCode::NotPossible, Detail::new(english, danish))
    };
    match error {
        SandboxError::Busy => not_possible(
            "A day is passing. Wait until it is over",
            "En dag er ved at gå. Vent, til den er gået",
        ),
        SandboxError::Nobody => {
            not_possible("The person is not there any more", "Personen er der ikke længere")
        }
        SandboxError::Days => not_possible(
            "An order is for 1 to 21 days, and with a fault for one",
            "En bestilling er på 1 til 21 dage, og med en fejl på én",
        ),
        SandboxError::Workspace(WorkspaceError::Story(
            InvalidStory::Impossible { .. } | InvalidStory::Nobody(_),
        )) => not_possible(
            "That cannot happen to the person on that day",
            "Det kan ikke ske for personen den dag",
        ),
        SandboxError::Store(error) => error.into(),
        SandboxError::Pipeline(error) => error.into(),
        other => AppError::internal(other),
    }
}
