use std::time::Duration;

use russh::ChannelOpenFailure;
use sftp::Limits;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;

use crate::client::{Client, Sftp};
use crate::packets;
use crate::site::{Site, USER, new_key};

const SHORT: Duration = Duration::from_millis(100);
/// Longer than a handshake on a machine that has other things to do.
const LOGIN: Duration = Duration::from_secs(3);

#[tokio::test(flavor = "multi_thread")]
async fn client_without_a_login_in_time_is_closed_and_others_are_not() {
    let limits = Limits { login: LOGIN, shutdown_grace: SHORT, ..Limits::default() };
    let site = Site::open(limits).await;
    let logged_in = Client::login(&site).await;
    let undecided = Client::connect(&site).await;
    let mut silent = TcpStream::connect(site.address).await.unwrap();
    undecided.closed().await;
    silent.read_to_end(&mut Vec::new()).await.unwrap();
    // Its time would be over too, but it logged in before.
    logged_in.sftp().await;
    assert_eq!(site.stop().await, [""; 0], "no login was refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn idle_client_is_closed() {
    let site = Site::open(Limits { idle: LOGIN, ..Limits::default() }).await;
    Client::login(&site).await.closed().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn client_that_never_reads_is_closed() {
    let limits = Limits { stall: SHORT, shutdown_grace: SHORT, ..Limits::default() };
    let site = Site::open(limits).await;
    let name = site.deliver(5, &vec![b'x'; 1_000_000]);
    let client = Client::login_without_patience(&site).await;
    let _never_read = ask_and_never_read(&client, name, 93).await;
    client.closed().await;
    assert_eq!(site.collected_at(), None, "the end was requested but not sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn client_beyond_the_queue_limit_is_closed() {
    // Memory for some ten requests, and unlimited time to accept their answers.
    let limits = Limits { queue: 1000, shutdown_grace: SHORT, ..Limits::default() };
    let site = Site::open(limits).await;
    let name = site.deliver(5, &vec![b'x'; 1_000_000]);
    let client = Client::login_without_patience(&site).await;
    let _never_read = ask_and_never_read(&client, name, 93).await;
    client.closed().await;
}

/// Requests parts of a file, again and again from its beginning to its end, in one piece: when nobody reads, the
/// client's library finally blocks on sending, too.
async fn ask_and_never_read(client: &Client, name: String, parts: usize) -> Sftp {
    let mut sftp = client.sftp().await;
    let handle = sftp.open(&format!("IN/{name}")).await;
    let parts = (0..31).cycle().take(parts);
    let requests: Vec<_> =
        parts.map(|part| packets::read(&handle, part * 32_768, 32_768)).collect();
    sftp.send_all(&requests).await;
    sftp
}

#[tokio::test(flavor = "multi_thread")]
async fn one_channel_more_than_allowed_is_refused_and_the_others_go_on() {
    let site = Site::open(Limits { channels: 2, ..Limits::default() }).await;
    let client = Client::login(&site).await;
    let (mut one, idle) = (client.sftp().await, client.ssh.channel_open_session().await.unwrap());
    let refused = client.try_sftp().await.err();
    assert!(
        matches!(
            refused,
            Some(russh::Error::ChannelOpenFailure(ChannelOpenFailure::ResourceShortage))
        ),
        "{refused:?}"
    );
    assert_eq!(one.status(&packets::stat("nothing")).await, packets::NO_SUCH_FILE);
    idle.close().await.unwrap();
    client.sftp().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn channels_that_the_server_closed_leave_their_place() {
    let site = Site::open(Limits { channels: 1, ..Limits::default() }).await;
    let client = Client::login(&site).await;
    for _ in 0..5 {
        client.sftp().await.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_closed_with_answers_under_way_leaves_its_place() {
    let site = Site::open(Limits { channels: 1, ..Limits::default() }).await;
    let name = site.deliver(5, &vec![b'x'; 1_000_000]);
    let client = Client::login(&site).await;
    let sftp = ask_and_never_read(&client, name, 31).await;
    sftp.channel.close().await.unwrap();
    // Its place is free as soon as the answer in progress is given up.
    while client.try_sftp().await.is_err() {}
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_key_that_may_be_tried_opens() {
    let site = Site::open(Limits { attempts: 3, ..Limits::default() }).await;
    let mut client = Client::connect(&site).await;
    for _ in 0..2 {
        assert!(!client.try_key(USER, &new_key()).await);
    }
    assert!(client.try_key(USER, &site.key).await);
    assert_eq!(site.stop().await, [""; 0], "who logs in at last was not refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_key_more_than_may_be_tried_does_not_open_and_is_the_last() {
    let site = Site::open(Limits { attempts: 3, ..Limits::default() }).await;
    let mut client = Client::connect(&site).await;
    for _ in 0..3 {
        assert!(!client.try_key(USER, &new_key()).await);
    }
    assert!(!client.try_key(USER, &site.key).await);
    assert!(!client.try_key(USER, &site.key).await);
    client.closed().await;
    assert_eq!(site.stop().await, ["account vejle: NOT_REGISTERED"], "one line for all");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registered_key_cannot_be_offered_for_ever() {
    let site = Site::open(Limits { attempts: 3, ..Limits::default() }).await;
    let mut client = Client::connect(&site).await;
    for _ in 0..3 {
        assert!(client.offer_key(USER, &site.key).await);
    }
    for _ in 0..5 {
        assert!(!client.offer_key(USER, &site.key).await);
    }
    client.closed().await;
}
