//! Every kind of finding, each in a small file of invented persons that has no other.
#![allow(clippy::unwrap_used, reason = "tests")]

use extract::{NotAnExtract, Problem};
use extract_lint::{Finding, FindingKind, Linter, Report, Scope};

const START: &str = "00000000000000047112026010520260102";
const ANNA: &str = "0101581234";
const BO: &str = "0202581235";

fn latin_1(text: &str) -> Vec<u8> {
    text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect()
}

/// A file of these records with a right counter.
fn file(records: &[impl AsRef<str>]) -> Vec<u8> {
    let counted = records.iter().filter(|record| !record.as_ref().starts_with("910")).count();
    let mut text = format!("{START}\n");
    records.iter().for_each(|record| text += &format!("{}\n", record.as_ref()));
    latin_1(&format!("{text}9999999999999{counted:08}\n"))
}

fn report_of(files: &[&[u8]], scope: Scope) -> Report {
    let mut check = Linter::new(scope);
    files.iter().for_each(|file| check.file(*file).unwrap());
    check.finish()
}

/// The findings in a file of these records: the line, the kind and its field.
fn found(records: &[impl AsRef<str>]) -> Vec<(u32, FindingKind, Option<&'static str>)> {
    found_in(&file(records))
}

fn found_in(file: &[u8]) -> Vec<(u32, FindingKind, Option<&'static str>)> {
    let report = report_of(&[file], Scope::Changes);
    let describe = |finding: &Finding| (finding.line(), finding.fault(), finding.field_name());
    report.findings().kept().iter().map(describe).collect()
}

fn status(pnr: &str, status: &str, successor: &str) -> String {
    format!("001{pnr}{successor:10}{status}000000000000 K1858-01-01")
}

fn address(pnr: &str) -> String {
    let zeros = "0".repeat(12);
    format!("002{pnr}07511234{:14}{:34}{zeros} {zeros} 0000{zeros} 0000", "", "")
}

/// A resident with an address.
fn person(pnr: &str) -> Vec<String> {
    vec![status(pnr, "01", ""), address(pnr)]
}

/// Anna with more records.
fn anna(more: &[&str]) -> Vec<String> {
    let more = more.iter().map(|record| format!("{}{ANNA}{}", &record[..3], &record[3..]));
    person(ANNA).into_iter().chain(more).collect()
}

fn civil_status(pnr: &str, civst: &str, spouse: &str) -> String {
    format!("012{pnr}{civst}{spouse:10}{:46}000000000000", "")
}

#[test]
fn a_good_file_has_none() {
    assert_eq!(found(&anna(&[])), []);
    assert_eq!(found(&[""; 0]), []);
    let receipt = format!("997{BO}202601051037A45");
    let label = format!("003{ANNA}{:170}0000{:20}07511234", "Anna", "");
    let error = format!("9100000000000{:75}8452not in CPR", "06");
    let mut records = vec![receipt];
    records.extend(anna(&["099202601051037A01"]));
    records.push(label);
    let text = file(&records);
    assert_eq!(found_in(&[&text[..], &latin_1(&error), b"\n"].concat()), []);
}

#[test]
fn what_is_no_extract() {
    let empty = FindingKind::NotAnExtract(NotAnExtract::NoStart("it is empty"));
    assert_eq!(found_in(b""), [(1, empty, None)]);
    assert!(matches!(found_in(b"garbage")[..], [(1, FindingKind::NotAnExtract(_), None)]));
    let start = b"00000000000000047112026023020260102\n";
    let bad = FindingKind::Read(Problem::BadStart("PRODDTO"));
    assert_eq!(found_in(start), [(1, bad, Some("PRODDTO"))]);
}

