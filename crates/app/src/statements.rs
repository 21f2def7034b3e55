//! What authorities pay.

use std::collections::BTreeMap;
use std::fmt;

use civil::{AuthorityUuid, Cvr};
use store::{AgreementText, MeteredAuthority, MeteredUse};

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
    /// The platform, for each authority and month in which it has an agreement in force.
    pub platform: Ore,
    /// A call.
    pub call: Ore,
    /// Which calls are paid for.
    pub calls: PricedCalls,
    /// A person in an answer or a file.
    pub person: Ore,
    /// A file.
    pub file: Ore,
}

/// Which calls are paid for. Refused ones never are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PricedCalls {
    /// Answers that disclosed somebody: look-ups and comparisons, as the disclosure ledger has them.
    #[default]
    Disclosing,
    /// All that were answered.
    All,
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
pub(crate) struct TooMuch;

/// What an authority has in a month.
#[derive(Default)]
struct OfAuthority<'a> {
    said: Vec<&'a MeteredAuthority>,
    used: Vec<&'a MeteredUse>,
    /// Whether it has had an agreement in force, or received something.
    has_platform: bool,
}

/// The statements by authority: of those that had an agreement in force, and of those for whom something was used.
///
/// # Errors
/// [`TooMuch`].
pub(crate) fn statements(
    in_force: &[MeteredAuthority],
    used: &[MeteredUse],
    prices: Prices,
) -> Result<Vec<AuthorityStatement>, TooMuch> {
    let mut by_authority: BTreeMap<AuthorityUuid, OfAuthority<'_>> = BTreeMap::new();
    for authority in in_force {
        let one = by_authority.entry(authority.authority).or_default();
        one.has_platform = true;
        one.said.push(authority);
    }
    for used in used {
        let one = by_authority.entry(used.authority.authority).or_default();
        // Refused calls are no use.
        one.has_platform |= used.calls > 0 || used.disclosing > 0 || used.files > 0;
        one.said.push(&used.authority);
        one.used.push(used);
    }
    by_authority.retain(|_, one| one.has_platform);
    let statement = |(authority, one)| statement(authority, &one, prices).ok_or(TooMuch);
    by_authority.into_iter().map(statement).collect()
}

/// `None` when an amount is too large.
fn statement(
    authority: AuthorityUuid,
    one: &OfAuthority<'_>,
    prices: Prices,
) -> Option<AuthorityStatement> {
    let sum = |of: fn(&MeteredUse) -> u64| {
        one.used.iter().try_fold(0_u64, |sum, used| sum.checked_add(of(used)))
    };
    let line = |what, count: u64, price: Ore| {
        let amount = Ore(count.checked_mul(price.0)?);
        Some(StatementLine { what, count, price, amount })
    };
    let calls = match prices.calls {
        PricedCalls::Disclosing => sum(|used| used.disclosing)?,
        PricedCalls::All => sum(|used| used.calls)?,
    };
    let lines = [
        line("platform", 1, prices.platform)?,
        line("calls", calls, prices.call)?,
        line("persons", sum(|used| used.persons)?, prices.person)?,
        line("files", sum(|used| used.files)?, prices.file)?,
    ];
    let total = lines.iter().try_fold(0_u64, |sum, line| sum.checked_add(line.amount.0))?;
    Some(AuthorityStatement {
        authority,
        name: one.said.iter().find_map(|said| said.name.clone()),
        cvr: one.said.iter().find_map(|said| said.cvr),
        lines,
        total: Ore(total),
    })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const PRICES: Prices = Prices {
        platform: Ore(10_000),
        call: Ore(5),
        calls: PricedCalls::Disclosing,
        person: Ore(2),
        file: Ore(100),
    };

    fn authority(number: u128) -> MeteredAuthority {
        let name = Some(format!("authority {number}").parse().unwrap());
        MeteredAuthority { authority: Uuid::from_u128(number).into(), name, cvr: None }
    }

    /// What an authority has used: calls, calls that disclosed somebody, persons, files.
    fn used(number: u128, [calls, disclosing, persons, files]: [u64; 4]) -> MeteredUse {
        MeteredUse {
            agreement: Uuid::from_u128(1).into(),
            authority: authority(number),
            service: None,
            calls,
            refused: 7,
            disclosing,
            persons,
            records: 0,
            bytes: 0,
            files,
        }
    }

    #[test]
    fn statement_of_an_authority_sums_its_agreements() {
        let all = [used(1, [9, 3, 10, 1]), used(2, [0, 0, 0, 1]), used(1, [1, 0, 5, 2])];
        let found = statements(&[], &all, PRICES).unwrap();
        assert_eq!(found[0].lines.map(|line| line.amount.0), [10_000, 15, 30, 300]);
        assert_eq!(found[0].total.to_string(), "103.45");
        assert_eq!(found[1].total, Ore(10_100));
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn statement_of_all_calls_has_those_that_disclosed_nobody() {
        let all = Prices { calls: PricedCalls::All, ..PRICES };
        let found = statements(&[], &[used(1, [9, 3, 0, 0])], all).unwrap();
        let StatementLine { count, amount, .. } = found[0].lines[1];
        assert_eq!((count, amount), (9, Ore(45)));
    }

    #[test]
    fn authority_with_an_agreement_in_force_pays_for_the_platform_without_use() {
        let in_force = [authority(1), authority(1), authority(2)];
        let found = statements(&in_force, &[used(2, [0, 0, 0, 3])], PRICES).unwrap();
        let totals: Vec<Ore> = found.iter().map(|one| one.total).collect();
        assert_eq!(totals, [Ore(10_000), Ore(10_300)], "once for each authority");
        assert_eq!(found[0].name.as_ref().unwrap().as_str(), "authority 1");
    }

    #[test]
    fn authority_with_refused_calls_alone_pays_nothing() {
        assert_eq!(statements(&[], &[used(1, [0; 4])], PRICES).unwrap(), []);
    }

    #[test]
    fn statement_with_amounts_that_are_too_large_is_an_error() {
        let prices = Prices { person: Ore(u64::MAX), ..Prices::default() };
        assert!(statements(&[], &[used(1, [1, 0, 2, 0])], prices).is_err());
    }
}
