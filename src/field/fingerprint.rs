//! What is remembered of a value in its place: keyed hashes of its canonical form.
//!
//! Known are those of the values that pages have withheld, sought are those of what stands in a
//! payload. Two values that are the same by the rules of [`super::email`] and [`super::phone`]
//! share one, two that are not share none. So a telephone number has several: one for each of its
//! readings, with its country and with any.

use std::hash::Hasher;

use siphasher::sip128::{Hasher128, SipHasher24};

use super::email::{EmailAddress, untagged};
use super::phone::{FEWEST_DIGITS, PhoneNumber, Reading};
use super::{Kind, Value};

/// The bytes of a fingerprint and of a key.
const BYTES: usize = 16;

/// A keyed hash of a value, or of a part that is looked up before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(u128);

impl Fingerprint {
    /// Reads 32 hexadecimal digits.
    pub fn from_hex(hex: &str) -> Option<Self> {
        let digits = hex.len() == 2 * BYTES && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        digits.then(|| u128::from_str_radix(hex, 16).ok().map(Self)).flatten()
    }

    /// Writes 32 hexadecimal digits.
    pub fn to_hex(self) -> String {
        format!("{:032x}", self.0)
    }

    /// As good as random, for tables and filters.
    pub(crate) fn low_bits(self) -> u32 {
        (self.0 & u128::from(u32::MAX)) as u32
    }
}

/// The key of the fingerprints of one browser session. Under another key a value has others.
#[derive(Clone)]
pub struct Key(SipHasher24);

impl Key {
    /// Reads 32 hexadecimal digits.
    pub fn from_hex(hex: &str) -> Option<Self> {
        let Fingerprint(key) = Fingerprint::from_hex(hex)?;
        Some(Self(SipHasher24::new_with_key(&key.to_be_bytes())))
    }

    /// The fingerprints that a value is remembered by; none where its kind is not remembered.
    ///
    /// That takes a canonical form of which a payload shows where one may begin: other texts
    /// could start and end at any word, and a short one is no secret under any hash.
    pub fn known(&self, value: &Value) -> Vec<Fingerprint> {
        let mut known = self.of_itself(value);
        if let Value::Phone(phone) = value {
            let endings = phone.readings().into_iter().filter_map(|each| ending(&each.digits));
            known.extend(endings.map(|ending| self.ending(ending)));
        }
        known.sort_unstable();
        known.dedup();
        known
    }

    /// Those of them that no other value has.
    pub fn of_itself(&self, value: &Value) -> Vec<Fingerprint> {
        match value {
            // A quoted one is searched as words.
            Value::Email(email) if email.is_quoted() => Vec::new(),
            Value::Email(email) => vec![self.email(email)],
            Value::Phone(phone) => {
                phone.readings().iter().flat_map(|each| self.known_reading(each)).collect()
            }
            Value::Website(_) | Value::Text(_) => Vec::new(),
        }
    }

    /// The fingerprints of which one is known if this very value is.
    pub fn sought(&self, value: &Value) -> Vec<Fingerprint> {
        match value {
            Value::Phone(phone) => self.sought_number(phone).collect(),
            _ => self.of_itself(value),
        }
    }

    fn email(&self, email: &EmailAddress) -> Fingerprint {
        self.domain(email.domain()).mailbox(untagged(email.local()))
    }

    /// Begins with what is read first.
    pub(crate) fn domain(&self, domain: &str) -> Domain {
        let mut hasher = self.hasher(Kind::Email, "");
        hasher.write(domain.as_bytes());
        hasher.write(b"@");
        Domain(hasher)
    }

    /// What numbers with these last digits share.
    pub(crate) fn ending(&self, ending: u32) -> Fingerprint {
        let mut hasher = self.hasher(Kind::Phone, "ending");
        hasher.write(&ending.to_be_bytes());
        finish(&hasher)
    }

    pub(crate) fn sought_number(&self, phone: &PhoneNumber) -> impl Iterator<Item = Fingerprint> {
        phone
            .readings()
            .into_iter()
            .flat_map(|Reading { digits, country }| match country {
                // Known to be of this country, or of none.
                Some(_) => {
                    [Some(self.reading(country, &digits)), Some(self.reading(None, &digits))]
                }
                None => [Some(self.any_country(&digits)), None],
            })
            .flatten()
    }

    fn known_reading(&self, reading: &Reading) -> [Fingerprint; 2] {
        [self.reading(reading.country, &reading.digits), self.any_country(&reading.digits)]
    }

    fn reading(&self, country: Option<u16>, digits: &str) -> Fingerprint {
        let mut hasher = self.hasher(Kind::Phone, "reading");
        // No country has the code 0.
        hasher.write(&country.unwrap_or(0).to_be_bytes());
        hasher.write(digits.as_bytes());
        finish(&hasher)
    }

