use std::collections::BTreeSet;

use exchange_proto::{Content, ErrorCode};
use jiff::SignedDuration;

use super::*;

/// The day of [`now`].
const DAY: jiff::civil::Date = jiff::civil::date(2026, 1, 5);

/// Three systems: the first may send to the second.
fn with_route(store: &Store) -> [System; 3] {
    for number in [1, 2, 3] {
        store.add_system(&new_system(number), &author(), now()).unwrap();
    }
    let systems: [System; 3] = store.systems().unwrap().try_into().unwrap();
    store.allow_route(&systems[0], &systems[1], &author(), now()).unwrap();
    systems
}

/// A file that is sent by the first system.
struct Sent<'a> {
    name: &'a str,
    id: Option<&'a str>,
    content: u8,
    recipients: &'a [&'a str],
}

const PLAIN: Sent<'_> = Sent { name: "a b.pdf", id: None, content: 1, recipients: &["system2"] };

fn checked(store: &Store, sender: &System, sent: &Sent<'_>) -> CheckedTransfer {
    let new = NewTransfer { sender: sender.id, name: sent.name.to_owned() };
    let id = store.begin_transfers(&[new], now()).unwrap()[0];
    CheckedTransfer {
        id,
        uuid: Uuid::from_u128(sent.content.into()),
        senders_file_id: sent.id.map(str::to_owned),
        file: Some((5, digest(sent.content))),
        recipients: sent.recipients.iter().map(|user| (*user).to_owned()).collect(),
        content: Content::of("<x/>"),
        errors: Vec::new(),
    }
}

fn send_at(store: &Store, sender: &System, sent: &Sent<'_>, at: Timestamp) -> DecidedTransfer {
    let checked = checked(store, sender, sent);
    store.decide_transfers(&[checked], at).unwrap().remove(0)
}

fn send(store: &Store, sender: &System, sent: &Sent<'_>) -> DecidedTransfer {
    send_at(store, sender, sent, now())
}

fn names(store: &Store, system: &System) -> Vec<String> {
    let files = store.folder_entries(system.id, DAY).unwrap();
    files.into_iter().map(|file| file.name).collect()
}

fn entry(store: &Store, system: &System, name: &str) -> Option<FolderEntry> {
    store.folder_entry(system.id, name, DAY).unwrap()
}

fn later(days: i64) -> Timestamp {
    now() + SignedDuration::from_hours(24 * days)
}

