use civil::{EventCode, Pnr, Status};
use extract::{Extract, Person, Record, RecordType, Records, Width};

use crate::checker::Scope;
use crate::counts::Counts;
use crate::fault::Fault;
use crate::fields::known::{AFLEDTMRK, HAENDELSE};
use crate::fields::{Context, Plan, plan};
use crate::finding::{Finding, Place, person_of};
use crate::findings::Findings;
use crate::kinds::Kinds;
use crate::order::Phase;
use crate::persons::Persons;
use crate::reading::Reading;
use crate::relations::Relations;
use crate::replaced;
use crate::width::Widths;

/// The way through one file, record by record.
pub(crate) struct Pass<'a> {
    file: u32,
    extract: &'a Extract,
    scope: Scope,
    findings: &'a mut Findings,
    counts: &'a mut Counts,
    persons: Persons<'a>,
    relations: Relations,
    widths: Widths,
    phase: Phase,
    once: Once,
}

/// The types of which something was told that is told once for each.
#[derive(Default)]
struct Once {
    unknown: Kinds,
    ends_early: Kinds,
}

impl<'a> Pass<'a> {
    pub(crate) fn new(
        file: u32,
        extract: &'a Extract,
        scope: Scope,
        findings: &'a mut Findings,
        counts: &'a mut Counts,
    ) -> Self {
        Self {
            file,
            extract,
            scope,
            findings,
            counts,
            persons: Persons::new(file, extract),
            relations: Relations::default(),
            widths: Widths::default(),
            phase: Phase::default(),
            once: Once::default(),
        }
    }

    /// Checks the whole file, and tells in which form it is.
    pub(crate) fn run(mut self, bytes: &[u8]) -> Option<Width> {
        let mut reading = Reading::new(self.file, self.extract.diagnostics());
        for record in Records::new(bytes).flatten() {
            reading.pass(&record, self.findings);
            self.record(&record);
        }
        reading.finish(self.findings);
        self.persons.finish(self.findings);
        self.relations.finish(&self.persons, self.scope, self.findings);
        self.widths.first()
    }

    fn record(&mut self, record: &Record<'_>) {
        let Some(kind) = record.kind() else { return };
        self.counts.record(kind);
        // Nobody reads on behind the end record, and reading has told of what stands there.
        let has_ended = self.phase == Phase::Ended;
        if let Some(fault) = self.phase.take(kind) {
            self.tell(record, fault);
        }
        let Some(plan) = plan(kind) else {
            if self.once.unknown.insert(kind) {
                self.tell(record, Fault::UnknownType);
            }
            return;
        };
        if let Some(fault) = self.widths.take(kind, record.text(), plan.length()) {
            self.tell(record, fault);
        }
        match kind {
            RecordType::START | RecordType::END => {}
            RecordType::ERROR | RecordType::RECEIPT => self.reply(kind, plan, record),
            _ if has_ended => {}
            _ => {
                if let Some(person) = record.pnr().and_then(|pnr| self.persons.find(pnr)) {
                    self.of_person(person, kind, plan, record);
                }
            }
        }
    }

    fn reply(&mut self, kind: RecordType, plan: &Plan, record: &Record<'_>) {
        let mut found = Vec::new();
        plan.check_reply(record.text(), &mut |fault, field| found.push((fault, field)));
        self.tell_fields(kind, record, &found);
    }

    fn of_person(&mut self, person: &Person, kind: RecordType, plan: &Plan, record: &Record<'_>) {
        let text = record.text();
        let context = Context {
            proddto: self.extract.header().proddto(),
            may_have_address: person.status().is_none_or(Status::may_have_address),
        };
        let mut found = Vec::new();
        plan.check(text, &context, &mut |fault, field| found.push((fault, field)));
        if kind == RecordType::PERSON {
            let fault = replaced::check(person.pnr(), person.status(), text);
            found.extend(fault.map(|fault| (fault, "PNRGAELD")));
        }
        self.tell_fields(kind, record, &found);
        self.place_of(person.pnr(), kind, record);
        if kind == RecordType::EVENT {
            self.event(text);
        }
        self.relations.take(person, kind, text, Place::of(self.file, record));
    }

    fn place_of(&mut self, pnr: Pnr, kind: RecordType, record: &Record<'_>) {
        let mut found = Vec::new();
        self.persons.take(pnr, kind, record, &mut |fault| found.push(fault));
        found.into_iter().for_each(|fault| self.tell(record, fault));
    }

    fn event(&mut self, text: &[u8]) {
        if let Some(code) = EventCode::from_register(HAENDELSE.of(text)) {
            let is_main = AFLEDTMRK.of(text).iter().all(|&byte| byte == b' ');
            self.counts.event(code, is_main);
        }
    }

    fn tell_fields(
        &mut self,
        kind: RecordType,
        record: &Record<'_>,
        found: &[(Fault, &'static str)],
    ) {
        for &(fault, field) in found {
            if fault != Fault::EndsEarly || self.once.ends_early.insert(kind) {
                self.findings.add(self.finding(record, fault).field(field));
            }
        }
    }

    fn tell(&mut self, record: &Record<'_>, fault: Fault) {
        self.findings.add(self.finding(record, fault));
    }

    fn finding(&self, record: &Record<'_>, fault: Fault) -> Finding {
        Finding::at(Place::of(self.file, record), fault).about(person_of(record))
    }
}
