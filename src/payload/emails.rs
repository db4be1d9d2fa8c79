//! Finds email addresses in folded text.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use super::recollection::Recalled;
use super::spelled::{may_spell, spell};
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

    pub fn scan(&self, view: View<'_>, recalled: Option<&Recalled>, found: &mut BTreeSet<usize>) {
        if self.domains.is_empty() && recalled.is_none() {
            return;
        }
        self.scan_signs(view, recalled, found);
        if may_spell(view.text) {
            let mut text = String::with_capacity(view.text.len());
            spell(view.text, &mut text);
            self.scan_signs(View { text: &text, ..view }, recalled, found);
        }
    }

    /// Looks for addresses with an `@`.
    fn scan_signs(&self, view: View<'_>, recalled: Option<&Recalled>, found: &mut BTreeSet<usize>) {
        for (at, _) in view.text.match_indices('@') {
            for domain in domains_after(view, at + 1).into_iter().flatten() {
                let domain = match domain.contains("xn--") {
                    true => Cow::Owned(unicode_domain(domain)),
                    false => Cow::Borrowed(domain),
                };
                if let Some(mailboxes) = self.domains.get(domain.as_ref()) {
                    for_each_local(view, at, |local| {
                        found.extend(mailboxes.get(local).into_iter().flatten());
                    });
                }
                if let Some(recalled) = recalled {
                    for_each_local(view, at, |local| {
                        recalled.look_up(recalled.key().mailbox(local, &domain), found);
                    });
                }
            }
        }
    }
}

/// The domains that may begin here. What continues one (`example.com.au`) makes another; a dot or
/// a dash at its end does not.
fn domains_after(view: View<'_>, start: usize) -> [Option<&str>; 2] {
    let after = view.after(start);
    let length: usize =
        after.chars().take_while(|c| is_domain_character(*c)).map(char::len_utf8).sum();
    if length > REACH || (length == after.len() && !view.ends) {
        return [None, None];
    }
    let domain = after.get(..length).map(|domain| domain.trim_end_matches(['.', '-']));
    [domain, domain.and_then(before_dash)]
}

/// No top-level domain but an encoded one has a dash: there something else goes on.
fn before_dash(domain: &str) -> Option<&str> {
    let last = domain.rfind('.')?;
    let dash = last + domain.get(last..)?.find('-')?;
    domain.get(..dash)
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
