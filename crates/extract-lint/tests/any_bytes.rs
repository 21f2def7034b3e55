//! Checks files of any bytes.
#![allow(clippy::unwrap_used, reason = "tests")]

use extract::{Form, Writer};
use extract_lint::{Linter, Report, Scope};
use proptest::prelude::*;

fn report(files: &[Vec<u8>]) -> Report {
    let mut check = Linter::new(Scope::WholeRegister);
    files.iter().for_each(|file| check.file(&file[..]).unwrap());
    check.finish()
}

/// Two generations with a changed number.
fn family(form: Form) -> Vec<u8> {
    let mut writer = Writer::new(form);
    let day = jiff::civil::date(2026, 1, 5);
    writer.start("004711".parse().unwrap(), day, day.yesterday().unwrap());
    let (mother, father, child, former) = ("0101581234", "0202581235", "0303581236", "0404581237");
    let mut put = |kind: &str, pnr: &str, fields: &[(&str, &str)]| {
        let key = if kind == "022" { "PNRGÆLD" } else { "PNR" };
        let mut record = writer.record(kind).unwrap().set(key, pnr).unwrap();
        for (field, value) in fields {
            record = record.set(field, value).unwrap();
        }
        record.end();
    };
    let alive = [("STATUS", "1"), ("KOEN", "K"), ("FOED_DT", "1858-01-01")];
    for (pnr, spouse) in [(mother, father), (father, mother)] {
        put("001", pnr, &alive);
        put("002", pnr, &[("KOMKOD", "751")]);
        put("012", pnr, &[("CIVST", "G"), ("AEGTEPNR", spouse)]);
        put("014", pnr, &[("PNR-BARN", child)]);
        put("099", pnr, &[("HAENDELSE", "P03"), ("AFLEDTMRK", "MO")]);
    }
    put("001", child, &alive);
    put("002", child, &[("KOMKOD", "751")]);
    put("015", child, &[("PNRMOR", mother), ("PNRFAR", father)]);
    put("016", child, &[("RELTYP-FORÆLDREMYN", "5"), ("RELPNR", mother)]);
    put("022", child, &[("PNR", former)]);
    put("099", child, &[("HAENDELSE", "P03"), ("AFLEDTMRK", "PN")]);
    put("001", former, &[("STATUS", "60"), ("PNRGAELD", child), ("FOED_DT", "1858-01-01")]);
    put("099", former, &[("HAENDELSE", "P03")]);
    for pnr in [mother, father, child] {
        put("003", pnr, &[("ADRNVN", "Æble Ågård"), ("KOMKOD", "751")]);
    }
    writer.finish()
}

#[test]
fn a_family_is_right_in_every_form() {
    for form in Form::ALL {
        let report = report(&[family(form)]);
        assert_eq!(report.findings().kept(), [], "{form:?}");
        let file = &report.files()[0];
        assert_eq!((file.width(), file.line_end()), (Some(form.width()), Some(form.line_end())));
        assert_eq!((file.persons(), file.records()), (4, 21));
    }
}

fn sums_up(report: &Report) {
    let findings = report.findings();
    let (errors, warnings) = report.files().iter().fold((0, 0), |(errors, warnings), file| {
        (errors + file.errors(), warnings + file.warnings())
    });
    assert_eq!((errors, warnings), (findings.errors(), findings.warnings()));
    assert_eq!(findings.kept().len() as u64 + findings.not_kept(), errors + warnings);
    findings.kept().iter().for_each(|finding| assert!(!finding.to_string().is_empty()));
}

proptest! {
    #[test]
    fn any_bytes_are_checked(mut tail: Vec<u8>, start: bool) {
        let mut file = if start { b"00000000000000047112026010520260102".to_vec() } else { Vec::new() };
        file.append(&mut tail);
        sums_up(&report(&[file]));
    }

    #[test]
    fn any_records_are_checked(records in proptest::collection::vec("[0-9]{3}[0-1]{10}[ 0-9A-Z*-]{0,120}", 0..20)) {
        let file = format!("00000000000000047112026010520260102\n{}\n", records.join("\n"));
        sums_up(&report(&[file.into_bytes()]));
    }

    /// A whole file with one byte changed, together with the whole one.
    #[test]
    fn one_wrong_byte_is_survived(at: proptest::sample::Index, byte: u8) {
        for form in Form::ALL {
            let good = family(form);
            let mut file = good.clone();
            let at = at.index(file.len());
            file[at] = byte;
            sums_up(&report(&[file, good]));
        }
    }

    /// A truncated file always has an error.
    #[test]
    fn a_torn_file_has_an_error(at: proptest::sample::Index) {
        for form in Form::ALL {
            let mut file = family(form);
            let end = form.line_end().bytes().len();
            file.truncate(at.index(file.len() - end));
            prop_assert!(report(&[file]).findings().errors() > 0);
        }
    }
}
