//! Relations between invented persons in one file.
#![allow(clippy::unwrap_used, reason = "tests")]

use extract::{Form, Writer};
use extract_lint::{FindingKind, Linter, Scope};

const ANNA: &str = "0101581234";
const BO: &str = "0202581235";
const CARL: &str = "0303581237";
const DORTE: &str = "0404581236";

/// A file in the making.
struct Story(Writer);

impl Story {
    fn new() -> Self {
        let mut writer = Writer::new(Form::PADDED_LF);
        let day = jiff::civil::date(2026, 1, 5);
        writer.start("004711".parse().unwrap(), day, day.yesterday().unwrap());
        Self(writer)
    }

    fn put(mut self, kind: &str, pnr: &str, fields: &[(&str, &str)]) -> Self {
        let key = if kind == "022" { "PNRGÆLD" } else { "PNR" };
        let mut record = self.0.record(kind).unwrap().set(key, pnr).unwrap();
        for (field, value) in fields {
            record = record.set(field, value).unwrap();
        }
        record.end();
        self
    }

    fn resident(self, pnr: &str) -> Self {
        let story = self.put("001", pnr, &[("STATUS", "1"), ("FOED_DT", "1858-01-01")]);
        story.put("002", pnr, &[("KOMKOD", "751")])
    }

    fn replaced(self, pnr: &str, status: &str, valid: &str) -> Self {
        self.put("001", pnr, &[("STATUS", status), ("PNRGAELD", valid)])
    }

    fn civil(self, pnr: &str, civst: &str, spouse: &str) -> Self {
        self.put("012", pnr, &[("CIVST", civst), ("AEGTEPNR", spouse)])
    }

    fn child(self, pnr: &str, child: &str) -> Self {
        self.put("014", pnr, &[("PNR-BARN", child)])
    }

    fn parents(self, pnr: &str, mother: &str, father: &str) -> Self {
        self.put("015", pnr, &[("PNRMOR", mother), ("PNRFAR", father)])
    }

    fn faults(self) -> Vec<(FindingKind, String)> {
        self.faults_in(Scope::Changes)
    }

    /// The findings, and under whose number.
    fn faults_in(self, scope: Scope) -> Vec<(FindingKind, String)> {
        let mut check = Linter::new(scope);
        check.file(&self.0.finish()[..]).unwrap();
        let report = check.finish();
        let findings = report.findings().kept().iter();
        findings
            .map(|finding| (finding.fault(), finding.person().unwrap().reveal().to_string()))
            .collect()
    }
}

fn found(fault: FindingKind, person: &str) -> (FindingKind, String) {
    (fault, person.to_owned())
}

#[test]
fn married_persons_name_each_other() {
    let couple = |back| {
        let story = Story::new().resident(ANNA).civil(ANNA, "G", BO);
        story.resident(BO).civil(BO, back, ANNA).faults()
    };
    assert_eq!((couple("G"), couple("P")), (vec![], vec![]));
    // He is divorced, and she is not.
    assert_eq!(couple("F"), [found(FindingKind::NotReturned, ANNA)]);
}

#[test]
fn divorced_person_may_have_married_again() {
    let story = Story::new().resident(ANNA).civil(ANNA, "F", BO);
    let story = story.resident(BO).civil(BO, "G", CARL);
    let remarried = story.put("029", BO, &[("CIVST", "G"), ("AEGTEPNR", ANNA)]);
    assert_eq!(remarried.faults(), []);
    let story = Story::new().resident(ANNA).civil(ANNA, "E", BO);
    let dead = story.put("001", BO, &[("STATUS", "90")]).civil(BO, "D", ANNA);
    assert_eq!(dead.faults(), []);
    let forgotten = Story::new().resident(ANNA).civil(ANNA, "F", BO).resident(BO);
    assert_eq!(forgotten.faults(), [found(FindingKind::NotReturned, ANNA)]);
}

