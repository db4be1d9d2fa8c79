//! Digests of values, as uploads to ad audiences write them: SHA-256, SHA-1 or MD5 of the trimmed,
//! lower-cased email address or of the telephone number with its country code.

use std::collections::{BTreeSet, HashMap};

use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::Sha256;

use crate::field::email::{ascii_domain, untagged};
use crate::field::{EmailAddress, PhoneNumber, Value};

/// The sizes of the digests, in bytes: MD5, SHA-1, SHA-256.
pub(super) const SIZES: [usize; 3] = [16, 20, 32];

/// Digests by their bytes.
#[derive(Debug, Default)]
pub(super) struct Digests {
    known: HashMap<Vec<u8>, Vec<usize>>,
}

/// What digests are made of: made when the first thing that looks like one is met.
#[derive(Debug, Default)]
pub(super) struct Spellings(Vec<(String, usize)>);

impl Spellings {
    /// Adds the spellings of a value that tools digest.
    pub fn add(&mut self, value: &Value, index: usize) {
        let spellings = match value {
            Value::Email(email) => of_email(email),
            Value::Phone(phone) => of_phone(phone),
            Value::Website(_) | Value::Text(_) => return,
        };
        self.0.extend(spellings.into_iter().map(|spelling| (spelling, index)));
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn digests(&self) -> Digests {
        let mut known: HashMap<Vec<u8>, Vec<usize>> = HashMap::new();
        for (spelling, index) in &self.0 {
            let digests = [
                Md5::digest(spelling).to_vec(),
                Sha1::digest(spelling).to_vec(),
                Sha256::digest(spelling).to_vec(),
            ];
            for digest in digests {
                known.entry(digest).or_default().push(*index);
            }
        }
        Digests { known }
    }
}

impl Digests {
    pub fn look_up(&self, digest: &[u8], found: &mut BTreeSet<usize>) {
        found.extend(self.known.get(digest).into_iter().flatten());
    }
}

fn of_email(email: &EmailAddress) -> BTreeSet<String> {
    let mailbox = untagged(email.local());
    let mut locals = BTreeSet::from([email.local().to_owned(), mailbox.to_owned()]);
    // Ad platforms drop the dots of this provider, which delivers without them.
    if matches!(email.domain(), "gmail.com" | "googlemail.com") {
        locals.insert(mailbox.replace('.', ""));
    }
    let domains = [Some(email.domain().to_owned()), ascii_domain(email.domain())];
    let domains = domains.iter().flatten();
    domains.flat_map(|domain| locals.iter().map(move |local| format!("{local}@{domain}"))).collect()
}

/// With a `+`, `00` or nothing before the country code, and as people dial at home.
fn of_phone(phone: &PhoneNumber) -> BTreeSet<String> {
    let digits = phone.readings().into_iter().map(|reading| reading.digits);
    digits
        .flat_map(|digits| ["+", "00", "0", ""].map(|prefix| format!("{prefix}{digits}")))
        .collect()
}
