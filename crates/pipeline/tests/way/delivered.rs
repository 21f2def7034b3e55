use filters::Combination::{All, Any, EventsNarrow};
use store::{DeliveryQuery, Part};

use crate::site::*;

/// The lines of a delivered file, without start and end record.
fn lines(bytes: &[u8]) -> Vec<String> {
    let text: String = bytes.iter().map(|&byte| char::from(byte)).collect();
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines[1..lines.len() - 1].to_vec()
}

/// The numbers of the persons in a delivered file.
fn persons(bytes: &[u8]) -> Vec<String> {
    let is_person = |line: &String| line.starts_with("001");
    lines(bytes).into_iter().filter(is_person).map(|line| line[3..13].to_owned()).collect()
}

#[test]
fn each_subscription_gets_its_persons_and_an_empty_file_when_there_are_none() {
    let site = Site::new();
    site.subscribe(&[
        (Any, set(&["municipality 751"])),
        (Any, set(&["pnr 0202700002", "event A21"])),
        (All, set(&["municipality 101", "event A21"])),
        (EventsNarrow, set(&["municipality 751", "municipality 101", "event A01"])),
        (Any, set(&[])),
        (Any, set(&["no-filter"])),
        (Any, set(&["pnr 0909700009"])),
    ]);
    let persons_of_day = [
        ("0101700001", "751", "A01", ""),
        ("0202700002", "101", "A13", ""),
        ("0303700003", "101", "A21", ""),
    ];
    let source = extract(5, 2, &persons_of_day);
    site.ingest("d260105.l534902", &source);
    let delivered = |number| site.delivered_to(number).remove(0);
    assert_eq!(persons(&delivered(0)), ["0101700001"]);
    assert_eq!(persons(&delivered(1)), ["0202700002", "0303700003"]);
    assert_eq!(persons(&delivered(2)), ["0303700003"]);
    assert_eq!(persons(&delivered(3)), ["0101700001"]);
    assert_eq!(delivered(5), source, "everyone is the source, byte for byte");
    let empty = b"00000000000005349022026010520260102\n999999999999900000000\n";
    assert_eq!(delivered(4), empty);
    assert_eq!(delivered(6), empty);
}

#[test]
fn a_municipality_learns_of_those_who_leave_it() {
    let site = Site::new();
    site.subscribe(&[(Any, set(&["municipality 751"])), (Any, set(&["municipality 101"]))]);
    site.ingest(
        "a",
        &extract(5, 2, &[("0101700001", "751", "A01", ""), ("0202700002", "751", "A01", "")]),
    );
    // One moves to 101, one dies and has no address any more.
    site.ingest(
        "b",
        &extract(6, 5, &[("0101700001", "101", "A01", ""), ("0202700002", "0", "A21", "")]),
    );
    // On the third day both are changed again, and do not belong to 751 any more.
    site.ingest(
        "c",
        &extract(7, 6, &[("0101700001", "101", "A13", ""), ("0202700002", "0", "A09", "")]),
    );
    let aarhus: Vec<usize> = site.delivered_to(0).iter().map(|file| persons(file).len()).collect();
    let copenhagen: Vec<usize> =
        site.delivered_to(1).iter().map(|file| persons(file).len()).collect();
    assert_eq!((aarhus, copenhagen), (vec![2, 2, 0], vec![0, 1, 1]));
}

#[test]
fn filters_follow_a_replaced_number_within_the_same_extract() {
    let site = Site::new();
    site.subscribe(&[(Any, set(&["pnr 0101700001"])), (Any, set(&["pnr 0202700002"]))]);
    let day = extract(
        5,
        2,
        &[("0101700001", "0", "P03", "0303700003"), ("0303700003", "751", "P03", "")],
    );
    site.ingest("a", &day);
    assert_eq!(persons(&site.delivered_to(0)[0]), ["0101700001", "0303700003"]);
    assert_eq!(persons(&site.delivered_to(1)[0]), [""; 0]);
    assert_eq!(site.filters(0), set(&["pnr 0101700001", "pnr 0303700003"]));
    let agreement = site.store.agreement(agreement_uuid(0)).unwrap().unwrap();
    let delivery = site.store.deliveries(DeliveryQuery::Agreement(agreement.id)).unwrap().remove(0);
    let reasons: Vec<_> =
        site.store.disclosed(delivery.id).unwrap().into_iter().map(|(_, r)| r).collect();
    assert_eq!(reasons, [filters::Reason::PNR, filters::Reason::FOLLOWED]);
}

