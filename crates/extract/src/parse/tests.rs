use proptest::prelude::*;

use super::*;
use crate::diagnostic::{Diagnostic, Problem, Severity};
use crate::form::Form;
use crate::writer::Writer;

const START: &str = "00000000000000047112026010520260102";

fn file(lines: &[&str]) -> Vec<u8> {
    lines.iter().flat_map(|line| [line.as_bytes(), b"\n"].concat()).collect()
}

fn person(pnr: &str) -> String {
    format!("001{pnr}          01000000000000 K1970-01-01 ")
}

/// The problems of a file with the given persons' records and a right counter.
fn problems(records: &[&str]) -> Vec<Problem> {
    let end = format!("9999999999999{:08}", records.len());
    let lines: Vec<&str> = [START].iter().chain(records).copied().chain([end.as_str()]).collect();
    problems_of(&file(&lines))
}

fn problems_of(file: &[u8]) -> Vec<Problem> {
    let extract = Extract::parse(file).unwrap();
    extract.diagnostics().kept().iter().map(Diagnostic::problem).collect()
}

fn everyone(extract: &Extract) -> Vec<u32> {
    (0u32..).zip(extract.persons()).map(|(index, _)| index).collect()
}

#[test]
fn a_persons_records_need_not_stand_together() {
    let (anna, bo) = (person("0101701234"), person("0202801234"));
    let lines = [
        START,
        &anna,
        "0990101701234202601050101A01",
        &bo,
        "0030101701234Anna",
        "0030202801234Bo",
        "999999999999900000005",
    ];
    let file = file(&lines);
    let extract = Extract::parse(&file).unwrap();
    assert_eq!(extract.diagnostics().kept(), []);
    assert_eq!((extract.persons().len(), extract.records()), (2, 5));
    let annas: Vec<_> = extract.records_of(&file, 0).map(|text| text[..3].to_vec()).collect();
    assert_eq!(annas, [b"001", b"099", b"003"]);

    let thinned = extract.thin(&file, &[1], None);
    let text: Vec<u8> = thinned.slices(&file).flatten().copied().collect();
    assert_eq!(text.len() as u64, thinned.length());
    let expected = [START, &bo, "0030202801234Bo", "999999999999900000002"];
    assert_eq!(text, expected.map(|line| format!("{line}\n")).concat().as_bytes());
}

#[test]
fn replies_to_input_are_listed_and_belong_to_nobody() {
    let anna = person("0101701234");
    let error = format!("9100000000000{:75}8452not in CPR", "06");
    let lines = [START, "9970202801234202601050101A45", &anna, "999999999999900000002", &error];
    let file = file(&lines);
    let extract = Extract::parse(&file).unwrap();
    assert_eq!(extract.diagnostics().kept(), []);
    let replies = [
        Reply::Receipt { haendelse: "A45".parse().ok(), line: 2 },
        Reply::Error { fejlnr: Some(8452), line: 5 },
    ];
    assert_eq!(extract.replies(), replies);
    assert_eq!(extract.persons().len(), 1);
    let all: Vec<u8> = extract.thin(&file, &[0], None).slices(&file).flatten().copied().collect();
    assert!(!all.windows(3).any(|bytes| bytes == b"997" || bytes == b"910"));
}

#[test]
fn unknown_types_are_kept() {
    assert_eq!(problems(&[&person("0101701234"), "0310101701234something new"]), []);
}

#[test]
fn a_longer_record_is_a_warning_unless_it_is_padding() {
    let long = format!("{:106}NGLKONST", person("0101701234"));
    assert_eq!(problems(&[&long]), [Problem::Long]);
    assert_eq!(problems(&[&format!("{:306}", person("0101701234"))]), []);
}

#[test]
fn every_fault_is_named() {
    let anna = person("0101701234");
    let anna = anna.as_str();
    assert_eq!(problems(&[anna, "0x10101701234"]), [Problem::NoType]);
    assert_eq!(problems(&[anna, "003010170123"]), [Problem::Short]);
    assert_eq!(problems(&[anna, "003010170123x"]), [Problem::NoPnr]);
    assert_eq!(problems(&[anna, START])[0], Problem::SecondStart);
    assert_eq!(problems(&[anna, "0030101701234A\x01"]), [Problem::Control]);
    assert_eq!(problems(&[anna, "0140202801234"]), [Problem::NoPerson]);
    assert_eq!(
        problems(&["0020101701234075107x1"]),
        [Problem::NotDigits("VEJKOD"), Problem::NoPerson]
    );
    assert!(problems(&[anna, "0080101701234Søren"]).contains(&Problem::Utf8));
}

