//! Numbers that come out the same for the same seed, on every machine.

use std::hash::Hasher;

/// A stream of numbers (SplitMix64).
///
/// Written out here rather than taken from a crate: a seed is promised to give the same library for good, and the
/// crates for random numbers change what they draw from one release to the next.
///
/// It can be copied: what takes a while to make is drawn from the copy, later or never, and passed over in the stream.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dice(u64);

impl Dice {
    /// The stream of one thing: what it draws depends on nothing that was drawn for another.
    pub(crate) fn new(seed: u64, what: &str, index: u64) -> Self {
        let named = what
            .bytes()
            .fold(seed, |state, byte| mix(state ^ u64::from(byte)));
        Self(mix(named ^ mix(index.wrapping_add(1))))
    }

    /// The next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0)
    }

    /// Draws so many numbers and looks at none. Gives the stream that begins with them.
    pub(crate) const fn skip(&mut self, count: u64) -> Self {
        let from = *self;
        self.0 = self.0.wrapping_add(STEP.wrapping_mul(count));
        from
    }

    /// A number from 0 up to, not including, `limit`; 0 when the limit is 0.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.next().checked_rem(limit).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// True `percent` times in a hundred.
    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of the entries; the default of the type when there are none.
    pub(crate) fn pick<T: Copy + Default>(&mut self, entries: &[T]) -> T {
        let index = self.below(entries.len() as u64) as usize;
        entries.get(index).copied().unwrap_or_default()
    }

    /// `count` different entries, or all of them when there are fewer, in the order drawn.
    pub(crate) fn several<T: Copy + Default + PartialEq>(
        &mut self,
        entries: &[T],
        count: u64,
    ) -> Vec<T> {
        let mut left = entries.to_vec();
        (0..count)
            .map_while(|_| {
                let index = self.below(left.len() as u64) as usize;
                (index < left.len()).then(|| left.remove(index))
            })
            .collect()
    }

    /// A word of `length` letters of an ASCII alphabet.
    pub(crate) fn word(&mut self, alphabet: &[u8], length: usize) -> String {
        (0..length)
            .map(|_| char::from(self.pick(alphabet)))
            .collect()
    }

    /// A word of hexadecimal digits.
    pub(crate) fn hex(&mut self, length: usize) -> String {
        self.word(b"0123456789abcdef", length)
    }

    /// An identifier written like a UUID.
    pub(crate) fn uuid(&mut self) -> String {
        [8, 4, 4, 4, 12].map(|length| self.hex(length)).join("-")
    }
}

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// Spreads every bit of a number over all the others.
pub(crate) fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(STEP);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// Tells numbers and short texts apart in maps, in a tenth of the time that the hasher of the standard library takes, which
/// also stands up to whoever picks them badly on purpose.
#[derive(Debug, Default)]
pub(crate) struct Mixer(u64);

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        for part in bytes.chunks(8) {
            let number = part
                .iter()
                .fold(0, |number, byte| number << 8 | u64::from(*byte));
            self.write_u64(number);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = mix(self.0 ^ number);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Dice;

    #[test]
    fn a_seed_draws_the_same_for_good() {
        let mut dice = Dice::new(7, "movie", 0);
        let first = dice.hex(8);
        assert_eq!(first, Dice::new(7, "movie", 0).hex(8));
        assert_ne!(first, Dice::new(8, "movie", 0).hex(8));
        assert_ne!(first, Dice::new(7, "movie", 1).hex(8));
        assert_ne!(first, Dice::new(7, "show", 0).hex(8));
    }

    #[test]
    fn empty_choices_are_no_accident() {
        let mut dice = Dice::new(1, "", 0);
        assert_eq!(dice.below(0), 0);
        assert_eq!(dice.pick::<u8>(&[]), 0);
        assert_eq!(dice.several(&["a", "b"], 5).len(), 2);
    }
}
