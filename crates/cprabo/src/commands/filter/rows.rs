use anyhow::Result;
use app::EditedFilters;
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

/// What changed, or would change.
#[derive(Serialize)]
pub(super) struct Changes {
    added: Vec<Row>,
    removed: Vec<Row>,
}

impl From<&Difference> for Changes {
    fn from(Difference { added, removed }: &Difference) -> Self {
        let rows = |filters: &[Filter]| filters.iter().copied().map(row).collect();
        Self { added: rows(added), removed: rows(removed) }
    }
}

/// Prints what changed, or would change.
pub(super) fn print_changes(global: &Global, difference: &Difference) -> Result<()> {
    if global.json {
        return output::json(&Changes::from(difference));
    }
    let Difference { added, removed } = difference;
    for filter in removed {
        line(&styled(BAD, &format!("- {}", filter.revealed_line())))?;
    }
    for filter in added {
        line(&styled(GOOD, &format!("+ {}", filter.revealed_line())))?;
    }
    line(&format!("{} added, {} removed", added.len(), removed.len()))
}

/// Prints what an edit changed, and says on standard error what it took back.
pub(super) fn print_edited(global: &Global, edited: &EditedFilters) -> Result<()> {
    print_changes(global, &edited.changed)?;
    if edited.taken_back > 0 {
        let changes = output::count(edited.taken_back, "change", "changes");
        output::note(&format!(
            "taken back of {changes} that waited for approval: see `cprabo filter requests --all`"
        ));
    }
    Ok(())
}

fn row(filter: Filter) -> Row {
    let line = filter.revealed_line();
    let value = line.split_once(' ').map(|(_, value)| value.to_owned());
    Row { kind: filter.kind().as_str(), value }
}
