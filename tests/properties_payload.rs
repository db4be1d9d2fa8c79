//! However a value is written on its way out it is found, and another's is not.

#![allow(clippy::expect_used)]

use std::collections::BTreeSet;
use std::rc::Rc;

use entre_nous::field::fingerprint::Key;
use entre_nous::field::{EmailAddress, Kind, PhoneNumber, Value};
use entre_nous::payload::{Needles, Payload, Recollection, Unreadable};
use proptest::prelude::*;

/// Whether the value is found; its fingerprints must find it as often, and under another key never.
fn found(value: &Value, payload: &str) -> Result<bool, Unreadable> {
    let text = Needles::new([value]).find(Payload::Text(payload))?;
    let bytes = Needles::new([value]).find(Payload::Bytes(payload.as_bytes()))?;
    assert_eq!(text, bytes);
    if !key(1).known(value).is_empty() {
        let recalled = remembered([value], 1).find(Payload::Text(payload))?;
        assert_eq!(recalled, text, "{value:?} remembered, in {payload}");
        let other = key(2).known(value);
        let mut recollection = Recollection::new(key(1));
        other.iter().for_each(|print| recollection.add(*print, 0, 0));
        let recalled = Needles::default().recalling(&Rc::new(recollection), []);
        assert_eq!(recalled.find(Payload::Text(payload))?, BTreeSet::new());
    }
    Ok(text.contains(&0))
}

fn key(number: u8) -> Key {
    Key::from_hex(&format!("{number:032x}")).expect("a key")
}

/// What finds nothing but values that are remembered, each in a group of its own.
fn remembered<'v>(values: impl IntoIterator<Item = &'v Value>, number: u8) -> Needles {
    let mut recollection = Recollection::new(key(number));
    for (group, value) in values.into_iter().enumerate() {
        for print in key(number).known(value) {
            recollection.add(print, group, 0);
        }
    }
    Needles::default().recalling(&Rc::new(recollection), [])
}

fn read(kind: Kind, shown: &str) -> Value {
    Value::read(kind, shown).expect("not empty")
}

fn email() -> impl Strategy<Value = String> {
    "[a-z][a-z0-9_.-]{0,12}[a-z0-9](\\+[a-z]{1,5})?@[a-z][a-z0-9-]{0,8}[a-z0-9]\\.(com|org|example)"
}

/// Country code, and a national number without trunk prefix.
fn phone() -> impl Strategy<Value = (&'static str, String)> {
    let number = |country, pattern: &'static str| pattern.prop_map(move |n| (country, n));
    prop_oneof![
        number("33", "[1-9][0-9]{8}"),
        number("44", "[127][0-9]{9}"),
        number("49", "[1-9][0-9]{7,10}"),
        number("351", "[29][0-9]{8}"),
        number("1", "[2-9][0-9]{2}[2-9][0-9]{6}"),
    ]
}

/// Writes a text with each of its characters changed or not, by turns of `choices`.
fn each(text: &str, choices: &[bool], change: impl Fn(char) -> String) -> String {
    text.chars()
        .zip(choices.iter().cycle())
        .map(|(character, changed)| match changed {
            true => change(character),
            false => character.to_string(),
        })
        .collect()
}

/// Percent-encodes the chosen characters, and always those that no encoder leaves.
fn percent(text: &str, choices: &[bool]) -> String {
    text.chars()
        .zip(choices.iter().cycle())
        .map(|(character, changed)| match character {
            '%' | '\\' | '"' | ' ' => format!("%{:02X}", u32::from(character)),
            _ if *changed => {
                character.to_string().bytes().map(|byte| format!("%{byte:02x}")).collect()
            }
            _ => character.to_string(),
        })
        .collect()
}

/// Writes the text as in a JSON string, the chosen characters as `\uXXXX`.
fn json(text: &str, choices: &[bool]) -> String {
    let encode = |c: char| {
        c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect::<String>()
    };
    text.chars()
        .zip(choices.iter().cycle())
        .map(|(character, changed)| match character {
            _ if *changed => encode(character),
            '"' | '\\' => format!("\\{character}"),
            '\n' => "\\n".into(),
            '/' => "\\/".into(),
            _ => character.to_string(),
        })
        .collect()
}

