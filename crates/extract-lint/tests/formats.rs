//! Files of other kinds are named, and additions to the layout are checked like the rest.
#![allow(clippy::unwrap_used, reason = "tests")]

use extract::{Addition, Form, Layouts, Problem, Writer};
use extract_lint::{FileFormat, FindingKind, Linter, Report, Scope};

const START: &str = "00000000000000047112026010520260102";
const ANNA: &str = "0101581234";
const BO: &str = "0202581235";

fn report(file: &[u8]) -> Report {
    let mut check = Linter::new(Scope::Changes);
    check.file(file).unwrap();
    check.finish()
}

fn words(report: &Report) -> Vec<(u32, &'static str)> {
    let found = report.findings().kept().iter();
    found.map(|finding| (finding.line(), finding.fault().as_str())).collect()
}

fn lines(records: &[&str]) -> Vec<u8> {
    let end = format!("9999999999999{:08}", records.len());
    let all = [&[START], records, &[end.as_str()]].concat();
    all.iter().flat_map(|line| [line.as_bytes(), b"\n"].concat()).collect()
}

fn person(pnr: &str) -> String {
    format!("001{pnr}          80000000000000 K1858-01-01")
}

#[test]
fn status_extract_is_named_once_and_checked() {
    let status = format!("{:106}{:15}", person(ANNA), "SMITH");
    let other = format!("{:106}{:15}", person(BO), "");
    let mother = format!("031{ANNA}{:256}", "Anna");
    let file = lines(&[&status, &mother, &other, &mother.replace("031", "033")]);
    let report = report(&file);
    assert_eq!(words(&report), [(2, "status-extract")]);
    assert_eq!((report.files()[0].format(), report.findings().errors()), (FileFormat::Status, 0));
    // Without line ends too; there `031` ends the reading, with its place.
    let stream = [START.as_bytes(), status.as_bytes(), b"999999999999900000001"].concat();
    assert_eq!(words(&self::report(&stream)), [(2, "status-extract")]);
}

#[test]
fn private_extract_is_named_and_nothing_else_in_it_is_checked() {
    // The name stands where another field does.
    let long = format!("{:468}x", person(ANNA).replace("1858-01-01", "Anna Andersen"));
    for file in [
        lines(&[&long, "0020101581234nonsense"]),
        [START.as_bytes(), long.as_bytes(), b"0020101581234nonsense"].concat(),
    ] {
        let report = report(&file);
        assert_eq!(words(&report), [(2, "private-extract")]);
        assert_eq!(report.files()[0].format(), FileFormat::Private);
    }
    let warning = format!("050{ANNA}2017010112000005");
    assert_eq!(words(&report(&lines(&[&person(ANNA), &warning]))), [(3, "private-extract")]);
}

#[test]
fn registry_copy_is_named_by_its_birth_record() {
    let birth = format!("005{ANNA}6000019910320120000000");
    let report = report(&lines(&[&person(ANNA), &birth, "0100101581234nonsense"]));
    assert_eq!(words(&report), [(3, "registry-copy")]);
    let named = report.findings().kept()[0].to_string();
    assert!(named.contains("registry copy"), "{named}");
}

/// An answer about Anna, with the label in its numeric place.
fn answer() -> Vec<u8> {
    let mut writer = Writer::new(Form::STREAM);
    writer.start("038401".parse().unwrap(), jiff::civil::date(2026, 1, 5), None);
    let mut put = |kind: &str, fields: &[(&str, &str)]| {
        let record = writer.record(kind).unwrap().set("PNR", ANNA).unwrap();
        let set =
            fields.iter().fold(record, |record, (name, value)| record.set(name, value).unwrap());
        set.end();
    };
    put("001", &[("STATUS", "01"), ("FOED_DT", "1858-01-01")]);
    put("002", &[("KOMKOD", "751")]);
    put("003", &[("ADRNVN", "Anna")]);
    put("008", &[("FORNVN", "Anna")]);
    let records = writer.finish();
    let head = format!("038406fJrr7CCxWUDI017800{:04}", records.len() + 28);
    [head.as_bytes(), &records].concat()
}

#[test]
fn answer_of_off4_is_recognised_and_checked() {
    let file = answer();
    let good = report(&file);
    assert_eq!(words(&good), []);
    let checked = &good.files()[0];
    assert_eq!((checked.format(), checked.persons(), checked.records()), (FileFormat::Off4, 1, 4));
    let torn = report(&file[..file.len() - 1]);
    assert_eq!(words(&torn), [(1, "answer-length"), (6, "mixed-widths"), (6, "no-end")]);
    let remark = [&file[..22], b"05", &file[24..]].concat();
    assert_eq!(words(&report(&remark)), [(1, "answer-remark")]);
    // Several answers of one day are no sequence.
    let mut check = Linter::new(Scope::Changes);
    check.off4(&file[..]).unwrap();
    check.off4(&file[..]).unwrap();
    assert_eq!(words(&check.finish()), []);
}

#[test]
fn answer_with_an_error_is_reported_and_something_else_is_no_answer() {
    let of = |bytes: &[u8]| {
        let mut check = Linter::new(Scope::Changes);
        check.off4(bytes).unwrap();
        check.finish()
    };
    let refused = of(b"038400        WUDI0178050038PNR UKENDT");
    assert_eq!(words(&refused), [(1, "answer-refused")]);
    assert_eq!(
        refused.findings().kept()[0].to_string(),
        "line 1, byte 0: CPR answered with FEJLNR 05"
    );
    assert_eq!(words(&of(b"hello")), [(1, "not-an-answer")]);
    assert_eq!(words(&of(&lines(&[&person(ANNA)]))), [(1, "not-an-answer")]);
}

