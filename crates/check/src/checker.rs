use extract::{Extract, LineEnd, NotAnExtract, Records, Severity};

use crate::chain::{Chain, Link};
use crate::counts::Counts;
use crate::fault::Fault;
use crate::finding::{Finding, Place};
use crate::findings::Findings;
use crate::pass::Pass;
use crate::report::{CheckedFile, Report};

/// How much a file is said to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// The persons who changed: relatives may well be elsewhere.
    #[default]
    Changes,
    /// Everyone: a number that the file does not have is nobody's.
    WholeRegister,
}

/// Checks files, one after the other; a file's bytes are needed no longer than that.
#[derive(Debug, Default)]
pub struct Check {
    scope: Scope,
    files: Vec<CheckedFile>,
    findings: Findings,
    counts: Counts,
    chain: Chain,
}

impl Check {
    /// Nothing checked so far.
    pub fn new(scope: Scope) -> Self {
        Self { scope, ..Self::default() }
    }

    /// Checks a file, each by itself but for its place in the chain.
    pub fn file(&mut self, bytes: &[u8]) {
        // More files than that do not fit a command line.
        let file = u32::try_from(self.files.len()).unwrap_or(u32::MAX);
        let before = (self.findings.errors(), self.findings.warnings());
        let mut checked = match Extract::parse(bytes) {
            Ok(extract) => self.extract(file, bytes, &extract),
            Err(error) => self.refused(file, bytes, error),
        };
        checked.errors = self.findings.errors() - before.0;
        checked.warnings = self.findings.warnings() - before.1;
        self.files.push(checked);
    }

    /// What was found, the chain of all files included.
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

    fn extract(&mut self, file: u32, bytes: &[u8], extract: &Extract) -> CheckedFile {
        let header = *extract.header();
        let link = Link::new(file, &header);
        self.findings_of_link(&link);
        self.chain.add(link);
        let pass = Pass::new(file, extract, self.scope, &mut self.findings, &mut self.counts);
        let width = pass.run(bytes);
        CheckedFile {
            header: Some(header),
            persons: extract.persons().len() as u64,
            records: extract.records(),
            width,
            line_end: Some(line_end(bytes)),
            ..unread(bytes)
        }
    }

    fn findings_of_link(&mut self, link: &Link) {
        link.own_fault().into_iter().for_each(|finding| self.findings.add(finding));
    }

    fn refused(&mut self, file: u32, bytes: &[u8], error: NotAnExtract) -> CheckedFile {
        self.findings.add(match &error {
            NotAnExtract::BadStart(diagnostic) => Finding::read(file, diagnostic),
            NotAnExtract::NoStart(_) | NotAnExtract::TooLarge(_) => {
                let nowhere = Place { record: None, ..Place::start(file) };
                Finding::at(nowhere, Fault::NotAnExtract(error))
            }
        });
        unread(bytes)
    }
}

fn unread(bytes: &[u8]) -> CheckedFile {
    CheckedFile {
        size: bytes.len(),
        header: None,
        persons: 0,
        records: 0,
        width: None,
        line_end: None,
        errors: 0,
        warnings: 0,
    }
}

/// What stands behind the start record.
fn line_end(bytes: &[u8]) -> LineEnd {
    let start = Records::new(bytes).next().and_then(Result::ok);
    let Some(start) = start else { return LineEnd::None };
    match &bytes[start.offset() + start.text().len()..start.end()] {
        [b'\r', b'\n', ..] => LineEnd::CrLf,
        [b'\n', ..] => LineEnd::Lf,
        _ => LineEnd::None,
    }
}
