use std::time::Duration;

use sftp::Limits;

use crate::client::{Client, Sftp};
use crate::packets;
use crate::site::{Site, until};

const SHORT: Duration = Duration::from_millis(100);

#[tokio::test(flavor = "multi_thread")]
async fn all_bytes_of_a_data_file_are_its_receipt_the_first_time() {
    let site = Site::open(Limits::default()).await;
    let name = site.deliver(5, b"hello");
    let client = Client::login(&site).await;
    let mut sftp = client.sftp().await;
    fetch(&mut sftp, &format!("{name}.metadata"), 0).await;
    let handle = sftp.open(&format!("IN/{name}")).await;
    assert_eq!(sftp.read(&handle, 0, 4).await, b"hell");
    settle(&mut sftp).await;
    assert_eq!(site.collected_at(), None, "neither the metadata nor a part");
    assert_eq!(sftp.read(&handle, 4, 10).await, b"o");
    settle(&mut sftp).await;
    let first = site.now();
    assert_eq!(site.collected_at(), Some(first));
    site.pass_a_minute();
    assert_eq!(sftp.read(&handle, 0, 5).await, b"hello");
    fetch(&mut client.sftp().await, &name, 0).await;
    assert_eq!(site.collected_at(), Some(first));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fetch_that_goes_on_after_an_interruption_is_a_receipt() {
    let site = Site::open(Limits::default()).await;
    let name = site.deliver(5, b"hello");
    let interrupted = Client::login(&site).await;
    let mut sftp = interrupted.sftp().await;
    let handle = sftp.open(&format!("IN/{name}")).await;
    sftp.read(&handle, 0, 3).await;
    settle(&mut sftp).await;
    // The server has not noticed that the first connection is gone.
    let client = Client::login(&site).await;
    fetch(&mut client.sftp().await, &name, 3).await;
    assert_eq!(site.collected_at(), Some(site.now()));
}

/// Everything that it requested was handed to SSH, and to the kernel.
#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_takes_nothing_off_its_socket_has_no_receipt() {
    for closes in [false, true] {
        let site = Site::open(Limits::default()).await;
        let name = site.deliver(5, b"hello");
        let client = Client::login(&site).await;
        let mut sftp = client.sftp().await;
        let handle = sftp.open(&format!("IN/{name}")).await;
        client.line.numb.cancel();
        let mut requests = vec![packets::read(&handle, 0, 5)];
        if closes {
            requests.push(packets::close(&handle));
        }
        requests.push(packets::remove(&format!("IN/{name}.metadata")));
        sftp.send_all(&requests).await;
        // The last request was carried out, so all were answered.
        until(|| site.is_metadata_removed()).await;
        assert_eq!(site.collected_at(), None);
        client.line.cut.cancel();
        until(|| site.connected() == 0).await;
        assert_eq!(site.collected_at(), None, "nothing arrived");
        fetch(&mut Client::login(&site).await.sftp().await, &name, 0).await;
        assert_eq!(site.collected_at(), Some(site.now()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_a_file_is_no_receipt_however_often_it_is_fetched() {
    let site = Site::open(Limits::default()).await;
    let name = site.deliver(5, b"hello");
    let client = Client::login(&site).await;
    for _ in 0..3 {
        let mut sftp = client.sftp().await;
        fetch(&mut sftp, &name, 1).await;
        sftp.finish().await;
    }
    assert_eq!(site.collected_at(), None);
    // Handles that are closed still count, in any order.
    let mut sftp = client.sftp().await;
    let handle = sftp.open(&format!("IN/{name}")).await;
    assert_eq!(sftp.read(&handle, 0, 1).await, b"h");
    assert_eq!(sftp.status(&packets::close(&handle)).await, packets::OK);
    assert_eq!(site.collected_at(), Some(site.now()));
}

/// Without a match a file has only its header and trailer.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_without_persons_is_collected_like_any_other() {
    let site = Site::open(Limits::default()).await;
    let name = site.deliver(5, b"000header\n999trailer\n");
    let client = Client::login(&site).await;
    let mut sftp = client.sftp().await;
    let handle = sftp.open(&format!("IN/{name}")).await;
    assert_eq!(site.collected_at(), None);
    assert_eq!(sftp.read(&handle, 0, 32 * 1024).await, b"000header\n999trailer\n");
    settle(&mut sftp).await;
    assert_eq!(site.collected_at(), Some(site.now()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_that_cannot_be_noted_keeps_no_file_back_and_is_noted_later() {
    let site = Site::open(Limits { receipt: SHORT, ..Limits::default() }).await;
    let name = site.deliver(5, b"hello");
    let client = Client::login(&site).await;
    let mut sftp = client.sftp().await;
    let handle = sftp.open(&format!("IN/{name}")).await;
    site.rename_table("collection", "elsewhere");
    assert_eq!(sftp.read(&handle, 0, 5).await, b"hello");
    settle(&mut sftp).await;
    site.rename_table("elsewhere", "collection");
    while site.collected_at() != Some(site.now()) {
        std::thread::yield_now();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_of_a_damaged_delivery_keeps_no_other_back() {
    let site = Site::open(Limits { receipt: SHORT, ..Limits::default() }).await;
    let (damaged, other) = (site.deliver(5, b"hello"), site.deliver(6, b"world"));
    let client = Client::login(&site).await;
    let mut sftp = client.sftp().await;
    let handle = sftp.open(&format!("IN/{damaged}")).await;
    site.execute("UPDATE delivery SET size = -5 WHERE id = (SELECT min(id) FROM delivery)");
    assert_eq!(sftp.read(&handle, 0, 5).await, b"hello");
    assert_eq!(sftp.status(&packets::close(&handle)).await, packets::OK);
    fetch(&mut sftp, &other, 0).await;
    until(|| site.count("collection") == 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_removed_while_it_is_open_is_read_to_its_end() {
    let site = Site::open(Limits::default()).await;
    let name = site.deliver(5, b"hello");
    let path = format!("IN/{name}");
    let client = Client::login(&site).await;
    let (mut reader, mut remover) = (client.sftp().await, client.sftp().await);
    let handle = reader.open(&path).await;
    assert_eq!(remover.status(&packets::remove(&path)).await, packets::OK);
    std::fs::remove_file(site.path(&name)).unwrap();
    assert_eq!(reader.read(&handle, 0, 5).await, b"hello");
    assert_eq!(reader.status(&packets::open(&path)).await, packets::NO_SUCH_FILE);
    assert_eq!(remover.status(&packets::remove(&path)).await, packets::NO_SUCH_FILE);
    settle(&mut reader).await;
    assert_eq!(site.collected_at(), Some(site.now()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_taken_back_while_it_is_open_is_read_no_further() {
    let site = Site::open(Limits::default()).await;
    let name = site.deliver(5, b"hello");
    let client = Client::login(&site).await;
    let mut sftp = client.sftp().await;
    let handle = sftp.open(&format!("IN/{name}")).await;
    assert_eq!(sftp.read(&handle, 0, 2).await, b"he");
    site.execute("PRAGMA foreign_keys = OFF; DELETE FROM delivery;");
    std::fs::remove_file(site.path(&name)).unwrap();
    assert_eq!(sftp.status(&packets::read(&handle, 2, 3)).await, packets::NO_SUCH_FILE);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_not_as_the_ledger_says_is_not_handed_out() {
    let site = Site::open(Limits::default()).await;
    let name = site.deliver(5, b"hello");
    let path = format!("IN/{name}");
    let client = Client::login(&site).await;
    let mut sftp = client.sftp().await;
    for other in ["hell", "hello!", "", "hellp"] {
        std::fs::write(site.path(&name), other).unwrap();
        assert_eq!(sftp.status(&packets::open(&path)).await, packets::FAILURE);
    }
    std::fs::remove_file(site.path(&name)).unwrap();
    assert_eq!(sftp.status(&packets::open(&path)).await, packets::FAILURE);
    std::fs::write(site.path(&name), "hello").unwrap();
    fetch(&mut sftp, &name, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_is_made_again_before_it_is_handed_out() {
    let site = Site::open(Limits::default()).await;
    let name = site.deliver(5, b"hello");
    std::fs::write(site.path(&name), "hellp").unwrap();
    site.mended.set((site.path(&name), "hello")).unwrap();
    let client = Client::login(&site).await;
    fetch(&mut client.sftp().await, &name, 0).await;
    assert_eq!(site.collected_at(), Some(site.now()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_changed_while_it_is_open_is_read_no_further() {
    let site = Site::open(Limits::default()).await;
    let name = site.deliver(5, b"hello");
    let client = Client::login(&site).await;
    let mut sftp = client.sftp().await;
    let handle = sftp.open(&format!("IN/{name}")).await;
    assert_eq!(sftp.read(&handle, 0, 2).await, b"he");
    std::fs::write(site.path(&name), "hellp").unwrap();
    assert_eq!(sftp.status(&packets::read(&handle, 2, 3)).await, packets::FAILURE);
    std::fs::write(site.path(&name), "hello").unwrap();
    assert_eq!(sftp.read(&handle, 2, 3).await, b"llo");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_fails_fails_the_request_and_not_the_session() {
    let site = Site::open(Limits::default()).await;
    let name = site.deliver(5, b"hello");
    let path = format!("IN/{name}");
    let client = Client::login(&site).await;
    let mut sftp = client.sftp().await;
    site.rename_table("delivery", "elsewhere");
    for request in [packets::stat(&path), packets::open(&path), packets::opendir("IN")] {
        assert_eq!(sftp.status(&request).await, packets::FAILURE);
    }
    assert_eq!(sftp.status(&packets::remove(&path)).await, packets::FAILURE);
    site.rename_table("elsewhere", "delivery");
    fetch(&mut sftp, &name, 0).await;
}

/// Reads a file of the tests' size from an offset to its end.
async fn fetch(sftp: &mut Sftp, name: &str, from: u64) {
    let handle = sftp.open(&format!("IN/{name}")).await;
    sftp.read(&handle, from, 1000).await;
    settle(sftp).await;
}

/// Returns when the server knows which answers the client has read so far. Before it answers a close, it waits until
/// all are sent, and pings. On other requests it pings for what is sent by then, which may exclude the last answer: a
/// client can be faster than the task that releases it.
async fn settle(sftp: &mut Sftp) {
    let folder = sftp.opendir("IN").await;
    assert_eq!(sftp.status(&packets::close(&folder)).await, packets::OK);
}
