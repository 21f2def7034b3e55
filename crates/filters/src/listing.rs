use text::{BadLines, entries};

use crate::{Filter, FilterSet};

/// What a listing says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// The filters, each with its line.
    pub filters: Vec<(usize, Filter)>,
    /// The lines that are none.
    pub bad: BadLines,
}

impl Listing {
    /// The filters.
    pub fn set(&self) -> FilterSet {
        self.filters.iter().map(|(_, filter)| *filter).collect()
    }
}

/// Reads a listing: one filter a line (see [`Filter`]), blank lines and `#` comments between and behind.
pub fn parse_listing(text: &str) -> Listing {
    let mut listing = Listing::default();
    for (line, entry) in entries(text) {
        match entry.parse::<Filter>() {
            Ok(filter) => listing.filters.push((line, filter)),
            Err(why) => listing.bad.add(line, format!("is no filter: {why}")),
        }
    }
    listing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_blank_lines_are_nothing() {
        let listing = parse_listing("# ours\n\npnr 0101701234 # Anna\n  event A01\n");
        let lines: Vec<_> = listing.set().iter().map(|filter| filter.revealed_line()).collect();
        assert_eq!(lines, ["pnr 0101701234", "event A01"]);
        assert!(listing.bad.is_empty());
    }

    #[test]
    fn each_bad_line_has_a_number_and_a_reason_and_is_not_repeated() {
        let listing = parse_listing("event A01\n\nage 17-0\npnr 010170123\n");
        assert_eq!(listing.filters.len(), 1);
        let message = listing.bad.to_string();
        assert!(
            message.starts_with("2 lines are wrong: 3-4\n  line 3 is no filter: an age range"),
            "{message}"
        );
        assert!(!message.contains("010170123\n"), "{message}");
    }
}
