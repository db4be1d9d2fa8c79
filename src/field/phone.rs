//! Telephone numbers.
//!
//! Known numbers are *compared* here, never validated, dialled or formatted. For that it is
//! enough to know where a country code ends and which digits people put before a national
//! number. Country codes are prefix-free (ITU-T E.164, list of assigned codes): `1` and `7`
//! stand alone, 44 codes have two digits, all others three. So the whole table is those 44
//! bytes, and the two trunk prefixes that are not zeros. Libraries that also validate and format
//! bring tables that add 374 to 1665 KB of wasm.
//!
//! # When two numbers are the same
//!
//! A number is *read* as digits without the zeros that people put before it (`00`, a trunk `0`,
//! `(0)`), in up to four ways: with its country code, without it, with a national trunk prefix
//! that is not a zero, and as it stands. Two numbers are the same when they share a reading of at
//! least seven digits and are not known to be of two countries. Where both countries are
//! unknown nothing but all digits can be compared. Leading zeros that belong to a number (Italian
//! landlines) are dropped from both sides alike, so they need no table.
//!
//! All digits of a reading must agree, so that unrelated numbers of nine digits agree by chance
//! once in a thousand million; there is no comparison of mere endings.

use super::percent;
use super::text::{fold, without_label};

/// The fewest digits that are taken for a number; fewer are too often something else.
pub const FEWEST_DIGITS: usize = 7;
/// The most digits that are taken for a number: 15 (ITU-T E.164, section 6), `00` or `011`, `0`.
pub const MOST_DIGITS: usize = 19;
/// The fewest digits after a country code that nobody marked as one, by a `+` or `00`.
const FEWEST_AFTER_IMPLIED: usize = 8;

/// The country codes of two digits, of the ITU-T list of assigned codes.
const TWO_DIGITS: [u8; 44] = [
    20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55, 56,
    57, 58, 60, 61, 62, 63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98,
];

/// Words that part a number from an extension.
const EXTENSION_WORDS: [&str; 13] = [
    "extension",
    "ext",
    "x",
    "poste",
    "durchwahl",
    "dw",
    "interno",
    "int",
    "anexo",
    "ramal",
    "wew",
    "tst",
    "toestel",
];

/// A telephone number: its country where that is known, and its digits.
///
/// Equality is that of the canonical form; [`PhoneNumber::same_line`] also compares a number
/// whose country is known with one whose country is not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PhoneNumber {
    country: Option<u16>,
    digits: String,
}

/// One way to read a number: digits, and the country if this reading knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// At least seven digits, the first of them not a zero.
    pub digits: String,
    /// The country code.
    pub country: Option<u16>,
}

impl PhoneNumber {
    /// Reads a telephone number from folded text; `None` when the text is not one.
    ///
    /// ```
    /// use entre_nous::field::PhoneNumber;
    /// let number = PhoneNumber::parse("+33 (0)6 12 34 56 78 (mobile)");
    /// assert!(number.is_some());
    /// assert_eq!(PhoneNumber::parse("tel:+33-6-12-34-56-78;ext=9"), number);
    /// assert_eq!(PhoneNumber::parse("0033612345678 poste 12"), number);
    /// ```
    pub fn parse(folded: &str) -> Option<Self> {
        let text = folded.trim();
        let decoded = text.strip_prefix("tel:").map(|link| fold(&percent::decoded(link)));
        let text = without_label(decoded.as_deref().unwrap_or(text));
        let number = without_extension(without_leading_label(text))?.trim();
        let punctuated = number.trim_start_matches(['(', '[']);
        let plus = punctuated.starts_with('+');
        let written = punctuated.strip_prefix('+').unwrap_or(punctuated);
        let known = |character: char| character.is_ascii_digit() || " .-/()[]".contains(character);
        if !written.chars().all(known) {
            return None;
        }
        let digits: String = written.chars().filter(char::is_ascii_digit).collect();
        Self::from_digits(&digits, plus)
    }

    /// Takes ASCII digits for a number, after a `+` or not. `None` when there are too few or too
    /// many of them.
    pub fn from_digits(digits: &str, plus: bool) -> Option<Self> {
        if !(FEWEST_DIGITS..=MOST_DIGITS).contains(&digits.len()) {
            return None;
        }
        let international = match digits.strip_prefix("00") {
            _ if plus => Some(digits),
            Some(rest) if !rest.starts_with('0') => Some(rest),
            _ => None,
        };
        if let Some((country, national)) = international.and_then(split_country)
            && country.to_string().len() + national.len() >= FEWEST_DIGITS
        {
            return Some(Self { country: Some(country), digits: national.to_owned() });
        }
        let digits = digits.trim_start_matches('0');
        (digits.len() >= FEWEST_DIGITS).then(|| Self { country: None, digits: digits.to_owned() })
    }

