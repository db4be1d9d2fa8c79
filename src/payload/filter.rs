//! A small filter that says "certainly not" of most candidates before they are looked up.

/// Bits for each entry: with them about one candidate in fifty passes by chance.
const BITS_PER_ENTRY: usize = 48;

/// A set of 32-bit keys that may claim to hold a key which it does not.
#[derive(Debug, Default)]
pub(super) struct Filter {
    bits: Vec<u64>,
    keys: Vec<u32>,
}

impl Filter {
    /// Adds a key, and makes room when it is time.
    pub fn add(&mut self, key: u32) {
        self.keys.push(key);
        if self.keys.len() * BITS_PER_ENTRY > self.bits.len() * 64 {
            let words = (self.keys.len() * 2 * BITS_PER_ENTRY).next_power_of_two().max(4096) / 64;
            self.bits = vec![0; words];
            for position in 0..self.keys.len() {
                if let Some(key) = self.keys.get(position) {
                    self.set(*key);
                }
            }
        } else {
            self.set(key);
        }
    }

    /// Whether the key may be in the set.
    pub fn may_hold(&self, key: u32) -> bool {
        let (word, bit) = self.place(key);
        self.bits.get(word).is_some_and(|bits| bits & bit != 0)
    }

    fn set(&mut self, key: u32) {
        let (word, bit) = self.place(key);
        if let Some(bits) = self.bits.get_mut(word) {
            *bits |= bit;
        }
    }

    /// Fibonacci hashing, so that neighbouring keys do not crowd.
    fn place(&self, key: u32) -> (usize, u64) {
        let mixed = u64::from(key).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let mixed = usize::try_from(mixed).unwrap_or_default();
        ((mixed >> 6) & self.bits.len().wrapping_sub(1), 1 << (mixed & 63))
    }
}
