/// A random number generator that gives the same numbers on every machine and in every version: SplitMix64 (Steele, Lea
/// and Flood 2014).
///
/// A library's generator may change with its next release, and with it every file of a seed.
#[derive(Debug, Clone)]
pub(crate) struct DeterministicRng(u64);

impl DeterministicRng {
    /// The generator for one purpose, named by numbers: the seed, the group, the day.
    pub(crate) fn of(names: &[u64]) -> Self {
        let mut chance = Self(0x6a09_e667_f3bc_c908);
        for name in names {
            chance.0 = chance.0.rotate_left(17) ^ name.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            chance.next();
        }
        chance
    }

    /// Sixty-four bits.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number below `end`, which is not 0.
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        let wide = u128::from(self.next()) * u128::from(end);
        u32::try_from(wide >> 64).unwrap_or_default()
    }

    /// A number from `from` to `to`, both included.
    pub(crate) fn within(&mut self, from: u32, to: u32) -> u32 {
        from + self.below(to - from + 1)
    }

    /// `true` with a probability of `parts` in a million.
    pub(crate) fn in_a_million(&mut self, parts: u32) -> bool {
        self.below(1_000_000) < parts
    }

    /// `true` with a probability of `parts` in a hundred.
    pub(crate) fn percent(&mut self, parts: u32) -> bool {
        self.below(100) < parts
    }

    /// One of several, all equally likely.
    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.index(from.len())]
    }

    /// A random index below `count`.
    pub(crate) fn index(&mut self, count: usize) -> usize {
        self.below(u32::try_from(count).unwrap_or(u32::MAX)) as usize
    }

    /// A random index, each as likely as its weight.
    pub(crate) fn weighted(&mut self, weights: impl Iterator<Item = u32> + Clone) -> usize {
        let mut rest = self.below(weights.clone().sum());
        for (place, weight) in weights.enumerate() {
            if rest < weight {
                return place;
            }
            rest -= weight;
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_same_for_ever() {
        let mut chance = DeterministicRng::of(&[1, 2, 3]);
        let drawn: Vec<u64> = (0..3).map(|_| chance.next()).collect();
        assert_eq!(drawn, DRAWN, "whoever changes this changes every file that a seed stands for");
    }

    const DRAWN: [u64; 3] =
        [6_193_233_068_104_227_305, 4_361_502_198_540_244_740, 4_144_155_820_787_752_494];

    #[test]
    fn it_is_splitmix64() {
        let drawn = DeterministicRng(1_234_567).next();
        assert_eq!(drawn, 6_457_827_717_110_365_317, "as the reference in C and Java's draw");
    }

    #[test]
    fn names_in_another_order_are_another_chance() {
        assert_ne!(DeterministicRng::of(&[1, 2]).next(), DeterministicRng::of(&[2, 1]).next());
        assert_ne!(DeterministicRng::of(&[0]).next(), DeterministicRng::of(&[0, 0]).next());
    }

    #[test]
    fn weights_are_kept() {
        let mut chance = DeterministicRng::of(&[7]);
        let mut drawn = [0; 3];
        for _ in 0..10_000 {
            drawn[chance.weighted([1, 0, 3].into_iter())] += 1;
        }
        assert_eq!(drawn[1], 0);
        assert!((7200..7800).contains(&drawn[2]), "{drawn:?}");
    }
}
