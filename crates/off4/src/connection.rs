use std::io;

use error_report::Report;
use net::RefusalKind;
use off4_proto::Request;
use tls::{HandshakeError, Shaken, Tls, shake_hands};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tracing::{debug, error};

use crate::call::Call;
use crate::connection_refusals::ConnectionRefusals;
use crate::limits::Limits;

/// One connection, from the first byte to the last.
pub(crate) struct Connection {
    pub(crate) limits: Limits,
    pub(crate) refusals: ConnectionRefusals,
}

impl Connection {
    pub(crate) async fn serve(self, stream: TcpStream, tls: Tls) {
        let admission = &self.refusals.admission;
        tokio::select! {
            () = self.secure(stream, &tls) => {}
            // The socket closes. A request that is being answered goes on to its end, and nobody gets the answer.
            () = admission.evicted() => {
                let reason = admission.eviction_reason().map_or("", |reason| reason.as_str());
                self.refusals.record(RefusalKind::Evicted, reason.to_owned());
            }
        }
    }

    async fn secure(&self, stream: TcpStream, tls: &Tls) {
        match shake_hands(tls, stream, self.limits.handshake, &self.refusals.admission).await {
            Ok(Shaken { stream, .. }) => self.answer(stream).await,
            Err(HandshakeError { kind: Some(kind), detail, .. }) => {
                self.refusals.record(kind, detail);
            }
            Err(HandshakeError { kind: None, .. }) => {}
        }
    }

    /// Reads the request, answers it and closes.
    async fn answer(&self, mut stream: impl AsyncRead + AsyncWrite + Unpin) {
        let request = match timeout(self.limits.request, read_request(&mut stream)).await {
            Ok(Ok(request)) => request,
            Ok(Err(error)) => return self.refuse_unread(error.kind().to_string()),
            Err(_) => return self.refuse_unread("the request was not finished".to_owned()),
        };
        self.refusals.admission.note_step();
        let Some(answer) = self.call(request).await else { return };
        let writing = async {
            // At once: some clients read only once.
            stream.write_all(&answer).await?;
            stream.shutdown().await
        };
        let peer = self.refusals.address;
        match timeout(self.limits.answer, writing).await {
            Ok(Ok(())) => close(stream, self.limits).await,
            Ok(Err(error)) => debug!(%peer, error = %Report(&error), "an answer was not taken"),
            Err(_) => debug!(%peer, "an answer was not taken in time"),
        }
    }

    /// The answer to a request, from a thread that may block; `None` when it panicked.
    async fn call(&self, request: Vec<u8>) -> Option<Vec<u8>> {
        let refusals = self.refusals.clone();
        let answer = move || Call::new(&refusals.app, &refusals).answer(&request);
        let answered = tokio::task::spawn_blocking(answer).await;
        // What was not committed was rolled back. The panic's message may contain personal data.
        let panicked =
            |_: &_| error!(event = "off4.panicked", "a thread that answers OFF4 panicked");
        answered.inspect_err(panicked).ok()
    }

    fn refuse_unread(&self, detail: String) {
        self.refusals.record(RefusalKind::Off4ProtocolError, detail);
    }
}

/// Reads a request; of what is none, only as much as shows that.
async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Vec<u8>> {
    let mut request = vec![0; Request::BEGINNING];
    stream.read_exact(&mut request).await?;
    if let Ok(length) = Request::length(&request) {
        request.resize(length, 0);
        stream.read_exact(&mut request[Request::BEGINNING..]).await?;
    }
    Ok(request)
}

/// Waits until the client has closed too: bytes of it that nobody has read would reset the connection, and with it the
/// answer could be lost.
async fn close(mut stream: impl AsyncRead + Unpin, limits: Limits) {
    let mut rest = [0; 256];
    let to_its_end = async { while matches!(stream.read(&mut rest).await, Ok(1..)) {} };
    // A client that does not close is cut.
    let _ = timeout(limits.closing, to_its_end).await;
}
