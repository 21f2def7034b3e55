use jiff::civil::Date;
use store::{NearestDays, StoreError};

/// Why there is no explanation. Never personal data.
#[derive(Debug, thiserror::Error)]
pub enum ExplainError {
    /// No extract of that day has come.
    #[error("no extract with PRODDTO {day} has come; {}", advice(nearest))]
    NoExtract {
        /// The day.
        day: Date,
        /// The nearest days with an extract.
        nearest: NearestDays,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn advice(nearest: &NearestDays) -> String {
    match (nearest.before, nearest.after) {
        (Some(before), Some(after)) => format!("the nearest are those of {before} and {after}"),
        (Some(last), None) => format!("the last before it is that of {last}"),
        (None, Some(first)) => format!("the first after it is that of {first}"),
        (None, None) => "there is none at all yet: `cprabo ingest FILE` takes one".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_nearest_days_are_named() {
        let day = |day| Some(date(2026, 1, day));
        let message = |before, after| {
            let nearest = NearestDays { before, after };
            ExplainError::NoExtract { day: date(2026, 1, 4), nearest }.to_string()
        };
        let both = "no extract with PRODDTO 2026-01-04 has come; \
                    the nearest are those of 2026-01-02 and 2026-01-05";
        assert_eq!(message(day(2), day(5)), both);
        assert!(message(day(2), None).ends_with("the last before it is that of 2026-01-02"));
        assert!(message(None, day(5)).ends_with("the first after it is that of 2026-01-05"));
        assert!(message(None, None).ends_with("`cprabo ingest FILE` takes one"));
    }
}