/// A disk that fails.
struct Failing;

impl std::io::Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::Error::other("failing"))
    }
}

#[test]
fn file_that_cannot_be_read_keeps_its_place_among_the_others() {
    let mut check = Linter::new(Scope::Changes);
    assert!(check.file(Failing).is_err());
    check.file(&b"garbage"[..]).unwrap();
    let report = check.finish();
    assert_eq!((report.files().len(), report.findings().kept()[0].file()), (2, 1));
}

fn layouts() -> Layouts {
    let text = "record,position,length,kind,field,english\n\
                031,1,3,N,RECORDTYPE,\n031,4,10,A,PNR,\n031,14,10,A,START_DT-DELTBOPAEL,\n\
                031,24,1,A,START_DT_UMRK-DELTBOPAEL,\n014,24,4,N,NY_KOD,\n";
    Layouts::new(vec![Addition::parse("2026-01-05-delt-bopael.csv", text).unwrap()]).unwrap()
}

fn with_layouts(file: &[u8]) -> Report {
    let mut check = Linter::new(Scope::Changes).with_layouts(layouts());
    check.file(file).unwrap();
    check.finish()
}

#[test]
fn added_records_and_fields_are_checked_from_their_day_on() {
    let shared = |day: &str| format!("031{ANNA}{day}");
    let child = format!("014{ANNA}{BO}0012");
    let good = lines(&[&person(ANNA), &child, &shared("2025-09-01*")]);
    assert_eq!(words(&with_layouts(&good)), []);
    let bad = lines(&[&person(ANNA), &child.replace("0012", "00x2"), &shared("2025-13-01")]);
    let report = with_layouts(&bad);
    assert_eq!(words(&report), [(3, "not-digits"), (4, "bad-date")]);
    assert_eq!(report.findings().kept()[1].field_name(), Some("START_DT-DELTBOPAEL"));
    let before = String::from_utf8(good).unwrap().replace("2026010520260102", "2026010220251230");
    assert_eq!(words(&with_layouts(before.as_bytes())), [(3, "long"), (4, "unknown-type")]);
}

#[test]
fn added_records_are_read_without_line_ends() {
    let child = format!("014{ANNA}{BO}0012");
    let records = [&format!("{:106}", person(ANNA)), &child, &format!("031{ANNA}2025-09-01*")];
    let end = "999999999999900000003";
    let stream = format!("{START}{}{}{}{end}", records[0], records[1], records[2]);
    assert_eq!(words(&with_layouts(stream.as_bytes())), []);
    assert!(report(stream.as_bytes()).findings().errors() > 0);
}

#[test]
fn longer_record_is_remarked_once_for_each_type() {
    let child = format!("014{ANNA}{BO}new");
    let church = format!("011{ANNA}F1990-01-01 new");
    let report = report(&lines(&[&person(ANNA), &church, &child, &child]));
    assert_eq!(words(&report), [(3, "long"), (4, "long")]);
    assert_eq!(report.findings().kept()[0].fault(), FindingKind::Read(Problem::Long));
}

/// `layout-since-2011.md` 2: what came since 2011 is no error.
#[test]
fn what_the_register_has_had_since_2011_is_right() {
    let mut writer = Writer::new(Form::PADDED_LF);
    let day = jiff::civil::date(2026, 1, 5);
    writer.start("004711".parse().unwrap(), day, day.yesterday().unwrap());
    let mut put = |kind: &str, pnr: &str, fields: &[(&str, &str)]| {
        let record = writer.record(kind).unwrap().set("PNR", pnr).unwrap();
        let set =
            fields.iter().fold(record, |record, (name, value)| record.set(name, value).unwrap());
        set.end();
    };
    // Two women, married; both are parents of one child.
    let child = "0303581236";
    for (pnr, spouse) in [(ANNA, BO), (BO, ANNA)] {
        put("001", pnr, &[("STATUS", "01"), ("KOEN", "K"), ("FOED_DT", "1858-01-01")]);
        put("002", pnr, &[("KOMKOD", "751")]);
        put("004", pnr, &[("BESKYTTYPE", "5"), ("START_DT-BESKYTTELSE", "2026-01-05")]);
        put("012", pnr, &[("CIVST", "G"), ("AEGTEPNR", spouse)]);
        put("014", pnr, &[("PNR-BARN", child)]);
    }
    put("001", child, &[("STATUS", "01"), ("KOEN", "M"), ("FOED_DT", "1858-01-01")]);
    put("002", child, &[("KOMKOD", "751")]);
    put("015", child, &[("PNRMOR", ANNA), ("PNRFAR", BO)]);
    put("017", child, &[("UMYN_RELTYP", "3"), ("START_DT-UMYNDIG", "2026-01-05")]);
    put("003", ANNA, &[("STANDARDADR", "Strandvejen 123 A,st tv"), ("KOMKOD", "751")]);
    put("003", BO, &[("STANDARDADR", "Strandvejen 123A, st. tv"), ("KOMKOD", "751")]);
    let report = report(&writer.finish());
    // Only the kind of guardianship is new.
    assert_eq!(report.findings().errors(), 0);
    let found: Vec<_> =
        report.findings().kept().iter().map(|found| (found.fault(), found.field_name())).collect();
    assert_eq!(found, [(FindingKind::UnknownCode, Some("UMYN_RELTYP"))]);
}
