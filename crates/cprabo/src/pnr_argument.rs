use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::{BufRead as _, IsTerminal as _, Read as _, Write as _, stdin};
use std::path::Path;

use anyhow::{Result, bail};
use civil::Pnr;
use clap::builder::TypedValueParser;
use clap::error::ErrorKind;
use text::{BadLines, entries};

use crate::input::{Skip, check_lines, read_list};
use crate::output;

/// The longest line that is read from a terminal, in bytes.
const LONGEST_LINE: u64 = 1000;

/// A number on the command line, or `-` to read it from standard input or ask for it, where no list of processes and no
/// shell history shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PnrArgument {
    Given(Pnr),
    StandardInput,
}

/// Reads an argument, and does not repeat it in an error: a PNR must not appear in a terminal's log.
#[derive(Debug, Clone)]
pub(crate) struct PnrParser;

impl TypedValueParser for PnrParser {
    type Value = PnrArgument;

    fn parse_ref(
        &self,
        command: &clap::Command,
        _: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<PnrArgument, clap::Error> {
        if value == "-" {
            return Ok(PnrArgument::StandardInput);
        }
        let parsed = Pnr::from_text(value.to_str().unwrap_or_default()).map(PnrArgument::Given);
        parsed.ok_or_else(|| {
            let text = format!("--pnr: {}\n", civil::InvalidPnr);
            clap::Error::raw(ErrorKind::ValueValidation, text).with_cmd(command)
        })
    }
}

/// Reads `-` and nothing else, and says what to do instead of giving a number.
#[derive(Debug, Clone)]
pub(crate) struct HiddenPnrParser;

impl TypedValueParser for HiddenPnrParser {
    type Value = PnrArgument;

    fn parse_ref(
        &self,
        command: &clap::Command,
        _: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<PnrArgument, clap::Error> {
        if value == "-" {
            return Ok(PnrArgument::StandardInput);
        }
        let name = command.get_name();
        let text = format!(
            "--pnr takes - alone: a number given here is in the list of processes and in the shell's history. Run \
             `cprabo {name}` and type the number when asked, or give it on standard input: `cprabo {name} < FILE`\n"
        );
        Err(clap::Error::raw(ErrorKind::ValueValidation, text).with_cmd(command))
    }
}

impl PnrArgument {
    /// Says on standard error who sees a number that was given on the command line.
    pub(crate) fn warn_if_given(self) {
        if let Self::Given(_) = self {
            output::note(
                "the list of processes and the shell's history show the number; with `--pnr -` it is asked for, or read \
                 from standard input",
            );
        }
    }

    /// The single number.
    pub(crate) fn number(self) -> Result<Pnr> {
        match numbers(&[self])?[..] {
            [pnr] => Ok(pnr),
            _ => bail!("one number is asked for, and standard input has another number of them"),
        }
    }
}

/// All numbers; those of standard input in rising order.
pub(crate) fn numbers(arguments: &[PnrArgument]) -> Result<Vec<Pnr>> {
    let mut numbers = Vec::new();
    let mut is_read = false;
    for argument in arguments {
        match argument {
            PnrArgument::Given(pnr) => numbers.push(*pnr),
            PnrArgument::StandardInput if is_read => {}
            PnrArgument::StandardInput => {
                is_read = true;
                let input = Path::new("-");
                let list = if stdin().is_terminal() { asked_for()? } else { read_list(input)? };
                let (read, bad) = parse_numbers(&list);
                check_lines(input, &bad, Skip::Never)?;
                numbers.extend(read);
            }
        }
    }
    Ok(numbers)
}

/// A line that a person types.
fn asked_for() -> Result<String> {
    let mut out = anstream::stderr().lock();
    write!(out, "PNR: ")?;
    out.flush()?;
    let mut line = String::new();
    stdin().lock().take(LONGEST_LINE).read_line(&mut line)?;
    Ok(line)
}

/// The numbers of a list: one per line, ten digits, with or without a hyphen; `#` begins a comment. Also the lines that
/// are not numbers.
pub(crate) fn parse_numbers(text: &str) -> (BTreeSet<Pnr>, BadLines) {
    let (mut numbers, mut bad) = (BTreeSet::new(), BadLines::default());
    for (line, entry) in entries(text) {
        // The content is not repeated: it may be a mistyped PNR.
        match Pnr::from_text(entry) {
            Some(pnr) => {
                numbers.insert(pnr);
            }
            None => bad.add(line, "is no number of a person: ten digits"),
        }
    }
    (numbers, bad)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parse_numbers_names_each_wrong_line_and_repeats_none() {
        let (held, bad) = parse_numbers("# held\n0101701234\n\n010170-1235 # Anna\n0101701234\n");
        assert_eq!((held.len(), bad.is_empty()), (2, true));
        let (held, bad) = parse_numbers("0101701234\n010170123\n6101701234\nx\n");
        assert_eq!((held.len(), bad.len()), (2, 2), "the register has days above 31, too");
        let message = bad.to_string();
        assert!(
            message.starts_with("2 lines are wrong: 2, 4") && !message.contains("010170123\n"),
            "{message}"
        );
    }
}
