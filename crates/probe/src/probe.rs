use std::time::{Duration, Instant};

use clock::Clock;
use jiff::SignedDuration;
use store::{ProbeFault, ProbeKind};
use tokio::time::timeout;

use crate::http::HttpClient;
use crate::identity::Identity;
use crate::invalid_probe::InvalidProbe;
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