    fn any_country(&self, digits: &str) -> Fingerprint {
        let mut hasher = self.hasher(Kind::Phone, "any country");
        hasher.write(digits.as_bytes());
        finish(&hasher)
    }

    fn hasher(&self, kind: Kind, form: &str) -> SipHasher24 {
        let mut hasher = self.0;
        for part in [kind.name(), form] {
            hasher.write(part.as_bytes());
            hasher.write(b"\n");
        }
        hasher
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

/// An email address of which only the domain has been read.
pub(crate) struct Domain(SipHasher24);

impl Domain {
    /// The fingerprint with this local part, which has no tag.
    pub fn mailbox(&self, untagged: &str) -> Fingerprint {
        let mut hasher = self.0;
        hasher.write(untagged.as_bytes());
        finish(&hasher)
    }
}

fn finish(hasher: &SipHasher24) -> Fingerprint {
    Fingerprint(hasher.finish128().as_u128())
}

/// The last seven of at least as many digits.
pub(crate) fn ending(digits: &str) -> Option<u32> {
    let from = digits.len().checked_sub(FEWEST_DIGITS)?;
    let last = digits.as_bytes().get(from..)?;
    Some(last.iter().fold(0, |ending, digit| ending * 10 + u32::from(digit.wrapping_sub(b'0'))))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]
    use super::*;

    fn key(hex: &str) -> Key {
        Key::from_hex(hex).expect("a key")
    }

    const ONE: &str = "000102030405060708090a0b0c0d0e0f";
    const OTHER: &str = "100102030405060708090a0b0c0d0e0f";

    fn read(kind: Kind, shown: &str) -> Value {
        Value::read(kind, shown).expect("not empty")
    }

    #[test]
    fn fingerprints_are_written_as_they_are_read() {
        let known = key(ONE).known(&read(Kind::Email, "jane@example.com"));
        for print in known {
            assert_eq!(Fingerprint::from_hex(&print.to_hex()), Some(print));
        }
        for broken in ["", "+00102030405060708090a0b0c0d0e0f", "0", &"é".repeat(16)] {
            assert_eq!(Fingerprint::from_hex(broken), None, "{broken}");
        }
    }

    /// The first vector of SipHash-2-4-128's authors, for the key 00 01 … 0f and no message.
    #[test]
    fn the_hash_is_siphash_2_4_of_128_bits() {
        let Key(hasher) = key(ONE);
        let bytes = [
            0xa3, 0x81, 0x7f, 0x04, 0xba, 0x25, 0xa8, 0xe6, 0x6d, 0xf6, 0x72, 0x14, 0xc7, 0x55,
            0x02, 0x93,
        ];
        assert_eq!(hasher.finish128().as_bytes(), bytes);
    }

    #[test]
    fn numbers_are_told_apart_as_they_are_compared() {
        let shown = [
            "+33 6 12 34 56 78",
            "06 12 34 56 78",
            "0033612345678",
            "612345678",
            "33612345678",
            "+49 612345678",
            "+44 33612345678",
            "011 33 612345678",
            "+7 912 345 67 89",
            "8 912 345 67 89",
            "+36 1 234 5678",
            "06 1 234 5678",
            "12345678",
        ];
        let key = key(ONE);
        for one in shown {
            for other in shown {
                let (one, other) = (read(Kind::Phone, one), read(Kind::Phone, other));
                let (Value::Phone(a), Value::Phone(b)) = (&one, &other) else {
                    unreachable!("all are numbers")
                };
                let known = key.known(&one);
                let shared = key.sought(&other).iter().any(|print| known.contains(print));
                assert_eq!(shared, a.same_line(b), "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn another_key_gives_other_fingerprints() {
        for (kind, shown) in [(Kind::Email, "jane@example.com"), (Kind::Phone, "+33612345678")] {
            let value = read(kind, shown);
            let known = key(ONE).known(&value);
            assert!(!known.is_empty());
            assert!(key(OTHER).known(&value).iter().all(|print| !known.contains(print)));
        }
    }

    #[test]
    fn what_no_payload_can_be_searched_for_has_none() {
        for (kind, shown) in [
            (Kind::Website, "janeroe.example"),
            (Kind::Address, "12 Rue de l'Exemple"),
            (Kind::Birthday, "March 14"),
            (Kind::Handle, "jane.roe"),
            (Kind::Email, "jane at example"),
            (Kind::Email, "\"jane roe\"@example.com"),
        ] {
            assert_eq!(key(ONE).known(&read(kind, shown)), [], "{shown}");
        }
    }
}
