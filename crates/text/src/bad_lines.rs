use std::fmt;

/// How many lines are described one by one.
const DESCRIBED: usize = 20;

/// The wrong lines of a list, with the error of each. Nothing of their content is repeated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BadLines(Vec<(usize, String)>);

impl BadLines {
    /// Adds a line, counted from 1. `why` continues the line number: `is no filter`.
    pub fn add(&mut self, line: usize, why: impl Into<String>) {
        let place = self.0.partition_point(|(known, _)| *known <= line);
        self.0.insert(place, (line, why.into()));
    }

    /// Whether no line is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The line numbers, as `3, 7-8`.
    pub fn numbers(&self) -> String {
        ranges(&self.0)
    }

    /// How many are.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

/// `line 3 is no filter`; of several lines `3 lines are wrong: 3, 7-8`, followed by a line for each of the first ones.
impl fmt::Display for BadLines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [(line, why)] = &self.0[..] {
            return write!(f, "line {line} {why}");
        }
        write!(f, "{} lines are wrong: {}", self.0.len(), ranges(&self.0))?;
        for (line, why) in self.0.iter().take(DESCRIBED) {
            write!(f, "\n  line {line} {why}")?;
        }
        let more = self.0.len().saturating_sub(DESCRIBED);
        if more > 0 { write!(f, "\n  (and {more} more)") } else { Ok(()) }
    }
}

impl std::error::Error for BadLines {}

/// `3, 7-8`.
fn ranges(lines: &[(usize, String)]) -> String {
    let runs = lines.chunk_by(|(one, _), (next, _)| one + 1 == *next);
    let shown = runs.filter_map(|run| {
        let ((first, _), (last, _)) = (run.first()?, run.last()?);
        Some(if first == last { first.to_string() } else { format!("{first}-{last}") })
    });
    shown.collect::<Vec<_>>().join(", ")
}

/// The entries of a list with their line numbers from 1, without comments (from `#` on), surrounding blanks and empty
/// lines.
pub fn entries(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    (1..).zip(lines).filter(|(_, entry)| !entry.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bad(lines: &[usize]) -> String {
        let mut bad = BadLines::default();
        lines.iter().for_each(|line| bad.add(*line, "is odd"));
        bad.to_string()
    }

    #[test]
    fn each_line_is_named_and_the_first_ones_with_their_reasons() {
        assert_eq!(bad(&[3]), "line 3 is odd");
        assert_eq!(
            bad(&[3, 7, 8]),
            "3 lines are wrong: 3, 7-8\n  line 3 is odd\n  line 7 is odd\n  line 8 is odd"
        );
        let many = bad(&(1..=1000).collect::<Vec<_>>());
        assert!(many.starts_with("1000 lines are wrong: 1-1000\n"), "{many}");
        assert!(many.ends_with("\n  (and 980 more)"), "{many}");
    }

    #[test]
    fn entries_are_what_stands_there_with_the_numbers_of_the_lines() {
        let text = "# ours\n\n  a b # c\n\t\nd";
        assert_eq!(entries(text).collect::<Vec<_>>(), [(3, "a b"), (5, "d")]);
    }
}
