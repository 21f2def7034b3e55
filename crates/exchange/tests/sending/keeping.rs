use exchange::{ExchangeSettings, KeptDays};
use uploads::UploadLimits;

use crate::site::Site;

const DAY: i64 = 24 * 3600;

/// Days pass, and what is kept is looked at each: a longer step would be a jump of the clock.
fn pass_days(site: &Site, days: i64) {
    for _ in 0..days {
        site.pass(DAY);
        site.exchange.retain().unwrap();
    }
}

fn keeping(folder_days: u32, archive_days: u32) -> Site {
    let kept =
        KeptDays { folder_days: Some(folder_days), archive_days: Some(archive_days), warn_days: 1 };
    let site = Site::with(
        ExchangeSettings { kept, ..ExchangeSettings::default() },
        UploadLimits::default(),
    );
    // From now on it is so.
    site.exchange.retain().unwrap();
    site
}

#[test]
fn a_file_that_is_not_sent_is_removed_after_a_week_with_a_line_in_the_trail() {
    let site = Site::new();
    site.put("a", "f", b"hello");
    pass_days(&site, 7);
    assert_eq!(site.out_of("a"), ["f"]);
    site.pass(120);
    let open = site.create("a", "g");
    site.exchange.retain().unwrap();
    assert_eq!(site.out_of("a"), ["g"], "what is open stays");
    drop(open);
    let trail = site.store.audit_trail(None).unwrap();
    let (_, entry) = trail.last().unwrap();
    assert_eq!(entry.action, "remove unsent files");
    assert_eq!(entry.subject, "1 files in OUT of account a");
}

#[test]
fn files_and_receipts_leave_when_they_were_there_long_enough_and_the_copy_later() {
    let mut site = keeping(10, 20);
    site.upload("f", b"hello");
    site.send();
    pass_days(&site, 10);
    assert_eq!(site.folder_of("b").len(), 2);
    site.pass(120);
    site.exchange.retain().unwrap();
    assert_eq!((site.folder_of("a"), site.folder_of("b")), (vec![], vec![]));
    assert_eq!(site.forwarded.transfers().unwrap(), [0; 0]);
    assert_eq!(site.forwarded.archived().unwrap().len(), 1);
    pass_days(&site, 10);
    assert_eq!(site.forwarded.archived().unwrap(), []);
}

#[test]
fn a_file_that_its_recipient_removes_is_no_longer_served_and_is_in_the_archive() {
    let mut site = keeping(10, 20);
    site.upload("f", b"hello");
    site.send();
    for entry in site.entries("b") {
        site.store.remove_entry(&entry, site.now()).unwrap();
    }
    site.exchange.retain().unwrap();
    assert_eq!(site.forwarded.transfers().unwrap(), [0; 0]);
    assert_eq!(site.forwarded.archived().unwrap().len(), 1);
}

#[test]
fn a_damaged_file_is_written_again_from_its_copy() {
    let mut site = Site::new();
    site.upload("f", b"hello");
    site.send();
    let id = site.forwarded.transfers().unwrap()[0];
    site.forwarded.remove(id).unwrap();
    let [file] = site.exchange.served().unwrap()[..] else { panic!("one file") };
    site.exchange.scrub(&file).unwrap();
    assert_eq!(site.read("b", "f"), b"hello");
}

#[test]
fn nothing_leaves_by_its_age_while_the_clock_may_be_wrong() {
    let mut site = keeping(10, 20);
    site.upload("f", b"hello");
    site.send();
    site.put("a", "g", b"hello");
    site.exchange.retain().unwrap();
    site.pass(4000 * DAY);
    site.exchange.retain().unwrap();
    assert_eq!((site.folder_of("b").len(), site.out_of("a").len()), (2, 1));
}
