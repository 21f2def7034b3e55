//! `check` finds nothing in synthetic extracts, except injected faults.

use extract::Form;
use extract_lint::{Linter, Report, Scope};
use synth::{InjectedFault, NumberSeries, Plan, Population};

use crate::*;

fn report<'a>(scope: Scope, files: impl IntoIterator<Item = &'a [u8]>) -> Report {
    let mut check = Linter::new(scope);
    files.into_iter().for_each(|file| check.file(file).unwrap());
    check.finish()
}

/// The findings, by their identifiers.
fn words(report: &Report) -> Vec<&'static str> {
    report.findings().kept().iter().map(|finding| finding.fault().as_str()).collect()
}

/// A population and so many of its days.
fn life(denmark: &Population, form: Form, count: usize) -> Vec<Vec<u8>> {
    let mut files = vec![everyone(denmark, denmark.plan().first_day, form)];
    files.extend(days(denmark).take(count).map(|day| denmark.day(day, form)));
    files
}

#[test]
fn nothing_is_wrong_with_a_year_in_which_much_happens() {
    for numbers in [NumberSeries::Past, NumberSeries::Future, NumberSeries::Month] {
        let denmark = Population::new(Plan { numbers, pace: 1000, ..Plan::new(7, 2000) }).unwrap();
        let files = life(&denmark, Form::PADDED_LF, 250);
        let report = report(Scope::Changes, files.iter().map(Vec::as_slice));
        assert_eq!(report.findings().kept(), [], "{numbers}");
        assert!(report.events().count() > 25);
    }
}

#[test]
fn nothing_is_wrong_in_any_form() {
    for form in Form::ALL {
        let files = life(&lively(1, 1000), form, 20);
        let report = report(Scope::Changes, files.iter().map(Vec::as_slice));
        assert_eq!(report.findings().kept(), [], "{form:?}");
        assert!(report.files().iter().all(|file| file.width() == Some(form.width())));
    }
}

/// On the first day, and after years in which people moved, died and got other numbers.
#[test]
fn everyone_who_is_named_is_in_a_population() {
    let denmark = lively(2, 3000);
    let later = days(&denmark).nth(200).unwrap();
    for day in [Plan::FIRST_DAY, later] {
        let file = everyone(&denmark, day, Form::TRIMMED_LF);
        let report = report(Scope::WholeRegister, [&*file]);
        assert_eq!(report.findings().kept(), [], "{day}");
    }
}

#[test]
fn each_fault_is_found_and_named() {
    let denmark = lively(3, 1000);
    let files = life(&denmark, Form::PADDED_LF, 3);
    let spoiled = |fault: InjectedFault| {
        let mut files = files.clone();
        match fault {
            InjectedFault::Missing => drop(files.remove(2)),
            InjectedFault::Duplicate => files.insert(2, files[1].clone()),
            _ => files[2] = fault.spoil(files[2].clone()).unwrap(),
        }
        words(&report(Scope::Changes, files.iter().map(Vec::as_slice)))
    };
    assert_eq!(spoiled(InjectedFault::Missing), ["gap"]);
    assert_eq!(spoiled(InjectedFault::Duplicate), ["same-day"]);
    assert!(spoiled(InjectedFault::Torn).contains(&"no-end"));
    assert_eq!(spoiled(InjectedFault::Counter), ["wrong-counter"]);
    assert_eq!(spoiled(InjectedFault::Bytes), ["code-page"]);
    assert_eq!(spoiled(InjectedFault::No001), ["no-person", "wrong-counter"]);
}
