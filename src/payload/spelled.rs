//! Email addresses as people spell them out: `jane [at] example (dot) com`, `jane at example dot com`.

use super::signs;
use super::window::View;

/// What stands for a sign, in the languages that the sites are read in.
const AT: [&str; 6] = ["at", "arobase", "arroba", "chiocciola", "apenstaartje", "malpa"];
const DOT: [&str; 7] = ["dot", "point", "punkt", "punto", "ponto", "punt", "kropka"];

/// In a form a blank is a plus.
const BLANKS: [char; 2] = [' ', '+'];

/// Whether anything in folded text may be spelled out: cheap, and seldom wrong.
pub(super) fn may_spell(view: View<'_>) -> bool {
    let is_blank = |byte| matches!(byte, b' ' | b'+');
    // Between blanks an `at` is told from the word by the dot that must follow.
    any(view, signs::DOT, is_blank, |blank| {
        blank.get(1..).is_some_and(|word| PLAIN.iter().any(|dot| word.starts_with(dot)))
    }) || any(
        view,
        signs::BRACKET,
        |byte| matches!(byte, b'[' | b'(' | b'{'),
        |open| sign(open).is_some(),
    )
}

/// Whether what stands at any place of a sign passes.
fn any(
    view: View<'_>,
    sign: u8,
    is_first: impl Fn(u8) -> bool,
    passes: impl Fn(&str) -> bool,
) -> bool {
    let mut position = 0;
    let mut places = view.places(sign, is_first);
    while let Some(at) = places.at_or_after(position) {
        if passes(view.after(at)) {
            return true;
        }
        position = at + 1;
    }
    false
}

/// The words for a dot that are looked for between blanks.
const PLAIN: [&str; 3] = ["dot", "point", "punkt"];

/// Appends folded text with the signs in the places of their words.
pub(super) fn spell(folded: &str, spelled: &mut String) {
    let mut rest = folded;
    while let Some(gap) = rest.find([' ', '+', '[', '(', '{', '<']) {
        let Some((before, here)) = rest.split_at_checked(gap) else { break };
        spelled.push_str(before);
        rest = match sign(here) {
            Some((character, length)) => {
                spelled.push(character);
                here.get(length..).unwrap_or_default()
            }
            None => {
                let mut characters = here.chars();
                spelled.extend(characters.next());
                characters.as_str()
            }
        };
    }
    spelled.push_str(rest);
}

/// The sign whose word stands at the start, in brackets or between blanks, and how long that is.
fn sign(text: &str) -> Option<(char, usize)> {
    let open = text.trim_start_matches(BLANKS);
    let close = match open.chars().next()? {
        '[' => Some(']'),
        '(' => Some(')'),
        '{' => Some('}'),
        '<' => Some('>'),
        // Only blanks part a word from others.
        _ if open.len() < text.len() => None,
        _ => return None,
    };
    let inside = if close.is_some() { open.get(1..)?.trim_start_matches(BLANKS) } else { open };
    let length = inside.find(|character: char| !character.is_alphabetic() && character != '@')?;
    let (word, after) = inside.split_at_checked(length)?;
    let character = match word {
        "@" => '@',
        _ if AT.contains(&word) => '@',
        _ if DOT.contains(&word) => '.',
        _ => return None,
    };
    let behind = after.trim_start_matches(BLANKS);
    let rest = match close {
        Some(close) => behind.strip_prefix(close)?.trim_start_matches(BLANKS),
        None if behind.len() < after.len() => behind,
        None => return None,
    };
    Some((character, text.len() - rest.len()))
}

#[cfg(test)]
mod tests {
    use super::super::window::Window;
    use super::*;

    #[test]
    fn words_become_signs() {
        for (text, expected) in [
            ("jane [at] example (dot) com", "jane@example.com"),
            ("jane(at)example.com", "jane@example.com"),
            ("jane {at}example[ dot ]com", "jane@example.com"),
            ("text=jane+dot+roe+at+example+dot+com", "text=jane.roe@example.com"),
            ("jane dot roe at example dot com now", "jane.roe@example.com now"),
            ("jane arobase example point fr", "jane@example.fr"),
            ("jane <at> example [dot] com", "jane@example.com"),
        ] {
            let mut spelled = String::new();
            spell(text, &mut spelled);
            assert_eq!(spelled, expected);
            let mut window = Window::default();
            window.text.push_str(text);
            window.note(0);
            assert!(may_spell(window.view(true)), "{text}");
        }
    }

    #[test]
    fn other_words_stay() {
        for text in ["look at, (atlas) [dots] at", "{\"at\": [1]}", "polka dots at", "a (at b"] {
            let mut spelled = String::new();
            spell(text, &mut spelled);
            assert_eq!(spelled, text);
        }
    }
}
