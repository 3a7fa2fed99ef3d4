//! Chance that can be repeated: the same seed throws the same dice, on every machine.

/// Dice (the generator `SplitMix64`).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number less than `n`, which is not 0.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        let n = u64::try_from(n).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.throw() % n).unwrap_or_default()
    }

    /// A number of a range, both ends included.
    pub(crate) fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most - least + 1)
    }

    /// Whether something happens that happens so many times in a hundred.
    pub(crate) fn often(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of several.
    pub(crate) fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    /// One of several, so many times in a hundred, if there is any.
    pub(crate) fn maybe<T: Clone>(&mut self, percent: usize, of: &[T]) -> Option<T> {
        (self.often(percent) && !of.is_empty()).then(|| self.one(of))
    }

    /// At most so many of several, each once.
    pub(crate) fn some<T: Clone>(&mut self, most: usize, of: &[T]) -> Vec<T> {
        let (mut left, mut taken) = (of.to_vec(), Vec::new());
        for _ in 0..self.between(0, most) {
            if !left.is_empty() {
                taken.push(left.swap_remove(self.below(left.len())));
            }
        }
        taken
    }
}
