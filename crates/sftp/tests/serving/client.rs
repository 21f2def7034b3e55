use std::net::SocketAddr;
use std::sync::Arc;

use russh::client::{AuthResult, Config, Handle, Handler, Msg, connect_stream};
use russh::keys::{HashAlg, PrivateKey, PrivateKeyWithHashAlg, PublicKeyOrCertificate};
use russh::{Channel, ChannelMsg, SendError, Signer};

use crate::packets;
use crate::site::{Site, USER};
use crate::wire::{self, Line};

/// An SSH client.
pub(crate) struct Client {
    pub(crate) ssh: Handle<Trusting>,
    pub(crate) line: Line,
}

/// Accepts any server.
pub(crate) struct Trusting;

impl Handler for Trusting {
    type Error = russh::Error;

    async fn check_server_key(&mut self, _: &PublicKeyOrCertificate) -> Result<bool, russh::Error> {
        Ok(true)
    }
}

impl Client {
    /// Connects, without logging in.
    pub(crate) async fn connect(site: &Site) -> Self {
        Self::connect_with(site, Config::default()).await
    }

    async fn connect_with(site: &Site, config: Config) -> Self {
        Self::try_connect_with(site, config).await.unwrap()
    }

    pub(crate) async fn try_connect_with(
        site: &Site,
        config: Config,
    ) -> Result<Self, russh::Error> {
        Self::try_connect_to(site.address, config).await
    }

    pub(crate) async fn try_connect_to(
        address: SocketAddr,
        config: Config,
    ) -> Result<Self, russh::Error> {
        let (stream, line) = wire::connect(address).await;
        let ssh = connect_stream(Arc::new(config), stream, Trusting).await?;
        Ok(Self { ssh, line })
    }

    pub(crate) async fn login(site: &Site) -> Self {
        let mut client = Self::connect(site).await;
        assert!(client.try_key(USER, &site.key).await);
        client
    }

    /// Logs in with a client that blocks as soon as a channel is not read.
    pub(crate) async fn login_without_patience(site: &Site) -> Self {
        let config = Config { window_size: 64 * 1024, channel_buffer_size: 1, ..Config::default() };
        let mut client = Self::connect_with(site, config).await;
        assert!(client.try_key(USER, &site.key).await);
        client
    }

    /// Whether the server accepts the user with the key.
    pub(crate) async fn try_key(&mut self, user: &str, key: &PrivateKey) -> bool {
        self.try_key_with(user, key, None).await
    }

    /// The same with a signature of that kind, for an RSA key; `None` is SHA-1.
    pub(crate) async fn try_key_with(
        &mut self,
        user: &str,
        key: &PrivateKey,
        hash: Option<HashAlg>,
    ) -> bool {
        let key = PrivateKeyWithHashAlg::new(Arc::new(key.clone()), hash);
        matches!(self.ssh.authenticate_publickey(user, key).await, Ok(AuthResult::Success))
    }

    /// Whether the server would accept the key, if the client proved that it has it.
    pub(crate) async fn offer_key(&mut self, user: &str, key: &PrivateKey) -> bool {
        let public = key.public_key().clone();
        let mut signer = NeverSigns;
        let offered = self.ssh.authenticate_publickey_with(user, public, None, &mut signer);
        offered.await.is_err()
    }

    /// Opens a channel and begins SFTP.
    pub(crate) async fn sftp(&self) -> Sftp {
        self.try_sftp().await.unwrap()
    }

    pub(crate) async fn try_sftp(&self) -> Result<Sftp, russh::Error> {
        let channel = self.ssh.channel_open_session().await?;
        channel.request_subsystem(false, "sftp").await?;
        let mut sftp = Sftp { channel, bytes: Vec::new() };
        assert_eq!(sftp.ask(&packets::init()).await[0], packets::VERSION);
        Ok(sftp)
    }

    /// Returns when the server has ended the connection.
    pub(crate) async fn closed(&self) {
        self.line.closed.cancelled().await;
    }
}

/// Has lost the private key.
struct NeverSigns;

/// Its error instead of a signature.
struct NoKey;

impl From<SendError> for NoKey {
    fn from(_: SendError) -> Self {
        Self
    }
}

impl Signer for NeverSigns {
    type Error = NoKey;

    async fn auth_sign(
        &mut self,
        _: &russh::keys::agent::AgentIdentity,
        _: Option<HashAlg>,
        _: Vec<u8>,
    ) -> Result<Vec<u8>, NoKey> {
        Err(NoKey)
    }
}

/// A client's SFTP session, with packets written by hand.
pub(crate) struct Sftp {
    pub(crate) channel: Channel<Msg>,
    bytes: Vec<u8>,
}

impl Sftp {
    pub(crate) async fn send(&self, packet: &[u8]) {
        self.send_all(&[packet]).await;
    }

    /// Sends packets in one piece.
    pub(crate) async fn send_all(&self, packets: &[impl AsRef<[u8]>]) {
        let mut bytes = Vec::new();
        for packet in packets.iter().map(AsRef::as_ref) {
            bytes.extend_from_slice(&u32::try_from(packet.len()).unwrap().to_be_bytes());
            bytes.extend_from_slice(packet);
        }
        // Ignored: the answer shows whether it was sent.
        let _ = self.channel.data(&bytes[..]).await;
    }

    /// The next answer, without its length.
    pub(crate) async fn answer(&mut self) -> Option<Vec<u8>> {
        loop {
            if let Some((length, rest)) = self.bytes.split_first_chunk::<4>() {
                let length = u32::from_be_bytes(*length) as usize;
                if let Some(packet) = rest.get(..length) {
                    let packet = packet.to_vec();
                    self.bytes.drain(..4 + length);
                    return Some(packet);
                }
            }
            match self.channel.wait().await? {
                ChannelMsg::Data { data } => self.bytes.extend_from_slice(&data),
                ChannelMsg::Close => return None,
                _ => {}
            }
        }
    }

    pub(crate) async fn ask(&mut self, packet: &[u8]) -> Vec<u8> {
        self.send(packet).await;
        self.answer().await.unwrap()
    }

    /// Opens a file; returns its handle.
    pub(crate) async fn open(&mut self, path: &str) -> Vec<u8> {
        self.handle(&packets::open(path)).await
    }

    /// Opens a file to be written; returns its handle.
    pub(crate) async fn create(&mut self, path: &str) -> Vec<u8> {
        self.handle(&packets::create(path)).await
    }

    /// Opens a folder; returns its handle.
    pub(crate) async fn opendir(&mut self, path: &str) -> Vec<u8> {
        self.handle(&packets::opendir(path)).await
    }

    async fn handle(&mut self, request: &[u8]) -> Vec<u8> {
        let answer = self.ask(request).await;
        assert_eq!(answer[0], packets::HANDLE, "{answer:?}");
        answer[5..].to_vec()
    }

    /// Reads from a file; returns the bytes.
    pub(crate) async fn read(&mut self, handle: &[u8], offset: u64, length: u32) -> Vec<u8> {
        let answer = self.ask(&packets::read(handle, offset, length)).await;
        assert_eq!(answer[0], packets::DATA, "{answer:?}");
        answer[9..].to_vec()
    }

    /// The status code of a request that has no other answer.
    pub(crate) async fn status(&mut self, packet: &[u8]) -> u8 {
        let answer = self.ask(packet).await;
        assert_eq!(answer[0], packets::STATUS, "{answer:?}");
        answer[8]
    }

    /// Ends the client's side, and waits until the server has closed the channel.
    pub(crate) async fn finish(mut self) {
        self.channel.eof().await.unwrap();
        assert_eq!(self.answer().await, None);
    }
}
