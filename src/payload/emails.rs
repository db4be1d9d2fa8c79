//! Finds email addresses in folded text.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use super::filter::{Filter, HASH_OF_NOTHING, hash};
use super::recollection::Recalled;
use super::signs::{AT, Signs};
use super::spelled::{may_spell, spell};
use super::window::View;
use crate::field::EmailAddress;
use crate::field::email::{
    is_ascii_local, is_domain_character, is_local_character, unicode_domain, untagged,
};
use crate::field::text::is_word;

/// How far a local part with its tag is followed back, and a domain forth, in bytes.
const REACH: usize = 320;

/// The addresses by domain, then by local part without its tag.
#[derive(Debug, Default)]
pub(super) struct Emails {
    domains: HashMap<String, Mailboxes>,
    domain_hashes: Filter,
    address_hashes: Filter,
}

type Mailboxes = HashMap<String, Vec<usize>>;

impl Emails {
    pub fn add(&mut self, email: &EmailAddress, index: usize) {
        let local = untagged(email.local());
        let domain_hash = email.domain().bytes().fold(HASH_OF_NOTHING, hash);
        let mailboxes = self.domains.entry(email.domain().to_owned()).or_default();
        if mailboxes.is_empty() {
            self.domain_hashes.add(domain_hash);
        }
        self.address_hashes.add(address_hash(domain_hash, local));
        mailboxes.entry(local.to_owned()).or_default().push(index);
    }

    pub fn scan(&self, view: View<'_>, recalled: Option<&Recalled>, found: &mut BTreeSet<usize>) {
        if self.domains.is_empty() && recalled.is_none() {
            return;
        }
        self.scan_signs(view, recalled, found);
        if may_spell(view) {
            let mut text = String::with_capacity(view.text.len());
            spell(view.text, &mut text);
            let spelled = View { text: &text, signs: &Signs::UNKNOWN, ..view };
            self.scan_signs(spelled, recalled, found);
        }
    }

    /// Looks for addresses with an `@`.
    fn scan_signs(&self, view: View<'_>, recalled: Option<&Recalled>, found: &mut BTreeSet<usize>) {
        let mut position = 0;
        let mut signs = view.places(AT, |byte| byte == b'@');
        while let Some(at) = signs.at_or_after(position) {
            position = at + 1;
            for domain in domains_after(view, at + 1).into_iter().flatten() {
                let domain = match may_be_encoded(domain) {
                    true => Cow::Owned(unicode_domain(domain)),
                    false => Cow::Borrowed(domain),
                };
                self.look_up(view, at, &domain, found);
                if let Some(recalled) = recalled {
                    for_each_local(view, at, |local| {
                        recalled.look_up(recalled.key().mailbox(local, &domain), found);
                    });
                }
            }
        }
    }

    /// Looks up the addresses of a domain that may end at this `@`.
    fn look_up(&self, view: View<'_>, at: usize, domain: &str, found: &mut BTreeSet<usize>) {
        let domain_hash = domain.bytes().fold(HASH_OF_NOTHING, hash);
        if self.domain_hashes.may_hold(domain_hash)
            && self.may_know_local(view, at, domain_hash)
            && let Some(mailboxes) = self.domains.get(domain)
        {
            for_each_local(view, at, |local| {
                found.extend(mailboxes.get(local).into_iter().flatten());
            });
        }
    }

    /// Whether a known local part may end before this `@`: cheap, and seldom wrong. Where a tag or
    /// letters beyond ASCII stand there it may.
    fn may_know_local(&self, view: View<'_>, at: usize, domain_hash: u32) -> bool {
        let before = view.text.as_bytes().get(..at).unwrap_or_default();
        let mut address = domain_hash;
        let mut rest = before;
        while let Some((&byte, ahead)) = rest.split_last() {
            if !byte.is_ascii() || byte == b'+' {
                return true;
            }
            if !is_ascii_local(byte) || at - rest.len() >= REACH {
                break;
            }
            address = hash(address, byte);
            rest = ahead;
            // None begins inside a word.
            if !rest.last().is_some_and(u8::is_ascii_alphanumeric)
                && self.address_hashes.may_hold(address)
            {
                return true;
            }
        }
        false
    }
}

/// Whether a label may be encoded: `xn--…`.
fn may_be_encoded(domain: &str) -> bool {
    domain.as_bytes().windows(2).any(|pair| pair == b"--")
}

/// What a filter holds of an address: its domain, then its local part backwards, as it is met.
fn address_hash(domain_hash: u32, local: &str) -> u32 {
    local.bytes().rev().fold(domain_hash, hash)
}

/// The domains that may begin here. What continues one (`example.com.au`) makes another; a dot or
/// a dash at its end does not.
fn domains_after(view: View<'_>, start: usize) -> [Option<&str>; 2] {
    let after = view.after(start);
    let length = domain_length(after);
    if length > REACH || (length == after.len() && !view.ends) {
        return [None, None];
    }
    let written = after.as_bytes().get(..length).unwrap_or_default();
    let end = written.iter().rposition(|byte| !matches!(byte, b'.' | b'-')).map_or(0, |at| at + 1);
    let domain = written.get(..end).unwrap_or_default();
    [after.get(..end), dash_in_last_label(domain).and_then(|dash| after.get(..dash))]
}

fn domain_length(after: &str) -> usize {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    let plain = after.bytes().position(|byte| !is_plain(&byte)).unwrap_or(after.len());
    let Some((_, other)) = after.split_at_checked(plain) else { return plain };
    let other = other.chars().take_while(|character| is_domain_character(*character));
    plain + other.map(char::len_utf8).sum::<usize>()
}

/// Where a dash stands in the last label: no top-level domain but an encoded one has any, so that
/// there something else goes on.
fn dash_in_last_label(domain: &[u8]) -> Option<usize> {
    let last = domain.iter().rposition(|byte| matches!(byte, b'.' | b'-'))?;
    (domain.get(last) == Some(&b'-')).then_some(())?;
    let dot = domain.iter().rposition(|byte| *byte == b'.')?;
    Some(dot + domain.get(dot..)?.iter().position(|byte| *byte == b'-')?)
}

/// Gives what stands before the `@`, without its tag, from each place where a local part may begin: of
/// `email=jane` that is both `email=jane`, which would be valid, and `jane`. None begins inside a
/// word, nor after a dot, dash or underscore that joins it to a word before.
///
/// A `+` is such a place as well: in a form it is a blank.
fn for_each_local<'t>(view: View<'t>, at: usize, mut give: impl FnMut(&'t str)) {
    let Some(before) = view.text.get(..at) else { return };
    let length: usize = before
        .chars()
        .rev()
        .take(REACH)
        .take_while(|character| is_local_character(*character))
        .map(char::len_utf8)
        .sum();
    let Some(run) = before.get(at - length..) else { return };
    // Unknown is what stands before a run that is cut off, so it counts as a word.
    let mut joined = if length == at { !view.starts } else { length >= REACH };
    for (start, character) in run.char_indices() {
        let local = run.get(start..).unwrap_or_default();
        if !joined {
            give(untagged(local));
        }
        joined = is_word(character) || (joined && matches!(character, '.' | '-' | '_'));
    }
}
