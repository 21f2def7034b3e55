use std::collections::BTreeMap;
use std::fmt;

use civil::{AuthorityUuid, Cvr};
use jiff::civil::Date;
use store::{AgreementText, MeteredUse};

use crate::app::App;
use crate::error::AppError;
use crate::request_context::RequestContext;

/// An amount of money in øre: a hundredth of a krone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ore(pub u64);

/// `1234.50`, in kroner.
impl fmt::Display for Ore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}.{:02}", self.0 / 100, self.0 % 100))
    }
}

/// What things cost. What is not priced is free.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Prices {
    /// The platform, for each authority and month.
    pub platform: Ore,
    /// An answer of a look-up or a comparison.
    pub call: Ore,
    /// A person in an answer or a file.
    pub person: Ore,
    /// A file.
    pub file: Ore,
}

/// A line of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatementLine {
    /// What is paid for: `platform`, `calls`, `persons` or `files`.
    pub what: &'static str,
    /// How many.
    pub count: u64,
    /// What one costs.
    pub price: Ore,
    /// What all cost.
    pub amount: Ore,
}

/// What an authority pays for a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorityStatement {
    /// The authority.
    pub authority: AuthorityUuid,
    /// Its name, where an agreement states it.
    pub name: Option<AgreementText>,
    /// Its number in the business register, likewise.
    pub cvr: Option<Cvr>,
    /// The lines, also those of nothing.
    pub lines: [StatementLine; 4],
    /// Their sum.
    pub total: Ore,
}

/// The amounts of a statement are larger than any number that they fit in.
#[derive(Debug, thiserror::Error)]
#[error("the amounts are too large: are the prices in øre?")]
struct TooMuch;

/// Metering. For the operator only.
impl App {
    /// What was used in a month, by agreement and service. `first` is the month's first day; its days are those in Denmark.
    pub fn metered(
        &self,
        context: &RequestContext,
        first: Date,
    ) -> Result<Vec<MeteredUse>, AppError> {
        self.as_operator(context, || {
            let until = clock::danish_day_end(first.last_of_month());
            let from = first.yesterday().map_or(jiff::Timestamp::MIN, clock::danish_day_end);
            Ok(self.store.metered(from, until)?)
        })
    }

    /// What each authority pays for a month.
    pub fn statements(
        &self,
        context: &RequestContext,
        first: Date,
        prices: Prices,
    ) -> Result<Vec<AuthorityStatement>, AppError> {
        let used = self.metered(context, first)?;
        statements(&used, prices).ok_or_else(|| AppError::not_possible(TooMuch))
    }
}

/// The statements by authority; `None` when an amount is too large.
fn statements(used: &[MeteredUse], prices: Prices) -> Option<Vec<AuthorityStatement>> {
    let mut by_authority: BTreeMap<String, Vec<&MeteredUse>> = BTreeMap::new();
    for one in used {
        by_authority.entry(one.authority.to_string()).or_default().push(one);
    }
    by_authority.into_values().map(|used| statement(&used, prices)).collect()
}

fn statement(used: &[&MeteredUse], prices: Prices) -> Option<AuthorityStatement> {
    let sum = |of: fn(&MeteredUse) -> u64| {
        used.iter().try_fold(0_u64, |sum, one| sum.checked_add(of(one)))
    };
    let line = |what, count: u64, price: Ore| {
        let amount = Ore(count.checked_mul(price.0)?);
        Some(StatementLine { what, count, price, amount })
    };
    let lines = [
        line("platform", 1, prices.platform)?,
        line("calls", sum(|one| one.calls)?, prices.call)?,
        line("persons", sum(|one| one.persons)?, prices.person)?,
        line("files", sum(|one| one.files)?, prices.file)?,
    ];
    let total = lines.iter().try_fold(0_u64, |sum, line| sum.checked_add(line.amount.0))?;
    Some(AuthorityStatement {
        authority: used.first()?.authority,
        name: used.iter().find_map(|one| one.authority_name.clone()),
        cvr: used.iter().find_map(|one| one.cvr),
        lines,
        total: Ore(total),
    })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn used(authority: u128, calls: u64, persons: u64, files: u64) -> MeteredUse {
        MeteredUse {
            agreement: Uuid::from_u128(1).into(),
            authority: Uuid::from_u128(authority).into(),
            authority_name: None,
            cvr: None,
            service: None,
            calls,
            persons,
            records: 0,
            bytes: 0,
            files,
        }
    }

    #[test]
    fn statement_of_an_authority_sums_its_agreements() {
        let prices = Prices { platform: Ore(10_000), call: Ore(5), person: Ore(2), file: Ore(100) };
        let all = [used(1, 3, 10, 1), used(2, 0, 0, 0), used(1, 0, 5, 2)];
        let found = statements(&all, prices).unwrap();
        assert_eq!(found[0].lines.map(|line| line.amount.0), [10_000, 15, 30, 300]);
        assert_eq!(found[0].total.to_string(), "103.45");
        assert_eq!(found[1].total, Ore(10_000));
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn statement_with_amounts_that_are_too_large_is_none() {
        let prices = Prices { person: Ore(u64::MAX), ..Prices::default() };
        assert_eq!(statements(&[used(1, 0, 2, 0)], prices), None);
    }
}
