//! What the register knows an owner by.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

use super::hex::{Hex, NotHex};
use crate::field::Value;
use crate::field::fingerprint::{Fingerprint, Key};

/// The fingerprints of one email address or telephone number, under the register's key. A number
/// has one for each of its readings; who finds one of them has found the number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pseudonym(Vec<Hex<16>>);

/// No value has more fingerprints: four readings, each with its country and with any.
const MOST: usize = 8;

impl Pseudonym {
    /// That of a value; `None` where its kind has no fingerprints.
    pub fn of(key: &Key, value: &Value) -> Option<Self> {
        Self::from_prints(hex(key.of_itself(value)))
    }

    /// Whether it has one of these fingerprints.
    pub fn has_any(&self, prints: &[Hex<16>]) -> bool {
        self.0.iter().any(|print| prints.contains(print))
    }

    fn from_prints(prints: Vec<Hex<16>>) -> Option<Self> {
        (1..=MOST).contains(&prints.len()).then_some(Self(prints))
    }
}

/// The digits of all fingerprints, one behind the other.
impl fmt::Display for Pseudonym {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|print| write!(f, "{print}"))
    }
}

impl FromStr for Pseudonym {
    type Err = NotHex;

    fn from_str(text: &str) -> Result<Self, NotHex> {
        let (prints, rest) = text.as_bytes().as_chunks::<32>();
        if !rest.is_empty() || prints.len() > MOST {
            return Err(NotHex);
        }
        let print = |digits: &[u8; 32]| str::from_utf8(digits).map_err(|_| NotHex)?.parse();
        let prints = prints.iter().map(print).collect::<Result<_, _>>()?;
        Self::from_prints(prints).ok_or(NotHex)
    }
}

impl Serialize for Pseudonym {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Pseudonym {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Fingerprints as the register writes them.
pub(super) fn hex(prints: Vec<Fingerprint>) -> Vec<Hex<16>> {
    prints.into_iter().filter_map(|print| print.to_hex().parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::field::Kind;

    #[test]
    fn it_is_written_as_it_is_read() {
        let key = Key::from_hex("000102030405060708090a0b0c0d0e0f").unwrap();
        for (kind, shown, prints) in
            [(Kind::Email, "jane@example.com", 1), (Kind::Phone, "+33 1 99 00 11 22", 4)]
        {
            let pseudonym = Pseudonym::of(&key, &Value::read(kind, shown).unwrap()).unwrap();
            assert_eq!(pseudonym.0.len(), prints);
            assert_eq!(pseudonym.to_string().parse(), Ok(pseudonym));
        }
        for broken in ["", "00", &"0".repeat(33), &"0".repeat(32 * 9), &"é".repeat(16)] {
            assert_eq!(broken.parse::<Pseudonym>(), Err(NotHex), "{broken}");
        }
    }
}
