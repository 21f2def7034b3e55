use std::time::Duration;

use access::Door;

/// Limits of a client, beyond those of packets in `sftp_proto::limits`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// From connecting to the client's list of algorithms, which it sends without waiting for anything. A passphrase is
    /// typed later.
    pub silent: Duration,
    /// From connecting to being logged in.
    pub login: Duration,
    /// Of silence of the client.
    pub idle: Duration,
    /// For an answer that the client does not accept.
    pub stall: Duration,
    /// For a client's receipt to be written before its next request is answered. After that the request is answered,
    /// and the receipt is written later.
    pub receipt: Duration,
    /// For a client that closes a file to acknowledge what it was sent, before the file is closed. A client that did
    /// not answer once is not waited for again on that channel.
    pub acknowledgement: Duration,
    /// The same at the listener for old clients: ganymed and trilead answer a second ping within two seconds of the
    /// first when those are over.
    pub legacy_acknowledgement: Duration,
    /// For a client to disconnect after the server requested it.
    pub shutdown_grace: Duration,
    /// Memory for the waiting requests of one account, in bytes, over all its channels and connections. paramiko
    /// requests a whole file at once, 32 KiB per request: this is enough for some 25 GB.
    pub queue: usize,
    /// Channels of one connection.
    pub channels: usize,
    /// Keys that a client may try. Agents offer all they have.
    pub attempts: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            silent: Duration::from_secs(10),
            login: Duration::from_secs(60),
            idle: Duration::from_secs(15 * 60),
            stall: Duration::from_secs(10 * 60),
            receipt: Duration::from_secs(5),
            acknowledgement: Duration::from_secs(1),
            legacy_acknowledgement: Duration::from_secs(3),
            shutdown_grace: Duration::from_secs(2),
            queue: 64 * 1024 * 1024,
            channels: 10,
            attempts: 20,
        }
    }
}

impl Limits {
    /// How long a client at that listener has to answer.
    pub(crate) const fn acknowledgement_at(&self, door: Door) -> Duration {
        match door {
            Door::Ordinary => self.acknowledgement,
            Door::Legacy => self.legacy_acknowledgement,
        }
    }
}
