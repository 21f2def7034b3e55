use std::io::{self, Read};

use extract::{ChunkReader, ExtractScan, Header, Layouts, NotAnExtract, Off4Answer, Severity};

use crate::counts::Counts;
use crate::extract_sequence::{ExtractSequence, SequencePart};
use crate::file_format::FileFormat;
use crate::finding::{Finding, Place};
use crate::finding_kind::FindingKind;
use crate::findings::Findings;
use crate::pass::Pass;
use crate::report::{CheckedFile, Report};
use crate::scope::Scope;

/// How much of a file is read as an answer of OFF4, in bytes: enough to see that it is too long.
const LONGEST_ANSWER: u64 = 1 << 20;

/// Checks files of any size, one after the other. Memory grows only with the number of their persons.
#[derive(Debug, Default)]
pub struct Linter {
    scope: Scope,
    layouts: Layouts,
    files: Vec<CheckedFile>,
    findings: Findings,
    counts: Counts,
    chain: ExtractSequence,
}

impl Linter {
    /// Nothing checked so far.
    pub fn new(scope: Scope) -> Self {
        Self { scope, ..Self::default() }
    }

    /// The same with additions to the layout: record types and fields that are known from their day on.
    #[must_use]
    pub fn with_layouts(self, layouts: Layouts) -> Self {
        Self { layouts, ..self }
    }

    /// Checks a file, also an answer of OFF4 with records. Files are independent but for their place in the sequence.
    ///
    /// # Errors
    /// When `source` cannot be read to its end. What was found until then stays.
    pub fn file(&mut self, source: impl Read) -> io::Result<()> {
        self.add(source, Self::extract_or_answer)
    }

    /// Checks an answer of OFF4: its head, and its records.
    ///
    /// # Errors
    /// As [`file`](Self::file).
    pub fn off4(&mut self, source: impl Read) -> io::Result<()> {
        self.add(source, Self::answer)
    }

    fn add<R: Read>(
        &mut self,
        source: R,
        check: impl FnOnce(&mut Self, u32, R, &mut CheckedFile) -> io::Result<()>,
    ) -> io::Result<()> {
        // A command line cannot name more files than that.
        let file = u32::try_from(self.files.len()).unwrap_or(u32::MAX);
        let before = (self.findings.errors(), self.findings.warnings());
        let mut checked = CheckedFile::default();
        let result = check(self, file, source, &mut checked);
        checked.errors = self.findings.errors() - before.0;
        checked.warnings = self.findings.warnings() - before.1;
        self.files.push(checked);
        result
    }

    /// The findings, with those about the sequence of all files.
    pub fn finish(mut self) -> Report {
        for finding in self.chain.finish() {
            let file = &mut self.files[finding.file()];
            match finding.severity() {
                Severity::Error => file.errors += 1,
                Severity::Warning => file.warnings += 1,
            }
            self.findings.add(finding);
        }
        self.findings.sort();
        Report { files: self.files, findings: self.findings, counts: self.counts }
    }

    fn extract_or_answer(
        &mut self,
        file: u32,
        mut source: impl Read,
        checked: &mut CheckedFile,
    ) -> io::Result<()> {
        let mut beginning = Vec::new();
        source.by_ref().take(Off4Answer::BEGINNING as u64).read_to_end(&mut beginning)?;
        let is_answer = Off4Answer::is_begun(&beginning);
        let source = beginning.chain(source);
        if is_answer {
            self.answer(file, source, checked)
        } else {
            self.records(file, FileFormat::Change, source, checked)
        }
    }

    /// An answer is no part of a sequence. Positions are those of its records.
    fn answer(
        &mut self,
        file: u32,
        source: impl Read,
        checked: &mut CheckedFile,
    ) -> io::Result<()> {
        checked.format = FileFormat::Off4;
        let mut bytes = Vec::new();
        source.take(LONGEST_ANSWER).read_to_end(&mut bytes)?;
        let mut report = |fault| {
            let nowhere = Place { record: None, ..Place::start(file) };
            self.findings.add(Finding::at(nowhere, fault));
        };
        let Ok(answer) = Off4Answer::parse(&bytes) else {
            report(FindingKind::NotAnAnswer);
            return Ok(());
        };
        if !answer.is_whole() {
            report(FindingKind::AnswerLength);
        }
        match (answer.fejlnr(), Off4Answer::is_begun(&bytes)) {
            (0, _) => {}
            (fejlnr, true) => report(FindingKind::AnswerRemark(fejlnr)),
            (fejlnr, false) => {
                report(FindingKind::AnswerRefused(fejlnr));
                return Ok(());
            }
        }
        self.records(file, FileFormat::Off4, answer.records(), checked)
    }

    /// Checks records from `000` on.
    fn records(
        &mut self,
        file: u32,
        format: FileFormat,
        source: impl Read,
        checked: &mut CheckedFile,
    ) -> io::Result<()> {
        let mut pieces = ChunkReader::with_layouts(source, self.layouts.clone());
        let Some(mut records) = pieces.next_piece()? else { return Ok(()) };
        let layouts = records.layouts().clone();
        let (survey, start) = match ExtractScan::start(&mut records) {
            Ok(started) => started,
            Err(error) => {
                self.findings.add(refused(file, error));
                return Ok(());
            }
        };
        if format != FileFormat::Off4 {
            self.add_to_sequence(file, survey.header());
        }
        let mut pass =
            Pass::new(file, format, layouts, survey, &mut self.findings, &mut self.counts);
        pass.start(&start);
        pass.piece(records);
        while let Some(records) = pieces.next_piece()? {
            pass.piece(records);
        }
        *checked = pass.finish(self.scope);
        Ok(())
    }

    fn add_to_sequence(&mut self, file: u32, header: &Header) {
        let link = SequencePart::new(file, header);
        link.own_fault().into_iter().for_each(|finding| self.findings.add(finding));
        self.chain.add(link);
    }
}

fn refused(file: u32, error: NotAnExtract) -> Finding {
    match &error {
        NotAnExtract::BadStart(diagnostic) => Finding::read(file, diagnostic),
        NotAnExtract::NoStart(_) | NotAnExtract::TooLarge(_) => {
            let nowhere = Place { record: None, ..Place::start(file) };
            Finding::at(nowhere, FindingKind::NotAnExtract(error))
        }
    }
}
