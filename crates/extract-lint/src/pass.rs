use civil::{EventCode, Status};
use extract::{Diagnostic, ExtractScan, LineEnd, Person, Record, RecordType, Records};

use crate::counts::Counts;
use crate::fields::known::{AFLEDTMRK, HAENDELSE};
use crate::fields::{Context, Plan, plan};
use crate::finding::{Finding, Place, person_of};
use crate::finding_kind::FindingKind;
use crate::findings::Findings;
use crate::kinds::Kinds;
use crate::lives::PersonState;
use crate::order::Phase;
use crate::relations::Relations;
use crate::replaced;
use crate::report::CheckedFile;
use crate::scope::Scope;
use crate::width::Widths;

/// Checks one file, record by record.
pub(crate) struct Pass<'a> {
    file: u32,
    survey: ExtractScan,
    findings: &'a mut Findings,
    counts: &'a mut Counts,
    lives: PersonState,
    relations: Relations,
    widths: Widths,
    phase: Phase,
    once: Once,
    line_end: LineEnd,
    /// The line and byte up to which was read.
    end: (u32, usize),
}

/// The types for which a once-only finding was reported.
#[derive(Default)]
struct Once {
    unknown: Kinds,
    ends_early: Kinds,
}

impl<'a> Pass<'a> {
    pub(crate) fn new(
        file: u32,
        survey: ExtractScan,
        findings: &'a mut Findings,
        counts: &'a mut Counts,
    ) -> Self {
        Self {
            file,
            survey,
            findings,
            counts,
            lives: PersonState::default(),
            relations: Relations::default(),
            widths: Widths::default(),
            phase: Phase::default(),
            once: Once::default(),
            line_end: LineEnd::None,
            end: (1, 0),
        }
    }

    /// Takes the start record, which the scan has read.
    pub(crate) fn start(&mut self, record: &Record<'_>) {
        self.line_end = record.line_end();
        self.record(record, None);
    }

    /// Checks the next records.
    pub(crate) fn piece(&mut self, mut records: Records<'_>) {
        let mut found = Vec::new();
        for record in records.by_ref() {
            match record {
                Ok(record) => {
                    let person = self.survey.take(&record, &mut |problem| found.push(problem));
                    let about = person_of(&record);
                    for problem in found.drain(..) {
                        self.findings.add(Finding::read(self.file, &problem).about(about));
                    }
                    self.record(&record, person);
                }
                Err(problem) => self.findings.add(Finding::read(self.file, &problem)),
            }
        }
        self.end = records.place();
    }

    /// Reports what is found at the end, and returns the facts about the file.
    pub(crate) fn finish(self, scope: Scope) -> CheckedFile {
        let Self { file, survey, findings, .. } = self;
        survey.finish(self.end, &mut |problem: Diagnostic, person: Option<&Person>| {
            findings.add(Finding::read(file, &problem).about(person.map(Person::pnr)));
        });
        self.lives.finish(survey.persons(), findings);
        self.relations.finish(&survey, scope, findings);
        CheckedFile {
            header: Some(*survey.header()),
            persons: survey.persons().len() as u64,
            records: survey.records(),
            width: self.widths.first(),
            line_end: Some(self.line_end),
            ..CheckedFile::default()
        }
    }

    /// Checks a record of the person with that index, or of none.
    fn record(&mut self, record: &Record<'_>, person: Option<u32>) {
        let Some(kind) = record.kind() else { return };
        self.counts.record(kind);
        if let Some(fault) = self.phase.take(kind) {
            self.report(record, fault);
        }
        let Some(plan) = plan(kind) else {
            if self.once.unknown.insert(kind) {
                self.report(record, FindingKind::UnknownType);
            }
            return;
        };
        if let Some(fault) = self.widths.take(kind, record.text(), plan.length()) {
            self.report(record, fault);
        }
        match person {
            Some(person) => self.of_person(person, kind, plan, record),
            None if matches!(kind, RecordType::ERROR | RecordType::RECEIPT) => {
                self.reply(kind, plan, record);
            }
            None => {}
        }
    }

    fn reply(&mut self, kind: RecordType, plan: &Plan, record: &Record<'_>) {
        let mut found = Vec::new();
        plan.check_reply(record.text(), &mut |fault, field| found.push((fault, field)));
        self.report_fields(kind, record, &found);
    }

    fn of_person(&mut self, index: u32, kind: RecordType, plan: &Plan, record: &Record<'_>) {
        let (text, place) = (record.text(), Place::of(self.file, record));
        let person = &self.survey.persons()[index as usize];
        let context = Context {
            proddto: self.survey.header().proddto(),
            may_have_address: person.status().is_none_or(Status::may_have_address),
        };
        let mut found = Vec::new();
        plan.check(text, &context, &mut |fault, field| found.push((fault, field)));
        if kind == RecordType::PERSON {
            let fault = replaced::check(person.pnr(), person.status(), text);
            found.extend(fault.map(|fault| (fault, "PNRGAELD")));
        }
        self.relations.take(person, kind, text, place);
        self.lives.take(index, person, kind, place, &mut |place, fault| {
            self.findings.add(Finding::at(place, fault).about(Some(person.pnr())));
        });
        self.report_fields(kind, record, &found);
        if kind == RecordType::EVENT {
            self.event(text);
        }
    }

    fn event(&mut self, text: &[u8]) {
        if let Some(code) = EventCode::from_register(HAENDELSE.of(text)) {
            let is_main = AFLEDTMRK.of(text).iter().all(|&byte| byte == b' ');
            self.counts.event(code, is_main);
        }
    }

    fn report_fields(
        &mut self,
        kind: RecordType,
        record: &Record<'_>,
        found: &[(FindingKind, &'static str)],
    ) {
        for &(fault, field) in found {
            if fault != FindingKind::EndsEarly || self.once.ends_early.insert(kind) {
                self.findings.add(self.finding(record, fault).field(field));
            }
        }
    }

    fn report(&mut self, record: &Record<'_>, fault: FindingKind) {
        self.findings.add(self.finding(record, fault));
    }

    fn finding(&self, record: &Record<'_>, fault: FindingKind) -> Finding {
        Finding::at(Place::of(self.file, record), fault).about(person_of(record))
    }
}
