use crate::site::{Site, trigger};

#[test]
fn a_file_and_its_trigger_are_sent_on_with_metadata_and_receipt() {
    let mut site = Site::new();
    site.upload("rapport æ (1).pdf", b"hello");
    assert_eq!(site.send(), 1);
    assert_eq!(site.out_of("a"), [""; 0], "both are gone");
    assert_eq!(site.folder_of("b"), ["rapport æ (1).pdf.metadata", "rapport æ (1).pdf"]);
    assert_eq!(site.folder_of("a"), ["rapport æ (1).pdf.sftpreceipt"]);
    assert_eq!(site.read("b", "rapport æ (1).pdf"), b"hello");
    let receipt = site.receipt("rapport æ (1).pdf");
    assert!(receipt.contains("<Message>SUCCESS</Message>"), "{receipt}");
    let metadata = site.read("b", "rapport æ (1).pdf.metadata");
    let metadata = String::from_utf8(metadata).unwrap();
    let uuid = receipt.split("<FileTransferUUID>").nth(1).unwrap()[..36].to_owned();
    assert!(metadata.contains(&uuid) && !uuid.starts_with("00000000"));
    assert_eq!(site.uploads.taken().transfers().unwrap(), [0; 0]);
    assert_eq!(site.send(), 0);
}

#[test]
fn a_file_without_a_trigger_stays_and_a_part_is_not_sent() {
    let mut site = Site::new();
    site.put("a", "f", b"hello");
    site.put("a", "g.filepart", b"hello");
    site.put("a", "g.trigger.filepart", trigger("g", 5, "a", None, &["b"]).as_bytes());
    site.pass(1000);
    assert_eq!(site.send(), 0);
    assert_eq!(site.out_of("a").len(), 3);
}

#[test]
fn a_trigger_waits_for_its_file_and_then_says_that_there_is_none() {
    let mut site = Site::new();
    let f = trigger("f", 5, "a", None, &["b"]);
    site.put("a", "f.trigger", f.as_bytes());
    site.put("a", "g.trigger", trigger("g", 5, "a", None, &["b"]).as_bytes());
    assert_eq!(site.send(), 0);
    site.pass(59);
    assert_eq!(site.send(), 0);
    site.put("a", "f", b"hello");
    assert_eq!(site.send(), 1);
    assert_eq!(site.read("b", "f"), b"hello");
    site.pass(1);
    assert_eq!(site.send(), 1);
    assert_eq!(site.errors("g"), [1003]);
    assert!(site.receipt("g").contains("00000000-0000-0000-0000-000000000000"));
}

#[test]
fn a_file_that_grows_is_waited_for_and_one_that_does_not_has_the_wrong_size() {
    let mut site = Site::new();
    site.put("a", "f.trigger", trigger("f", 5, "a", None, &["b"]).as_bytes());
    site.put("a", "f", b"hel");
    assert_eq!(site.send(), 0);
    site.pass(9);
    assert_eq!(site.send(), 0);
    site.put("a", "f", b"hell");
    site.pass(9);
    assert_eq!(site.send(), 0, "it has grown");
    let upload = site.create("a", "f");
    site.pass(100);
    assert_eq!(site.send(), 0, "it is open");
    upload.write(0, b"hello").unwrap();
    drop(upload);
    assert_eq!(site.send(), 1);
    assert_eq!(site.read("b", "f"), b"hello");
    site.put("a", "g.trigger", trigger("g", 5, "a", None, &["b"]).as_bytes());
    site.put("a", "g", b"hel");
    assert_eq!(site.send(), 0);
    site.pass(10);
    assert_eq!(site.send(), 1);
    assert_eq!(site.errors("g"), [1005]);
}

#[test]
fn a_trigger_that_is_no_xml_is_refused_when_it_has_not_changed_for_a_while() {
    let mut site = Site::new();
    site.put("a", "f", b"hello");
    site.put("a", "f.trigger", b"<ns2:Trig");
    assert_eq!(site.send(), 0, "it may be a part of one");
    site.pass(10);
    assert_eq!(site.send(), 1);
    assert_eq!(site.errors("f"), [1001]);
    assert_eq!(site.out_of("a"), [""; 0]);
    assert_eq!(site.folder_of("b"), [""; 0]);
}

#[test]
fn a_trigger_that_is_removed_in_time_sends_nothing() {
    let mut site = Site::new();
    site.upload("f", b"hello");
    let sender = site.system("a").id;
    let new = store::NewTransfer { sender, name: "f".into() };
    site.store.begin_transfers(&[new], site.now()).unwrap();
    site.uploads.remove(&"a".parse().unwrap(), &"f.trigger".parse().unwrap()).unwrap();
    assert_eq!(site.send(), 0);
    assert_eq!((site.out_of("a"), site.folder_of("a")), (vec!["f".to_owned()], vec![]));
    assert_eq!(site.store.taken_transfers().unwrap(), []);
}

#[test]
fn two_senders_of_one_name_to_one_recipient_are_one_file_and_one_error() {
    let mut site = Site::new();
    site.upload("f", b"from a");
    site.put("c", "f", b"from c");
    site.put("c", "f.trigger", trigger("f", 6, "c", None, &["b"]).as_bytes());
    assert_eq!(site.send(), 2);
    assert_eq!(site.read("b", "f"), b"from a");
    let receipt = String::from_utf8(site.read("c", "f.sftpreceipt")).unwrap();
    assert!(receipt.contains("<ErrorCode>1009</ErrorCode>"), "{receipt}");
}

#[test]
fn many_files_of_one_account_leave_others_their_turn() {
    let mut site = Site::new();
    for number in 0..70 {
        site.upload(&format!("f{number}"), b"x");
    }
    site.put("c", "g", b"hello");
    site.put("c", "g.trigger", trigger("g", 5, "c", None, &["b"]).as_bytes());
    assert_eq!(site.send(), 65);
    assert!(site.folder_of("b").contains(&"g".to_owned()));
    assert_eq!(site.send(), 6);
    assert_eq!(site.folder_of("b").len(), 2 * 71);
}
