use extract::{Diagnostic, Diagnostics, Extract, NotAnExtract, Problem, Reply, Severity};
use store::{Held, HeldReason};

/// Findings kept with a run, one line for each problem or reply.
const FINDINGS: usize = 20;

/// An error in a file's content. An earlier variant explains the later ones: a truncated file has no counter, and a
/// broken record makes counters wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum HoldCause {
    /// Reading stopped at a record of unknown length.
    Stopped,
    Torn,
    Utf8,
    CodePage,
    Corrupt,
    Counter,
}

/// The reason to hold a file because of its content.
pub(super) fn check(extract: &Extract) -> Option<Held> {
    let diagnostics = extract.diagnostics();
    let faults = diagnostics.firsts().iter().filter_map(|first| Some((fault(first)?, first)));
    let (fault, first) = faults.min_by_key(|(fault, _)| *fault)?;
    let detail = match diagnostics.errors().saturating_sub(1) {
        0 => first.to_string(),
        more => format!("{first} (and {more} more)"),
    };
    Some(Held { reason: fault.reason(), detail, releasable: fault.is_releasable() })
}

/// The same for a file that is not an extract.
pub(super) fn not_an_extract(error: &NotAnExtract) -> Held {
    match error {
        // Without a day it has no place in the chain, so it cannot be released.
        NotAnExtract::BadStart(start) if is_date(start.problem()) => {
            Held { reason: HeldReason::Date, detail: start.to_string(), releasable: false }
        }
        _ => {
            Held { reason: HeldReason::NotAnExtract, detail: error.to_string(), releasable: false }
        }
    }
}

fn is_date(problem: Problem) -> bool {
    matches!(problem, Problem::BadStart("PRODDTO" | "PRODDTOFORRIG"))
}

/// The first problems of a file and CPR's first replies to input, one line each. The first of every kind is among them.
pub(crate) fn findings(diagnostics: &Diagnostics, replies: &[Reply]) -> Vec<String> {
    let mut shown: Vec<Diagnostic> = diagnostics.kept().iter().take(FINDINGS).copied().collect();
    let late = diagnostics.firsts().iter().filter(|first| !shown.contains(first)).copied();
    let late: Vec<Diagnostic> = late.collect();
    shown.extend(late);
    let all = diagnostics.errors() + diagnostics.warnings() + replies.len() as u64;
    let mut lines: Vec<String> = shown.iter().map(ToString::to_string).collect();
    lines.extend(replies.iter().take(FINDINGS).map(reply));
    let more = all.saturating_sub(lines.len() as u64);
    if more > 0 {
        lines.push(format!("(and {more} more)"));
    }
    lines
}

/// CPR's replies to the platform's own input are for the operator and never delivered.
fn reply(reply: &Reply) -> String {
    match reply {
        Reply::Error { fejlnr, line } => {
            let fejlnr =
                fejlnr.map_or_else(|| "unreadable".to_owned(), |number| number.to_string());
            format!("line {line}, record 910: CPR refused an input record, FEJLNR {fejlnr}")
        }
        Reply::Receipt { haendelse, line } => {
            let code = haendelse.map_or_else(|| "unreadable".to_owned(), |code| code.to_string());
            format!(
                "line {line}, record 997: CPR confirms a deleted subscription, HAENDELSE {code}"
            )
        }
    }
}

/// The hold reason from which a file with this problem could be released.
pub(crate) fn releasable(diagnostic: &Diagnostic) -> Option<HeldReason> {
    fault(diagnostic).filter(|fault| fault.is_releasable()).map(HoldCause::reason)
}

/// The error for which a problem holds the file; `None` for a warning.
fn fault(diagnostic: &Diagnostic) -> Option<HoldCause> {
    if diagnostic.problem().severity() == Severity::Warning {
        return None;
    }
    Some(match diagnostic.problem() {
        Problem::UnknownLength => HoldCause::Stopped,
        Problem::NoEnd => HoldCause::Torn,
        Problem::Utf8 => HoldCause::Utf8,
        Problem::CodePage => HoldCause::CodePage,
        Problem::BadCounter | Problem::WrongCounter { .. } => HoldCause::Counter,
        _ => HoldCause::Corrupt,
    })
}

impl HoldCause {
    const fn reason(self) -> HeldReason {
        match self {
            Self::Torn => HeldReason::Torn,
            Self::Utf8 | Self::CodePage => HeldReason::Encoding,
            Self::Stopped | Self::Corrupt => HeldReason::Corrupt,
            Self::Counter => HeldReason::Counter,
        }
    }

