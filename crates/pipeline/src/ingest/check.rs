use extract::{Extract, NotAnExtract, Problem};
use store::HeldReason;

/// Findings kept with a run, a line each.
const FINDINGS: usize = 20;

/// What a file's own content is held for, with the sentence that says so.
pub(super) fn check(extract: &Extract) -> Option<(HeldReason, String)> {
    let diagnostics = extract.diagnostics();
    let first = |reason: HeldReason| {
        diagnostics.kept().iter().find(|diagnostic| held_for(diagnostic.problem()) == Some(reason))
    };
    let more = diagnostics.errors().saturating_sub(1);
    // What stands first explains what stands behind: a torn file has no counter, and a wrong code page
    // or a broken record makes wrong counters.
    [HeldReason::Torn, HeldReason::Encoding, HeldReason::Corrupt, HeldReason::Counter]
        .into_iter()
        .find_map(|reason| first(reason).map(|diagnostic| (reason, diagnostic)))
        .map(|(reason, diagnostic)| match more {
            0 => (reason, diagnostic.to_string()),
            more => (reason, format!("{diagnostic} (and {more} more)")),
        })
}

/// The same for a file that is no extract.
pub(super) fn not_an_extract(error: &NotAnExtract) -> (HeldReason, String) {
    (HeldReason::NotAnExtract, error.to_string())
}

/// The first problems of a file, a line each.
pub(super) fn findings(extract: &Extract) -> String {
    let diagnostics = extract.diagnostics();
    let lines: Vec<String> =
        diagnostics.kept().iter().take(FINDINGS).map(ToString::to_string).collect();
    let all = diagnostics.errors() + diagnostics.warnings();
    let more = all.saturating_sub(lines.len() as u64);
    let mut text = lines.join("\n");
    if more > 0 {
        text.push_str(&format!("\n(and {more} more)"));
    }
    text
}

/// Errors only; what is a warning holds nothing.
fn held_for(problem: Problem) -> Option<HeldReason> {
    if problem.severity() == extract::Severity::Warning {
        return None;
    }
    Some(match problem {
        Problem::NoEnd => HeldReason::Torn,
        Problem::Utf8 | Problem::CodePage => HeldReason::Encoding,
        Problem::WrongCounter { .. } => HeldReason::Counter,
        _ => HeldReason::Corrupt,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: &str = "00000000000000047112026010520260102";
    const PERSON: &str = "0010101701234          01000000000000 K1970-01-01 ";

    fn held(lines: &[&str]) -> Option<HeldReason> {
        let file: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let file: Vec<u8> = file.chars().map(|letter| letter as u8).collect();
        check(&Extract::parse(&file).unwrap()).map(|(reason, _)| reason)
    }

    #[test]
    fn reasons_are_named() {
        let end = "999999999999900000001";
        assert_eq!(held(&[START, PERSON, end]), None);
        assert_eq!(held(&[START, PERSON]), Some(HeldReason::Torn));
        assert_eq!(held(&[START, PERSON, "999999999999900000002"]), Some(HeldReason::Counter));
        assert_eq!(held(&[START, PERSON, "9999999999999x"]), Some(HeldReason::Torn));
        assert_eq!(held(&[START, "0030101701234S\u{9b}ren", end]), Some(HeldReason::Encoding));
        assert_eq!(held(&[START, "0030101701234", end]), Some(HeldReason::Corrupt));
        assert_eq!(
            held(&[START, PERSON, "xyz", "999999999999900000001"]),
            Some(HeldReason::Corrupt)
        );
    }

    #[test]
    fn a_warning_holds_nothing() {
        let odd = "00201017012340751x";
        assert_eq!(held(&[START, PERSON, odd, "999999999999900000002"]), None);
    }

    #[test]
    fn the_sentence_says_where_and_how_many_more() {
        let file = format!("{START}\nxyz\nxyz\n999999999999900000002\n");
        let (_, sentence) = check(&Extract::parse(file.as_bytes()).unwrap()).unwrap();
        assert_eq!(
            sentence,
            "line 2, byte 36, field RECORDTYPE: does not begin with a three-digit record type \
             (and 1 more)"
        );
    }
}
