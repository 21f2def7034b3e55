use std::net::IpAddr;
use std::sync::Arc;

use access::LoginError;
use error_report::Report;
use sftp_proto::{Attributes, Kind, TreeError};
use store::SftpUser;
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

use crate::account::Account;
use crate::call_error::CallError;
use crate::state::Server;

/// A client that is logged in, and the server that answers it.
pub(crate) struct Client {
    pub(crate) server: Arc<Server>,
    pub(crate) account: Account,
    /// Where it connects from.
    pub(crate) address: IpAddr,
    /// To be cancelled when the connection must end.
    pub(crate) ended: CancellationToken,
}

impl Client {
    /// The account's name.
    pub(crate) fn user(&self) -> &SftpUser {
        &self.account.system.sftp_user
    }

    /// Checks that the account may continue: keys can be revoked while connections that they opened last.
    pub(crate) async fn admit(&self) -> Result<(), TreeError> {
        let Server { calls, files, .. } = &*self.server;
        match calls.read_for(self.user(), || self.account.check(&files.store)).await {
            Ok(()) => Ok(()),
            Err(LoginError::Store(error)) => Err(self.failed(error)),
            Err(ended) => {
                let Account { ssh_key, .. } = &self.account;
                warn!(event = "sftp.cut_off", user = %self.user(), ssh_key, reason = %ended, "an SFTP client whose right has ended is cut off");
                self.ended.cancel();
                Err(TreeError::Denied)
            }
        }
    }

    /// The attributes of a folder.
    pub(crate) fn folder(&self) -> Attributes {
        let now = self.server.files.clock.now().as_second();
        Attributes { kind: Kind::Folder, size: 0, mtime: u32::try_from(now).unwrap_or(0) }
    }

    /// Logged here with its causes; the client only learns that it failed.
    pub(crate) fn failed(&self, error: impl Into<CallError>) -> TreeError {
        let error = error.into();
        let (user, causes) = (self.user(), Report(&error));
        if error.is_busy() {
            warn!(event = "sftp.busy", %user, error = %causes, "an SFTP request did not get its turn");
        } else {
            error!(event = "sftp.failed", %user, error = %causes, "an SFTP request failed");
        }
        TreeError::Failed
    }
}
