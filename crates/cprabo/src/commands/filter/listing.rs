use std::path::Path;

use anyhow::{Result, bail};
use app::App;
use filters::{FilterSet, parse_listing};
use store::StoreError;

use crate::input::{check_lines, read_list};
use crate::installation::operator_context;
use crate::output::line;

/// Prints filters as `import` reads them, under a line with their agreement.
pub(super) fn print_listing(set: &FilterSet, whose: &str) -> Result<()> {
    line(&format!("# {} filters of {whose}", set.len()))?;
    let text: Vec<String> = set.iter().map(|filter| filter.revealed_line()).collect();
    if text.is_empty() { Ok(()) } else { line(&text.join("\n")) }
}

/// The filters of a listing. A line that is not a filter, or an impossible number, is an error, unless it is to be
/// ignored.
pub(super) fn read_listing(app: &App, path: &Path, skip_invalid: bool) -> Result<FilterSet> {
    let context = operator_context("filter import");
    let mut listing = parse_listing(&read_list(path)?);
    let mut outcome = Ok(());
    listing.filters.retain(|(line, filter)| match app.is_filter_possible(&context, filter) {
        Ok(true) => true,
        Ok(false) => {
            listing.bad.add(*line, format!("is no filter: {}", StoreError::ImplausiblePnr));
            false
        }
        Err(error) => {
            outcome = Err(error);
            false
        }
    });
    outcome?;
    check_lines(path, &listing.bad, skip_invalid.into())?;
    if listing.filters.is_empty() && !listing.bad.is_empty() {
        bail!("{} has no line that is a filter: nothing was changed", path.display());
    }
    Ok(listing.set())
}
