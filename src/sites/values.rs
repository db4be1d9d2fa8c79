//! Values: what of a text is the contact detail, and of which kind.

use super::links::contacts_in;
use crate::field::Kind;
use crate::field::text::{fold, website};
use crate::wording::without_type_suffix;

/// The bytes that are kept of one value. No contact detail is longer.
const LONGEST_VALUE: usize = 64 * 1024;

/// A value as the page writes it, without what surrounds it. `None` when nothing is left.
pub(super) fn clean(kind: Kind, text: &str) -> Option<String> {
    let text = match kind {
        Kind::Phone | Kind::Handle | Kind::Website => without_type_suffix(text),
        Kind::Email | Kind::Address | Kind::Birthday | Kind::Other => text,
    };
    let mut kept = 0;
    let value: String = text
        .trim()
        .chars()
        .take_while(|character| {
            kept += character.len_utf8();
            kept <= LONGEST_VALUE
        })
        .collect();
    (!fold(&value).trim().is_empty()).then_some(value)
}

/// Whether a text can be a value of the kind at all. Where labels and values look alike, what
/// cannot be a value is a label in a language that no table has.
pub(super) fn is_plausible(kind: Kind, text: &str) -> bool {
    let digits = || text.chars().filter(|character| character.is_numeric()).count();
    match kind {
        Kind::Email => text.contains(['@', '＠']),
        Kind::Phone => digits() >= 4,
        Kind::Birthday => digits() >= 1,
        Kind::Website => website(text).is_some(),
        Kind::Address | Kind::Handle | Kind::Other => true,
    }
}

/// The kind that a value looks like, where nothing else tells it.
pub(super) fn guess(text: &str) -> Kind {
    let text = text.trim();
    let phone_like = |c: char| {
        c.is_numeric() || c.is_whitespace() || matches!(c, '+' | '(' | ')' | '-' | '.' | '/')
    };
    if text.contains(['@', '＠']) && !text.starts_with('@') {
        Kind::Email
    } else if text.chars().filter(|c| c.is_numeric()).count() >= 7 && text.chars().all(phone_like) {
        Kind::Phone
    } else if website(text).is_some() {
        Kind::Website
    } else {
        Kind::Other
    }
}

/// What makes two spellings in one element the same value.
pub(super) fn sameness(kind: Kind, shown: &str) -> String {
    match kind {
        Kind::Phone => shown.chars().filter(|c| c.is_numeric() || *c == '+').collect(),
        Kind::Website => website(shown).unwrap_or_else(|| fold(shown)),
        _ => fold(shown).trim().to_owned(),
    }
}

/// The contact details of the Persons in JSON-LD, given as strings with their JSON Pointers.
pub(super) fn of_persons(strings: &[(String, String)]) -> Vec<(Kind, String)> {
    let persons: Vec<&str> = strings
        .iter()
        .filter(|(_, value)| value.rsplit(['/', ':']).next() == Some("Person"))
        .filter_map(|(pointer, _)| {
            let listed = pointer.trim_end_matches(|c: char| c.is_ascii_digit());
            let pointer = listed.strip_suffix('/').unwrap_or(pointer);
            pointer.strip_suffix("/@type")
        })
        .collect();
    strings
        .iter()
        .filter_map(|(pointer, value)| {
            let kind = persons.iter().find_map(|person| {
                let path = pointer.strip_prefix(person)?.strip_prefix('/')?;
                let keys: Vec<_> =
                    path.split('/').filter(|key| key.parse::<usize>().is_err()).collect();
                kind_of_keys(&keys)
            })?;
            Some((kind, value))
        })
        .flat_map(|(kind, value)| {
            let addressed = contacts_in(value);
            if addressed.is_empty() { vec![(kind, value.clone())] } else { addressed }
        })
        .collect()
}

fn kind_of_keys(keys: &[&str]) -> Option<Kind> {
    Some(match keys {
        ["email"] | ["contactPoint", "email"] => Kind::Email,
        ["telephone" | "faxNumber"] | ["contactPoint", "telephone" | "faxNumber"] => Kind::Phone,
        ["address" | "homeLocation"] | ["address", "streetAddress"] => Kind::Address,
        ["birthDate"] => Kind::Birthday,
        ["url" | "sameAs"] => Kind::Website,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_very_long_value_is_cut_between_characters() {
        let value = clean(Kind::Other, &"é".repeat(100_000)).unwrap();
        assert_eq!(value.len(), LONGEST_VALUE);
    }

    #[test]
    fn nothing_visible_is_no_value() {
        assert_eq!(clean(Kind::Email, " \u{200b}\u{feff} "), None);
    }

    #[test]
    fn guesses_the_kind_by_the_looks() {
        for (value, kind) in [
            ("ada@example.org", Kind::Email),
            ("@ada", Kind::Other),
            ("+33 1 99 00 12 34", Kind::Phone),
            ("12345", Kind::Other),
            ("www.example.org", Kind::Website),
            ("ada.example und so", Kind::Other),
        ] {
            assert_eq!(guess(value), kind, "{value}");
        }
    }

    #[test]
    fn only_persons_have_contact_details() {
        let strings: Vec<(String, String)> = [
            ("/@graph/0/@type", "Organization"),
            ("/@graph/0/email", "office@example.org"),
            ("/@graph/1/@type/0", "http://schema.org/Person"),
            ("/@graph/1/email", "mailto:ada@example.org"),
            ("/@graph/1/telephone/0", "+33 1 99 00 12 34"),
            ("/@graph/1/address/streetAddress", "1 rue de l’Exemple"),
            ("/@graph/1/worksFor/email", "work@example.org"),
        ]
        .map(|(pointer, value)| (pointer.to_owned(), value.to_owned()))
        .into();
        assert_eq!(
            of_persons(&strings),
            [
                (Kind::Email, "ada@example.org".to_owned()),
                (Kind::Phone, "+33 1 99 00 12 34".to_owned()),
                (Kind::Address, "1 rue de l’Exemple".to_owned()),
            ]
        );
    }
}
