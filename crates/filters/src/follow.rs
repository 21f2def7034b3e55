use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use civil::Pnr;

/// A number that is added to a subscription's set because it replaced one in the set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PnrSuccession<S> {
    /// The subscription.
    pub subscription: S,
    /// The number in its set that is no longer valid.
    pub old: Pnr,
    /// The number that is valid now, and is not in the set yet.
    pub new: Pnr,
}

/// The numbers to add. `successors` are the replacements in an extract (old to new, by status 50 and 60 and PNRGAELD),
/// and `held` are the PNR filters of all subscriptions on numbers in that extract.
///
/// A chain of replacements within one extract is followed to its end. The old number stays in the set.
pub fn follow<S: Copy + Eq + Hash>(
    held: &[(Pnr, S)],
    successors: &HashMap<Pnr, Pnr>,
) -> Vec<PnrSuccession<S>> {
    let mut known: HashSet<(Pnr, S)> = held.iter().copied().collect();
    let mut follows = Vec::new();
    for &(pnr, subscription) in held {
        let mut old = pnr;
        // Each step adds a number to `known` or ends the loop, so circular replacements end too.
        while let Some(&new) = successors.get(&old)
            && known.insert((new, subscription))
        {
            follows.push(PnrSuccession { subscription, old, new });
            old = new;
        }
    }
    follows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pnr(number: u64) -> Pnr {
        Pnr::from_integer(number).unwrap()
    }

    fn followed(held: &[(u64, u32)], successors: &[(u64, u64)]) -> Vec<(u64, u64, u32)> {
        let held: Vec<_> = held.iter().map(|&(number, sub)| (pnr(number), sub)).collect();
        let successors = successors.iter().map(|&(old, new)| (pnr(old), pnr(new))).collect();
        follow(&held, &successors)
            .into_iter()
            .map(|f| (f.old.to_integer(), f.new.to_integer(), f.subscription))
            .collect()
    }

    #[test]
    fn the_new_number_joins_the_sets_that_hold_the_old() {
        assert_eq!(followed(&[(1, 7), (1, 8), (3, 9)], &[(1, 2)]), [(1, 2, 7), (1, 2, 8)]);
    }

    #[test]
    fn a_number_that_is_there_already_does_not_follow() {
        assert_eq!(followed(&[(1, 7), (2, 7)], &[(1, 2)]), []);
    }

    #[test]
    fn chains_and_circles_end() {
        assert_eq!(followed(&[(1, 7)], &[(1, 2), (2, 3)]), [(1, 2, 7), (2, 3, 7)]);
        assert_eq!(followed(&[(1, 7)], &[(1, 2), (2, 1)]), [(1, 2, 7)]);
        // 2 is in the set already; its own successor is found from there.
        assert_eq!(followed(&[(1, 7), (2, 7)], &[(1, 2), (2, 3)]), [(2, 3, 7)]);
    }
}
