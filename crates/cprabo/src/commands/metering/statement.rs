use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use app::{AuthorityStatement, Ore, PricedCalls, Prices, StatementLine};
use civil::Month;
use clap::Args;
use serde::{Deserialize, Serialize};
use store::AgreementText;

use crate::exit_status::ExitStatus;
use crate::global::Global;
use crate::input::read_text;
use crate::installation::{Installation, operator_context};
use crate::output::{self, line, or_dash};

#[derive(Debug, Args)]
pub(crate) struct Statement {
    /// The month, by days in Denmark
    #[arg(long, value_name = "YYYY-MM")]
    month: Month,
    /// The prices in øre, as TOML: platform (for each authority), call, person, file; what is not there is free.
    /// calls = "all" prices every call that was answered, and not those alone that disclosed somebody
    #[arg(long, value_name = "FILE")]
    prices: PathBuf,
}

/// A list of prices, in øre.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PriceFile {
    platform: u64,
    call: u64,
    calls: CallsWord,
    person: u64,
    file: u64,
}

/// Which calls are priced.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum CallsWord {
    #[default]
    Disclosing,
    All,
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

impl Statement {
    pub(super) fn run(self, installation: &Installation, global: &Global) -> Result<ExitStatus> {
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
    let PriceFile { platform, call, calls, person, file } = toml::from_str(&read_text(path)?)
        .with_context(|| format!("{} cannot be used as a list of prices", path.display()))?;
    let calls = match calls {
        CallsWord::Disclosing => PricedCalls::Disclosing,
        CallsWord::All => PricedCalls::All,
    };
    let (platform, call, person, file) = (Ore(platform), Ore(call), Ore(person), Ore(file));
    Ok(Prices { platform, call, calls, person, file })
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
    fn price_file_prices_calls_that_disclose_somebody_unless_it_says_all() {
        let calls = |text: &str| toml::from_str::<PriceFile>(text).map(|file| file.calls);
        assert!(matches!(calls("call = 1"), Ok(CallsWord::Disclosing)));
        assert!(matches!(calls("calls = \"disclosing\""), Ok(CallsWord::Disclosing)));
        assert!(matches!(calls("calls = \"all\""), Ok(CallsWord::All)));
        assert!(calls("calls = \"some\"").is_err());
    }
}
