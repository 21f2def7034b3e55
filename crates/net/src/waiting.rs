use std::collections::HashMap;
use std::future::poll_fn;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::Instant;
use tokio_util::time::DelayQueue;

use crate::unauthenticated::Turn;

/// The interval at which an address with many places may take one from a connection that makes progress. An address has
/// some hundreds of places, so a handshake has seconds for each step.
const OF_ADDRESS: Duration = Duration::from_millis(5);
/// The interval at which all addresses with few places together may. There are some thousands of places.
const OF_OTHERS: Duration = Duration::from_millis(2);
/// The longest that a connection waits for its turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// Accepted connections that wait for their turn to be admitted. Nothing is read from them and nothing sent.
///
/// Without this, attackers that reconnect whenever they are evicted would cause thousands of evictions per second, and
/// a legitimate caller would never have time to log in.
#[derive(Debug)]
pub(crate) struct WaitingConnections {
    capacity: usize,
    queue: DelayQueue<(TcpStream, SocketAddr)>,
    /// The next turn of addresses that had one lately.
    turns: HashMap<Turn, Instant>,
}

impl WaitingConnections {
    /// Room for so many.
    pub(crate) fn new(capacity: usize) -> Self {
        Self { capacity, queue: DelayQueue::new(), turns: HashMap::new() }
    }

    /// Adds a connection that waits for its turn. Returns it when the turn has come, when there is no room, or when it
    /// would wait too long.
    pub(crate) fn add(
        &mut self,
        stream: TcpStream,
        peer: SocketAddr,
        turn: Turn,
    ) -> Option<(TcpStream, SocketAddr)> {
        let now = Instant::now();
        if self.queue.is_empty() {
            self.turns.retain(|_, next| *next > now);
        }
        let next = self.turns.get(&turn).map_or(now, |next| now.max(*next));
        if next > now + PATIENCE || (next > now && self.queue.len() >= self.capacity) {
            return Some((stream, peer));
        }
        self.turns.insert(turn, next + turn.interval());
        if next <= now {
            return Some((stream, peer));
        }
        self.queue.insert_at((stream, peer), next);
        None
    }

    /// The next connection whose turn it is; never returns while none waits.
    pub(crate) async fn next(&mut self) -> (TcpStream, SocketAddr) {
        match poll_fn(|context| self.queue.poll_expired(context)).await {
            Some(expired) => expired.into_inner(),
            None => std::future::pending().await,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.queue.len()
    }
}

impl Turn {
    const fn interval(self) -> Duration {
        match self {
            Self::OfAddress(_) => OF_ADDRESS,
            Self::OfOthers => OF_OTHERS,
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;
    use crate::source::Source;

    /// An open connection.
    async fn stream() -> TcpStream {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        TcpStream::connect(listener.local_addr().unwrap()).await.unwrap()
    }

    fn peer(last: u8) -> SocketAddr {
        SocketAddr::from(([192, 0, 2, last], 1))
    }

    impl WaitingConnections {
        /// Adds a connection from that address; `true` when it waits for the address's turn.
        async fn waits(&mut self, last: u8) -> bool {
            let turn = Turn::OfAddress(Source::of(peer(last).ip()));
            self.add(stream().await, peer(last), turn).is_none()
        }
    }

    /// The clock stands still and jumps to the next timer when there is nothing else to do.
    #[tokio::test(start_paused = true)]
    async fn next_gives_each_address_one_turn_after_the_other() {
        let mut waiting = WaitingConnections::new(10);
        let begun = Instant::now();
        let mut waits = Vec::new();
        for last in [1, 1, 2, 2, 1] {
            waits.push(waiting.waits(last).await);
        }
        assert_eq!(
            waits,
            [false, true, false, true, true],
            "the first of each has its turn at once"
        );
        let mut turns = Vec::new();
        for _ in 0..3 {
            let (_, peer) = waiting.next().await;
            turns.push((peer, begun.elapsed().as_millis() / OF_ADDRESS.as_millis()));
        }
        turns.sort_unstable();
        assert_eq!(turns, [(peer(1), 1), (peer(1), 2), (peer(2), 1)]);
        assert_eq!(waiting.len(), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn next_gives_addresses_that_hold_little_their_turns_together() {
        let mut waiting = WaitingConnections::new(10);
        let begun = Instant::now();
        assert!(waiting.add(stream().await, peer(1), Turn::OfOthers).is_some());
        assert!(waiting.add(stream().await, peer(2), Turn::OfOthers).is_none());
        assert_eq!(waiting.next().await.1, peer(2));
        assert_eq!(begun.elapsed(), OF_OTHERS);
    }

    #[tokio::test(start_paused = true)]
    async fn add_at_its_capacity_gives_the_connection_back() {
        let mut waiting = WaitingConnections::new(2);
        assert!(!waiting.waits(1).await);
        assert!(waiting.waits(1).await && waiting.waits(1).await);
        assert!(!waiting.waits(1).await, "one too many");
        assert!(!waiting.waits(2).await, "it has its turn at once, and needs no room");
        waiting.next().await;
        assert!(waiting.waits(1).await);
    }

    #[tokio::test(start_paused = true)]
    async fn add_after_the_longest_wait_gives_the_connection_back() {
        let most = usize::try_from(PATIENCE.as_millis() / OF_ADDRESS.as_millis()).unwrap();
        let mut waiting = WaitingConnections::new(2 * most);
        assert!(!waiting.waits(1).await);
        for _ in 0..most {
            assert!(waiting.waits(1).await);
        }
        assert!(!waiting.waits(1).await);
    }
}
