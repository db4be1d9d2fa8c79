//! Payloads on their way out: decode, then find known values.
//!
//! The values are few and known, the payload may be large and in any honest form. So both sides
//! meet half way: a value is expanded into the forms that it can take ([`Needles`]), and the
//! payload is folded and its encodings are undone, layer by layer. Candidates in the payload are
//! then looked up, so that the cost hardly depends on how many values are known.
//!
//! ```
//! use entre_nous::field::{Kind, Value};
//! use entre_nous::payload::{Needles, Payload};
//!
//! let values: Vec<Value> = Value::read(Kind::Email, "Jane@Example.com").into_iter().collect();
//! let needles = Needles::new(&values);
//! let found = needles.find(Payload::Text("to=jane%40example.com&cc=")).unwrap();
//! assert!(found.contains(&0));
//! ```
//!
//! # What is read
//!
//! | form | how |
//! | --- | --- |
//! | CSV, JSON, forms, source of any sort | as it stands: no text format is parsed, so what is malformed is read like anything else |
//! | percent-encoding, escapes of strings (JSON, GraphQL, JavaScript), references of HTML | undone up to three times, in any mix |
//! | vCard and iCalendar with folded lines; quoted-printable | put together from where a sign of them is seen |
//! | markup with tags within a value, runs of rich text | also without its tags |
//! | base64 and base64url, with line breaks, behind anything, in `data:` URIs | each run is decoded |
//! | UTF-8, UTF-16 with and without a mark, Windows-1252 | transcoded |
//! | gzip, zlib, deflate, zip (XLSX, ODS, DOCX), `multipart/form-data` | unpacked, within [bounds](MOST_BYTES) |
//! | Protocol Buffers, gRPC-Web, MessagePack, CBOR | read to their leaves |
//! | SHA-256, SHA-1, MD5 of email addresses and telephone numbers, in hexadecimal digits, base64 or bytes | looked up |
//! | `jane [at] example (dot) com` | spelled with signs |
//!
//! # What is not
//!
//! What is reversed, encrypted or drawn. Bytes that none of these formats explains are an error
//! and not "nothing found"; so is what lies deeper or comes to more than the bounds allow. In
//! text, base64 that stands for no text counts as an identifier. A telephone number or an email
//! address glued to further letters or digits is another value. Fingerprints of what other pages
//! kept back find no digests.

mod binary;
pub(crate) mod bytes;
mod cells;
mod container;
mod digests;
mod emails;
pub(crate) mod entity;
mod filter;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod json;
mod layer;
pub(crate) mod markup;
mod percent;
mod phones;
mod phrases;
mod recollection;
mod runs;
mod signs;
mod spelled;
mod unescape;
mod unfold;
mod window;

#[cfg(test)]
mod tests;

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::fmt;
use std::rc::Rc;

use crate::field::email::{ascii_domain, unicode_domain};
use crate::field::text::{fold, is_word};
use crate::field::{EmailAddress, Value};
use crate::veil::stand_in::StandIn;

use cells::Cells;
use digests::{Digests, Spellings};
use emails::Emails;
use layer::{Layer, Search};
use phones::Phones;
use phrases::{Joined, Phrases};
use recollection::Recalled;
pub use recollection::Recollection;
use window::View;

/// The most layers of escapes that are undone.
pub const MOST_LAYERS: u8 = 3;
/// The largest payload that is read, in bytes.
pub const MOST_BYTES: usize = 64 * 1024 * 1024;
/// A free text with fewer letters and digits is looked for only as a whole cell, because it is
/// part of too much else.
pub const FEWEST_CHARACTERS: usize = 4;

/// How much of a payload is held decoded at a time, in bytes, for each layer.
const WINDOW: usize = 64 * 1024;
/// What of one window is seen again with the next, at the least, in bytes: more than any email
/// address or formatted telephone number with its surroundings.
const LEAST_OVERLAP: usize = 1024;

