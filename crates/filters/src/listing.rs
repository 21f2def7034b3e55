use crate::{Filter, FilterSet, InvalidFilter};

/// A line of a listing that is no filter, with its number, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line} is no filter")]
pub struct BadLine {
    /// The line's number.
    pub line: usize,
    /// What is wrong with it.
    pub source: InvalidFilter,
}

/// Reads a listing: one filter a line (see [`Filter`]), blank lines and `#` comments between and behind.
///
/// # Errors
/// [`BadLine`] for the first line that is neither.
pub fn parse_listing(text: &str) -> Result<FilterSet, BadLine> {
    let mut set = FilterSet::default();
    for (number, line) in text.lines().enumerate() {
        let filter = line.split('#').next().unwrap_or_default().trim();
        if !filter.is_empty() {
            let bad = |source| BadLine { line: number + 1, source };
            set.insert(filter.parse::<Filter>().map_err(bad)?);
        }
    }
    Ok(set)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_blank_lines_are_nothing() {
        let set = parse_listing("# ours\r\n\r\npnr 0101701234 # Anna\n  event A01\n").unwrap();
        let lines: Vec<_> = set.iter().map(|filter| filter.revealed_line()).collect();
        assert_eq!(lines, ["pnr 0101701234", "event A01"]);
    }

    #[test]
    fn a_bad_line_has_a_number() {
        let error = parse_listing("event A01\n\nage 17-0\n").unwrap_err();
        assert_eq!(error.line, 3);
        assert_eq!(error.to_string(), "line 3 is no filter");
        assert!(error.source.to_string().starts_with("an age range is two whole ages"));
    }
}