#[test]
fn the_task_number_is_the_subscriptions_and_the_dates_are_the_sources() {
    let site = Site::new();
    site.subscribe(&[(Any, set(&["no-filter"]))]);
    let system = site.store.systems().unwrap()[0].uuid;
    let own = store::NewAgreement {
        combination: Any,
        opgavenr: Some("990001".parse().unwrap()),
        ..store::NewAgreement::of(agreement_uuid(7), system, uuid::Uuid::from_u128(2).into())
    };
    site.store.add_agreement(&own, &author(), now()).unwrap();
    site.ingest("a", &extract(5, 2, &[]));
    assert!(site.delivered_to(0)[0].starts_with(b"00000000000005349022026010520260102\n"));
    assert!(site.delivered_to(7)[0].starts_with(b"00000000000009900012026010520260102\n"));
    let name = site.delivered().into_keys().find(|name| name.contains("990001")).unwrap();
    assert_eq!(name, format!("d260105.l990001.{}", agreement_uuid(7)));
}

#[test]
fn metadata_describes_its_file() {
    let site = Site::new();
    site.subscribe(&[(Any, set(&["no-filter"]))]);
    let source = extract(5, 2, &[("0101700001", "751", "A01", "")]);
    site.ingest("a", &source);
    let system = site.store.system_by_sftp_user(&user()).unwrap().unwrap();
    let files = site.store.folder_entries(system.id, clock::danish_day(now())).unwrap();
    assert_eq!(
        files.iter().map(|file| file.part).collect::<Vec<_>>(),
        [Part::Metadata, Part::Data]
    );
    let (name, metadata) = site.read(&files[0]);
    let text = String::from_utf8(metadata).unwrap();
    assert_eq!(name, format!("{}.metadata", files[1].name));
    assert!(text.contains(&format!("<FileName>{}</FileName>", files[1].name)), "{text}");
    assert!(text.contains(&format!("<SizeInBytes>{}</SizeInBytes>", source.len())), "{text}");
    assert!(text.contains("<Recipients>test</Recipients>"), "{text}");
}

#[test]
fn missing_files_are_written_again_byte_for_byte() {
    let site = Site::new();
    site.subscribe(&[(Any, set(&["municipality 751"])), (Any, set(&["event A21"]))]);
    site.ingest(
        "a",
        &extract(5, 2, &[("0101700001", "751", "A01", ""), ("0202700002", "101", "A21", "")]),
    );
    site.ingest("b", &extract(6, 5, &[("0101700001", "101", "A01", "")]));
    let before = site.state();
    let folder = site.folder.path().join("shelf/test");
    for (number, entry) in std::fs::read_dir(&folder).unwrap().enumerate() {
        let path = entry.unwrap().path();
        // Some are removed, some are truncated.
        if number % 2 == 0 { std::fs::remove_file(path) } else { std::fs::write(path, "short") }
            .unwrap();
    }
    site.pipeline.reconcile(&pipeline::NoObserver).unwrap();
    assert_eq!(site.state(), before);
}

#[test]
fn a_file_that_cannot_be_made_to_the_same_bytes_is_left_alone() {
    let site = Site::new();
    site.subscribe(&[(Any, set(&["municipality 751"]))]);
    let run = site.ingest("a", &extract(5, 2, &[("0101700001", "751", "A01", "")]));
    let (name, _) = site.delivered().pop_first().unwrap();
    let path = site.folder.path().join("shelf/test").join(name);
    std::fs::write(&path, "short").unwrap();
    // The archive holds another extract under the digest's name.
    let digest = run.sha256.to_string();
    let archived = site.folder.path().join(format!("archive/{}/{digest}.zst", &digest[..2]));
    std::fs::remove_file(&archived).unwrap();
    let other = extract(5, 2, &[("0101700001", "751", "A02", "")]);
    site.data.archive.put_extract(&run.sha256, &other).unwrap();
    assert!(site.pipeline.reconcile(&pipeline::NoObserver).is_err());
    assert_eq!(std::fs::read(&path).unwrap(), b"short");
}

#[test]
fn what_a_sender_is_called_later_does_not_change_what_was_delivered() {
    let site = Site::new();
    site.subscribe(&[(Any, set(&["no-filter"]))]);
    site.ingest("a", &extract(5, 2, &[]));
    let system = site.store.system_by_sftp_user(&user()).unwrap().unwrap();
    let metadata =
        site.store.folder_entries(system.id, clock::danish_day(now())).unwrap().remove(0);
    let (name, before) = site.read(&metadata);
    std::fs::remove_file(site.folder.path().join("shelf/test").join(name)).unwrap();
    site.renamed("another sender").reconcile(&pipeline::NoObserver).unwrap();
    assert_eq!(site.read(&metadata).1, before);
}

#[test]
fn forms_and_line_ends_of_the_source_are_kept() {
    for form in extract::Form::ALL {
        let site = Site::new();
        site.subscribe(&[(Any, set(&["no-filter"]))]);
        let [source, _] = two_days(1, 50, form);
        site.ingest("a", &source);
        assert_eq!(site.delivered_to(0), [source], "{form:?}");
    }
}
