use std::fmt;
use std::str::FromStr;

use sha256::Sha256;

use super::proposal::{CleanUpSubject, Proposal};
use super::terms::CleanUpTerms;

/// How many digits of the digest a token has.
const DIGITS: usize = 16;

/// What a list is known by: its terms, and a digest of what it was made of. No numbers of persons go into the digest: they
/// could be guessed from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CleanUpToken {
    terms: CleanUpTerms,
    digest: String,
}

/// Not a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a token of a list; it stands with the list, such as 365-30-0123456789abcdef")]
pub struct InvalidCleanUpToken;

impl CleanUpToken {
    /// The token of a list. `basis` names what decides which persons its filters are on: agreement, version of the filters, run.
    pub(super) fn of(terms: CleanUpTerms, basis: &str, proposals: &[Proposal]) -> Self {
        let lines = proposals.iter().map(|Proposal { subject, reason, since, .. }| {
            let file = match subject {
                CleanUpSubject::Filter(_) => 0,
                CleanUpSubject::File(_, seq) => *seq,
            };
            format!("{reason} {since:?} {file}\n")
        });
        let text: String = std::iter::once(format!("{basis}\n")).chain(lines).collect();
        let mut digest = Sha256::of([text.as_bytes()]).to_string();
        digest.truncate(DIGITS);
        Self { terms, digest }
    }

    /// The terms of the list.
    pub const fn terms(&self) -> CleanUpTerms {
        self.terms
    }
}

/// `365-30-0123456789abcdef`: the days of the terms, and the digest; reads back.
impl fmt::Display for CleanUpToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { terms: CleanUpTerms { unmatched_days, uncollected_days }, digest } = self;
        write!(f, "{unmatched_days}-{uncollected_days}-{digest}")
    }
}

impl FromStr for CleanUpToken {
    type Err = InvalidCleanUpToken;

    fn from_str(text: &str) -> Result<Self, InvalidCleanUpToken> {
        let mut parts = text.splitn(3, '-');
        let mut days = || parts.next()?.parse().ok();
        let (unmatched_days, uncollected_days) = days().zip(days()).ok_or(InvalidCleanUpToken)?;
        let digest = parts.next().ok_or(InvalidCleanUpToken)?.to_owned();
        let is_digest = digest.len() == DIGITS && digest.bytes().all(|b| b.is_ascii_hexdigit());
        let terms = CleanUpTerms { unmatched_days, uncollected_days };
        is_digest.then_some(Self { terms, digest }).ok_or(InvalidCleanUpToken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean_up::CleanUpReason;

    #[test]
    fn token_reads_back_and_changes_with_the_list() {
        let terms = CleanUpTerms::default();
        let proposal = |reason| Proposal {
            number: 1,
            subject: CleanUpSubject::Filter("0101701234".parse().unwrap()),
            reason,
            since: None,
        };
        let of = |basis, reason| CleanUpToken::of(terms, basis, &[proposal(reason)]);
        let token = of("a 1", CleanUpReason::Dead);
        assert_eq!(token.to_string().parse(), Ok(token.clone()));
        assert_ne!(token, of("a 2", CleanUpReason::Dead));
        assert_ne!(token, of("a 1", CleanUpReason::Unknown));
        for text in
            ["", "365-30", "365-30-", "365-30-0123456789abcdeg", "70000-30-0123456789abcdef"]
        {
            assert_eq!(text.parse::<CleanUpToken>(), Err(InvalidCleanUpToken), "{text}");
        }
    }
}
