//! Values that say nothing by themselves: a birthday, an extension number, a short name. They are
//! taken for their owner's only beside something else of that owner.

use crate::field::text::{fold, is_word};
use crate::field::{Kind, Owner, Value};

/// A text of one word needs as many letters and digits to be somebody's alone.
const FEWEST_OF_A_WORD: usize = 8;
/// An address needs as many words, one of them with a digit.
const FEWEST_WORDS_OF_AN_ADDRESS: usize = 3;

/// Whether many people may have this value, or it may stand for something else.
pub fn is_weak(kind: Kind, value: &Value) -> bool {
    let Value::Text(text) = value else { return false };
    let words = || text.split(|character| !is_word(character)).filter(|word| !word.is_empty());
    match kind {
        Kind::Birthday => true,
        Kind::Address => {
            words().count() < FEWEST_WORDS_OF_AN_ADDRESS
                || !text.contains(|character: char| character.is_ascii_digit())
        }
        _ => {
            let length = text.chars().filter(|character| is_word(*character)).count();
            words().count() < 2 && length < FEWEST_OF_A_WORD
        }
    }
}

/// What tells that a text is about this owner: the name that the site gives them, and those of
/// its parts that look like a name of people, in both orders.
pub fn signs_of(owner: &Owner) -> Vec<Value> {
    let name = fold(&owner.0);
    let words: Vec<&str> = name
        .split(|character| !is_word(character))
        .filter(|word| word.chars().count() > 1 && word.chars().all(char::is_alphabetic))
        .collect();
    let mut signs = vec![name.clone()];
    if let [first, .., last] = words.as_slice() {
        signs.push(format!("{first} {last}"));
        signs.push(format!("{last} {first}"));
        signs.push(words.join(" "));
    }
    signs.retain(|sign| sign.chars().filter(|character| is_word(*character)).count() > 2);
    signs.sort();
    signs.dedup();
    signs.into_iter().map(Value::Text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weak(kind: Kind, shown: &str) -> bool {
        Value::read(kind, shown).is_some_and(|value| is_weak(kind, &value))
    }

    #[test]
    fn what_many_share_is_weak() {
        for (kind, shown) in [
            (Kind::Birthday, "12 March"),
            (Kind::Phone, "4711"),
            (Kind::Handle, "@jane"),
            (Kind::Other, "Al"),
            (Kind::Address, "Paris"),
            (Kind::Address, "Rue de l'Exemple, Paris"),
        ] {
            assert!(weak(kind, shown), "{shown}");
        }
    }

    #[test]
    fn what_is_somebodys_alone_is_not() {
        for (kind, shown) in [
            (Kind::Email, "info@acme.example"),
            (Kind::Phone, "5551234"),
            (Kind::Handle, "jane.roe"),
            (Kind::Handle, "janeroe85"),
            (Kind::Website, "x.co"),
            (Kind::Address, "12 Rue de l'Exemple, Paris"),
            (Kind::Other, "Jane Roe"),
        ] {
            assert!(!weak(kind, shown), "{shown}");
        }
    }

    #[test]
    fn an_owner_is_told_by_the_name_of_the_profile() {
        let signs = |name: &str| -> Vec<String> {
            let signs = signs_of(&Owner(name.to_owned()));
            signs
                .into_iter()
                .filter_map(|sign| match sign {
                    Value::Text(text) => Some(text),
                    _ => None,
                })
                .collect()
        };
        assert_eq!(
            signs("jane-marie-roe-1a2b"),
            ["jane marie roe", "jane roe", "jane-marie-roe-1a2b", "roe jane"]
        );
        assert_eq!(signs("ACoAAB12"), ["acoaab12"]);
        assert!(signs("x").is_empty());
    }
}