    /// The country code, where the number was written with one.
    pub fn country(&self) -> Option<u16> {
        self.country
    }

    /// The ways to read this number, each of at least seven digits.
    pub fn readings(&self) -> Vec<Reading> {
        let mut readings = Vec::with_capacity(4);
        match self.country {
            Some(country) => international(country, &self.digits, &mut readings),
            None => {
                readings.push(Reading { digits: self.digits.clone(), country: None });
                let implied = split_country(&self.digits)
                    .filter(|(_, national)| national.len() >= FEWEST_AFTER_IMPLIED);
                if let Some((country, national)) = implied {
                    international(country, national, &mut readings);
                }
                // What North America dials before a country code is 011; its first zero is gone.
                let dialled = self.digits.strip_prefix("11").and_then(split_country);
                if let Some((country, national)) =
                    dialled.filter(|(_, national)| national.len() >= FEWEST_AFTER_IMPLIED)
                {
                    international(country, national, &mut readings);
                }
            }
        }
        readings.retain(|reading| reading.digits.len() >= FEWEST_DIGITS);
        readings
    }

    /// Whether both numbers reach one line, as far as their digits tell.
    ///
    /// ```
    /// use entre_nous::field::PhoneNumber;
    /// let known = PhoneNumber::parse("+33 6 12 34 56 78").unwrap();
    /// let same = |text| PhoneNumber::parse(text).is_some_and(|other| known.same_line(&other));
    /// assert!(same("06 12 34 56 78") && same("33612345678") && same("612345678"));
    /// assert!(!same("+49 612345678"));
    /// ```
    pub fn same_line(&self, other: &Self) -> bool {
        let others = other.readings();
        self.readings().iter().any(|one| others.iter().any(|other| one.agrees(other)))
    }
}

impl Reading {
    /// Whether two readings are equal and not of two countries.
    pub fn agrees(&self, other: &Self) -> bool {
        self.digits == other.digits && !of_two_countries(self.country, other.country)
    }
}

/// Whether both countries are known, and differ.
pub fn of_two_countries(one: Option<u16>, other: Option<u16>) -> bool {
    matches!((one, other), (Some(one), Some(other)) if one != other)
}

/// The readings of a number of a country.
fn international(country: u16, national: &str, readings: &mut Vec<Reading>) {
    let mut add = |digits: String| readings.push(Reading { digits, country: Some(country) });
    add(format!("{country}{national}"));
    add(national.to_owned());
    // National trunk prefixes that are not a zero alone. That of North America is its code.
    match country {
        7 => add(format!("8{national}")),
        36 => add(format!("6{national}")),
        _ => {}
    }
}

/// Splits digits behind their country code, and drops the zeros behind it.
fn split_country(digits: &str) -> Option<(u16, &str)> {
    let two: u8 = digits.get(..2)?.parse().ok()?;
    let length = match two {
        0..=9 => return None,
        10..=19 | 70..=79 => 1,
        _ if TWO_DIGITS.contains(&two) => 2,
        _ => 3,
    };
    let (country, national) = digits.split_at_checked(length)?;
    Some((country.parse().ok()?, national.trim_start_matches('0')))
}

/// Drops a word before the number, such as `mobile:` or `tel.`.
fn without_leading_label(text: &str) -> &str {
    let number = text.trim_start_matches(char::is_alphabetic);
    if number.len() == text.len() {
        return text;
    }
    number.trim_start_matches(['.', ':', ' '])
}

/// Drops an extension behind the number. `None` when something else stands there.
fn without_extension(text: &str) -> Option<&str> {
    let Some(end) = text
        .find(|character: char| character.is_alphabetic() || matches!(character, ';' | '#' | ','))
    else {
        return Some(text);
    };
    let (number, rest) = text.split_at_checked(end)?;
    // RFC 3966, section 3: parameters of a `tel:` URI.
    if rest.starts_with(';') {
        return Some(number);
    }
    let word = rest.trim_start_matches(['#', ',']);
    let digits = EXTENSION_WORDS
        .iter()
        .find_map(|extension| word.strip_prefix(extension))
        .or((word.len() < rest.len()).then_some(word))?
        .trim_matches(['.', ':', '#', ' ']);
    let extension = (1..=6).contains(&digits.len()) && digits.bytes().all(|d| d.is_ascii_digit());
    extension.then_some(number)
}
