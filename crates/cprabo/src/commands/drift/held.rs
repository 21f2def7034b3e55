use std::collections::BTreeSet;

use civil::Pnr;
use text::{BadLines, entries};

/// The numbers of a list: one a line, ten digits, with a hyphen or without; `#` begins a comment. And the lines that are
/// none.
pub(super) fn parse(text: &str) -> (BTreeSet<Pnr>, BadLines) {
    let (mut held, mut bad) = (BTreeSet::new(), BadLines::default());
    for (line, entry) in entries(text) {
        // What stands there is not repeated: it may be somebody's number with a slip in it.
        match Pnr::from_register(entry.replacen('-', "", 1).as_bytes()) {
            Some(pnr) => {
                held.insert(pnr);
            }
            None => bad.add(line, "is no number of a person: ten digits, such as 0101701234"),
        }
    }
    (held, bad)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parse_names_each_line_that_is_no_number_and_repeats_none() {
        let (held, bad) = parse("# held\n0101701234\n\n010170-1235 # Anna\n0101701234\n");
        assert_eq!((held.len(), bad.is_empty()), (2, true));
        let (held, bad) = parse("0101701234\n010170123\n6101701234\nx\n");
        assert_eq!((held.len(), bad.len()), (2, 2), "the register has days above 31, too");
        let told = bad.to_string();
        assert!(
            told.starts_with("2 lines are wrong: 2, 4") && !told.contains("010170123\n"),
            "{told}"
        );
    }
}
