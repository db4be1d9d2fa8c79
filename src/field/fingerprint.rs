//! What is remembered of a value in its place: keyed hashes of its canonical form.
//!
//! Known are those of the values that pages have withheld, sought are those of what stands in a
//! payload. Two values that are the same by the rules of [`super::email`] and [`super::phone`]
//! share one, two that are not share none. So a telephone number has several: one for each of its
//! readings, with its country and with any.

use std::hash::Hasher;

use siphasher::sip128::{Hash128, Hasher128, SipHasher24};

use super::Value;
use super::email::{EmailAddress, untagged};
use super::phone::{FEWEST_DIGITS, PhoneNumber, Reading};

/// A keyed hash of a value, or of a part that is looked up before it.
///
/// Two halves, since the twin has no integers of 128 bits and would carry the arithmetic for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint([u64; 2]);

impl Fingerprint {
    /// Reads 32 hexadecimal digits.
    pub fn from_hex(hex: &str) -> Option<Self> {
        if hex.len() != 32 || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let (first, second) = hex.split_at_checked(16)?;
        let half = |hex| u64::from_str_radix(hex, 16).ok();
        Some(Self([half(first)?, half(second)?]))
    }

    /// Writes 32 hexadecimal digits.
    pub fn to_hex(self) -> String {
        let Self([first, second]) = self;
        format!("{first:016x}{second:016x}")
    }

    /// As good as random, for filters.
    pub(crate) fn low_bits(self) -> u32 {
        let Self([_, second]) = self;
        (second & u64::from(u32::MAX)) as u32
    }
}

/// What is hashed: no two forms can be taken for each other.
#[derive(Clone, Copy)]
enum Form {
    Email,
    /// A reading of a phone with its country, or with none.
    Reading,
    AnyCountry,
    Ending,
}

/// The key of fingerprints: of one browser session for the memory, of one register for its
/// pseudonyms. Under another key a value has others.
#[derive(Clone)]
pub struct Key(SipHasher24);

impl Key {
    /// Reads 32 hexadecimal digits.
    pub fn from_hex(hex: &str) -> Option<Self> {
        let Fingerprint([first, second]) = Fingerprint::from_hex(hex)?;
        // The authors' order: the key's bytes as they are written.
        Some(Self(SipHasher24::new_with_keys(first.swap_bytes(), second.swap_bytes())))
    }

    /// The fingerprints that a value is remembered by; none where its kind is not remembered.
    ///
    /// That takes a canonical form of which a payload shows where one may begin: other texts
    /// could start and end at any word, and a short one is no secret under any hash.
    pub fn known(&self, value: &Value) -> Vec<Fingerprint> {
        let mut known = self.of_itself(value);
        if let Value::Phone(phone) = value {
            let endings = phone.readings().into_iter().filter_map(|each| ending(&each.digits));
            for print in endings.map(|ending| self.ending(ending)) {
                if !known.contains(&print) {
                    known.push(print);
                }
            }
        }
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
        self.mailbox(untagged(email.local()), email.domain())
    }

    /// An email address in two parts, the first without its tag.
    pub(crate) fn mailbox(&self, untagged: &str, domain: &str) -> Fingerprint {
        // No domain has an `@`.
        self.print(Form::Email, [untagged.as_bytes(), b"@", domain.as_bytes()])
    }

    /// What numbers with these last digits share.
    pub(crate) fn ending(&self, ending: u32) -> Fingerprint {
        self.print(Form::Ending, [&ending.to_be_bytes(), b"", b""])
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
        // No country has the code 0.
        let country = country.unwrap_or(0).to_be_bytes();
        self.print(Form::Reading, [&country, digits.as_bytes(), b""])
    }

    fn any_country(&self, digits: &str) -> Fingerprint {
        self.print(Form::AnyCountry, [digits.as_bytes(), b"", b""])
    }

    /// Once in the module: the hash is long where it is unrolled.
    #[inline(never)]
    fn print(&self, form: Form, [one, two, three]: [&[u8]; 3]) -> Fingerprint {
        let mut hasher = self.0;
        for part in [&[form as u8][..], one, two, three] {
            hasher.write(part);
        }
        let Hash128 { h1, h2 } = hasher.finish128();
        Fingerprint([h1, h2])
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

/// The last seven of at least as many digits.
fn ending(digits: &str) -> Option<u32> {
    let from = digits.len().checked_sub(FEWEST_DIGITS)?;
    let last = digits.as_bytes().get(from..)?;
    Some(last.iter().fold(0, |ending, digit| ending * 10 + u32::from(digit.wrapping_sub(b'0'))))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]
    use super::*;
    use crate::field::Kind;

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
