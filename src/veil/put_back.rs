//! Puts values back into what the page sends to their custodian.

use super::Veil;
use super::stand_in::is_part;
use crate::field::percent::character;
use crate::guard::FieldId;

/// The text with values in the places of stand-ins, plain or percent-encoded. `None` when there
/// are none.
pub fn put_back(text: &str, veil: &Veil, is_for: impl Fn(FieldId) -> bool) -> Option<String> {
    if veil.is_empty() {
        return None;
    }
    let plain = veil.reveal_where(text, &is_for);
    let mut result = String::new();
    let mut rest = plain.as_ref();
    while let Some((before, run, after)) = next_encoded(rest) {
        result.push_str(before);
        let decoded: String = run.1;
        let revealed = veil.reveal_where(&decoded, &is_for);
        match revealed == decoded {
            true => result.push_str(run.0),
            false => result.extend(form_urlencoded::byte_serialize(revealed.as_bytes())),
        }
        rest = after;
    }
    result.push_str(rest);
    (result != text).then_some(result)
}

/// What stands before the next percent-encoded run of the characters of stand-ins, that run with
/// what it stands for, and what follows it.
fn next_encoded(text: &str) -> Option<(&str, (&str, String), &str)> {
    let mut from = 0;
    loop {
        let start = from + text.get(from..)?.find('%')?;
        let mut decoded = String::new();
        let mut end = start;
        while let Some((letter, length)) =
            text.as_bytes().get(end..).and_then(character).filter(|(letter, _)| is_part(*letter))
        {
            decoded.push(letter);
            end += length;
        }
        if end > start {
            return Some((text.get(..start)?, (text.get(start..end)?, decoded), text.get(end..)?));
        }
        from = start + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_put_back_as_the_text_is_written() {
        let mut veil = Veil::default();
        let [mine, other] = [FieldId::of(0), FieldId::of(1)];
        let short = veil.stand_in(mine, "jane@example.com").unwrap();
        let long = veil.stand_in_of(mine, "+33 6", 21).unwrap();
        let kept = veil.stand_in(other, "x").unwrap();
        let encode =
            |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let text = format!(
            "{{\"a\":\"{short}\",\"b\":\"{long}\"}}&c={}%20&d={}",
            encode(&long),
            encode(&kept)
        );
        let back = put_back(&text, &veil, |field| field == mine).unwrap();
        let expected = format!(
            "{{\"a\":\"jane@example.com\",\"b\":\"+33 6\"}}&c=%2B33+6%20&d={}",
            encode(&kept)
        );
        assert_eq!(back, expected);
        assert_eq!(put_back("100 % %41 %", &veil, |_| true), None);
        assert_eq!(put_back(&kept, &veil, |field| field == mine), None);
    }
}
