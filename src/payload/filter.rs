//! A small filter that says "certainly not" of most candidates before they are looked up. All of it
//! in 32 bits, as the twin has no others.

/// Bits for each entry, at the least: with them less than one candidate in a hundred passes by
/// chance.
const BITS_PER_ENTRY: usize = 24;

/// A set of 32-bit keys that may claim to hold a key which it does not.
#[derive(Debug, Default)]
pub(super) struct Filter {
    bits: Vec<u32>,
    keys: Vec<u32>,
}

impl Filter {
    /// Adds a key, and makes room when it is time.
    pub fn add(&mut self, key: u32) {
        self.keys.push(key);
        if self.keys.len() * BITS_PER_ENTRY > self.bits.len() * 32 {
            let words = (self.keys.len() * 2 * BITS_PER_ENTRY).next_power_of_two().max(4096) / 32;
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
        let mixed = mixed(key);
        self.has(mixed) && self.has(mixed_again(mixed))
    }

    fn has(&self, mixed: u32) -> bool {
        let (word, bit) = self.place(mixed);
        self.bits.get(word).is_some_and(|bits| bits & bit != 0)
    }

    fn set(&mut self, key: u32) {
        let mixed = mixed(key);
        for each in [mixed, mixed_again(mixed)] {
            let (word, bit) = self.place(each);
            if let Some(bits) = self.bits.get_mut(word) {
                *bits |= bit;
            }
        }
    }

    fn place(&self, mixed: u32) -> (usize, u32) {
        ((mixed >> 5) as usize & self.bits.len().wrapping_sub(1), 1 << (mixed & 31))
    }
}

/// Fibonacci hashing, so that neighbouring keys do not crowd.
fn mixed(key: u32) -> u32 {
    let product = key.wrapping_mul(0x9e37_79b1);
    product ^ product >> 15
}

fn mixed_again(mixed: u32) -> u32 {
    let product = mixed.wrapping_mul(0x85eb_ca77);
    product ^ product >> 13
}

/// What [`hash`] begins with.
pub(super) const HASH_OF_NOTHING: u32 = 0x811c_9dc5;

/// FNV-1a: quick on short words. It only feeds filters; the tables behind them have keyed hashes.
pub(super) fn hash(before: u32, byte: u8) -> u32 {
    (before ^ u32::from(byte)).wrapping_mul(0x0100_0193)
}
