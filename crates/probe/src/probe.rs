use std::time::{Duration, Instant};

use access::InvalidCertificate;
use clock::Clock;
use jiff::SignedDuration;
use russh::keys::ssh_key;
use rustls::pki_types::pem;
use store::{ProbeFault, ProbeKind};
use tokio::time::timeout;

use crate::http::HttpClient;
use crate::identity::Identity;
use crate::requests::Request;
use crate::sftp_login::SftpClient;
use crate::target::Target;

/// Makes calls of the service as its clients do.
pub struct Probe {
    http: HttpClient,
    sftp: SftpClient,
    soap: Request,
    lookup: Request,
    timeout: Duration,
}

/// A call that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// From the beginning of the connection until the answer was whole, or until it was clear that there is none.
    pub took: SignedDuration,
    /// Why the answer was not right; `None` when it was.
    pub fault: Option<ProbeFault>,
}

/// A key or a certificate with which no call can be made.
#[derive(Debug, thiserror::Error)]
pub enum InvalidProbe {
    /// The server's certificate.
    #[error("cannot read the certificate of the server")]
    Certificate(#[from] InvalidCertificate),
    /// The probe's own.
    #[error("cannot read the probe's certificate or its key")]
    Pem(#[from] pem::Error),
    /// The probe's own.
    #[error("cannot use the probe's certificate and key")]
    Tls(#[from] rustls::Error),
    /// One of the server's, or the probe's.
    #[error("cannot read an SSH key")]
    SshKey(#[from] ssh_key::Error),
}

impl std::fmt::Debug for Probe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Probe").field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

impl Probe {
    /// Calls `target` as `identity`. An answer that is not whole after `timeout` is none.
    ///
    /// # Errors
    /// [`InvalidProbe`] when a key or a certificate cannot be used.
    pub fn new(
        target: &Target,
        identity: &Identity,
        timeout: Duration,
        clock: Clock,
    ) -> Result<Self, InvalidProbe> {
        Ok(Self {
            http: HttpClient::new(target, identity, clock)?,
            sftp: SftpClient::new(target, identity)?,
            soap: Request::soap(identity.system),
            lookup: Request::lookup(),
            timeout,
        })
    }

    /// Makes a call.
    pub async fn call(&self, kind: ProbeKind) -> Call {
        let begun = Instant::now();
        let called = timeout(self.timeout, async {
            match kind {
                ProbeKind::Soap => self.http.ask(&self.soap).await,
                ProbeKind::Lookup => self.http.ask(&self.lookup).await,
                ProbeKind::Sftp => self.sftp.log_in().await,
            }
        });
        let called = called.await.unwrap_or(Err(ProbeFault::TimedOut));
        let took = SignedDuration::try_from(begun.elapsed()).unwrap_or(SignedDuration::MAX);
        Call { took, fault: called.err() }
    }
}