#[test]
fn a_file_appears_with_its_metadata_and_the_sender_has_a_receipt() {
    each(|store| {
        let [sender, recipient, other] = with_route(store);
        let decided = send(store, &sender, &PLAIN);
        assert_eq!(decided.state, TransferState::Delivered);
        assert_eq!(decided.recipients, std::slice::from_ref(&recipient.sftp_user));
        assert_eq!(names(store, &recipient), ["a b.pdf.metadata", "a b.pdf"]);
        assert_eq!(names(store, &sender), ["a b.pdf.sftpreceipt"]);
        assert_eq!(names(store, &other), [""; 0]);

        let data = entry(store, &recipient, "a b.pdf").unwrap();
        assert_eq!((data.size, data.sha256), (5, Some(digest(1))));
        let described = entry(store, &recipient, "a b.pdf.metadata").unwrap();
        let FileSource::Forwarded { file, transfer } = described.source else { panic!() };
        assert_eq!(transfer, decided.id);
        let metadata = store.forwarded_metadata(file).unwrap().unwrap();
        assert_eq!(described.size, metadata.len() as u64);
        let text = String::from_utf8(metadata).unwrap();
        for part in [
            "<ns2:FileMetadata ",
            "<Sender>system1</Sender><Recipients>system2</Recipients>",
            "<SizeInBytes>5</SizeInBytes>",
            "<FileContentDescriptor><x/></FileContentDescriptor>",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        let receipt = entry(store, &sender, "a b.pdf.sftpreceipt").unwrap();
        let FileSource::Receipt { receipt, .. } = receipt.source else { panic!() };
        let text = String::from_utf8(store.receipt(receipt).unwrap().unwrap()).unwrap();
        assert!(text.contains("SUCCESS") && text.contains(&decided.uuid.to_string()));
        assert_eq!(store.decide_transfers(&[checked_again(&decided)], now()).unwrap(), []);
    });
}

fn checked_again(decided: &DecidedTransfer) -> CheckedTransfer {
    CheckedTransfer {
        id: decided.id,
        uuid: decided.uuid,
        senders_file_id: None,
        file: Some((5, digest(1))),
        recipients: vec!["system2".to_owned()],
        content: Content::empty(),
        errors: Vec::new(),
    }
}

#[test]
fn a_recipient_that_is_not_allowed_is_like_one_that_is_not_there_and_nobody_has_the_file() {
    each(|store| {
        let [sender, recipient, _] = with_route(store);
        let to = ["system2", "system3", "nobody", "../x"];
        let decided = send(store, &sender, &Sent { recipients: &to, ..PLAIN });
        assert_eq!(decided.state, TransferState::Refused);
        assert_eq!(decided.errors, [ErrorCode::UnknownRecipient; 3]);
        assert_eq!(names(store, &recipient), [""; 0]);
        assert_eq!(names(store, &sender), ["a b.pdf.sftpreceipt"]);
        let back = Sent { recipients: &["system1"], ..PLAIN };
        assert_eq!(send(store, &recipient, &back).errors, [ErrorCode::UnknownRecipient]);
        assert_eq!(store.count_refused_transfers(now()).unwrap(), 2);
        assert_eq!(store.count_refused_transfers(later(1)).unwrap(), 0);
    });
}

#[test]
fn a_recipient_that_is_named_twice_has_one_file() {
    each(|store| {
        let [sender, recipient, _] = with_route(store);
        send(store, &sender, &Sent { recipients: &["system2", "system2"], ..PLAIN });
        assert_eq!(names(store, &recipient).len(), 2);
    });
}

#[test]
fn what_was_wrong_before_is_in_the_receipt() {
    each(|store| {
        let [sender, ..] = with_route(store);
        let errors = vec![ErrorCode::SizeDiffers, ErrorCode::WrongSender];
        let wrong = CheckedTransfer { errors: errors.clone(), ..checked(store, &sender, &PLAIN) };
        let none = CheckedTransfer { file: None, ..checked(store, &sender, &PLAIN) };
        let decided = store.decide_transfers(&[wrong, none], now()).unwrap();
        assert_eq!(decided[0].errors, errors);
        assert_eq!(decided[1].errors, [ErrorCode::FileNotFound]);
        assert_eq!(names(store, &sender).len(), 1, "the later receipt replaces the first");
        let listed = store.transfers(now()).unwrap();
        assert_eq!(listed[1].errors, errors);
    });
}

#[test]
fn a_file_that_waits_under_that_name_is_not_replaced_and_one_that_was_collected_is() {
    each(|store| {
        let [sender, recipient, _] = with_route(store);
        send(store, &sender, &PLAIN);
        let again = Sent { content: 2, ..PLAIN };
        assert_eq!(send(store, &sender, &again).errors, [ErrorCode::NameTaken]);
        let data = entry(store, &recipient, "a b.pdf").unwrap();
        let bytes: SentBytes = std::iter::once(0..5).collect();
        let (file, ssh_key) = (data.fetched().unwrap(), "SHA256:1".to_owned());
        let sent = store::Sent { file, bytes, ssh_key, at: now() };
        assert_eq!(store.note_sent(&[sent]).unwrap(), [true]);
        assert_eq!(send(store, &sender, &again).state, TransferState::Delivered);
        let data = entry(store, &recipient, "a b.pdf").unwrap();
        assert_eq!(data.sha256, Some(digest(2)));
        assert_eq!(names(store, &recipient).len(), 2);
    });
}

#[test]
fn a_file_is_collected_when_all_of_it_was_sent_in_parts_too() {
    each(|store| {
        let [sender, recipient, _] = with_route(store);
        send(store, &sender, &PLAIN);
        assert_eq!(store.uncollected_transfers(later(1)).unwrap().len(), 1);
        assert_eq!(store.uncollected_transfers(now()).unwrap(), []);
        let file = entry(store, &recipient, "a b.pdf").unwrap().fetched().unwrap();
        let note = |range: std::ops::Range<u64>| {
            let (bytes, ssh_key) = (std::iter::once(range).collect(), "SHA256:1".to_owned());
            store.note_sent(&[store::Sent { file, bytes, ssh_key, at: now() }]).unwrap()[0]
        };
        assert!(!note(0..2) && note(2..5));
        let listed = store.transfers(now()).unwrap().remove(0);
        assert_eq!(listed.recipients[0].collected_by.as_deref(), Some("SHA256:1"));
        assert_eq!(store.uncollected_transfers(later(1)).unwrap(), []);
    });
}

#[test]
fn a_name_of_a_delivery_is_refused_where_the_recipient_subscribes() {
    each(|store| {
        let [sender, ..] = with_route(store);
        let forged = Sent { name: "d260105.l534902", ..PLAIN };
        assert_eq!(send(store, &sender, &forged).state, TransferState::Delivered);
        let agreement = NewAgreement::of(
            Uuid::from_u128(9).into(),
            new_system(2).uuid,
            Uuid::from_u128(9).into(),
        );
        store.add_agreement(&agreement, &author(), now()).unwrap();
        let forged = Sent { name: "d260106.l534902", ..PLAIN };
        assert_eq!(send(store, &sender, &forged).errors, [ErrorCode::NameDiffers]);
    });
}

#[test]
fn the_same_id_and_content_has_the_first_receipt_again_and_other_content_is_an_error() {
    each(|store| {
        let [sender, recipient, _] = with_route(store);
        let sent = Sent { id: Some("7"), ..PLAIN };
        let first = send(store, &sender, &sent);
        let renamed = send(store, &sender, &Sent { name: "b.pdf", ..sent });
        assert_eq!((renamed.state, renamed.uuid), (TransferState::Repeated, first.uuid));
        assert_eq!(names(store, &recipient).len(), 2, "once");
        let other = Sent { content: 2, name: "c.pdf", ..sent };
        assert_eq!(send(store, &sender, &other).errors, [ErrorCode::SeenBefore]);
        let at = later(31);
        assert_eq!(send_at(store, &sender, &other, at).state, TransferState::Delivered);
        let without = Sent { id: None, name: "d.pdf", ..PLAIN };
        assert_eq!(send(store, &sender, &without).state, TransferState::Delivered);
    });
}

#[test]
fn a_route_that_is_removed_stops_what_is_sent_afterwards() {
    each(|store| {
        let [sender, recipient, _] = with_route(store);
        let again = store.allow_route(&sender, &recipient, &author(), now());
        assert!(matches!(again, Err(StoreError::AlreadyExists(_))));
        assert_eq!(store.routes().unwrap().len(), 1);
        send(store, &sender, &PLAIN);
        store.remove_route(&sender, &recipient, &author(), now()).unwrap();
        let again = store.remove_route(&sender, &recipient, &author(), now());
        assert!(matches!(again, Err(StoreError::NotFound(_))));
        let next = Sent { name: "b", ..PLAIN };
        assert_eq!(send(store, &sender, &next).errors, [ErrorCode::UnknownRecipient]);
        assert_eq!(names(store, &recipient).len(), 2, "what was sent stays");
    });
}

#[test]
fn mtimes_of_what_appears_together_are_distinct_where_there_is_room() {
    each(|store| {
        let [sender, recipient, _] = with_route(store);
        let sent = ["a", "b", "c"].map(|name| checked(store, &sender, &Sent { name, ..PLAIN }));
        store.decide_transfers(&sent, now()).unwrap();
        let files = store.folder_entries(recipient.id, DAY).unwrap();
        let mtimes: BTreeSet<u32> = files.iter().map(|file| file.mtime).collect();
        assert_eq!(mtimes.len(), 3);
        assert_eq!(mtimes.last().copied(), u32::try_from(now().as_second()).ok());
    });
}

#[test]
fn what_a_system_removes_is_gone_and_what_lay_long_enough_leaves() {
    each(|store| {
        let [sender, recipient, _] = with_route(store);
        let id = send(store, &sender, &PLAIN).id;
        assert_eq!(store.served_transfers().unwrap(), [id]);
        let remove = |system: &System, name: &str| {
            store.remove_entry(&entry(store, system, name).unwrap(), now()).unwrap()
        };
        assert!(!remove(&recipient, "a b.pdf"));
        assert_eq!(names(store, &recipient), ["a b.pdf.metadata"]);
        assert_eq!(store.served_transfers().unwrap(), []);
        assert!(remove(&recipient, "a b.pdf.metadata") && remove(&sender, "a b.pdf.sftpreceipt"));
        assert_eq!((names(store, &recipient), names(store, &sender)), (vec![], vec![]));

        send(store, &sender, &Sent { name: "b", ..PLAIN });
        assert_eq!(store.expire_forwarded(now(), now()).unwrap(), 0);
        assert_eq!(names(store, &recipient).len(), 2);
        assert_eq!(store.expire_forwarded(later(1), later(1)).unwrap(), 1, "nobody has it");
        assert_eq!((names(store, &recipient), names(store, &sender)), (vec![], vec![]));
    });
}

#[test]
fn a_copy_leaves_the_archive_when_no_folder_and_no_other_transfer_needs_it() {
    each(|store| {
        let [sender, _, _] = with_route(store);
        let first = send(store, &sender, &PLAIN);
        assert_eq!(store.transfers_to_unarchive(later(1)).unwrap(), [], "it is in a folder");
        store.expire_forwarded(later(1), later(1)).unwrap();
        let second = send_at(store, &sender, &Sent { name: "b", ..PLAIN }, later(2));
        assert_eq!(store.transfers_to_unarchive(later(1)).unwrap(), [], "the other has its bytes");
        store.expire_forwarded(later(3), later(3)).unwrap();
        let over = [(first.id, digest(1)), (second.id, digest(1))];
        assert_eq!(store.transfers_to_unarchive(later(3)).unwrap(), over);
        store.mark_transfer_unarchived(first.id, later(3)).unwrap();
        assert_eq!(store.transfers_to_unarchive(later(3)).unwrap(), over[1..]);
    });
}

#[test]
fn a_system_that_is_removed_leaves_its_routes_and_stays_in_the_ledger() {
    each(|store| {
        let [sender, recipient, other] = with_route(store);
        send(store, &sender, &PLAIN);
        assert!(store.remove_system(other.id, &author(), now()).unwrap(), "deleted");
        assert!(!store.remove_system(recipient.id, &author(), now()).unwrap());
        assert_eq!(store.routes().unwrap(), []);
        assert_eq!(names(store, &recipient), [""; 0]);
        let next = Sent { name: "b", ..PLAIN };
        assert_eq!(send(store, &sender, &next).errors, [ErrorCode::UnknownRecipient]);
    });
}

#[test]
fn a_transfer_that_is_cancelled_was_never_and_its_number_is_not_used_again() {
    each(|store| {
        let [sender, ..] = with_route(store);
        let new = || NewTransfer { sender: sender.id, name: "a".into() };
        let first = store.begin_transfers(&[new()], now()).unwrap()[0];
        assert_eq!(store.taken_transfers().unwrap()[0].id, first);
        store.cancel_transfer(first).unwrap();
        assert_eq!(store.taken_transfers().unwrap(), []);
        assert!(store.begin_transfers(&[new()], now()).unwrap()[0] > first);
    });
}

#[test]
fn the_audit_trail_has_numbers_and_accounts_and_no_names_of_files() {
    each(|store| {
        let [sender, ..] = with_route(store);
        send(store, &sender, &PLAIN);
        send(store, &sender, &Sent { recipients: &["x"], ..PLAIN });
        let trail = store.audit_trail(None).unwrap().into_iter();
        let sent = trail.map(|(_, entry)| entry).filter(|entry| entry.action == "send file");
        let sent: Vec<String> =
            sent.map(|entry| format!("{}: {}", entry.subject, entry.outcome)).collect();
        let uuid = Uuid::from_u128(1);
        assert_eq!(
            sent,
            [
                format!("transfer 1 ({uuid}) from system1 to system2: delivered"),
                format!("transfer 2 ({uuid}) from system1: refused 1007"),
            ]
        );
    });
}
