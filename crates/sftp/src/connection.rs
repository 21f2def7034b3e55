mod authentication;
mod handler;

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use access::Door;
use net::{Admission, Registration};
use russh::ChannelId;
use tokio::sync::{Semaphore, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::account::Account;
use crate::acknowledgement::Ending;
use crate::channel::{AnswerLimits, channel, close};
use crate::client::Client;
use crate::limits::Limits;
use crate::login::Login;
use crate::on_the_way::OnTheWay;
use crate::open_channel::OpenChannel;
use crate::state::Server;
use crate::tree::AccountTree;
use crate::withheld::WithheldNotes;

/// The client's address, and the listener that it uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Peer {
    pub(crate) address: IpAddr,
    pub(crate) door: Door,
}

/// One client's connection.
pub(crate) struct Connection {
    server: Arc<Server>,
    peer: Peer,
    admission: Arc<Admission>,
    login: watch::Sender<Login>,
    /// Keys that were offered.
    offers: usize,
    /// The number of refusals.
    refusals: usize,
    account: Option<Account>,
    /// Registers the connection among those that are logged in.
    registration: Option<Registration<Account>>,
    channels: HashMap<ChannelId, OpenChannel>,
    /// One for each channel that may be open.
    places: Arc<Semaphore>,
    answering: TaskTracker,
    /// How the connection ends.
    ending: watch::Receiver<Ending>,
    /// To be cancelled when the connection must end.
    ended: CancellationToken,
}

impl Connection {
    pub(crate) fn new(
        server: Arc<Server>,
        peer: Peer,
        admission: Arc<Admission>,
        login: watch::Sender<Login>,
        answering: TaskTracker,
        ending: watch::Receiver<Ending>,
        ended: CancellationToken,
    ) -> Self {
        let places = Arc::new(Semaphore::new(server.limits.channels));
        Self {
            server,
            peer,
            admission,
            login,
            offers: 0,
            refusals: 0,
            account: None,
            registration: None,
            channels: HashMap::new(),
            places,
            answering,
            ending,
            ended,
        }
    }

    fn start_sftp(&mut self, id: ChannelId) -> bool {
        let Some(account) = self.account.clone() else { return false };
        let Some(OpenChannel::Idle { writer, place }) = self.channels.remove(&id) else {
            return false;
        };
        let (inlet, outlet) = channel(self.server.budgets.of(account.system.id));
        let server = Arc::clone(&self.server);
        let ended = self.ended.clone();
        let on_the_way = OnTheWay::default();
        let client = Client { server, account, address: self.peer.address, ended: ended.clone() };
        let tree = AccountTree { client, on_the_way, withheld: WithheldNotes::default() };
        let over = ended.child_token();
        let Limits { stall, .. } = self.server.limits;
        let acknowledgement = self.server.limits.acknowledgement_at(self.peer.door);
        let ending = self.ending.clone();
        let until = AnswerLimits { stall, acknowledgement, ending, over: over.clone(), ended };
        let open = OpenChannel::Sftp { inlet: Some(inlet), over: over.clone() };
        self.channels.insert(id, open);
        self.answering.spawn(async move {
            let _over = over.drop_guard();
            outlet.answer(tree, &writer, until).await;
            // First: a client that sees the channel closed may open another.
            drop(place);
            close(&writer).await;
        });
        true
    }
}
