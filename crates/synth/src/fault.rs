use std::fmt;
use std::str::FromStr;

/// An error injected into a file, to test receivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InjectedFault {
    /// The day's file does not come.
    Missing,
    /// The file of the day before comes again.
    Duplicate,
    /// The file is truncated in the middle.
    Torn,
    /// TAELLER differs from the number of records.
    Counter,
    /// A byte that is not in ISO-8859-1, in a person's name.
    Bytes,
    /// A person's `001` is missing.
    No001,
}

/// Not the name of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a fault is missing, duplicate, torn, counter, bytes or no-001")]
pub struct UnknownFault;

impl InjectedFault {
    /// Every fault.
    pub const ALL: [Self; 6] =
        [Self::Missing, Self::Duplicate, Self::Torn, Self::Counter, Self::Bytes, Self::No001];

    /// Spoils a file with line ends; the caller handles a missing or duplicate file. `None` when nothing can be
    /// spoiled: no line ends, or no suitable person.
    pub fn spoil(self, mut file: Vec<u8>) -> Option<Vec<u8>> {
        match self {
            Self::Missing | Self::Duplicate => {}
            Self::Torn => file.truncate(file.len() / 2),
            // The first digit of TAELLER: 0 except in a very large file.
            Self::Counter => {
                let at = last_line(&file)?;
                file[at + 13] = b'1';
            }
            Self::Bytes => {
                let at = line_of(&file, b"008")?;
                file[at + 13] = 0x9b;
            }
            Self::No001 => {
                let at = line_of(&file, b"001")?;
                let length = file[at..].iter().position(|byte| *byte == b'\n')?;
                file.drain(at..=at + length);
            }
        }
        Some(file)
    }
}

fn last_line(file: &[u8]) -> Option<usize> {
    let end = file.trim_ascii_end();
    Some(end.iter().rposition(|byte| *byte == b'\n')? + 1)
}

/// Where the first line of a record type begins.
fn line_of(file: &[u8], kind: &[u8]) -> Option<usize> {
    let begins = |window: &[u8]| window[0] == b'\n' && &window[1..] == kind;
    Some(file.windows(kind.len() + 1).position(begins)? + 1)
}

impl fmt::Display for InjectedFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "missing",
            Self::Duplicate => "duplicate",
            Self::Torn => "torn",
            Self::Counter => "counter",
            Self::Bytes => "bytes",
            Self::No001 => "no-001",
        })
    }
}

impl FromStr for InjectedFault {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Self, UnknownFault> {
        Self::ALL.into_iter().find(|fault| fault.to_string() == text).ok_or(UnknownFault)
    }
}

#[cfg(test)]
mod tests {
    use extract::{Extract, Form, Problem};

    use super::*;
    use clock::working_day_after;

    use crate::{Plan, Population};

    #[test]
    fn each_fault_is_what_it_says() {
        let mut plan = Plan::new(1, 500);
        plan.pace = 1000;
        let day = working_day_after(plan.first_day);
        let file = Population::new(plan).unwrap().day(day, Form::PADDED_LF);
        let problems = |fault: InjectedFault| -> Vec<Problem> {
            let spoiled = fault.spoil(file.clone()).unwrap();
            let extract = Extract::parse(&spoiled).unwrap();
            extract.diagnostics().firsts().iter().map(extract::Diagnostic::problem).collect()
        };
        assert_eq!(problems(InjectedFault::Missing), []);
        assert!(problems(InjectedFault::Torn).contains(&Problem::NoEnd));
        assert!(matches!(problems(InjectedFault::Counter)[..], [Problem::WrongCounter { .. }]));
        assert_eq!(problems(InjectedFault::Bytes), [Problem::CodePage]);
        assert!(problems(InjectedFault::No001).contains(&Problem::NoPerson));
    }

    #[test]
    fn fault_without_changed_persons_is_none() {
        let mut plan = Plan::new(1, 500);
        plan.pace = 0;
        let day = working_day_after(plan.first_day);
        let denmark = Population::new(plan).unwrap();
        let empty = denmark.day(day, Form::PADDED_LF);
        assert_eq!(
            (InjectedFault::Bytes.spoil(empty.clone()), InjectedFault::No001.spoil(empty.clone())),
            (None, None)
        );
        assert!(InjectedFault::Counter.spoil(empty).is_some());
        assert_eq!(InjectedFault::Counter.spoil(denmark.day(day, Form::STREAM)), None);
    }

    #[test]
    fn names_read_back() {
        for fault in InjectedFault::ALL {
            assert_eq!(fault.to_string().parse(), Ok(fault));
        }
        assert_eq!("worse".parse::<InjectedFault>(), Err(UnknownFault));
    }
}
