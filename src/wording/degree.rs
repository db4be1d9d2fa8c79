//! The degree of a connection, as a badge words it.

use crate::audience::Distance;
use crate::field::text::fold;

/// How one language writes the degree. Everything is folded (lower case, plain blanks).
struct Language {
    /// The ordinals of the 1st, 2nd and 3rd degree, as a badge shows them.
    ordinals: [&'static [&'static str]; 3],
    /// What a badge adds to the third ordinal to say "3rd and more".
    and_more: &'static [&'static str],
    /// The sentence for screen readers; `{}` stands for an ordinal.
    sentences: &'static [&'static str],
    /// Ordinals that only such a sentence uses.
    spelled: [&'static [&'static str]; 3],
    /// Badges that say "further" without an ordinal.
    further: &'static [&'static str],
}

const NONE_SPELLED: [&[&str]; 3] = [&[], &[], &[]];

/// en, fr, de, es, pt, it, pl, nl.
const LANGUAGES: [Language; 8] = [
    Language {
        ordinals: [&["1st"], &["2nd"], &["3rd"]],
        and_more: &["+"],
        sentences: &["{} degree connection", "{}-degree connection"],
        spelled: [&["first"], &["second"], &["third"]],
        further: &["out of network"],
    },
    Language {
        ordinals: [&["1er", "1re"], &["2e", "2ème"], &["3e", "3ème"]],
        and_more: &[" et +", "+"],
        sentences: &["relation de {} niveau"],
        spelled: NONE_SPELLED,
        further: &[],
    },
    Language {
        ordinals: [&["1."], &["2."], &["3."]],
        and_more: &["+"],
        sentences: &["kontakt {} grades"],
        spelled: NONE_SPELLED,
        further: &[],
    },
    Language {
        ordinals: [&["1er", "1º", "1.º"], &["2º", "2.º"], &["3º", "3.º"]],
        and_more: &["+"],
        sentences: &["contacto de {} grado"],
        spelled: NONE_SPELLED,
        further: &[],
    },
    Language {
        ordinals: [&["1º", "1.º"], &["2º", "2.º"], &["3º", "3.º"]],
        and_more: &["+"],
        sentences: &["conexão de {} grau"],
        spelled: NONE_SPELLED,
        further: &[],
    },
    Language {
        ordinals: [&["1°"], &["2°"], &["3°"]],
        and_more: &["+"],
        sentences: &["collegamento di {} grado"],
        spelled: NONE_SPELLED,
        further: &[],
    },
    Language {
        // Polish alone shows bare numbers. A bare "3" was not seen, only "3+".
        ordinals: [&["1."], &["2.", "2"], &["3."]],
        and_more: &["+"],
        sentences: &["kontakt {} stopnia"],
        spelled: NONE_SPELLED,
        further: &["3+"],
    },
    Language {
        ordinals: [&["1e"], &["2e"], &["3e"]],
        and_more: &["+"],
        sentences: &["{}-graads connectie"],
        spelled: NONE_SPELLED,
        further: &[],
    },
];

const DISTANCES: [Distance; 3] = [Distance::First, Distance::Second, Distance::Further];

/// What stands between the parts of a badge.
const SEPARATORS: [char; 6] = ['\u{b7}', '\u{2022}', '\u{2027}', '\u{2219}', '\u{22c5}', '|'];

/// No badge is longer; whatever is, is prose.
const LONGEST: usize = 160;

/// Reads the rendered text of a badge: one degree, said once or several times.
///
/// `None` when the text says anything else besides, or two different degrees. A filter chip
/// ("1.") reads like a German badge, so that only its place can tell them apart: the site rules
/// see to that.
///
/// ```
/// use entre_nous::{Distance, wording::degree};
/// assert_eq!(degree("Relation de 1er niveau · 1er"), Some(Distance::First));
/// assert_eq!(degree("Top 10"), None);
/// assert_eq!(degree("1st · 2nd"), None);
/// ```
pub fn degree(text: &str) -> Option<Distance> {
    whole(&folded(text)?)
}

/// Like [`degree`], but only where a separator comes first ("· 1st").
///
/// Where no name of a class or attribute tells a badge from other text, the separator does: a
/// filter chip, a counter and a heading have none.
pub fn degree_after_separator(text: &str) -> Option<Distance> {
    let text = folded(text)?;
    whole(text.trim_start().strip_prefix(SEPARATORS)?)
}