/// Something on its way out.
#[derive(Clone, Copy, Debug)]
pub enum Payload<'a> {
    /// A string.
    Text(&'a str),
    /// Bytes of whatever format.
    Bytes(&'a [u8]),
}

/// Why a payload cannot be read, so that nothing can be said of what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It, or a file in it, is of no known format.
    Binary,
    /// It is larger than [`MOST_BYTES`].
    TooLarge,
    /// After [`MOST_LAYERS`] layers there are still escapes that can hide a value; or what is packed
    /// in it lies too deep, or comes to too much.
    TooDeep,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Binary => f.write_str("the payload is of no known format"),
            Self::TooLarge => write!(f, "the payload is larger than {} MiB", MOST_BYTES >> 20),
            Self::TooDeep => f.write_str("the payload is encoded or packed too often"),
        }
    }
}

impl std::error::Error for Unreadable {}

/// Known values, made ready to be found.
#[derive(Debug, Default)]
pub struct Needles {
    emails: Emails,
    phones: Phones,
    /// Websites and texts without blanks, punctuation and all.
    tokens: Phrases,
    /// Texts of several words, whatever stands between these.
    words: Phrases,
    cells: Cells,
    spellings: Spellings,
    /// Made of the spellings when something looks like one.
    digests: OnceCell<Digests>,
    count: usize,
    /// What other pages kept back; `None` when they did not, so that nothing is searched for it.
    recalled: Option<Recalled>,
    /// Whether stand-ins are noted.
    notes_stand_ins: bool,
}

/// What is in a payload.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The values, by their positions.
    pub values: BTreeSet<usize>,
    /// The stand-ins of a veil, whatever for.
    pub stand_ins: BTreeSet<StandIn>,
}

