//! An SSH handshake, a login, and the beginning of an SFTP session.

use std::net::SocketAddr;
use std::sync::Arc;

use civil::SftpUser;
use russh::client::{self, Handle};
use russh::keys::{PrivateKey, PrivateKeyWithHashAlg, PublicKey, PublicKeyOrCertificate};
use russh::{ChannelMsg, Disconnect};
use sftp_proto::client::{Answer, Answers, init};
use store::ProbeFault;

use crate::identity::Identity;
use crate::invalid_probe::InvalidProbe;
use crate::target::{Target, reached_at};

/// A client of the SFTP server.
pub(crate) struct SftpClient {
    address: SocketAddr,
    host_keys: Vec<PublicKey>,
    user: SftpUser,
    key: Arc<PrivateKey>,
}

impl SftpClient {
    pub(crate) fn new(target: &Target, identity: &Identity) -> Result<Self, InvalidProbe> {
        let host_keys = target.host_keys.iter().map(|key| PublicKey::from_openssh(key));
        Ok(Self {
            address: reached_at(target.sftp),
            host_keys: host_keys.collect::<Result<_, _>>()?,
            user: identity.sftp_user.clone(),
            key: Arc::new(PrivateKey::from_openssh(&identity.ssh_key)?),
        })
    }

    /// Logs in, and begins a session.
    pub(crate) async fn log_in(&self) -> Result<(), ProbeFault> {
        let config = Arc::new(client::Config::default());
        let keys = KnownHosts(self.host_keys.clone());
        let connected = client::connect(config, self.address, keys).await;
        let mut ssh = connected.map_err(|error| match error {
            russh::Error::IO(_) => ProbeFault::NoConnection,
            _ => ProbeFault::NoHandshake,
        })?;
        let begun = self.begin(&mut ssh).await;
        // What it answers to that is not part of the measurement.
        let _ended = ssh.disconnect(Disconnect::ByApplication, "", "en").await;
        begun
    }

    async fn begin(&self, ssh: &mut Handle<KnownHosts>) -> Result<(), ProbeFault> {
        let key = PrivateKeyWithHashAlg::new(Arc::clone(&self.key), None);
        let login = ssh.authenticate_publickey(self.user.as_str(), key).await;
        if !login.map_err(|_| ProbeFault::NoHandshake)?.success() {
            return Err(ProbeFault::Refused);
        }
        let wrong = |_: russh::Error| ProbeFault::WrongAnswer;
        let mut channel = ssh.channel_open_session().await.map_err(wrong)?;
        channel.request_subsystem(true, "sftp").await.map_err(wrong)?;
        channel.data(&init()[..]).await.map_err(wrong)?;
        let mut answers = Answers::default();
        while let Some(message) = channel.wait().await {
            let ChannelMsg::Data { data } = message else { continue };
            answers.feed(&data);
            match answers.next() {
                Ok(None) => {}
                Ok(Some(Answer::Version(_))) => return Ok(()),
                Ok(Some(_)) | Err(_) => break,
            }
        }
        Err(ProbeFault::WrongAnswer)
    }
}

/// Accepts only the server whose key it knows.
struct KnownHosts(Vec<PublicKey>);

impl client::Handler for KnownHosts {
    type Error = russh::Error;

    async fn check_server_key(
        &mut self,
        key: &PublicKeyOrCertificate,
    ) -> Result<bool, russh::Error> {
        let PublicKeyOrCertificate::PublicKey { key, .. } = key else { return Ok(false) };
        Ok(self.0.iter().any(|known| known.key_data() == key.key_data()))
    }
}