/// Reads the degree at the end of an accessible name ("Ada Example, 1st degree connection").
///
/// A bare ordinal counts only after a separator: "John Sample, 3rd" is a name.
pub fn degree_at_end(text: &str) -> Option<Distance> {
    let text = folded(text)?;
    if let Some((_, end)) = text.rsplit_once(SEPARATORS) {
        return whole(end);
    }
    let text = text.trim_end();
    sentences()
        .filter_map(|(sentence, distance)| Some((text.strip_suffix(sentence.as_str())?, distance)))
        .find_map(|(before, distance)| {
            before
                .ends_with([' ', ',', '('])
                .then_some(distance)
                .or(before.is_empty().then_some(distance))
        })
}

fn folded(text: &str) -> Option<String> {
    // Before folding, so that a page cannot make this slow with a long text.
    (text.chars().take(LONGEST + 1).count() <= LONGEST).then(|| fold(text))
}

/// The distance that the whole text states, however often.
fn whole(folded: &str) -> Option<Distance> {
    let phrases: Vec<_> = ordinals().chain(sentences()).collect();
    let mut rest = folded.trim_start_matches(is_between);
    let mut found = None;
    while !rest.is_empty() {
        let (after, distance) = phrases
            .iter()
            .filter_map(|(phrase, distance)| {
                let after = rest.strip_prefix(phrase.as_str())?;
                ends_here(phrase, after).then_some((after, *distance))
            })
            .min_by_key(|(after, _)| after.len())?;
        if found.is_some_and(|earlier| earlier != distance) {
            return None;
        }
        found = Some(distance);
        rest = after.trim_start_matches(is_between);
    }
    found
}

fn is_between(character: char) -> bool {
    character == ' ' || character == ',' || SEPARATORS.contains(&character)
}

/// Whether a phrase ends where it was found: "2" does not in "22" or "2M", nor "1." in "1.2".
/// Words may follow at once: what is written for screen readers is often glued to what is seen
/// ("1erRelation de 1er niveau").
fn ends_here(phrase: &str, after: &str) -> bool {
    let Some(next) = after.chars().next() else { return true };
    if phrase.ends_with(|last: char| last.is_ascii_digit()) {
        return !next.is_alphanumeric();
    }
    phrase.ends_with(char::is_alphabetic) || !next.is_numeric()
}

/// Every short form, with its distance.
fn ordinals() -> impl Iterator<Item = (String, Distance)> {
    LANGUAGES.iter().flat_map(|language| {
        let plain = degrees(&language.ordinals).map(|(form, distance)| (form.to_owned(), distance));
        let [_, _, third] = language.ordinals;
        let and_more = third.iter().flat_map(|form| {
            language.and_more.iter().map(move |more| (format!("{form}{more}"), Distance::Further))
        });
        let further = language.further.iter().map(|&form| (form.to_owned(), Distance::Further));
        plain.chain(and_more).chain(further)
    })
}

/// Every sentence, with its distance.
fn sentences() -> impl Iterator<Item = (String, Distance)> {
    LANGUAGES.iter().flat_map(|language| {
        language.sentences.iter().flat_map(|sentence| {
            let [_, _, third] = language.ordinals;
            let third_and_more = third.iter().flat_map(|form| {
                language
                    .and_more
                    .iter()
                    .map(move |more| (format!("{form}{more}"), Distance::Further))
            });
            degrees(&language.ordinals)
                .chain(degrees(&language.spelled))
                .map(|(form, distance)| (form.to_owned(), distance))
                .chain(third_and_more)
                .map(|(form, distance)| (sentence.replace("{}", &form), distance))
        })
    })
}

