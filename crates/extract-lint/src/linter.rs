use std::io::{self, Read};

use extract::{ChunkReader, ExtractScan, NotAnExtract, Severity};

use crate::counts::Counts;
use crate::extract_sequence::{ExtractSequence, SequencePart};
use crate::finding::{Finding, Place};
use crate::finding_kind::FindingKind;
use crate::findings::Findings;
use crate::pass::Pass;
use crate::report::{CheckedFile, Report};
use crate::scope::Scope;

/// Checks files of any size, one after the other. Memory grows only with the number of their persons.
#[derive(Debug, Default)]
pub struct Linter {
    scope: Scope,
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

    /// Checks a file. Files are independent but for their place in the sequence.
    ///
    /// # Errors
    /// When `source` cannot be read to its end. What was found until then stays.
    pub fn file(&mut self, source: impl Read) -> io::Result<()> {
        // A command line cannot name more files than that.
        let file = u32::try_from(self.files.len()).unwrap_or(u32::MAX);
        let before = (self.findings.errors(), self.findings.warnings());
        let mut checked = CheckedFile::default();
        let result = self.read(file, ChunkReader::new(source), &mut checked);
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

    fn read(
        &mut self,
        file: u32,
        mut pieces: ChunkReader<impl Read>,
        checked: &mut CheckedFile,
    ) -> io::Result<()> {
        let Some(mut records) = pieces.next_piece()? else { return Ok(()) };
        let (survey, start) = match ExtractScan::start(&mut records) {
            Ok(started) => started,
            Err(error) => {
                self.findings.add(refused(file, error));
                return Ok(());
            }
        };
        let link = SequencePart::new(file, survey.header());
        link.own_fault().into_iter().for_each(|finding| self.findings.add(finding));
        self.chain.add(link);
        let mut pass = Pass::new(file, survey, &mut self.findings, &mut self.counts);
        pass.start(&start);
        pass.piece(records);
        while let Some(records) = pieces.next_piece()? {
            pass.piece(records);
        }
        *checked = pass.finish(self.scope);
        Ok(())
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
