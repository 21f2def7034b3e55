use extract::{Diagnostic, Diagnostics, Record, Severity};

use crate::finding::{Finding, person_of};
use crate::findings::Findings;

/// What reading found, taken over record by record: the reader does not say whom it concerns, the record
/// does.
pub(crate) struct Reading {
    file: u32,
    /// By position.
    found: std::vec::IntoIter<Diagnostic>,
    errors: u64,
    warnings: u64,
}

impl Reading {
    pub(crate) fn new(file: u32, diagnostics: &Diagnostics) -> Self {
        let mut found = diagnostics.kept().to_vec();
        let late = diagnostics.firsts().iter().filter(|first| !diagnostics.kept().contains(first));
        found.extend(late);
        found.sort_by_key(Diagnostic::offset);
        Self {
            file,
            found: found.into_iter(),
            errors: diagnostics.errors(),
            warnings: diagnostics.warnings(),
        }
    }

    /// Tells what reading found at this record, and before it.
    pub(crate) fn pass(&mut self, record: &Record<'_>, findings: &mut Findings) {
        while let Some(diagnostic) = self.found.as_slice().first()
            && diagnostic.offset() < record.end()
        {
            // What has no type is about the file, and not about the record that happens to stand there.
            let is_here = diagnostic.record().is_some() && diagnostic.offset() >= record.offset();
            let person = person_of(record).filter(|_| is_here);
            self.tell(findings, |finding| finding.about(person));
        }
    }

    /// Tells the rest: what is about the file's end, and how much more there was.
    pub(crate) fn finish(mut self, findings: &mut Findings) {
        while !self.found.as_slice().is_empty() {
            self.tell(findings, |finding| finding);
        }
        findings.count(self.errors, self.warnings);
    }

    fn tell(&mut self, findings: &mut Findings, with: impl FnOnce(Finding) -> Finding) {
        let Some(diagnostic) = self.found.next() else { return };
        let left = match diagnostic.problem().severity() {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        *left = left.saturating_sub(1);
        findings.add(with(Finding::read(self.file, &diagnostic)));
    }
}
