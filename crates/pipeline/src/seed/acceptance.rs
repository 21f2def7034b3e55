use std::path::Path;
use std::str::FromStr;

use extract::{Diagnostic, Diagnostics, Severity};
use store::{Author, HeldReason};

use crate::error::PipelineError;
use crate::ingest::releasable;

/// The findings in a full extract that can be accepted, by name: the same from which a day's extract can be released.
/// The name of a hold reason stands for all findings with that reason.
const NAMES: [&str; 19] = [
    "no-type",
    "no-pnr",
    "short",
    "second-start",
    "bad-counter",
    "wrong-counter",
    "after-end",
    "no-person",
    "second",
    "two-groups",
    "before-person",
    "bad-field",
    "control",
    "code-page",
    "cr-cr-lf",
    HeldReason::Counter.as_str(),
    HeldReason::Encoding.as_str(),
    HeldReason::Corrupt.as_str(),
    HeldReason::Date.as_str(),
];

/// A kind of finding that can be accepted, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeedFinding(&'static str);

/// The name of no finding that can be accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a finding that can be accepted: {}", NAMES.join(", "))]
pub struct NoSeedFinding;

impl FromStr for SeedFinding {
    type Err = NoSeedFinding;

    fn from_str(text: &str) -> Result<Self, NoSeedFinding> {
        NAMES.into_iter().find(|name| *name == text).map(Self).ok_or(NoSeedFinding)
    }
}

/// What the operator accepts in a full extract.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Acceptance<'a> {
    pub(crate) findings: &'a [SeedFinding],
    pub(crate) author: &'a Author,
}

impl Acceptance<'_> {
    /// Whether an implausible PRODDTO is accepted. With a date in the future all extracts until that day would be late.
    ///
    /// # Errors
    /// [`PipelineError::NotASeed`] when it is not.
    pub(super) fn judge_date(&self, path: &Path, odd: Option<String>) -> Result<(), PipelineError> {
        let is_date = |SeedFinding(name): &SeedFinding| *name == HeldReason::Date.as_str();
        match odd {
            Some(why) if !self.findings.iter().any(is_date) => Err(PipelineError::NotASeed {
                path: path.to_owned(),
                errors: 1,
                first: Some(why),
                found: "date (1)".to_owned(),
                acceptable: Some("--accept date".to_owned()),
            }),
            _ => Ok(()),
        }
    }

    /// The findings, as text, if all are accepted.
    ///
    /// # Errors
    /// [`PipelineError::NotASeed`] if one is not.
    pub(super) fn judge(
        &self,
        path: &Path,
        diagnostics: &Diagnostics,
    ) -> Result<String, PipelineError> {
        let is_error =
            |(first, _): &(&Diagnostic, u64)| first.problem().severity() == Severity::Error;
        let (accepted, refused): (Vec<_>, Vec<_>) =
            diagnostics.kinds().filter(is_error).partition(|(first, _)| self.accepts(first));
        let Some((first, _)) = refused.first() else { return Ok(describe(&accepted)) };
        let acceptable = refused.iter().all(|(first, _)| releasable(first).is_some());
        Err(PipelineError::NotASeed {
            path: path.to_owned(),
            errors: refused.iter().map(|(_, count)| count).sum(),
            first: Some(first.to_string()),
            found: describe(&refused),
            acceptable: acceptable.then(|| {
                let named = refused.iter().map(|(first, _)| first.problem().as_str());
                named.map(|word| format!("--accept {word}")).collect::<Vec<_>>().join(" ")
            }),
        })
    }

    fn accepts(&self, first: &Diagnostic) -> bool {
        let word = first.problem().as_str();
        releasable(first).is_some_and(|reason| {
            self.findings.iter().any(|SeedFinding(name)| *name == word || *name == reason.as_str())
        })
    }
}

fn describe(kinds: &[(&Diagnostic, u64)]) -> String {
    let kinds =
        kinds.iter().map(|(first, count)| format!("{} ({count})", first.problem().as_str()));
    kinds.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use extract::Extract;

    use super::*;

    const START: &str = "00000000000000047112026010520260102";
    const PERSON: &str = "0010101701234          01000000000000 K1970-01-01 ";

    fn judge(lines: &[&str], accept: &[&str]) -> Result<String, PipelineError> {
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let bytes: Vec<u8> = text.chars().map(|letter| letter as u8).collect();
        let extract = Extract::parse(&bytes).unwrap();
        let findings: Vec<SeedFinding> = accept.iter().map(|name| name.parse().unwrap()).collect();
        let acceptance = Acceptance { findings: &findings, author: &Author::PLATFORM };
        acceptance.judge(Path::new("full"), extract.diagnostics())
    }

    #[test]
    fn judge_of_what_is_accepted_by_name_or_reason_names_it() {
        let odd = [START, PERSON, "0030101701234O\u{92}Neill", "99999999999990000000x"];
        let refused = judge(&odd, &[]).unwrap_err().to_string();
        assert!(refused.contains("--accept code-page --accept bad-counter"), "{refused}");
        assert!(judge(&odd, &["code-page"]).is_err());
        for accept in [["code-page", "bad-counter"], ["encoding", "counter"]] {
            assert_eq!(judge(&odd, &accept).unwrap(), "code-page (1), bad-counter (1)");
        }
        assert_eq!(judge(&[START, PERSON, "999999999999900000001"], &[]).unwrap(), "");
    }

    #[test]
    fn judge_of_what_cannot_be_released_refuses_it_whatever_is_accepted() {
        let refused = judge(&[START, PERSON], &["corrupt"]).unwrap_err().to_string();
        assert!(refused.contains("no-end (1)") && !refused.contains("--accept"), "{refused}");
    }

    #[test]
    fn finding_that_cannot_be_accepted_is_none() {
        for name in ["no-end", "utf-8", "unknown-length", "long", "gap", ""] {
            assert_eq!(name.parse::<SeedFinding>(), Err(NoSeedFinding), "{name}");
        }
    }
}