fn form(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b' ' => "+".into(),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

fn csv(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// A way to write a number: prefix, grouping, separators.
fn formatted(country: &str, national: &str, style: u8, groups: &[u8], separator: &str) -> String {
    let trunk = if country == "1" { "" } else { "0" };
    let prefix = match style {
        0 => format!("+{country}{separator}"),
        1 => format!("00{country}{separator}"),
        2 => trunk.to_owned(),
        3 if country != "1" => format!("+{country} (0)"),
        4 => format!("tel:+{country}"),
        5 => country.to_owned(),
        6 => format!("({country}) "),
        _ => String::new(),
    };
    let mut written = prefix;
    let mut lengths = groups.iter().cycle();
    let mut left = *lengths.next().unwrap_or(&3);
    for digit in national.chars() {
        if left == 0 {
            written.push_str(separator);
            left = *lengths.next().unwrap_or(&3);
        }
        left -= 1;
        written.push(digit);
    }
    written
}

fn choices() -> impl Strategy<Value = Vec<bool>> {
    prop::collection::vec(any::<bool>(), 1..20)
}

proptest! {
    #[test]
    fn an_email_is_found_in_any_letter_case(email in email(), upper in choices()) {
        let written = each(&email, &upper, |c| c.to_uppercase().to_string());
        prop_assert_eq!(found(&read(Kind::Email, &email), &written), Ok(true));
        prop_assert_eq!(read(Kind::Email, &email), read(Kind::Email, &format!(" {written}\n")));
    }

    #[test]
    fn an_email_is_found_among_blanks_and_unseen_characters(
        email in email(), where_ in choices(),
        unseen in prop::sample::select(vec!["\u{200b}", "\u{ad}", "\u{feff}", "\u{2060}", "\u{202e}"]),
        blank in prop::sample::select(vec![" ", "\t", "\r\n", "\u{a0}", "\u{3000}", ""]),
    ) {
        let written = each(&email, &where_, |c| format!("{unseen}{c}"));
        prop_assert_eq!(found(&read(Kind::Email, &email), &format!("x{blank},{blank}{written}{blank}")), Ok(true));
    }

    #[test]
    fn an_email_is_found_through_three_layers_in_any_mix(
        email in email(),
        layers in prop::collection::vec((any::<bool>(), choices()), 0..=3),
        before in "[ ,;:\"<(“]{0,3}", after in "[ ,;\"&)>]{0,3}",
    ) {
        let mut written = format!("{before}{email}{after}");
        for (is_json, choices) in &layers {
            written = if *is_json { json(&written, choices) } else { percent(&written, choices) };
        }
        prop_assert_eq!(found(&read(Kind::Email, &email), &written), Ok(true), "{}", written);
    }

    #[test]
    fn an_email_is_found_in_forms_and_csv(email in email(), name in "[ a-zé\"]{0,9}") {
        let value = read(Kind::Email, &email);
        for payload in [
            format!("name={}&email={}&x=%", form(&name), form(&email)),
            format!("text={}", form(&format!("{name} {email} {name}"))),
            format!("{};{}\r\n", csv(&name), csv(&email)),
            format!("{},'{email}\n", csv(&name)),
            format!("{}\t=\"{email}\"\n", csv(&name)),
            csv(&csv(&format!("{name}\n{email}"))),
            form(&json(&csv(&email), &[false, true])),
        ] {
            prop_assert_eq!(found(&value, &payload), Ok(true), "{}", payload);
        }
    }

    #[test]
    fn a_number_is_found_in_any_formatting(
        (country, national) in phone(), shown in 0..5u8, sent in 0..8u8,
        groups in prop::collection::vec(1..5u8, 1..4),
        separator in prop::sample::select(vec![" ", "", ".", "-", "/", "\u{a0}", "\u{202f}", " - ", "\u{2013}", ") "]),
        before in prop::sample::select(vec!["", "id 104 ", "104;", "\"", "'", "=\"", "tel ", "2024-05-06 "]),
        after in prop::sample::select(vec!["", ",12", " ext. 12", "\"", ";ext=3", "\n06", " 7", "x12", "#3"]),
    ) {
        let shown = formatted(country, &national, shown, &[2], " ");
        let value = read(Kind::Phone, &shown);
        prop_assert!(matches!(value, Value::Phone(_)));
        let sent = format!("{before}{}{after}", formatted(country, &national, sent, &groups, separator));
        prop_assert_eq!(found(&value, &sent), Ok(true), "{} in {}", shown, sent);
        prop_assert_eq!(found(&value, &form(&sent)), Ok(true), "{} in form {}", shown, sent);
        prop_assert_eq!(found(&value, &json(&sent, &[true, false])), Ok(true), "{} in JSON {}", shown, sent);
    }

    #[test]
    fn other_peoples_emails_are_not_found(
        known in prop::collection::vec(email(), 1..20), sent in prop::collection::vec(email(), 1..20),
    ) {
        let values: Vec<Value> = known.iter().map(|email| read(Kind::Email, email)).collect();
        let addresses = |emails: &[String]| -> Vec<EmailAddress> {
            emails.iter().filter_map(|email| EmailAddress::parse(email)).collect()
        };
        let (known, sent_to) = (addresses(&known), addresses(&sent));
        let expected: BTreeSet<usize> = (0..known.len())
            .filter(|index| sent_to.iter().any(|address| {
                // In a form a plus is a blank, so what follows it counts as an address too.
                let tag = address.local().split_once('+').map(|(_, tag)| tag);
                address.same_mailbox(&known[*index])
                    || (address.domain() == known[*index].domain()
                        && tag == Some(known[*index].without_tag().local()))
            }))
            .collect();
        let sent = sent.join(",");
        prop_assert_eq!(remembered(&values, 1).find(Payload::Text(&sent)), Ok(expected.clone()));
        prop_assert_eq!(Needles::new(&values).find(Payload::Text(&sent)), Ok(expected));
    }

    #[test]
    fn other_peoples_numbers_and_digits_are_not_found(
        known in prop::collection::vec(phone(), 1..20),
        sent in prop::collection::vec((phone(), 0..8u8, "[0-9]{1,20}"), 1..40),
    ) {
        let mut values = Vec::new();
        let mut nationals = Vec::new();
        for (country, national) in &known {
            values.push(read(Kind::Phone, &format!("+{country}{national}")));
            nationals.push(national.as_str());
        }
        let payload: String = sent
            .iter()
            .map(|((country, national), style, digits)| {
                format!("{digits},{};\n", formatted(country, national, *style, &[3, 2], " "))
            })
            .collect();
        let bare: String = payload.chars().filter(char::is_ascii_digit).collect();
        prop_assume!(!nationals.iter().any(|national| bare.contains(national)));
        prop_assert_eq!(Needles::new(&values).find(Payload::Text(&payload)), Ok(BTreeSet::new()));
        prop_assert_eq!(remembered(&values, 1).find(Payload::Text(&payload)), Ok(BTreeSet::new()));
    }

    #[test]
    fn ones_own_value_is_found_by_no_fingerprint(email in email(), (country, national) in phone()) {
        let shown = format!("+{country} {national}");
        for value in [read(Kind::Email, &email), read(Kind::Phone, &shown)] {
            let mut recollection = Recollection::new(key(1));
            key(1).known(&value).iter().for_each(|print| recollection.add(*print, 0, 0));
            let needles = Needles::default().recalling(&Rc::new(recollection), [&value]);
            prop_assert_eq!(needles.find(Payload::Text(&format!("{email};{shown}"))), Ok(BTreeSet::new()));
        }
    }

    #[test]
    fn sameness_of_numbers_is_mutual(one in "[0+]{0,2}[0-9]{7,12}", other in "[0+]{0,2}[0-9]{7,12}") {
        if let (Some(one), Some(other)) = (PhoneNumber::parse(&one), PhoneNumber::parse(&other)) {
            prop_assert!(one.same_line(&one));
            prop_assert_eq!(one.same_line(&other), other.same_line(&one));
        }
    }

    #[test]
    fn no_text_makes_it_panic(
        text in any::<String>(),
        tricky in "([%\\\\u0-9a-f@+. ()]|data:;base64,|\\\\u[dD][8-9a-f]|é|\u{200b}|٣|京){0,80}",
        shown in any::<String>(),
        bytes in any::<Vec<u8>>(),
    ) {
        let values: Vec<Value> = Kind::ALL
            .iter()
            .flat_map(|kind| [Value::read(*kind, &shown), Value::read(*kind, &tricky)])
            .flatten()
            .collect();
        let needles = Needles::new(&values);
        let _ = needles.find(Payload::Text(&text));
        let _ = needles.find(Payload::Text(&tricky));
        let _ = needles.find(Payload::Bytes(&bytes));
    }

    #[test]
    fn a_value_of_any_kind_is_found_as_it_was_shown(
        shown in "[a-zA-Z0-9é京@.+/' ,:#%-]{1,30}", kind in prop::sample::select(Kind::ALL.to_vec()),
    ) {
        prop_assume!(shown.contains(char::is_alphanumeric));
        if let Some(value) = Value::read(kind, &shown) {
            prop_assert_eq!(found(&value, &format!("x\n{shown}\ny")), Ok(true), "{:?}", value);
        }
    }
}
