use anyhow::Result;
use civil::Month;
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::rows::{CALLS_HEADER, CallsRow, USE_HEADER, UseRow, calls_cells, use_cells};
use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::installation::{Installation, operator_context};
use crate::output::{self, line};

#[derive(Debug, Args)]
pub(crate) struct List {
    /// The month, by days in Denmark
    #[arg(long, value_name = "YYYY-MM")]
    month: Month,
    /// What a row is of
    #[arg(long, value_enum, default_value_t = By::Service)]
    by: By,
    /// Print it as CSV
    #[arg(long)]
    csv: bool,
}

/// What a row is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    /// An agreement and a service: calls, persons, records, bytes and files
    Service,
    /// An agreement, a service, an operation, a system and the AccountingInfo of its calls: calls and persons
    AccountingInfo,
}

impl List {
    pub(super) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let context = operator_context("metering");
        let app = installation.app()?;
        match self.by {
            By::Service => {
                let used = app.metered(&context, self.month)?;
                let rows: Vec<UseRow> = used.iter().map(UseRow::from).collect();
                self.print(global, &rows, USE_HEADER, use_cells)?;
            }
            By::AccountingInfo => {
                let calls = app.metered_calls(&context, self.month)?;
                let rows: Vec<CallsRow> = calls.iter().map(CallsRow::from).collect();
                self.print(global, &rows, CALLS_HEADER, calls_cells)?;
            }
        }
        Ok(ExitStatus::Done)
    }

    fn print<T: Serialize, const N: usize>(
        &self,
        global: &Global,
        rows: &[T],
        header: [&str; N],
        cells: fn(&T) -> [String; N],
    ) -> Result<()> {
        if !self.csv {
            return output::list(global.json, rows, header, cells);
        }
        line(&header.join(",").to_lowercase())?;
        rows.iter().try_for_each(|row| line(&cells(row).map(|cell| quoted(&cell)).join(",")))
    }
}

/// A cell of CSV (RFC 4180). One that a spreadsheet would compute is text.
fn quoted(cell: &str) -> String {
    let is_formula = cell.len() > 1 && cell.starts_with(['=', '+', '-', '@']);
    let text = if is_formula { format!("'{cell}") } else { cell.to_owned() };
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_cell_is_one_cell_and_no_formula() {
        let cells = ["a", "a,b", "a\"b", "=1+1", "-"].map(quoted);
        assert_eq!(cells, ["a", "\"a,b\"", "\"a\"\"b\"", "'=1+1", "-"]);
    }
}
