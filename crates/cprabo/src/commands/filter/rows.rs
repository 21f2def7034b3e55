use anyhow::Result;
use filters::{Difference, Filter, FilterSet};
use serde::Serialize;

use crate::global::Global;
use crate::output::{self, BAD, GOOD, line, styled};

/// A filter in a list.
#[derive(Serialize)]
struct Row {
    kind: &'static str,
    value: Option<String>,
}

/// Prints filters as a list.
pub(super) fn print_rows(global: &Global, set: &FilterSet) -> Result<()> {
    let rows: Vec<Row> = set.iter().map(row).collect();
    let columns = |row: &Row| [row.kind.to_owned(), output::or_dash(row.value.as_ref())];
    output::list(global.json, &rows, ["KIND", "VALUE"], columns)
}

/// Prints what changed, or would change.
pub(super) fn print_changes(global: &Global, difference: &Difference) -> Result<()> {
    #[derive(Serialize)]
    struct Changes {
        added: Vec<Row>,
        removed: Vec<Row>,
    }
    let Difference { added, removed } = difference;
    if global.json {
        let rows = |filters: &[Filter]| filters.iter().copied().map(row).collect();
        return output::json(&Changes { added: rows(added), removed: rows(removed) });
    }
    for filter in removed {
        line(&styled(BAD, &format!("- {}", filter.revealed_line())))?;
    }
    for filter in added {
        line(&styled(GOOD, &format!("+ {}", filter.revealed_line())))?;
    }
    line(&format!("{} added, {} removed", added.len(), removed.len()))
}

fn row(filter: Filter) -> Row {
    let line = filter.revealed_line();
    let value = line.split_once(' ').map(|(_, value)| value.to_owned());
    Row { kind: filter.kind().as_str(), value }
}