#[test]
fn parents_and_children_know_each_other() {
    let story = Story::new().resident(ANNA).child(ANNA, CARL).resident(BO).child(BO, CARL);
    assert_eq!(story.resident(CARL).parents(CARL, ANNA, BO).faults(), []);
    let story = Story::new().resident(ANNA).child(ANNA, CARL).resident(BO);
    let found_in = story.resident(CARL).parents(CARL, "", BO).faults();
    assert_eq!(
        found_in,
        [found(FindingKind::NotReturned, ANNA), found(FindingKind::NotReturned, CARL)]
    );
}

#[test]
fn nobody_is_his_own_relative() {
    let story = Story::new().resident(ANNA).child(ANNA, ANNA);
    assert_eq!(story.faults(), [found(FindingKind::Oneself, ANNA)]);
    let custody = [("RELTYP-FORÆLDREMYN", "5"), ("RELPNR", ANNA)];
    let story = Story::new().resident(ANNA).put("016", ANNA, &custody);
    assert_eq!(story.faults(), [found(FindingKind::Oneself, ANNA)]);
}

#[test]
fn a_number_that_changed_is_the_same_person() {
    // Carl was Dorte: his mother names the new number, and so do his own records.
    let story = Story::new().replaced(DORTE, "60", CARL).resident(CARL).parents(CARL, ANNA, "");
    let story = story.put("022", CARL, &[("PNR", DORTE)]);
    assert_eq!(story.resident(ANNA).child(ANNA, CARL).faults(), []);
    // His mother still names the old number; the old number's own records are not updated.
    let story = Story::new().replaced(DORTE, "60", CARL).parents(DORTE, BO, "").resident(BO);
    let story = story.resident(CARL).parents(CARL, ANNA, "");
    let outdated = story.resident(ANNA).child(ANNA, DORTE).faults();
    assert_eq!(outdated, [found(FindingKind::Outdated, ANNA)]);
}

#[test]
fn a_change_that_is_undone_makes_no_circle() {
    // Carl was changed to Dorte, and back to Carl.
    let story = Story::new().replaced(DORTE, "60", CARL).put("022", DORTE, &[("PNR", CARL)]);
    let story = story.resident(CARL).parents(CARL, ANNA, "").put("022", CARL, &[("PNR", DORTE)]);
    assert_eq!(story.resident(ANNA).child(ANNA, CARL).faults(), []);
}

#[test]
fn numbers_that_replace_each_other_in_a_circle_come_to_an_end() {
    let story = Story::new().replaced(ANNA, "60", BO).replaced(BO, "60", CARL);
    let circle = story.replaced(CARL, "60", ANNA).resident(DORTE).child(DORTE, ANNA);
    assert!(circle.faults().iter().all(|(fault, _)| *fault == FindingKind::Outdated));
}

#[test]
fn an_annulled_number_answers_nothing() {
    let story = Story::new().resident(ANNA).child(ANNA, CARL);
    assert_eq!(story.put("001", CARL, &[("STATUS", "30")]).faults(), []);
}

#[test]
fn a_whole_register_has_everybody() {
    let guardian = [("UMYN_RELTYP", "1"), ("RELPNR", BO)];
    let story = || Story::new().resident(ANNA).put("017", ANNA, &guardian);
    assert_eq!(story().faults(), []);
    assert_eq!(story().faults_in(Scope::WholeRegister), [found(FindingKind::Nobody, ANNA)]);
    assert_eq!(story().resident(BO).faults_in(Scope::WholeRegister), []);
    let changed = || Story::new().replaced(ANNA, "60", BO);
    assert_eq!(changed().faults(), [found(FindingKind::SuccessorAbsent, ANNA)]);
    assert_eq!(changed().faults_in(Scope::WholeRegister), [found(FindingKind::Nobody, ANNA)]);
    let unknown = Story::new().resident(ANNA).parents(ANNA, "0000000000", "");
    assert_eq!(unknown.faults_in(Scope::WholeRegister), []);
}
