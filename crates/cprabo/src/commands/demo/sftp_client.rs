use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use russh::Disconnect;
use russh::client::{self, Handle};
use russh::keys::{PrivateKey, PrivateKeyWithHashAlg, PublicKey, PublicKeyOrCertificate};
use russh_sftp::client::SftpSession;

use super::cast::Actor;
use crate::installation::{Installation, files};

/// A client of the SFTP server.
pub(super) struct SftpClient {
    ssh: Handle<KnowsServer>,
    sftp: SftpSession,
}

/// Talks to the one server whose key it knows.
struct KnowsServer {
    keys: Vec<PublicKey>,
}

impl client::Handler for KnowsServer {
    type Error = russh::Error;

    async fn check_server_key(
        &mut self,
        key: &PublicKeyOrCertificate,
    ) -> Result<bool, russh::Error> {
        let PublicKeyOrCertificate::PublicKey { key, .. } = key else { return Ok(false) };
        Ok(self.keys.iter().any(|known| known.key_data() == key.key_data()))
    }
}

impl SftpClient {
    pub(super) async fn login(
        address: SocketAddr,
        installation: &Installation,
        actor: &Actor,
    ) -> Result<Self> {
        let keys = files::HOST_KEYS
            .iter()
            .map(|file| Ok(PublicKey::from_openssh(&installation.read(&format!("{file}.pub"))?)?))
            .collect::<Result<Vec<_>>>()?;
        let config = Arc::new(client::Config::default());
        let mut ssh = client::connect(config, address, KnowsServer { keys }).await?;
        let key = PrivateKey::from_openssh(&actor.ssh_key)?;
        let key = PrivateKeyWithHashAlg::new(Arc::new(key), None);
        let login = ssh.authenticate_publickey(actor.name, key).await?;
        ensure!(login.success(), "the SFTP server refused {}", actor.name);
        let channel = ssh.channel_open_session().await?;
        channel.request_subsystem(true, "sftp").await?;
        let sftp = SftpSession::new(channel.into_stream()).await?;
        Ok(Self { ssh, sftp })
    }

    /// The names of the files in a folder, in the server's order.
    pub(super) async fn list(&self, folder: &str) -> Result<Vec<String>> {
        let entries = self.sftp.read_dir(folder).await?;
        Ok(entries.map(|entry| entry.file_name()).collect())
    }

    /// A file, whole.
    pub(super) async fn read(&self, path: &str) -> Result<Vec<u8>> {
        self.sftp.read(path).await.with_context(|| format!("cannot fetch {path}"))
    }

    pub(super) async fn close(self) -> Result<()> {
        self.sftp.close().await?;
        Ok(self.ssh.disconnect(Disconnect::ByApplication, "", "en").await?)
    }
}
