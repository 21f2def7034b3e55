/// The work's thread panicked; what it had not committed was rolled back. The panic's message is not repeated: it may
/// contain personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the thread panicked")]
pub struct TaskPanicked;

/// Runs blocking work on a thread for it. It runs to its end even when the caller goes away.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, TaskPanicked> {
    tokio::task::spawn_blocking(work).await.map_err(|_| TaskPanicked)
}

#[cfg(test)]
#[allow(clippy::panic, reason = "tests")]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_error() {
        assert_eq!(blocking(|| 1).await, Ok(1));
        assert_eq!(blocking::<()>(|| panic!("on purpose")).await, Err(TaskPanicked));
    }
}