impl Needles {
    /// Expands the values. [`Needles::find`] names each by its position in this order, equal
    /// ones too.
    pub fn new<'v>(values: impl IntoIterator<Item = &'v Value>) -> Self {
        let mut needles = Self::default();
        for value in values {
            let index = needles.count;
            needles.count += 1;
            needles.spellings.add(value, index);
            match value {
                Value::Email(email) if email.is_quoted() => needles.add_quoted(email, index),
                Value::Email(email) => needles.emails.add(email, index),
                Value::Phone(phone) => needles.phones.add(phone, index),
                Value::Website(site) => needles.add_website(site, index),
                Value::Text(text) => needles.add_text(text, index),
            }
        }
        needles
    }

    /// Finds what is remembered as well, but for these values. [`Needles::find`] names its groups
    /// by positions behind those of the known values.
    #[must_use]
    pub fn recalling<'v>(
        mut self,
        recollection: &Rc<Recollection>,
        own: impl IntoIterator<Item = &'v Value>,
    ) -> Self {
        self.recalled = (!recollection.is_empty()).then(|| Recalled {
            own: own.into_iter().flat_map(|value| recollection.key().known(value)).collect(),
            recollection: recollection.clone(),
            first: self.count,
        });
        self
    }

    /// Notes the stand-ins of a veil as well.
    #[must_use]
    pub fn noting_stand_ins(mut self) -> Self {
        self.notes_stand_ins = true;
        self
    }

    /// Whether there is nothing to find.
    pub fn is_empty(&self) -> bool {
        self.count == 0 && self.recalled.is_none()
    }

    /// Says which of the values are in the payload.
    ///
    /// # Errors
    ///
    /// When any part of the payload cannot be read, whatever was found before it. Never when
    /// there is nothing to find.
    pub fn find(&self, payload: Payload<'_>) -> Result<BTreeSet<usize>, Unreadable> {
        self.find_in_windows(payload, WINDOW)
    }

    /// The same, with the stand-ins if these are noted.
    ///
    /// # Errors
    ///
    /// As [`Needles::find`].
    pub fn find_all(&self, payload: Payload<'_>) -> Result<Found, Unreadable> {
        self.find_all_in_windows(payload, WINDOW)
    }

    fn find_in_windows(
        &self,
        payload: Payload<'_>,
        window: usize,
    ) -> Result<BTreeSet<usize>, Unreadable> {
        self.find_all_in_windows(payload, window).map(|found| found.values)
    }

    fn find_all_in_windows(
        &self,
        payload: Payload<'_>,
        window: usize,
    ) -> Result<Found, Unreadable> {
        if self.is_empty() && !self.notes_stand_ins {
            return Ok(Found::default());
        }
        let overlap = LEAST_OVERLAP.max(self.longest() + 3 * window::CONTEXT);
        let size = match payload {
            Payload::Text(text) => text.len(),
            Payload::Bytes(bytes) => bytes.len(),
        };
        check_size(size)?;
        let mut search = Search::new(self, size, window.max(overlap), overlap);
        match payload {
            Payload::Text(text) => {
                let has_escapes = look_through_text(text, &mut search)?;
                // A NUL has the sign of an escape.
                if has_escapes && bytes::is_spaced_by_nuls(text) {
                    look_through_text(&text.replace('\0', ""), &mut search)?;
                }
            }
            Payload::Bytes(bytes) => {
                container::look_through(bytes, 0, &mut search)?;
            }
        }
        Ok(Found { values: search.found, stand_ins: search.stand_ins })
    }

    fn has_digests(&self) -> bool {
        !self.spellings.is_empty()
    }

    fn look_up_digest(&self, digest: &[u8], found: &mut BTreeSet<usize>) {
        if self.has_digests() && digests::SIZES.contains(&digest.len()) {
            self.digests.get_or_init(|| self.spellings.digests()).look_up(digest, found);
        }
    }

    /// Looks through folded text.
    fn scan(&self, view: View<'_>, found: &mut BTreeSet<usize>) {
        self.emails.scan(view, self.recalled.as_ref(), found);
        self.phones.scan(view, self.recalled.as_ref(), found);
        self.tokens.scan(view, Joined::ByPunctuation, found);
        self.cells.scan(view, found);
    }

    /// Looks through folded text of which only the words are left, each after one space.
    fn scan_words(&self, view: View<'_>, found: &mut BTreeSet<usize>) {
        self.words.scan(view, Joined::ByNothing, found);
    }

    fn longest(&self) -> usize {
        self.tokens.longest().max(self.words.longest()).max(self.cells.longest())
    }

    /// A quoted local part may hold blanks, and the quotes change with every format around it.
    fn add_quoted(&mut self, email: &EmailAddress, index: usize) {
        self.add_words(&format!("{} {}", email.local(), email.domain()), index);
        if let Some(ascii) = ascii_domain(email.domain()) {
            self.add_words(&format!("{} {ascii}", email.local()), index);
        }
    }

    fn add_website(&mut self, site: &str, index: usize) {
        let end = site.find([':', '/', '?', '#']).unwrap_or(site.len());
        let (host, path) = site.split_at_checked(end).unwrap_or((site, ""));
        let hosts = [Some(host.to_owned()), Some(unicode_domain(host)), ascii_domain(host)];
        for host in hosts.iter().flatten().collect::<BTreeSet<_>>() {
            for form in decoded_forms(&format!("{host}{path}")) {
                self.tokens.add(trimmed(&form), index);
            }
        }
    }

    fn add_text(&mut self, text: &str, index: usize) {
        for form in decoded_forms(text) {
            let characters = form.chars().filter(|character| is_word(*character)).count();
            if characters < FEWEST_CHARACTERS && self.cells.add(&form, index) {
                continue;
            }
            let bare = trimmed(&form);
            match bare.contains(char::is_whitespace) {
                true => self.add_words(bare, index),
                false => self.tokens.add(bare, index),
            }
        }
    }

    fn add_words(&mut self, text: &str, index: usize) {
        let mut words = String::new();
        window::words_into(text, &mut words);
        self.words.add(words.trim(), index);
    }
}

/// Looks through text, and says whether anything in it may be an escape.
fn look_through_text(text: &str, search: &mut Search<'_>) -> Result<bool, Unreadable> {
    let mut layer = Layer::new(0);
    window::pieces(text, search.window()).try_for_each(|piece| layer.push(piece, search))?;
    layer.finish(search)?;
    Ok(layer.has_escapes())
}

fn check_size(bytes: usize) -> Result<(), Unreadable> {
    if bytes > MOST_BYTES { Err(Unreadable::TooLarge) } else { Ok(()) }
}

/// A text, and what becomes of it where the payload is decoded: one that itself looks encoded
/// (a link with `%20` in it) does not stay as it was.
fn decoded_forms(text: &str) -> Vec<String> {
    let mut forms = vec![text.to_owned()];
    for _ in 0..MOST_LAYERS {
        let mut decoded = String::new();
        let Some(form) = forms.last() else { break };
        if !unescape::unescape(form, true, &mut decoded).changed {
            break;
        }
        forms.push(fold(&decoded));
    }
    forms
}

/// The text from its first letter or digit to its last.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|character| !is_word(character))
}
