//! Hints to the planner. In the SQL that the engines share they are comments; here each becomes
//! SQLite's own form.

use std::borrow::Cow;

/// Each hint, and its replacement.
const HINTS: [(&str, &str); 3] = [
    // Joins tables in the order of the text.
    ("/*+ ORDERED */ JOIN", "CROSS JOIN"),
    // Excludes the next column from the choice of an index.
    ("/*+ NO_INDEX */ ", "+"),
    // Finds the rows that were removed last, of all subscriptions. They are few; an index by
    // subscription would find many.
    ("/*+ INDEX(filter_past_by_removed) */", "INDEXED BY filter_past_by_removed"),
];

/// A statement with SQLite's hints in place of the comments.
pub(super) fn with_hints(sql: &str) -> Cow<'_, str> {
    let mut sql = Cow::Borrowed(sql);
    if !sql.contains("/*+") {
        return sql;
    }
    for (hint, own) in HINTS {
        if sql.contains(hint) {
            sql = Cow::Owned(sql.replace(hint, own));
        }
    }
    sql
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_become_what_sqlite_has_for_them() {
        let plain = "SELECT 1 FROM a JOIN b ON b.x = a.x";
        assert!(matches!(with_hints(plain), Cow::Borrowed(sql) if sql == plain));
        let sql = "SELECT x FROM a /*+ ORDERED */ JOIN b ON b.x = a.x GROUP BY /*+ NO_INDEX */ a.x";
        let own = "SELECT x FROM a CROSS JOIN b ON b.x = a.x GROUP BY +a.x";
        assert_eq!(with_hints(sql), own);
    }
}
