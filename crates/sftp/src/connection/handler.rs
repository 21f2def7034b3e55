//! The client's SSH requests.

use std::sync::Arc;

use russh::client::GexParams;
use russh::kex::dh::groups::DhGroup;
use russh::keys::{Certificate, HashAlg};
use russh::server::{
    Auth, ChannelOpenHandle, Handler, Msg, PublicKeyOffer, Response, Session, VerifiedPublicKey,
};
use russh::{Channel, ChannelId, ChannelOpenFailure, Pty};
use tracing::warn;

use super::Connection;
use crate::account::Account;
use crate::disconnect_reason::DisconnectReason;
use crate::group_exchange::group;
use crate::login::{ClaimedAccount, Login, LoginRejection};
use crate::open_channel::OpenChannel;

impl Handler for Connection {
    type Error = DisconnectReason;

    /// The first callback of a client after SSH is encrypted.
    async fn authentication_banner(&mut self) -> Result<Option<String>, DisconnectReason> {
        self.admission.note_step();
        Ok(None)
    }

    async fn lookup_dh_gex_group(
        &mut self,
        wanted: &GexParams,
    ) -> Result<Option<DhGroup>, DisconnectReason> {
        group(wanted).map(Some)
    }

    /// Clients use "none" to ask for the methods. Those without a suitable key try nothing else.
    async fn auth_none(&mut self, user: &str) -> Result<Auth, DisconnectReason> {
        let is_first = *self.login.borrow() == Login::NotAttempted;
        if is_first {
            self.admission.note_step();
            self.login.send_replace(Login::NoKey(ClaimedAccount::of(user)));
        }
        Ok(Auth::reject())
    }

    async fn auth_publickey_offered(
        &mut self,
        user: &str,
        offer: PublicKeyOffer<'_>,
    ) -> Result<Auth, DisconnectReason> {
        self.offers = self.offers.saturating_add(1);
        // russh counts refusals and then disconnects. Registered keys could be offered for ever: they are refused
        // beyond the limit.
        if self.offers > self.server.limits.attempts {
            self.admission.note_refused();
            return Ok(Auth::reject());
        }
        match self.try_login(user, offer.public_key, offer.algorithm).await {
            Some(_) => {
                self.admission.note_step();
                self.login.send_replace(Login::KeyNotProven(ClaimedAccount::of(user)));
                Ok(Auth::Accept)
            }
            None => Ok(Auth::reject()),
        }
    }

    async fn auth_publickey(
        &mut self,
        user: &str,
        key: VerifiedPublicKey<'_>,
    ) -> Result<Auth, DisconnectReason> {
        let Some(system) = self.try_login(user, key.public_key, key.algorithm).await else {
            return Ok(Auth::reject());
        };
        let ssh_key = key.public_key.fingerprint(HashAlg::Sha256).to_string();
        let (key, algorithm) = (key.public_key.clone(), key.algorithm.clone());
        let door = self.peer.door;
        Ok(self.accept(Account { system, key, algorithm, ssh_key, door }))
    }

    async fn auth_password(
        &mut self,
        user: &str,
        _password: &str,
    ) -> Result<Auth, DisconnectReason> {
        Ok(self.refuse(user, LoginRejection::Method("password")))
    }

    async fn auth_keyboard_interactive<'a>(
        &'a mut self,
        user: &str,
        _submethods: &str,
        _response: Option<Response<'a>>,
    ) -> Result<Auth, DisconnectReason> {
        Ok(self.refuse(user, LoginRejection::Method("keyboard-interactive")))
    }

    async fn auth_openssh_certificate(
        &mut self,
        user: &str,
        _certificate: &Certificate,
    ) -> Result<Auth, DisconnectReason> {
        Ok(self.refuse(user, LoginRejection::Method("certificate")))
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Result<(), DisconnectReason> {
        // The library does not report the end of a channel that this side closed.
        self.channels.retain(|_, open| !open.is_over());
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            reply.reject(ChannelOpenFailure::ResourceShortage).await;
            return Ok(());
        };
        // Incoming bytes are handled in `data` below; a reading half that nobody reads would fill up and block the
        // connection.
        let id = channel.id();
        let (reader, writer) = channel.split();
        drop(reader);
        self.channels.insert(id, OpenChannel::Idle { writer, place });
        reply.accept().await;
        Ok(())
    }

    async fn subsystem_request(
        &mut self,
        channel: ChannelId,
        name: &str,
        session: &mut Session,
    ) -> Result<(), DisconnectReason> {
        if name == "sftp" && self.start_sftp(channel) {
            session.channel_success(channel)?;
        } else {
            session.channel_failure(channel)?;
        }
        Ok(())
    }

    async fn shell_request(
        &mut self,
        channel: ChannelId,
        session: &mut Session,
    ) -> Result<(), DisconnectReason> {
        Ok(session.channel_failure(channel)?)
    }

    async fn exec_request(
        &mut self,
        channel: ChannelId,
        _command: &[u8],
        session: &mut Session,
    ) -> Result<(), DisconnectReason> {
        Ok(session.channel_failure(channel)?)
    }

    async fn pty_request(
        &mut self,
        channel: ChannelId,
        _term: &str,
        _columns: u32,
        _rows: u32,
        _width: u32,
        _height: u32,
        _modes: &[(Pty, u32)],
        session: &mut Session,
    ) -> Result<(), DisconnectReason> {
        Ok(session.channel_failure(channel)?)
    }

    async fn env_request(
        &mut self,
        channel: ChannelId,
        _name: &str,
        _value: &str,
        session: &mut Session,
    ) -> Result<(), DisconnectReason> {
        Ok(session.channel_failure(channel)?)
    }

    async fn data(
        &mut self,
        channel: ChannelId,
        data: &[u8],
        session: &mut Session,
    ) -> Result<(), DisconnectReason> {
        if let Some(OpenChannel::Sftp { inlet: Some(inlet), .. }) = self.channels.get_mut(&channel)
        {
            let ping = inlet.feed(data).await.inspect_err(|broken| {
                warn!(event = "sftp.broken", peer = %self.peer.address, %broken, "an SFTP client is cut off");
            })?;
            if let Some(pong) = ping {
                session.send_ping(pong)?;
            }
        }
        Ok(())
    }

    async fn channel_eof(
        &mut self,
        channel: ChannelId,
        _session: &mut Session,
    ) -> Result<(), DisconnectReason> {
        if let Some(OpenChannel::Sftp { inlet, .. }) = self.channels.get_mut(&channel) {
            // That closes the queue; the requests in it are still answered.
            if let Some(inlet) = inlet.take() {
                inlet.end();
            }
        }
        Ok(())
    }

    async fn channel_close(
        &mut self,
        channel: ChannelId,
        _session: &mut Session,
    ) -> Result<(), DisconnectReason> {
        if let Some(OpenChannel::Sftp { over, inlet }) = self.channels.remove(&channel) {
            if let Some(inlet) = inlet {
                inlet.end();
            }
            // Nobody accepts answers any more: a task about to send one must not wait for room.
            over.cancel();
        }
        Ok(())
    }
}
