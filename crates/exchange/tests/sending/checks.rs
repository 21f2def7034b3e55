use std::time::Duration;

use exchange::{ExchangeSettings, Inspection};
use limited_command::LimitedCommand;
use uploads::UploadLimits;

use crate::site::{Site, trigger};

/// Sends `f`, of five bytes, with this trigger; the numbers of the errors.
fn errors(site: &mut Site, trigger: &str) -> Vec<u16> {
    site.put("a", "f", b"hello");
    site.put("a", "f.trigger", trigger.as_bytes());
    site.send();
    site.pass(10);
    site.send();
    site.errors("f")
}

#[test]
fn each_thing_that_is_wrong_is_an_error_and_nobody_has_the_file() {
    let mut site = Site::new();
    let sound = trigger("f", 5, "a", Some("7"), &["b"]);
    for (trigger, codes) in [
        (sound.replace("<Sender>a</Sender>", ""), vec![1002]),
        (sound.replace("<FileName>f<", "<FileName>../f<"), vec![1004]),
        (sound.replace("<FileName>f<", "<FileName>g<"), vec![1004]),
        (sound.replace(">5<", ">4<"), vec![1005]),
        (sound.replace("<Sender>a<", "<Sender>c<"), vec![1006]),
        (sound.replace(">b<", ">c<"), vec![1007]),
        (sound.replace(">b<", ">nobody<"), vec![1007]),
        (sound.replace(">b<", ">ROUTING_V1_0_0<"), vec![1008]),
        (sound.replace(">b<", ">b</Recipients><Recipients>c<"), vec![1007]),
        (sound.replace(">5<", ">4<").replace("<Sender>a<", "<Sender>x<"), vec![1005, 1006]),
    ] {
        assert_eq!(errors(&mut site, &trigger), codes, "{trigger}");
        assert!(site.receipt("f").contains("<SendersFileId>7</SendersFileId>"), "{trigger}");
        assert_eq!((site.folder_of("b"), site.out_of("a")), (vec![], vec![]));
    }
    assert_eq!(site.forwarded.transfers().unwrap(), [0; 0]);
    assert_eq!(site.forwarded.archived().unwrap(), [], "of what was refused nothing is kept");
    assert_eq!(errors(&mut site, &sound), [0; 0]);
}

#[test]
fn a_name_that_no_file_may_have_is_refused_by_its_receipt() {
    let mut site = Site::new();
    site.put("a", "f.tmp", b"hello");
    site.put("a", "f.tmp.trigger", trigger("f.tmp", 5, "a", None, &["b"]).as_bytes());
    assert_eq!(site.send(), 1);
    assert_eq!(site.errors("f.tmp"), [1004]);
}

#[test]
fn a_file_over_the_largest_size_is_refused() {
    let mut site = Site::new();
    site.put("a", "f", b"hello");
    let limits = UploadLimits { file_bytes: 4, ..UploadLimits::default() };
    let mut small = Site::with(ExchangeSettings::default(), limits);
    std::mem::swap(&mut site.folder, &mut small.folder);
    // The limit was lowered after the upload.
    small.restart();
    small.put("a", "f.trigger", b"");
    std::fs::write(
        small.folder.path().join("exchange/out/a/f.trigger"),
        trigger("f", 5, "a", None, &["b"]),
    )
    .unwrap();
    assert_eq!(small.send(), 1);
    assert_eq!(small.errors("f"), [1010]);
}

#[test]
fn the_same_id_again_has_the_first_receipt_and_another_content_an_error() {
    let mut site = Site::new();
    site.upload("f", b"hello");
    site.send();
    let first = site.receipt("f");
    site.upload("f", b"hello");
    assert_eq!(site.send(), 1);
    assert_eq!(site.receipt("f"), first);
    assert_eq!(site.folder_of("b").len(), 2);
    site.upload("f", b"other");
    assert_eq!(site.send(), 1);
    assert_eq!(site.errors("f"), [1011]);
    assert_eq!(site.read("b", "f"), b"hello");
    assert_eq!(site.forwarded.archived().unwrap().len(), 1);
}

fn with_inspection(script: &str) -> Site {
    let words = ["sh", "-c", script, "sh"].map(str::to_owned).to_vec();
    let limit = Duration::from_secs(60);
    let inspection = Some(Inspection(LimitedCommand { words, limit }));
    Site::with(
        ExchangeSettings { inspection, ..ExchangeSettings::default() },
        UploadLimits::default(),
    )
}

#[test]
fn a_file_that_the_inspection_refuses_reaches_nobody() {
    let mut site = with_inspection("! grep -q EICAR \"$1\"");
    site.upload("f", b"EICAR");
    site.upload("g", b"hello");
    assert_eq!(site.send(), 2);
    assert_eq!((site.errors("f"), site.errors("g")), (vec![1012], vec![]));
    assert_eq!(site.folder_of("b"), ["g.metadata", "g"]);
}

#[test]
fn a_file_whose_inspection_fails_waits_and_others_go_on() {
    let mut site = with_inspection("grep -q wait \"$1\" && kill -9 $$; exit 0");
    site.upload("f", b"wait");
    site.upload("g", b"hello");
    assert!(site.exchange.send_all(&|| false).is_err());
    assert_eq!(site.folder_of("a"), ["g.sftpreceipt"]);
    assert_eq!(site.store.taken_transfers().unwrap().len(), 1);
    site.settings.inspection = None;
    site.restart();
    assert_eq!(site.send(), 1);
    assert_eq!(site.read("b", "f"), b"wait");
}
