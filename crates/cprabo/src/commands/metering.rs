use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use app::{AuthorityStatement, Ore, Prices, StatementLine};
use clap::{Args, Subcommand};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::{AgreementText, MeteredUse};

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::input::read_text;
use crate::installation::{Installation, operator_context};
use crate::output::{self, line, or_dash};

const HEADER: [&str; 10] = [
    "AGREEMENT",
    "AUTHORITY",
    "NAME",
    "CVR",
    "SERVICE",
    "CALLS",
    "PERSONS",
    "RECORDS",
    "BYTES",
    "FILES",
];

#[derive(Debug, Subcommand)]
pub(crate) enum Metering {
    /// List what was used in a month, by agreement and service
    List(List),
    /// Say what each authority pays for a month, by a list of prices
    Statement(Statement),
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// The month, by days in Denmark
    #[arg(long, value_name = "YYYY-MM", value_parser = month)]
    month: Date,
    /// Print it as CSV
    #[arg(long)]
    csv: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Statement {
    /// The month, by days in Denmark
    #[arg(long, value_name = "YYYY-MM", value_parser = month)]
    month: Date,
    /// The prices in øre, as TOML: platform (for each authority), call, person, file; what is not there is free
    #[arg(long, value_name = "FILE")]
    prices: PathBuf,
}

/// A list of prices, in øre.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PriceFile {
    platform: u64,
    call: u64,
    person: u64,
    file: u64,
}

/// What was used, for programs.
#[derive(Serialize)]
struct UseRow {
    agreement: String,
    authority: String,
    authority_name: Option<String>,
    cvr: Option<String>,
    service: Option<String>,
    calls: u64,
    persons: u64,
    records: u64,
    bytes: u64,
    files: u64,
}

/// What an authority pays, for programs; amounts in øre.
#[derive(Serialize)]
struct StatementRow {
    authority: String,
    authority_name: Option<String>,
    cvr: Option<String>,
    lines: Vec<LineRow>,
    total_ore: u64,
}

#[derive(Serialize)]
struct LineRow {
    what: &'static str,
    count: u64,
    price_ore: u64,
    amount_ore: u64,
}

impl Metering {
    pub(crate) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        match self {
            Self::List(list) => list.run(installation, global),
            Self::Statement(statement) => statement.run(installation, global),
        }
    }
}

impl List {
    fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let context = operator_context("metering");
        let used = installation.app()?.metered(&context, self.month)?;
        let rows: Vec<UseRow> = used.iter().map(UseRow::from).collect();
        if self.csv {
            line(&HEADER.join(",").to_lowercase())?;
            rows.iter()
                .try_for_each(|row| line(&cells(row).map(|cell| quoted(&cell)).join(",")))?;
        } else {
            output::list(global.json, &rows, HEADER, cells)?;
        }
        Ok(ExitStatus::Done)
    }
}

impl Statement {
    fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
        let prices = read_prices(&self.prices)?;
        let context = operator_context("metering statement");
        let statements = installation.app()?.statements(&context, self.month, prices)?;
        if global.json {
            let rows: Vec<StatementRow> = statements.iter().map(StatementRow::from).collect();
            output::json(&rows)?;
        } else {
            statements.iter().try_for_each(print)?;
        }
        Ok(ExitStatus::Done)
    }
}

fn read_prices(path: &Path) -> Result<Prices> {
    let PriceFile { platform, call, person, file } = toml::from_str(&read_text(path)?)
        .with_context(|| format!("{} cannot be used as a list of prices", path.display()))?;
    Ok(Prices { platform: Ore(platform), call: Ore(call), person: Ore(person), file: Ore(file) })
}

fn print(statement: &AuthorityStatement) -> Result<()> {
    let name = statement.name.as_ref().map(AgreementText::as_str);
    line(&format!("{} {}", statement.authority, or_dash(name)))?;
    for StatementLine { what, count, price, amount } in &statement.lines {
        line(&format!("  {what:10} {count:>14} x {price:>10} = {amount:>14}"))?;
    }
    let (what, total) = ("total", statement.total);
    line(&format!("  {what:10} {total:>44} DKK"))
}

/// The first day of a month.
fn month(text: &str) -> Result<Date> {
    match format!("{text}-01").parse() {
        Ok(first) if text.len() == 7 => Ok(first),
        _ => bail!("a month is YYYY-MM"),
    }
}

fn cells(row: &UseRow) -> [String; 10] {
    [
        row.agreement.clone(),
        row.authority.clone(),
        or_dash(row.authority_name.as_ref()),
        or_dash(row.cvr.as_ref()),
        or_dash(row.service.as_ref()),
        row.calls.to_string(),
        row.persons.to_string(),
        row.records.to_string(),
        row.bytes.to_string(),
        row.files.to_string(),
    ]
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

impl From<&MeteredUse> for UseRow {
    fn from(used: &MeteredUse) -> Self {
        Self {
            agreement: used.agreement.to_string(),
            authority: used.authority.to_string(),
            authority_name: used.authority_name.as_ref().map(|it| it.as_str().to_owned()),
            cvr: used.cvr.map(|cvr| cvr.to_string()),
            service: used.service.clone(),
            calls: used.calls,
            persons: used.persons,
            records: used.records,
            bytes: used.bytes,
            files: used.files,
        }
    }
}

impl From<&AuthorityStatement> for StatementRow {
    fn from(statement: &AuthorityStatement) -> Self {
        let row = |line: &StatementLine| LineRow {
            what: line.what,
            count: line.count,
            price_ore: line.price.0,
            amount_ore: line.amount.0,
        };
        Self {
            authority: statement.authority.to_string(),
            authority_name: statement.name.as_ref().map(|it| it.as_str().to_owned()),
            cvr: statement.cvr.map(|cvr| cvr.to_string()),
            lines: statement.lines.iter().map(row).collect(),
            total_ore: statement.total.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn month_is_its_first_day() {
        assert_eq!(month("2026-01").unwrap(), jiff::civil::date(2026, 1, 1));
        for text in ["2026", "2026-13", "2026-1", "2026-01-01"] {
            assert!(month(text).is_err(), "{text}");
        }
    }

    #[test]
    fn quoted_cell_is_one_cell_and_no_formula() {
        let cells = ["a", "a,b", "a\"b", "=1+1", "-"].map(quoted);
        assert_eq!(cells, ["a", "\"a,b\"", "\"a\"\"b\"", "'=1+1", "-"]);
    }
}
