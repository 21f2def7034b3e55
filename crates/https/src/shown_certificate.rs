use std::cell::Cell;

tokio::task_local! {
    /// The certificate that the client of the handshake under way has shown. rustls does not tell it when the
    /// handshake then fails.
    static SHOWN: Cell<Option<Vec<u8>>>;
}

/// Runs a handshake, in which it is noted which certificate the client shows.
pub(crate) async fn noting_shown<T>(handshake: impl Future<Output = T>) -> T {
    SHOWN.scope(Cell::new(None), handshake).await
}

/// The certificate that the client has shown in the handshake under way.
pub(crate) fn take_shown() -> Option<Vec<u8>> {
    SHOWN.try_with(Cell::take).ok().flatten()
}

/// Notes, in a handshake under way, which certificate the client shows.
pub(crate) fn note_shown(certificate: &[u8]) {
    // Outside of a handshake there is nowhere to note it, and nobody who asks.
    let _ = SHOWN.try_with(|shown| shown.set(Some(certificate.to_vec())));
}