#[test]
fn problem_of_the_reader_is_reported_with_the_person() {
    let mut records = anna(&[]);
    records.push(format!("014{BO}{ANNA}"));
    let report = report_of(&[&file(&records)], Scope::Changes);
    let finding = report.findings().kept()[0];
    assert_eq!((finding.line(), finding.fault()), (4, FindingKind::Read(Problem::NoPerson)));
    assert_eq!(finding.person().unwrap().reveal().to_string(), BO);
    // Of the file and not of a person.
    let torn = found_in(format!("{START}\n").as_bytes());
    assert_eq!(torn, [(2, FindingKind::Read(Problem::NoEnd), None)]);
}

#[test]
fn the_widths_of_records() {
    let mut mixed = person(ANNA);
    mixed.push(format!("{:106}", status(BO, "90", "")));
    assert_eq!(found(&mixed), [(4, FindingKind::MixedWidths, None)]);
    let mut ragged = person(ANNA);
    ragged[0] += "  ";
    assert_eq!(found(&ragged), [(2, FindingKind::Ragged, None)]);
    let early = anna(&["0080000"]);
    assert_eq!(found(&early), [(4, FindingKind::EndsEarly, Some("NVNHAENSTART"))]);
    let mut cut = person(ANNA);
    cut[1].pop();
    assert_eq!(found(&cut), [(3, FindingKind::Cut, Some("START_MYNKOD-ADRTXT"))]);
}

#[test]
fn unknown_type_is_reported_once_for_each() {
    let findings = found(&anna(&["031new", "031new", "032new"]));
    assert_eq!(
        findings,
        [(4, FindingKind::UnknownType, None), (6, FindingKind::UnknownType, None)]
    );
    let early = found(&anna(&["023 0751", "023 0751"]));
    assert_eq!(early.len(), 1);
}

#[test]
fn what_stands_in_a_field() {
    let of = |record: &str| found(&anna(&[record]));
    assert_eq!(of("014"), [(4, FindingKind::Blank, Some("PNR-BARN"))]);
    assert_eq!(of("011F1970-13-01"), [(4, FindingKind::BadDate, Some("START_DT-FOLKEKIRKE"))]);
    assert_eq!(of("014010158123x"), [(4, FindingKind::BadPnr, Some("PNR-BARN"))]);
    assert_eq!(of("011X"), [(4, FindingKind::BadCode, Some("FKIRK"))]);
    assert_eq!(of("099202601051037Z99"), [(4, FindingKind::UnknownCode, Some("HAENDELSE"))]);
    let ribe = address(ANNA).replace("07511234", "05711234");
    let gone = found(&[status(ANNA, "01", ""), ribe]);
    assert_eq!(gone, [(3, FindingKind::Abolished, Some("KOMKOD"))]);
}

#[test]
fn the_order_of_the_file() {
    let label = |pnr| format!("003{pnr}{:170}0000{:20}07511234", "Anna", "");
    let mut records = anna(&[]);
    records.push(label(ANNA));
    records.extend(person(BO));
    assert_eq!(found(&records), [(5, FindingKind::OutOfPlace, None)]);
    let swapped = [address(ANNA), status(ANNA, "01", "")];
    assert_eq!(
        found(&swapped),
        [(2, FindingKind::Read(Problem::BeforePerson), None), (3, FindingKind::Unsorted, None)]
    );
    let scattered = [&person(ANNA)[..], &person(BO), &[format!("099{ANNA}202601051037A01")]];
    assert_eq!(found(&scattered.concat()), [(6, FindingKind::Scattered, None)]);
    let unsorted = anna(&["099202601051037A01", "011F"]);
    assert_eq!(found(&unsorted), [(5, FindingKind::Unsorted, None)]);
}

