use std::io;
use std::net::IpAddr;
use std::sync::Arc;

use error_report::Report;
use net::{Admission, Refusal, RefusalKind};
use off4_proto::{InvalidRequest, Request};
use tls::{HandshakeError, Shaken, Tls, shake_hands};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tracing::{debug, error};

use crate::call::Call;
use crate::limits::Limits;
use crate::state::Off4State;

/// One connection, from the first byte to the last.
pub(crate) struct Connection {
    pub(crate) state: Off4State,
    pub(crate) limits: Limits,
    pub(crate) address: IpAddr,
    pub(crate) admission: Arc<Admission>,
}

impl Connection {
    pub(crate) async fn serve(self, stream: TcpStream, tls: Tls) {
        tokio::select! {
            () = self.secure(stream, &tls) => {}
            // The work in progress is dropped, with the socket.
            () = self.admission.evicted() => {
                let reason = self.admission.eviction_reason().map_or("", |reason| reason.as_str());
                self.refuse(RefusalKind::Evicted, reason.to_owned());
            }
        }
    }

    async fn secure(&self, stream: TcpStream, tls: &Tls) {
        match shake_hands(tls, stream, self.limits.handshake, &self.admission).await {
            Ok(Shaken { stream, .. }) => self.answer(stream).await,
            Err(HandshakeError { kind: Some(kind), detail, .. }) => self.refuse(kind, detail),
            Err(HandshakeError { kind: None, .. }) => {}
        }
    }

    /// Reads the request, answers it and closes.
    async fn answer(&self, mut stream: impl AsyncRead + AsyncWrite + Unpin) {
        let mut request = Vec::new();
        let reading = read_request(&mut stream, &mut request);
        match timeout(self.limits.request, reading).await {
            // A request that is none is answered with what is wrong.
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                self.refuse(RefusalKind::Off4ProtocolError, error.kind().to_string());
                return;
            }
            Err(_) => {
                self.refuse(
                    RefusalKind::Off4ProtocolError,
                    "the request was not finished".to_owned(),
                );
                return;
            }
        }
        self.admission.note_step();
        let Some(answer) = self.call(request).await else { return };
        let writing = async {
            // At once: some clients read only once.
            stream.write_all(&answer).await?;
            stream.shutdown().await
        };
        match timeout(self.limits.answer, writing).await {
            Ok(Ok(())) => close(stream, self.limits).await,
            Ok(Err(error)) => {
                debug!(peer = %self.address, error = %Report(&error), "an answer was not taken");
            }
            Err(_) => debug!(peer = %self.address, "an answer was not taken in time"),
        }
    }

    /// The answer to a request, from a thread that may block; `None` when it panicked.
    async fn call(&self, request: Vec<u8>) -> Option<Vec<u8>> {
        let (state, address) = (self.state.clone(), self.address);
        let admission = Arc::clone(&self.admission);
        let answer = move || Call::new(&state, address, &admission).answer(&request);
        let answered = tokio::task::spawn_blocking(answer).await;
        // What was not committed was rolled back. The panic's message may contain personal data.
        answered
            .inspect_err(|_| error!(event = "off4.panicked", "a thread that answers OFF4 panicked"))
            .ok()
    }

    fn refuse(&self, kind: RefusalKind, detail: String) {
        self.admission.note_refused();
        let refusal = Refusal { kind, address: self.address, detail, system: None };
        self.state.refusals.record(refusal, self.state.app.now());
    }
}

/// Reads a request; of what is none, only as much as shows that.
async fn read_request(
    stream: &mut (impl AsyncRead + Unpin),
    request: &mut Vec<u8>,
) -> io::Result<()> {
    request.resize(Request::BEGINNING, 0);
    stream.read_exact(request).await?;
    match Request::length(request) {
        Ok(length) => {
            request.resize(length, 0);
            stream.read_exact(&mut request[Request::BEGINNING..]).await.map(|_| ())
        }
        Err(InvalidRequest::NotOff4 | InvalidRequest::AbonType | InvalidRequest::DataType) => {
            Ok(())
        }
    }
}

/// Waits until the client has closed too: bytes of it that nobody has read would reset the connection, and with it the
/// answer could be lost.
async fn close(mut stream: impl AsyncRead + Unpin, limits: Limits) {
    let mut rest = [0; 256];
    let to_its_end = async { while matches!(stream.read(&mut rest).await, Ok(1..)) {} };
    // A client that does not close is cut.
    let _ = timeout(limits.closing, to_its_end).await;
}