    /// Not if persons would be cut in half or be missing, or all names be wrong.
    const fn is_releasable(self) -> bool {
        match self {
            Self::Stopped | Self::Torn | Self::Utf8 => false,
            Self::CodePage | Self::Corrupt | Self::Counter => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: &str = "00000000000000047112026010520260102";
    const PERSON: &str = "0010101701234          01000000000000 K1970-01-01 ";

    fn latin_1(text: &str) -> Vec<u8> {
        text.chars().map(|letter| letter as u8).collect()
    }

    fn check_of(lines: &[&str]) -> Option<Held> {
        let file: String = lines.iter().map(|line| format!("{line}\n")).collect();
        check(&Extract::parse(&latin_1(&file)).unwrap())
    }

    #[test]
    fn reasons_are_named() {
        let held = |lines: &[&str]| check_of(lines).map(|held| (held.reason, held.releasable));
        let end = "999999999999900000001";
        assert_eq!(held(&[START, PERSON, end]), None);
        let torn = Some((HeldReason::Torn, false));
        assert_eq!(held(&[START, PERSON]), torn);
        for counter in ["00000002", "      12", "", "x"] {
            let end = format!("9999999999999{counter}");
            assert_eq!(held(&[START, PERSON, &end]), Some((HeldReason::Counter, true)));
        }
        let stray = held(&[START, "0030101701234S\u{9b}ren", end]);
        assert_eq!(stray, Some((HeldReason::Encoding, true)));
        let corrupt = Some((HeldReason::Corrupt, true));
        assert_eq!(held(&[START, "0030101701234", end]), corrupt);
        assert_eq!(held(&[START, PERSON, "xyz", end]), corrupt);
        let two = "999999999999900000002";
        assert_eq!(held(&[START, PERSON, PERSON, two]), corrupt);
        assert_eq!(held(&[START, "0080101701234", PERSON, two]), corrupt);
        assert_eq!(held(&["", START, PERSON, end, "\u{1a}", "  "]), None);
    }

    #[test]
    fn what_cannot_be_read_on_cannot_be_released() {
        let stream = format!("{START}{PERSON:106}0310101701234 new type999999999999900000002");
        let held = check(&Extract::parse(stream.as_bytes()).unwrap()).unwrap();
        assert_eq!((held.reason, held.releasable), (HeldReason::Corrupt, false));
        let utf8 = format!("{START}\n0080101701234Søren\n999999999999900000001\n");
        let held = check(&Extract::parse(utf8.as_bytes()).unwrap()).unwrap();
        assert_eq!((held.reason, held.releasable), (HeldReason::Encoding, false));
    }

    #[test]
    fn a_fault_of_the_frame_is_found_behind_a_thousand_warnings() {
        let odd: Vec<String> =
            (0..=extract::Diagnostics::KEPT).map(|_| "00201017012340751x".to_owned()).collect();
        let mut lines = vec![START, PERSON];
        lines.extend(odd.iter().map(String::as_str));
        let held = check_of(&lines).unwrap();
        assert_eq!(held.reason, HeldReason::Torn);
    }

    #[test]
    fn a_warning_holds_nothing() {
        let odd = "00201017012340751x";
        assert_eq!(check_of(&[START, PERSON, odd, "999999999999900000002"]), None);
    }

    #[test]
    fn the_sentence_says_where_and_how_many_more() {
        let held = check_of(&[START, "xyz", "xyz", "999999999999900000002"]).unwrap();
        assert_eq!(
            held.detail,
            "line 2, byte 36, field RECORDTYPE: does not begin with a three-digit record type \
             (and 1 more)"
        );
    }

    #[test]
    fn findings_show_the_first_of_every_kind_and_the_replies() {
        let mut lines = vec![START, "9970202801234202601050101A45"];
        lines.extend(["xyz"; FINDINGS + 5]);
        let error = format!("9100000000000{:75}8452not in CPR", "06");
        lines.push(&error);
        let file: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let extract = Extract::parse(file.as_bytes()).unwrap();
        let findings = findings(extract.diagnostics(), extract.replies());
        assert!(findings[FINDINGS].ends_with("it is torn"), "{findings:?}");
        assert_eq!(
            findings[FINDINGS + 1..],
            [
                "line 2, record 997: CPR confirms a deleted subscription, HAENDELSE A45",
                "line 28, record 910: CPR refused an input record, FEJLNR 8452",
                "(and 5 more)",
            ]
        );
    }
}
