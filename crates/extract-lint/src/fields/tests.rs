use extract::{DayLayouts, RecordType, Writer};

use super::*;

/// The findings in a padded record with these fields.
fn faults(kind: &str, fields: &[(&str, &str)]) -> Vec<(FindingKind, &'static str)> {
    let mut writer = Writer::new(extract::Form::STREAM);
    let mut record = writer.record(kind).unwrap();
    for (field, value) in fields {
        record = record.set(field, value).unwrap();
    }
    record.end();
    faults_of(&writer.take())
}

fn faults_of(text: &[u8]) -> Vec<(FindingKind, &'static str)> {
    let kind = RecordType::from_register(&text[..3]).unwrap();
    let context = Context { proddto: jiff::civil::date(2026, 1, 5), may_have_address: true };
    let mut found = Vec::new();
    let plans = Plans::new(&DayLayouts::BUILT_IN);
    plans.plan(kind).unwrap().check(text, &context, &mut |fault, field| found.push((fault, field)));
    found
}

#[test]
fn dates_are_dates() {
    assert_eq!(faults("004", &[("BESKYTTYPE", "1"), ("START_DT-BESKYTTELSE", "2026-01-05")]), []);
    let bad = faults("004", &[("BESKYTTYPE", "1"), ("START_DT-BESKYTTELSE", "2026-13-05")]);
    assert_eq!(bad, [(FindingKind::BadDate, "START_DT-BESKYTTELSE")]);
    assert_eq!(faults("007", &[("FORSVINddTO", "202601051299")]), []);
    let bad = faults("007", &[("FORSVINddTO", "202601321200"), ("FORSVINDDTO_UMRK", "*")]);
    assert_eq!(bad, [(FindingKind::BadDate, "FORSVINddTO")]);
    let reference =
        faults("013", &[("SEP_HENVIS-SEPARATION", "2026"), ("START_DT-SEPARATION", "")]);
    assert_eq!(reference, [(FindingKind::BadDate, "SEP_HENVIS-SEPARATION")]);
}

#[test]
fn birthday_that_the_reader_refuses_is_reported_once() {
    let born = |day| faults("001", &[("STATUS", "1"), ("KOEN", "K"), ("FOED_DT", day)]);
    assert_eq!(born("1970-02-30"), [(FindingKind::BadDate, "FOED_DT")]);
    assert_eq!((born("1970-13-01"), born("1970-00-00")), (vec![], vec![]));
}

#[test]
fn problem_of_digits_from_the_reader_is_not_repeated() {
    let text = format!("{:26}", "0070101701234 2026010512  ");
    assert_eq!(faults_of(text.as_bytes()), []);
}

#[test]
fn codes_of_which_there_are_few_are_errors() {
    let of = |kind, field, value| faults(kind, &[(field, value)]);
    assert_eq!(of("001", "STATUS", "42"), [(FindingKind::BadCode, "STATUS")]);
    assert_eq!(faults("001", &[("STATUS", "90"), ("KOEN", "F")]), [(FindingKind::BadCode, "KOEN")]);
    assert_eq!(of("011", "FKIRK", "X"), [(FindingKind::BadCode, "FKIRK")]);
    assert_eq!(of("012", "CIVST", "S"), [(FindingKind::BadCode, "CIVST")]);
    assert_eq!(of("026", "ANNKOR", "X"), [(FindingKind::BadCode, "ANNKOR")]);
    for mark in ["", "A", "K", "Æ"] {
        assert_eq!(of("026", "ANNKOR", mark), [], "{mark}");
    }
}

#[test]
fn codes_of_which_there_may_be_more_are_warnings() {
    let event = |code, mark| faults("099", &[("HAENDELSE", code), ("AFLEDTMRK", mark)]);
    assert_eq!(
        (event("A01", ""), event("P03", "BØ"), event("A35", "TÆ")),
        (vec![], vec![], vec![])
    );
    assert_eq!(event("Z99", ""), [(FindingKind::UnknownCode, "HAENDELSE")]);
    assert_eq!(event("A01", "XX"), [(FindingKind::UnknownCode, "AFLEDTMRK")]);
    let mark = faults("001", &[("STATUS", "1"), ("FOED_DT_UMRK", "?")]);
    assert_eq!(mark, [(FindingKind::UnknownCode, "FOED_DT_UMRK")]);
}

#[test]
fn address_in_an_abolished_municipality_is_an_error() {
    let at = |kind, komkod| faults(kind, &[("KOMKOD", komkod)]);
    assert_eq!((at("002", "0751"), at("002", "0019"), at("003", "0000")), (vec![], vec![], vec![]));
    assert_eq!(at("002", "0571"), [(FindingKind::Abolished, "KOMKOD")]);
    assert_eq!(at("003", "0571"), [(FindingKind::Abolished, "KOMKOD")]);
    assert_eq!(at("002", "0999"), [(FindingKind::UnknownCode, "KOMKOD")]);
    // A former address of 2005, and the last address of a dead person.
    assert_eq!(at("023", "0571"), []);
    let of = |year, may_have_address| {
        let context = Context { proddto: jiff::civil::date(year, 1, 5), may_have_address };
        rule::Rule::Municipality.check(b"0571", &context)
    };
    assert_eq!((of(2005, true), of(2026, false)), (None, None));
}

#[test]
fn a_record_without_its_fact_is_blank() {
    assert_eq!(faults("014", &[]), [(FindingKind::Blank, "PNR-BARN")]);
    assert_eq!(faults("002", &[("KOMKOD", "0")]), [(FindingKind::Blank, "KOMKOD")]);
    assert_eq!(
        faults_of(b"0120101701234"),
        [(FindingKind::Blank, "CIVST"), (FindingKind::EndsEarly, "HAENSTART-CIVILSTAND")]
    );
}

#[test]
fn other_persons_have_ten_digits() {
    let spouse = |pnr| faults("012", &[("CIVST", "G"), ("AEGTEPNR", pnr)]);
    assert_eq!((spouse("0101701234"), spouse("0000000000"), spouse("")), (vec![], vec![], vec![]));
    assert_eq!(spouse("010170-123"), [(FindingKind::BadPnr, "AEGTEPNR")]);
    assert_eq!(spouse("01017012"), [(FindingKind::BadPnr, "AEGTEPNR")]);
}

#[test]
fn fields_of_digits_are_never_cut() {
    assert_eq!(faults_of(b"0020101701234075100011"), [(FindingKind::EndsEarly, "TILFLYDTO")]);
    assert_eq!(faults_of(b"00201017012340751000"), [(FindingKind::Cut, "VEJKOD")]);
    // TIMESTAMPU is blank, and the fields after it are present.
    assert_eq!(faults_of(b"0990101701234            A74"), []);
}

#[test]
fn replies_are_checked_too() {
    let reply = |text: &[u8]| {
        let kind = RecordType::from_register(&text[..3]).unwrap();
        let mut found = Vec::new();
        let plans = Plans::new(&DayLayouts::BUILT_IN);
        plans.plan(kind).unwrap().check_reply(text, &mut |fault, field| found.push((fault, field)));
        found
    };
    assert_eq!(reply(b"9970101701234202601050101A45"), []);
    let digits = |field| (FindingKind::Read(Problem::NotDigits(field)), field);
    assert_eq!(reply(b"99701017012342026x1050101A45"), [digits("TIMESTAMPU")]);
    assert_eq!(reply(b"9100000000000"), [(FindingKind::EndsEarly, "FEJLNR")]);
}
