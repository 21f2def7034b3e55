use std::cell::RefCell;
use std::io::Write;
use std::sync::{Arc, Once};

use uuid::Uuid;

use super::*;

/// The refusals passed to the hook.
type Handed = Arc<Mutex<Vec<SystemRefusal>>>;

thread_local! {
    /// The log lines of this thread.
    static LOGGED: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

struct ThreadLog;

impl Write for ThreadLog {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOGGED.with_borrow_mut(|logged| logged.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// One subscriber for the whole process: with one per thread, `tracing` switches a message off for all threads when a
/// thread without a subscriber logs it first.
fn start_logging() {
    static START: Once = Once::new();
    START.call_once(|| {
        tracing_subscriber::fmt().with_writer(|| ThreadLog).with_ansi(false).init();
    });
}

fn logged(work: impl FnOnce()) -> String {
    LOGGED.take();
    work();
    String::from_utf8(LOGGED.take()).unwrap()
}

fn log() -> (RefusalLog, Handed) {
    start_logging();
    let handed = Handed::default();
    let hook = Arc::clone(&handed);
    (RefusalLog::new(move |refusal| lock(&hook).push(refusal.clone())), handed)
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_000_000 + second).unwrap()
}

fn refusal(kind: RefusalKind, address: &str, system: Option<u128>) -> Refusal {
    let system = system.map(|number| (Uuid::from_u128(number).into(), KnownBy::Key));
    Refusal { kind, address: address.parse().unwrap(), detail: "ssh-rsa".into(), system }
}

#[test]
fn record_logs_a_kind_once_for_each_address_and_hour() {
    let (log, _) = log();
    let unknown = |address| refusal(RefusalKind::SshKeyUnknown, address, None);
    assert!(log.record(unknown("192.0.2.1"), at(0)));
    assert!(!log.record(unknown("192.0.2.1"), at(3599)));
    assert!(log.record(unknown("192.0.2.2"), at(3599)), "another address");
    let other = refusal(RefusalKind::SshNoCommonCipher, "192.0.2.1", None);
    assert!(log.record(other, at(3599)), "another kind");
    assert!(log.record(unknown("192.0.2.1"), at(3600)));
    assert!(log.record(unknown("2001:db8::1"), at(0)));
    assert!(!log.record(unknown("2001:db8::2"), at(0)), "the same /64");
    assert_eq!(log.count(RefusalKind::SshKeyUnknown), 6, "all are counted");
}

#[test]
fn record_says_in_the_log_what_it_is_and_what_to_do() {
    let (log, _) = log();
    let text = logged(|| {
        log.record(refusal(RefusalKind::SshAlgorithmNotAccepted, "192.0.2.1", Some(7)), at(0));
        log.record(refusal(RefusalKind::TlsPlainHttp, "192.0.2.1", None), at(0));
    });
    let lines: Vec<_> = text.lines().collect();
    let [system, stranger] = lines[..] else { panic!("{text}") };
    for part in [
        " WARN ",
        "event=\"ssh_algorithm_not_accepted\"",
        "peer=192.0.2.1",
        "detail=\"ssh-rsa\"",
        "system=00000000-0000-0000-0000-000000000007",
        "use an ed25519 key",
    ] {
        assert!(system.contains(part), "{part}: {system}");
    }
    assert!(stranger.contains(" INFO ") && stranger.contains("call https://"), "{stranger}");
}

#[test]
fn record_hands_on_refusals_of_systems_once_a_minute_with_their_number() {
    let (log, handed) = log();
    let kind = RefusalKind::SshKeyNotProven;
    log.record(refusal(kind, "192.0.2.1", None), at(0));
    assert_eq!(lock(&handed).len(), 0, "nobody's");
    log.record(refusal(kind, "192.0.2.1", Some(1)), at(0));
    log.record(refusal(kind, "192.0.2.2", Some(1)), at(59));
    log.record(refusal(kind, "192.0.2.2", Some(2)), at(59));
    log.record(refusal(kind, "192.0.2.3", Some(1)), at(60));
    let handed = lock(&handed);
    let logged_lines =
        handed.iter().map(|one| (one.system.uuid().as_u128(), one.address.to_string(), one.count));
    let logged_lines: Vec<_> = logged_lines.collect();
    assert_eq!(
        logged_lines,
        [
            (1, "192.0.2.1".to_owned(), 1),
            (2, "192.0.2.2".to_owned(), 1),
            (1, "192.0.2.3".to_owned(), 2)
        ]
    );
    assert_eq!((handed[2].at, handed[2].kind, handed[2].known_by), (at(60), kind, KnownBy::Key));
}

#[test]
fn record_keeps_a_detail_short_and_on_one_line() {
    let (log, handed) = log();
    let detail = |detail: String| Refusal {
        detail,
        ..refusal(RefusalKind::SshNoCommonCipher, "192.0.2.1", Some(1))
    };
    log.record(detail("x\ny".repeat(DETAIL)), at(0));
    log.record(detail("é".repeat(DETAIL)), at(60));
    let handed = lock(&handed);
    let lengths = handed.iter().map(|one| one.detail.len()).collect::<Vec<_>>();
    assert_eq!(lengths, [DETAIL, DETAIL]);
    assert!(!handed[0].detail.contains('\n'));
}

#[test]
fn samples_name_every_kind() {
    let (log, _) = log();
    log.record(refusal(RefusalKind::TlsCutOff, "192.0.2.1", None), at(0));
    let samples = log.samples();
    assert_eq!(samples.len(), RefusalKind::ALL.len());
    let counted: Vec<_> = samples.iter().filter(|sample| sample.value == 1).collect();
    assert_eq!(counted.len(), 1);
    assert_eq!(
        (counted[0].name, &counted[0].labels[..]),
        ("refusals", &[("kind", "tls_cut_off")][..])
    );
}

#[test]
fn record_beyond_the_addresses_is_logged_by_network() {
    for (kind, most) in
        [(RefusalKind::SshKeyUnknown, ADDRESSES), (RefusalKind::Evicted, ADDRESSES_OF_COMMON)]
    {
        let (log, _) = log();
        let from = |number: usize| {
            let number = 0x0a00_0000 + u32::try_from(number).unwrap();
            refusal(kind, &IpAddr::from(number.to_be_bytes()).to_string(), None)
        };
        let elsewhere = || refusal(kind, "192.0.2.1", None);
        assert!((0..most).all(|number| log.record(from(number), at(0))));
        let logged_lines = logged(|| {
            assert!(log.record(elsewhere(), at(0)), "another network is not silenced");
            assert!(!log.record(refusal(kind, "192.0.2.2", None), at(0)));
        });
        assert_eq!(logged_lines.matches("connections.many_addresses").count(), 1, "{logged_lines}");
        assert!(log.record(from(most), at(3600)));
        assert_eq!(log.count(kind), most as u64 + 3);
    }
}

#[test]
fn record_of_a_known_system_is_logged_whatever_strangers_do() {
    let (log, _) = log();
    let kind = RefusalKind::SshKeyUnknown;
    for number in 0..4 * u32::try_from(ADDRESSES).unwrap() {
        let address = IpAddr::from((number << 8).to_be_bytes()).to_string();
        log.record(refusal(kind, &address, None), at(0));
        log.record(refusal(kind, &address, Some(1)), at(0));
    }
    assert!(!log.record(refusal(kind, "192.0.2.1", None), at(0)));
    assert!(log.record(refusal(kind, "192.0.2.1", Some(2)), at(0)));
    assert!(!log.record(refusal(kind, "192.0.2.1", Some(2)), at(1)));
}

#[test]
fn hand_on_rest_hands_on_what_was_counted_when_nothing_follows() {
    let (log, handed) = log();
    let kind = RefusalKind::SshKeyNotProven;
    for (address, second) in [("192.0.2.1", 0), ("192.0.2.2", 1), ("192.0.2.3", 2)] {
        log.record(refusal(kind, address, Some(1)), at(second));
    }
    log.hand_on_rest(at(59));
    assert_eq!(lock(&handed).len(), 1);
    log.hand_on_rest(at(60));
    log.hand_on_rest(at(120));
    let handed = lock(&handed);
    let logged_lines: Vec<_> =
        handed.iter().map(|one| (one.address.to_string(), one.count)).collect();
    assert_eq!(logged_lines, [("192.0.2.1".to_owned(), 1), ("192.0.2.3".to_owned(), 2)]);
    assert_eq!(handed[1].at, at(2), "when it happened");
}
