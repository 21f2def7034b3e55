use tokio::io::AsyncReadExt as _;
use tokio::sync::mpsc;

use super::*;
use crate::quotas::ConnectionQuotas;
use crate::reason::EvictionReason;

async fn listener(total: usize) -> (Listener, SocketAddr) {
    let limits = ConnectionLimits::new("test", ConnectionQuotas::without_authentication(total));
    let listener = Listener::bind("127.0.0.1:0".parse().unwrap(), limits).await.unwrap();
    let address = listener.local_address().unwrap();
    (listener, address)
}

/// The clock stands still and jumps to the next timer when there is nothing else to do.
#[tokio::test(start_paused = true)]
async fn serve_that_closes_cuts_a_connection_that_does_not_end() {
    let (listener, address) = listener(1).await;
    let close = CancellationToken::new();
    let (came, mut comes) = mpsc::unbounded_channel();
    let served = tokio::spawn(listener.serve(close.clone(), move |stream, _, _| {
        came.send(()).unwrap();
        async move {
            let _stream = stream;
            std::future::pending::<()>().await;
        }
    }));
    let mut client = TcpStream::connect(address).await.unwrap();
    comes.recv().await.unwrap();
    close.cancel();
    served.await.unwrap();
    assert_eq!(client.read(&mut [0]).await.unwrap(), 0, "cut");
}

#[tokio::test(start_paused = true)]
async fn serve_that_closes_waits_for_a_connection_that_ends() {
    let (listener, address) = listener(1).await;
    let close = CancellationToken::new();
    let (came, mut comes) = mpsc::unbounded_channel();
    let (went, mut goes) = mpsc::unbounded_channel();
    let ending = close.clone();
    let served = tokio::spawn(listener.serve(close.clone(), move |_stream, _, _| {
        came.send(()).unwrap();
        let (ending, went) = (ending.clone(), went.clone());
        async move {
            ending.cancelled().await;
            tokio::time::sleep(GRACE / 2).await;
            went.send(()).unwrap();
        }
    }));
    let _client = TcpStream::connect(address).await.unwrap();
    comes.recv().await.unwrap();
    close.cancel();
    served.await.unwrap();
    assert!(goes.recv().await.is_some(), "it came to its end");
}

#[tokio::test]
async fn serve_without_any_place_closes_a_connection() {
    let (listener, address) = listener(0).await;
    let served =
        tokio::spawn(listener.serve(CancellationToken::new(), async |_, _, _| unreachable!()));
    let mut client = TcpStream::connect(address).await.unwrap();
    assert_eq!(client.read(&mut [0]).await.unwrap(), 0, "closed by the server");
    served.abort();
}

/// Serves by holding each connection until it is evicted; reports each new one.
fn serve_holding(listener: Listener) -> mpsc::UnboundedReceiver<Arc<Admission>> {
    let (came, comes) = mpsc::unbounded_channel();
    tokio::spawn(listener.serve(CancellationToken::new(), move |stream, _, admission| {
        came.send(Arc::clone(&admission)).unwrap();
        async move {
            let _stream = stream;
            admission.evicted().await;
        }
    }));
    comes
}

#[tokio::test]
async fn serve_at_its_limit_lets_the_newcomer_in_and_closes_the_oldest() {
    let (listener, address) = listener(2).await;
    let mut comes = serve_holding(listener);
    let mut oldest = TcpStream::connect(address).await.unwrap();
    comes.recv().await.unwrap();
    let mut second = TcpStream::connect(address).await.unwrap();
    comes.recv().await.unwrap();
    let _newcomer = TcpStream::connect(address).await.unwrap();
    comes.recv().await.unwrap();
    assert_eq!(oldest.read(&mut [0]).await.unwrap(), 0, "evicted");
    let silent = second.try_read(&mut [0]);
    assert_eq!(silent.unwrap_err().kind(), std::io::ErrorKind::WouldBlock, "open still");
    assert!(
        tokio::time::timeout(Duration::ZERO, second.read(&mut [0])).await.is_err(),
        "open still"
    );
}

#[tokio::test(start_paused = true)]
async fn recover_without_files_evicts_connections() {
    let (listener, _) = listener(2).await;
    let admission = listener.limits.admit("192.0.2.1".parse().unwrap()).unwrap();
    listener.recover(&std::io::Error::from(Errno::CONNABORTED)).await;
    assert_eq!(admission.eviction_reason(), None, "another kind of failure");
    listener.recover(&std::io::Error::from(Errno::MFILE)).await;
    admission.evicted().await;
    assert_eq!(admission.eviction_reason(), Some(EvictionReason::OutOfFiles));
}
