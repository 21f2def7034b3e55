use std::sync::Arc;

use civil::{EventCode, Status};
use extract::{
    DayLayouts, Diagnostic, ExtractScan, LineEnd, Person, Problem, Record, RecordType, RecordTypes,
    Records, STATUS_PERSON,
};

use crate::counts::Counts;
use crate::fields::known::{AFLEDTMRK, HAENDELSE};
use crate::fields::{Context, Plan, Plans};
use crate::file_format::FileFormat;
use crate::finding::{Finding, Place, person_of};
use crate::finding_kind::FindingKind;
use crate::findings::Findings;
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
    format: FileFormat,
    layouts: DayLayouts,
    plans: Arc<Plans>,
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
    unknown: RecordTypes,
    ends_early: RecordTypes,
}

impl<'a> Pass<'a> {
    /// A pass over a file of this format, as far as it is known yet, with the layouts of its day.
    pub(crate) fn new(
        file: u32,
        format: FileFormat,
        layouts: DayLayouts,
        survey: ExtractScan,
        findings: &'a mut Findings,
        counts: &'a mut Counts,
    ) -> Self {
        Self {
            file,
            format,
            plans: Arc::new(Plans::new(&layouts)),
            layouts,
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
        for record in records.by_ref() {
            match record {
                Ok(record) => self.next(&record),
                Err(problem) if !self.format.is_foreign() => {
                    self.findings.add(Finding::read(self.file, &problem));
                }
                Err(_) => {}
            }
        }
        self.end = records.place();
    }

    /// Checks the next record; of a file of another format, counts it.
    fn next(&mut self, record: &Record<'_>) {
        self.name_format(record);
        let mut found = Vec::new();
        let person = self.survey.take(record, &mut |problem| found.push(problem));
        if self.format.is_foreign() {
            record.kind().into_iter().for_each(|kind| self.counts.record(kind));
            return;
        }
        let about = person_of(record);
        found.retain(|problem| !self.is_explained(problem));
        for problem in &found {
            self.findings.add(Finding::read(self.file, problem).about(about));
        }
        self.record(record, person);
    }

    /// Reports the format of the file at the first record that shows it.
    fn name_format(&mut self, record: &Record<'_>) {
        if self.format.is_foreign() {
            return;
        }
        let shown = |kind| FileFormat::shown_by(kind, record.text(), &self.layouts);
        let Some(format) = record.kind().and_then(shown) else { return };
        let finding = match format {
            _ if format == self.format => return,
            FileFormat::Status if self.format == FileFormat::Change => FindingKind::StatusExtract,
            FileFormat::Private => FindingKind::PrivateExtract,
            FileFormat::RegistryCopy => FindingKind::RegistryCopy,
            FileFormat::Status | FileFormat::Change | FileFormat::Off4 => return,
        };
        self.format = format;
        self.report(record, finding);
    }

    /// Whether the format of the file explains a problem: a status extract has longer `001`.
    fn is_explained(&self, problem: &Diagnostic) -> bool {
        self.format == FileFormat::Status
            && problem.problem() == Problem::Long
            && problem.record() == Some(RecordType::PERSON)
    }

    /// Reports what is found at the end, and returns the facts about the file.
    pub(crate) fn finish(self, scope: Scope) -> CheckedFile {
        let Self { file, format, survey, findings, .. } = self;
        if !format.is_foreign() {
            survey.finish(self.end, &mut |problem: Diagnostic, person: Option<&Person>| {
                findings.add(Finding::read(file, &problem).about(person.map(Person::pnr)));
            });
            self.lives.finish(survey.persons(), findings);
            self.relations.finish(&survey, scope, findings);
        }
        CheckedFile {
            header: Some(*survey.header()),
            format,
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
        // In an answer `003` stands in its numeric place.
        let is_ordered = self.format != FileFormat::Off4;
        if let Some(fault) = self.phase.take(kind).filter(|_| is_ordered) {
            self.report(record, fault);
        }
        let plans = Arc::clone(&self.plans);
        let Some(plan) = plans.plan(kind) else {
            if !self.format.has_own(kind) && self.once.unknown.insert(kind) {
                self.report(record, FindingKind::UnknownType);
            }
            return;
        };
        let is_longer = self.format == FileFormat::Status && kind == RecordType::PERSON;
        let length = if is_longer { STATUS_PERSON } else { plan.length() };
        if let Some(fault) = self.widths.take(kind, record.text(), length) {
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
