use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use civil::Pnr;

use crate::installation::read_text;

/// The numbers in a file: one a line, ten digits, with a hyphen or without; `#` begins a comment.
pub(super) fn read(path: &Path) -> Result<BTreeSet<Pnr>> {
    let text = if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).context("cannot read standard input")?;
        text
    } else {
        read_text(path)?
    };
    parse(&text)
}

fn parse(text: &str) -> Result<BTreeSet<Pnr>> {
    let mut held = BTreeSet::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.split('#').next().unwrap_or_default().trim();
        if line.is_empty() {
            continue;
        }
        let digits = line.replacen('-', "", 1);
        // What stands there is not repeated: it may be somebody's number with a slip in it.
        match Pnr::from_register(digits.as_bytes()) {
            Some(pnr) => held.insert(pnr),
            None => bail!("line {number} is no number of a person: ten digits, such as 0101701234"),
        };
    }
    Ok(held)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers_and_names_the_line_of_what_is_none() {
        let held = parse("# held\n0101701234\n\n010170-1235 # Anna\n0101701234\r\n").unwrap();
        assert_eq!(held.len(), 2);
        let wrong = parse("0101701234\n010170123\n").unwrap_err().to_string();
        assert!(
            wrong.starts_with("line 2 is no number") && !wrong.contains("010170123\n"),
            "{wrong}"
        );
    }
}
