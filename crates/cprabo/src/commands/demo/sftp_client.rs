use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail, ensure};
use russh::client::{self, Handle, Msg};
use russh::keys::{PrivateKey, PrivateKeyWithHashAlg, PublicKey, PublicKeyOrCertificate};
use russh::{Channel, ChannelMsg, Disconnect};
use sftp_proto::client::{Answer, Answers, close, init, open, opendir, read, readdir};
use sftp_proto::{StatusCode, limits};

use super::cast::Actor;
use crate::installation::Installation;

/// A client of the SFTP server.
pub(super) struct SftpClient {
    ssh: Handle<KnowsServer>,
    channel: Channel<Msg>,
    answers: Answers,
}

/// Accepts only the server whose key it knows.
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
        let keys = installation.public_host_keys()?;
        let keys = keys.iter().map(|key| PublicKey::from_openssh(key));
        let keys = keys.collect::<Result<Vec<_>, _>>()?;
        let config = Arc::new(client::Config::default());
        let mut ssh = client::connect(config, address, KnowsServer { keys }).await?;
        let key = PrivateKey::from_openssh(&actor.ssh_key)?;
        let key = PrivateKeyWithHashAlg::new(Arc::new(key), None);
        let login = ssh.authenticate_publickey(actor.name, key).await?;
        ensure!(login.success(), "the SFTP server refused {}", actor.name);
        let channel = ssh.channel_open_session().await?;
        channel.request_subsystem(true, "sftp").await?;
        let mut client = Self { ssh, channel, answers: Answers::default() };
        match client.ask(init()).await? {
            Answer::Version(_) => Ok(client),
            other => bail!("the SFTP server begins with {other:?}"),
        }
    }

    /// The names of the files in a folder, in the server's order.
    pub(super) async fn list(&mut self, folder: &str) -> Result<Vec<String>> {
        let handle = self.handle(opendir(folder.as_bytes())).await?;
        let mut names = Vec::new();
        while let Some(answer) = self.next(readdir(&handle)).await? {
            let Answer::Names(more) = answer else { bail!("a folder is read as {answer:?}") };
            names.extend(more.into_iter().map(String::from_utf8).collect::<Result<Vec<_>, _>>()?);
        }
        self.ask(close(&handle)).await?;
        names.retain(|name| name != "." && name != "..");
        Ok(names)
    }

    /// A file, whole.
    pub(super) async fn read(&mut self, path: &str) -> Result<Vec<u8>> {
        let handle = self.handle(open(path.as_bytes())).await;
        let handle = handle.with_context(|| format!("cannot fetch {path}"))?;
        let mut bytes = Vec::new();
        while let Some(answer) = self.next(read(&handle, bytes.len() as u64, limits::READ)).await? {
            let Answer::Data(more) = answer else { bail!("a file is read as {answer:?}") };
            bytes.extend(more);
        }
        self.ask(close(&handle)).await?;
        Ok(bytes)
    }

    async fn handle(&mut self, request: Vec<u8>) -> Result<Vec<u8>> {
        match self.ask(request).await? {
            Answer::Handle(handle) => Ok(handle),
            other => bail!("the SFTP server answers {other:?}"),
        }
    }

    /// The next part of a file or folder; `None` at its end.
    async fn next(&mut self, request: Vec<u8>) -> Result<Option<Answer>> {
        let answer = self.ask(request).await?;
        Ok((answer != Answer::Status(StatusCode::Eof as u32)).then_some(answer))
    }

    async fn ask(&mut self, request: Vec<u8>) -> Result<Answer> {
        self.channel.data(&request[..]).await?;
        loop {
            if let Some(answer) = self.answers.next()? {
                return Ok(answer);
            }
            let message = self.channel.wait().await.context("the SFTP server went away")?;
            if let ChannelMsg::Data { data } = message {
                self.answers.feed(&data);
            }
        }
    }

    pub(super) async fn close(self) -> Result<()> {
        self.channel.close().await?;
        Ok(self.ssh.disconnect(Disconnect::ByApplication, "", "en").await?)
    }
}
