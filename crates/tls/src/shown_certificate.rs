use std::cell::Cell;

tokio::task_local! {
    /// The certificate that the client has sent in the current handshake. rustls does not provide it when the handshake
    /// then fails.
    static SHOWN: Cell<Option<Vec<u8>>>;
}

/// Runs a handshake that notes the client's certificate.
pub(crate) async fn noting_shown<T>(handshake: impl Future<Output = T>) -> T {
    SHOWN.scope(Cell::new(None), handshake).await
}

/// The certificate that the client has sent in the current handshake.
pub(crate) fn take_shown() -> Option<Vec<u8>> {
    SHOWN.try_with(Cell::take).ok().flatten()
}

/// Notes the client's certificate in the current handshake.
pub(crate) fn note_shown(certificate: &[u8]) {
    // An error means that no handshake is running; nobody asks for the certificate then.
    let _ = SHOWN.try_with(|shown| shown.set(Some(certificate.to_vec())));
}