#[test]
fn the_frame_is_checked() {
    let anna = person("0101701234");
    assert_eq!(problems_of(&file(&[START, &anna])), [Problem::NoEnd]);
    let counter = problems_of(&file(&[START, &anna, "999999999999900000002"]));
    assert_eq!(counter, [Problem::WrongCounter { says: 2, found: 1 }]);
    for counter in ["", "  ", "      1", "       1", "0000000x"] {
        let unreadable = problems_of(&file(&[START, &anna, &format!("9999999999999{counter}")]));
        assert_eq!(unreadable, [Problem::BadCounter], "{counter:?}");
    }
    // The file ends within it.
    let torn = file(&[START, &anna, "99999999999990000000"]);
    assert_eq!(problems_of(&torn[..torn.len() - 1]), [Problem::NoEnd]);
    let after = problems_of(&file(&[START, &anna, "999999999999900000001", &anna]));
    assert_eq!(after, [Problem::AfterEnd]);
}

#[test]
fn a_person_has_one_group_and_it_begins_with_the_001() {
    let anna = person("0101701234");
    assert_eq!(problems(&[&anna, &anna]), [Problem::TwoGroups]);
    let early = file(&[START, "0080101701234", "0990101701234            A01", &anna]);
    let extract = Extract::parse(&early).unwrap();
    let first = extract.diagnostics().firsts()[0];
    assert_eq!((first.problem(), first.line()), (Problem::BeforePerson, 2));
}

/// What a subscription of everyone gets from a file.
fn delivered(file: &[u8]) -> Vec<u8> {
    let extract = Extract::parse(file).unwrap();
    let thinned = extract.thin(file, &everyone(&extract), Some("534902".parse().unwrap()));
    let bytes: Vec<u8> = thinned.slices(file).flatten().copied().collect();
    assert_eq!(bytes.len() as u64, thinned.length());
    bytes
}

#[test]
fn what_stands_around_the_records_is_a_remark_and_not_delivered() {
    for form in Form::ALL {
        let file = written(form, &[1, 2, 3]);
        let expected = delivered(&file);
        let ends: [&[u8]; 7] = [
            b"\x1a",
            b"\r\n\x1a",
            b"\n\n\r\n",
            b"   ",
            b"   \r\n",
            b"\0\0\0\0",
            b"\x1a\0 \r\n\n \x1a",
        ];
        for before in [&b""[..], b"\n", b"\r\n", b"\r\n\r\n  \r\n"] {
            for behind in [&b""[..]].iter().chain(&ends) {
                if before.is_empty() && behind.is_empty() {
                    continue;
                }
                let odd = [before, &file, behind].concat();
                let problems = problems_of(&odd);
                assert!(problems.iter().all(|&problem| problem == Problem::Filler), "{problems:?}");
                // In a file without line ends, filler after a record belongs to the record.
                let is_reported =
                    !before.is_empty() || behind.iter().any(|byte| !b"\r\n".contains(byte));
                assert!(!problems.is_empty() || !is_reported, "{form:?} {before:?} {behind:?}");
                assert_eq!(delivered(&odd), expected, "{form:?} {before:?} {behind:?}");
            }
            let after = [before, &file, b"\n\x1a\nsomething else\n"].concat();
            assert!(
                problems_of(&after).iter().any(|problem| problem.severity() == Severity::Error)
            );
        }
    }
}

#[test]
fn filler_on_the_line_of_the_end_record_is_not_delivered() {
    let anna = person("0101701234");
    let end = "999999999999900000001";
    for (filled, expected) in
        [("\x1a", ""), (" \0\x1a", ""), ("  \n", "\n"), ("\x1a\r\n", "\r\n"), ("\r\n\x1a", "\r\n")]
    {
        let file = format!("{START}\r\n{anna}\r\n{end}{filled}");
        assert_eq!(problems_of(file.as_bytes()), [Problem::Filler]);
        let start = START.replace("004711", "534902");
        let expected = format!("{start}\r\n{anna}\r\n{end}{expected}");
        assert_eq!(delivered(file.as_bytes()), expected.as_bytes(), "{filled:?}");
    }
}

#[test]
fn line_ends_that_were_converted_twice_are_named_once() {
    let anna = person("0101701234");
    let lines = [START, &anna, "0080101701234", "999999999999900000002"];
    let file: String = lines.iter().map(|line| format!("{line}\r\r\n")).collect();
    assert_eq!(problems_of(file.as_bytes()), [Problem::DoubleCr]);
    let extract = Extract::parse(file.as_bytes()).unwrap();
    let records: Vec<&[u8]> = extract.records_of(file.as_bytes(), 0).collect();
    assert_eq!(records, [anna.as_bytes(), b"0080101701234"]);
}

#[test]
fn positions_are_those_of_the_record() {
    let anna = person("0101701234");
    let file = format!("\r\n\n{START}\n\n{anna}\nxyz\n999999999999900000002\n");
    let extract = Extract::parse(file.as_bytes()).unwrap();
    let places: Vec<_> = extract
        .diagnostics()
        .kept()
        .iter()
        .map(|found| (found.problem().as_str(), found.line(), found.offset()))
        .collect();
    assert_eq!(places, [("filler", 4, 39), ("no-type", 6, 91), ("filler", 1, 0)]);
}