#[test]
fn a_person_among_his_own_records() {
    let dead = [status(ANNA, "90", ""), address(ANNA)];
    assert_eq!(found(&dead), [(3, FindingKind::NoResident, None)]);
    assert_eq!(found(&[status(ANNA, "01", "")]), [(2, FindingKind::NoAddress, None)]);
    let of = |code, successor| found(&[status(ANNA, code, successor)]);
    assert_eq!(of("60", ""), [(2, FindingKind::NoSuccessor, Some("PNRGAELD"))]);
    assert_eq!(of("90", BO), [(2, FindingKind::NotReplaced, Some("PNRGAELD"))]);
    assert_eq!(of("50", ANNA), [(2, FindingKind::Oneself, Some("PNRGAELD"))]);
    assert_eq!(of("60", BO), [(2, FindingKind::SuccessorAbsent, Some("PNRGAELD"))]);
    // A deleted duplicate comes alone when only it was subscribed to.
    assert_eq!(of("50", BO), []);
    let second = found(&anna(&["011F", "011U"]));
    assert_eq!(second, [(5, FindingKind::Read(Problem::Second), None)]);
}

#[test]
fn persons_who_name_each_other() {
    let couple = |back: &str| {
        let mut records = anna(&[]);
        records.push(civil_status(ANNA, "G", BO));
        records.extend(person(BO));
        records.push(civil_status(BO, if back.is_empty() { "U" } else { "G" }, back));
        found(&records)
    };
    assert_eq!(couple(ANNA), []);
    assert_eq!(couple(""), [(4, FindingKind::NotReturned, Some("AEGTEPNR"))]);
    let alone = anna(&[&format!("014{BO}")]);
    assert_eq!(found(&alone), []);
    let report = report_of(&[&file(&alone)], Scope::WholeRegister);
    let finding = report.findings().kept()[0];
    assert_eq!((finding.line(), finding.fault()), (4, FindingKind::Nobody));
    assert_eq!(finding.other().unwrap().reveal().to_string(), BO);
}

#[test]
fn a_relative_under_a_number_that_is_replaced() {
    let valid = "0303581234";
    let mut records = anna(&[&format!("014{BO}")]);
    records.push(status(BO, "60", valid));
    records.extend(person(valid));
    let parents = format!("015{valid}1858-01-01 {ANNA}{:46}1858-01-01 0000000000", "");
    records.push(parents);
    assert_eq!(found(&records), [(4, FindingKind::Outdated, Some("PNR-BARN"))]);
}

#[test]
fn the_chain_of_several_files() {
    let day = |start: &str| latin_1(&format!("{start}\n999999999999900000000\n"));
    let first = day(START);
    let second = day("00000000000000047112026010620260105");
    let third = day("00000000000000047112026010720260106");
    let faults = |files: &[&[u8]]| {
        let report = report_of(files, Scope::Changes);
        let kept = report.findings().kept().iter();
        let errors: u64 = report.files().iter().map(extract_lint::CheckedFile::errors).sum();
        assert_eq!(errors, report.findings().errors());
        kept.map(|finding| (finding.file(), finding.fault())).collect::<Vec<_>>()
    };
    assert_eq!(faults(&[&first, &second, &third]), []);
    assert_eq!(faults(&[&third, &first, &second]), []);
    assert_eq!(faults(&[&third, &first]), [(0, FindingKind::Gap)]);
    assert_eq!(faults(&[&first, &first]), [(1, FindingKind::SameDay)]);
    let backward = day("00000000000000047112026010520260105");
    assert_eq!(faults(&[&backward]), [(0, FindingKind::NotEarlier)]);
}

#[test]
fn a_thousand_and_the_first_of_each_kind() {
    let lines: Vec<String> = (0..1100).map(|_| "xyz".to_owned()).collect();
    let torn = latin_1(&format!("{START}\n{}\n", lines.join("\n")));
    let report = report_of(&[&torn], Scope::Changes);
    let findings = report.findings();
    assert_eq!((findings.errors(), findings.kept().len(), findings.not_kept()), (1101, 1001, 100));
    let last = findings.kept().last().unwrap();
    assert_eq!(last.fault(), FindingKind::Read(Problem::NoEnd));
}
