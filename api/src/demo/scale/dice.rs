//! The dice that synthetic records are thrown with.
//!
//! # Why not a crate
//! What a seed makes is the contract: measurements of last year must be repeatable. A crate may change how it turns
//! its numbers into choices in any release; these few lines (`SplitMix64`; Steele, Lea and Flood 2014) change only here.

/// A sequence of numbers that its seed decides.
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    /// The dice for one corner of the whole: what is thrown there does not depend on what was thrown elsewhere.
    pub(super) fn new(seed: u64, corner: [u32; 2]) -> Self {
        let [unit, board] = corner;
        let mut dice = Self(seed ^ (u64::from(unit) << 32 | u64::from(board)).wrapping_mul(0xd134_2543_de82_ef95));
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to below `n`.
    pub(super) fn below(&mut self, n: u32) -> u32 {
        // The high half, scaled: it fits by construction.
        u32::try_from((self.next() >> 32).wrapping_mul(u64::from(n)) >> 32).unwrap_or(0)
    }

    /// True so many times in a hundred.
    pub(super) fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// One of several; the first of none is nothing.
    pub(super) fn pick<T: Copy>(&mut self, of: &[T]) -> Option<T> {
        let n = u32::try_from(of.len()).unwrap_or(u32::MAX);
        usize::try_from(self.below(n)).ok().and_then(|at| of.get(at).copied())
    }

    /// Some different ones, in the order of the throw.
    pub(super) fn pick_some<T: Copy>(&mut self, of: &[T], n: u32) -> Vec<T> {
        let mut left = of.to_vec();
        let mut picked = Vec::new();
        for _ in 0..n {
            let Ok(len) = u32::try_from(left.len()) else { break };
            let Ok(at) = usize::try_from(self.below(len)) else { break };
            if at < left.len() {
                picked.push(left.swap_remove(at));
            }
        }
        picked
    }

    /// One of several that come up as often as their weight says.
    pub(super) fn weigh<T: Copy>(&mut self, first: T, of: &[(u32, T)]) -> T {
        let mut thrown = self.below(of.iter().map(|(weight, _)| weight).sum());
        for (weight, what) in of {
            match thrown.checked_sub(*weight) {
                Some(rest) => thrown = rest,
                None => return *what,
            }
        }
        first
    }
}

#[cfg(test)]
mod tests {
    use super::Dice;

    #[test]
    fn a_seed_always_throws_the_same() {
        // The reference sequence of SplitMix64 for the seed 1234567.
        let mut dice = Dice(1_234_567);
        let thrown = [dice.next(), dice.next(), dice.next()];
        assert_eq!(thrown, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
        let throw = |seed, corner| {
            (0..8).map(move |_| ()).scan(Dice::new(seed, corner), |d, ()| Some(d.below(1000))).collect::<Vec<_>>()
        };
        assert_eq!(throw(7, [1, 2]), throw(7, [1, 2]));
        assert_ne!(throw(7, [1, 2]), throw(7, [2, 1]));
        assert_ne!(throw(7, [1, 2]), throw(8, [1, 2]));
    }

    #[test]
    fn the_dice_are_fair_enough() {
        let mut dice = Dice::new(1, [0, 0]);
        let mut counts = [0_u32; 6];
        for _ in 0..60_000 {
            counts[dice.below(6) as usize] += 1;
        }
        assert!(counts.iter().all(|n| (9_500..10_500).contains(n)), "{counts:?}");
        let often = (0..10_000).filter(|_| dice.weigh('a', &[(30, 'a'), (70, 'b')]) == 'b').count();
        assert!((6_800..7_200).contains(&often), "{often}");
        let mut some = dice.pick_some(&[1, 2, 3, 4, 5], 5);
        some.sort_unstable();
        assert_eq!(some, [1, 2, 3, 4, 5]);
        assert_eq!(dice.pick::<u8>(&[]), None);
    }
}