#[test]
fn faults_of_the_frame_are_found_behind_a_thousand_others() {
    let lines: Vec<String> = (0..=Diagnostics::KEPT).map(|_| "xyz".to_owned()).collect();
    let torn = [vec![START.to_owned()], lines].concat();
    let torn: Vec<&str> = torn.iter().map(String::as_str).collect();
    let extract = Extract::parse(&file(&torn)).unwrap();
    let firsts: Vec<Problem> =
        extract.diagnostics().firsts().iter().map(Diagnostic::problem).collect();
    assert_eq!(firsts, [Problem::NoType, Problem::NoEnd]);
}

#[test]
fn without_line_ends_a_line_is_a_record() {
    let torn = format!("{START}{:106}{:106}", person("0101701234"), person("0202801234"));
    let extract = Extract::parse(torn.as_bytes()).unwrap();
    let end = extract.diagnostics().firsts()[0];
    assert_eq!((end.problem(), end.line(), end.offset()), (Problem::NoEnd, 3, torn.len()));
}

#[test]
fn what_is_no_extract_says_what_it_seems() {
    let refused = |bytes: &[u8]| Extract::parse(bytes).unwrap_err().to_string();
    assert_eq!(refused(b""), "not a CPR extract: it is empty");
    assert!(refused(b"\xf0\xf0\xf0\xf0").contains("EBCDIC"));
    assert!(refused(b"PK\x03\x04").contains("zip"));
    assert!(refused(b"hello\n").contains("does not begin with a 000 record"));
    assert_eq!(
        refused(b"00000000000000047112026023020260102\n"),
        "not a CPR extract: line 1, byte 0, record 000, field PRODDTO: cannot be read"
    );
}

/// An extract with the given persons, each with a few records and the `003` at the end.
fn written(form: Form, pnrs: &[u32]) -> Vec<u8> {
    let mut writer = Writer::new(form);
    let day = jiff::civil::date(2026, 1, 5);
    writer.start("004711".parse().unwrap(), day, day.yesterday().unwrap());
    let mut record = |kind: &str, pnr: u32, fields: &[(&str, &str)]| {
        let mut record = writer.record(kind).unwrap().set("PNR", &format!("{pnr:010}")).unwrap();
        for (field, value) in fields {
            record = record.set(field, value).unwrap();
        }
        record.end();
    };
    for &pnr in pnrs {
        record(
            "001",
            pnr,
            &[("STATUS", "1"), ("FOED_DT", "1970-01-01"), ("STILLING", "Smørrebrødsjomfru")],
        );
        record("002", pnr, &[("KOMKOD", "751")]);
        record("099", pnr, &[("HAENDELSE", "A01")]);
    }
    for &pnr in pnrs {
        record("003", pnr, &[("ADRNVN", "Æble Ågård")]);
    }
    writer.finish()
}

proptest! {
    #[test]
    fn every_form_is_read_back(pnrs in proptest::collection::hash_set(0u32..1_000_000, 0..20)) {
        let pnrs: Vec<u32> = pnrs.into_iter().collect();
        for form in Form::ALL {
            let file = written(form, &pnrs);
            let extract = Extract::parse(&file).unwrap();
            prop_assert_eq!(extract.diagnostics().kept(), [], "{:?}", form);
            let read: Vec<u64> = extract.persons().iter().map(|p| p.pnr().to_integer()).collect();
            prop_assert_eq!(read, pnrs.iter().copied().map(u64::from).collect::<Vec<_>>());
            let everyone = everyone(&extract);
            let whole: Vec<u8> =
                extract.thin(&file, &everyone, None).slices(&file).flatten().copied().collect();
            prop_assert_eq!(whole, file);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(mut tail: Vec<u8>, start: bool) {
        let mut file = if start { format!("{START}\n").into_bytes() } else { Vec::new() };
        file.append(&mut tail);
        if let Ok(extract) = Extract::parse(&file) {
            let everyone = everyone(&extract);
            let thinned = extract.thin(&file, &everyone, None);
            let length: usize = thinned.slices(&file).map(<[u8]>::len).sum();
            prop_assert_eq!(length as u64, thinned.length());
        }
    }

    /// A whole file with one byte changed: it is read, and never grows.
    #[test]
    fn one_wrong_byte_is_survived(at: proptest::sample::Index, byte: u8) {
        for form in Form::ALL {
            let mut file = written(form, &[1, 2, 3]);
            let at = at.index(file.len());
            file[at] = byte;
            if let Ok(extract) = Extract::parse(&file) {
                let everyone = everyone(&extract);
                let thinned = extract.thin(&file, &everyone, None);
                prop_assert!(thinned.length() <= (file.len() + 23) as u64);
                for person in everyone {
                    extract.records_of(&file, person).for_each(drop);
                }
            }
        }
    }
}
