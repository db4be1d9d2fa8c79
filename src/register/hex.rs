//! Bytes as hexadecimal digits, small letters, exactly so many.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::str::FromStr;

/// So many bytes, written as twice as many hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hex<const BYTES: usize>(pub [u8; BYTES]);

/// A text is not of so many hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotHex;

impl fmt::Display for NotHex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the right number of hexadecimal digits")
    }
}

impl std::error::Error for NotHex {}

impl<const BYTES: usize> fmt::Display for Hex<BYTES> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl<const BYTES: usize> fmt::Debug for Hex<BYTES> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<const BYTES: usize> FromStr for Hex<BYTES> {
    type Err = NotHex;

    fn from_str(text: &str) -> Result<Self, NotHex> {
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Ok(byte - b'0'),
            b'a'..=b'f' => Ok(byte - b'a' + 10),
            _ => Err(NotHex),
        };
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if pairs.len() != BYTES || !rest.is_empty() {
            return Err(NotHex);
        }
        let mut bytes = [0; BYTES];
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            *byte = digit(*high)? << 4 | digit(*low)?;
        }
        Ok(Self(bytes))
    }
}

impl<const BYTES: usize> Serialize for Hex<BYTES> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, const BYTES: usize> Deserialize<'de> for Hex<BYTES> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// SHA-256 of texts put together.
pub fn sha256(parts: &[&str]) -> Hex<32> {
    let mut hasher = Sha256::new();
    parts.iter().for_each(|part| hasher.update(part));
    Hex(hasher.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_small_digits_of_the_right_number_are_read() {
        assert_eq!("00ff".parse(), Ok(Hex([0, 255])));
        for broken in ["", "00f", "00fff", "00FF", "0 ff", "00f\u{e9}", "+0ff"] {
            assert_eq!(broken.parse::<Hex<2>>(), Err(NotHex), "{broken}");
        }
        assert_eq!(Hex([0, 255]).to_string(), "00ff");
    }

    /// FIPS 180-4, the message "abc".
    #[test]
    fn the_hash_is_sha_256() {
        assert!(sha256(&["a", "bc"]).to_string().starts_with("ba7816bf8f01cfea414140de5dae2223"));
    }
}