fn degrees(
    forms: &'static [&'static [&'static str]; 3],
) -> impl Iterator<Item = (&'static str, Distance)> {
    forms
        .iter()
        .zip(DISTANCES)
        .flat_map(|(forms, distance)| forms.iter().map(move |&form| (form, distance)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Option<Distance> = Some(Distance::First);
    const SECOND: Option<Distance> = Some(Distance::Second);
    const FURTHER: Option<Distance> = Some(Distance::Further);

    fn check(table: &[(&str, Option<Distance>)]) {
        for (text, expected) in table {
            assert_eq!(degree(text), *expected, "{text:?}");
        }
    }

    #[test]
    fn reads_english() {
        check(&[
            ("1st", FIRST),
            ("· 1st", FIRST),
            ("• 2nd", SECOND),
            ("\u{a0}·\u{a0}3rd", FURTHER),
            ("3rd+", FURTHER),
            ("· 3RD+", FURTHER),
            ("1st degree connection", FIRST),
            ("1st degree connection · 1st", FIRST),
            ("1st degree connection1st", FIRST),
            ("1st degree connection\n      1st", FIRST),
            ("Second degree connection", SECOND),
            ("Third degree connection", FURTHER),
            ("3rd+ degree connection", FURTHER),
            ("Out of network", FURTHER),
            ("1st of May", None),
            ("21st", None),
            ("1st degree", None),
            ("first", None),
        ]);
    }

    #[test]
    fn reads_french() {
        check(&[
            ("1er", FIRST),
            ("1re", FIRST),
            ("· 2e", SECOND),
            ("2ème", SECOND),
            ("3e", FURTHER),
            ("3e et +", FURTHER),
            ("Relation de 1er niveau", FIRST),
            ("Relation de 2e niveau · 2e", SECOND),
            ("Relation de 3e et + niveau", FURTHER),
            ("• 1erRelation de 1er niveau", FIRST),
            ("2e étage", None),
            ("1er et 2e", None),
        ]);
    }

    #[test]
    fn reads_german() {
        check(&[
            ("1.", FIRST),
            ("· 2.", SECOND),
            ("3.", FURTHER),
            ("3.+", FURTHER),
            ("Kontakt 1. Grades", FIRST),
            ("Kontakt 3. Grades · 3.", FURTHER),
            ("3.Kontakt 3. Grades", FURTHER),
            ("1. FC Beispiel", None),
            ("1.2", None),
            ("2.2.", None),
            ("2.5", None),
        ]);
    }

    #[test]
    fn reads_spanish() {
        check(&[
            ("1er", FIRST),
            ("2º", SECOND),
            ("3º", FURTHER),
            ("3º+", FURTHER),
            ("Contacto de 1er grado", FIRST),
            ("Contacto de 2º grado • 2º", SECOND),
            ("2º piso", None),
        ]);
    }

    #[test]
    fn reads_portuguese() {
        check(&[
            ("1º", FIRST),
            ("1.º", FIRST),
            ("2.º", SECOND),
            ("3º+", FURTHER),
            ("Conexão de 1º grau", FIRST),
            ("Conexão de 2º grau", SECOND),
            ("1º lugar", None),
        ]);
    }

    #[test]
    fn reads_italian() {
        check(&[
            ("1°", FIRST),
            ("2°", SECOND),
            ("3°+", FURTHER),
            ("Collegamento di 1° grado", FIRST),
            ("20°", None),
            ("2° C", None),
        ]);
    }

    #[test]
    fn reads_polish() {
        check(&[
            ("1.", FIRST),
            ("2", SECOND),
            ("3+", FURTHER),
            ("Kontakt 1. stopnia", FIRST),
            ("3", None),
            ("22", None),
            ("3+1", None),
        ]);
    }

    #[test]
    fn reads_dutch() {
        check(&[
            ("1e", FIRST),
            ("2e", SECOND),
            ("3e+", FURTHER),
            ("1e-graads connectie", FIRST),
            ("2e-graads connectie", SECOND),
            ("2e kans", None),
        ]);
    }

    #[test]
    fn languages_may_be_mixed_when_they_agree() {
        check(&[("Kontakt 1. Grades · 1st", FIRST), ("Relation de 1er niveau 2nd", None)]);
    }

    #[test]
    fn invisible_characters_do_not_matter() {
        check(&[
            ("\u{200f}· \u{200b}1\u{200d}st\u{2069}", FIRST),
            ("\u{202b}2nd\u{202c}", SECOND),
            ("１ｓｔ", FIRST),
        ]);
    }

    #[test]
    fn what_only_looks_like_a_degree_is_none() {
        check(&[
            ("", None),
            ("·", None),
            ("3M", None),
            ("Top 10", None),
            ("1", None),
            ("10", None),
            ("500+", None),
            ("+1", None),
            ("2M", None),
            ("2,5", None),
            ("1st 2nd 3rd+", None),
            ("1. 2. 3.+", None),
        ]);
        assert_eq!(degree(&"1st ".repeat(100_000)), None);
    }

    #[test]
    fn a_separator_may_be_asked_for() {
        assert_eq!(degree_after_separator("· 1st"), FIRST);
        assert_eq!(degree_after_separator(" • 3.+"), FURTHER);
        assert_eq!(degree_after_separator("1st"), None);
        assert_eq!(degree_after_separator("2"), None);
    }

    #[test]
    fn an_accessible_name_may_end_in_the_degree() {
        for (name, expected) in [
            ("View Ada Example’s profile, 1st degree connection", FIRST),
            ("Ada Example Relation de 2e niveau", SECOND),
            ("Ada Example · 3rd+", FURTHER),
            ("3rd+ degree connection", FURTHER),
            ("John Sample, 3rd", None),
            ("John Sample 3.", None),
            ("Ada Example", None),
            ("· Ada Example", None),
        ] {
            assert_eq!(degree_at_end(name), expected, "{name:?}");
        }
    }
}
