//! Finds email addresses in folded text.

use std::collections::{BTreeSet, HashMap};

use super::window::View;
use crate::field::EmailAddress;
use crate::field::email::{is_domain_character, is_local_character, unicode_domain, untagged};
use crate::field::text::is_word;

/// How far a local part with its tag is followed back, and a domain forth, in bytes.
const REACH: usize = 320;

/// The addresses by domain, then by local part without its tag.
#[derive(Debug, Default)]
pub(super) struct Emails {
    domains: HashMap<String, Mailboxes>,
}

type Mailboxes = HashMap<String, Vec<usize>>;

impl Emails {
    pub fn add(&mut self, email: &EmailAddress, index: usize) {
        let mailboxes = self.domains.entry(email.domain().to_owned()).or_default();
        mailboxes.entry(untagged(email.local()).to_owned()).or_default().push(index);
    }

    pub fn scan(&self, view: View<'_>, found: &mut BTreeSet<usize>) {
        if self.domains.is_empty() {
            return;
        }
        for (at, _) in view.text.match_indices('@') {
            if let Some(mailboxes) = self.domain_after(view, at + 1) {
                scan_locals(view, at, mailboxes, found);
            }
        }
    }

    /// The mailboxes of the domain that begins here. What continues it (`example.com.au`) makes
    /// another domain; a dot or a dash at its end does not.
    fn domain_after(&self, view: View<'_>, start: usize) -> Option<&Mailboxes> {
        let after = view.after(start);
        let length: usize =
            after.chars().take_while(|c| is_domain_character(*c)).map(char::len_utf8).sum();
        if length > REACH || (length == after.len() && !view.ends) {
            return None;
        }
        let domain = after.get(..length)?.trim_end_matches(['.', '-']);
        self.domain(domain).or_else(|| {
            // No top-level domain but an encoded one has a dash: here something else goes on.
            let last = domain.rfind('.')?;
            let dash = last + domain.get(last..)?.find('-')?;
            self.domain(domain.get(..dash)?)
        })
    }

    fn domain(&self, domain: &str) -> Option<&Mailboxes> {
        match domain.contains("xn--") {
            true => self.domains.get(&unicode_domain(domain)),
            false => self.domains.get(domain),
        }
    }
}

/// Looks up what stands before the `@`, from each place where a local part may begin: of
/// `email=jane` that is both `email=jane`, which would be valid, and `jane`. None begins inside a
/// word, nor after a dot, dash or underscore that joins it to a word before.
///
/// A `+` is such a place as well: in a form it is a blank.
fn scan_locals(view: View<'_>, at: usize, mailboxes: &Mailboxes, found: &mut BTreeSet<usize>) {
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
        if !joined && let Some(indices) = mailboxes.get(untagged(local)) {
            found.extend(indices);
        }
        joined = is_word(character) || (joined && matches!(character, '.' | '-' | '_'));
    }
}
