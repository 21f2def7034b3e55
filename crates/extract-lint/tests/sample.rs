//! The CPR office's own test extract, with its findings by kind, line and field. The file may not be in the repository.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]

use extract::{LineEnd, RecordType, Width};
use extract_lint::{FindingKind, Linter, Report, Scope};

/// The report on the sample, if the file exists.
fn report(scope: Scope) -> Option<Report> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/u12170p-110901.txt");
    let Ok(sample) = std::fs::read(path) else {
        eprintln!("skipped: {path} is not here");
        return None;
    };
    let mut check = Linter::new(scope);
    check.file(&sample[..]).unwrap();
    Some(check.finish())
}

#[test]
fn there_is_nothing_wrong_with_it() {
    let Some(report) = report(Scope::Changes) else { return };
    assert_eq!(report.findings().kept(), []);
    let file = &report.files()[0];
    assert_eq!((file.persons(), file.records()), (80, 1098));
    assert_eq!((file.width(), file.line_end()), (Some(Width::Trimmed), Some(LineEnd::Lf)));
    assert_eq!(file.header().unwrap().proddto(), jiff::civil::date(2001, 11, 19));
}

#[test]
fn its_records_and_events_are_counted() {
    let Some(report) = report(Scope::Changes) else { return };
    let counts: Vec<(u16, u64)> =
        report.records().map(|(kind, count)| (kind.to_integer(), count)).collect();
    assert_eq!(counts.len(), 33);
    assert_eq!(counts.iter().map(|(_, count)| count).sum::<u64>(), 1100);
    for expected in [(1, 80), (2, 69), (3, 80), (14, 29), (23, 76), (99, 116)] {
        assert!(counts.contains(&expected), "{expected:?}");
    }
    let events: Vec<_> = report.events().collect();
    assert_eq!(events.iter().map(|(_, count)| count.main + count.derived).sum::<u64>(), 116);
    assert_eq!(events.iter().map(|(_, count)| count.derived).sum::<u64>(), 29);
    assert!(events.iter().all(|(code, _)| code.is_known()));
}

/// Eighty persons are not the whole register: their relatives are elsewhere.
#[test]
fn as_a_whole_register_it_lacks_relatives() {
    let Some(report) = report(Scope::WholeRegister) else { return };
    let found: Vec<(u32, u16, &str)> = report
        .findings()
        .kept()
        .iter()
        .map(|finding| {
            assert_eq!(finding.fault(), FindingKind::Nobody);
            let record = finding.record().map_or(0, RecordType::to_integer);
            (finding.line(), record, finding.field_name().unwrap())
        })
        .collect();
    let expected = [
        (68, 14, "PNR-BARN"),
        (80, 14, "PNR-BARN"),
        (92, 14, "PNR-BARN"),
        (105, 14, "PNR-BARN"),
        (170, 14, "PNR-BARN"),
        (183, 12, "AEGTEPNR"),
        (211, 12, "AEGTEPNR"),
        (225, 14, "PNR-BARN"),
        (290, 15, "PNRFAR"),
        (503, 15, "PNRFAR"),
        (587, 14, "PNR-BARN"),
        (767, 14, "PNR-BARN"),
        (961, 15, "PNRMOR"),
        (962, 16, "RELPNR"),
        (990, 15, "PNRMOR"),
    ];
    assert_eq!(found, expected);
}
