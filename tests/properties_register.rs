//! Whatever happens to a register, its chain holds; whatever is done to a file of it is found.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::string_slice)]

mod register_of;

use entre_nous::register::{Entry, Fault, Hex, Time, Version, file};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use register_of::{DAY, Register, overridden, refused, warned};

const PEOPLE: [&str; 3] = ["jane.roe@example.com", "amara.okafor@example.net", "+33 1 99 00 11 22"];

#[derive(Clone, Debug)]
enum Event {
    Refused(Vec<&'static str>),
    Warned,
    Overridden(Vec<&'static str>),
    /// The clock goes on, or is set back.
    Days(i64),
    Retention(u32),
    Request(&'static str),
}

fn event() -> impl Strategy<Value = Event> {
    let people = || prop::collection::vec(select(&PEOPLE[..]), 0..3);
    prop_oneof![
        4 => people().prop_map(Event::Refused),
        2 => Just(Event::Warned),
        2 => people().prop_map(Event::Overridden),
        2 => (-100i64..300).prop_map(Event::Days),
        1 => (1u32..400).prop_map(Event::Retention),
        1 => select(&PEOPLE[..]).prop_map(Event::Request),
    ]
}

fn register() -> impl Strategy<Value = Register> {
    prop::collection::vec(event(), 1..25).prop_map(|events| {
        let mut register = Register::begun();
        for event in events {
            match event {
                Event::Refused(people) => register.tell(&refused(&people)),
                Event::Warned => register.tell(&warned("network.example")),
                // The clock may go back to the beginning, and no day before has not come then.
                Event::Overridden(people) => register
                    .tell(&overridden(&people, "At the fair").replace("2026-10-30", "1970-01-01")),
                Event::Days(days) => register.now = (register.now + days * DAY).max(0),
                Event::Retention(days) => drop(register.retain(days)),
                Event::Request(person) => drop(register.forget(person)),
            }
        }
        register
    })
}

/// One thing done to the lines of a file.
#[derive(Clone, Debug)]
enum Tampering {
    /// A character of a line becomes another.
    Change(Index, Index, char),
    Remove(Index),
    Repeat(Index, Index),
    Move(Index, Index),
    /// The content of a record is left out.
    Empty(Index),
    /// A record of another register is put in.
    Insert(Index, String),
}

fn tampering() -> impl Strategy<Value = Tampering> {
    let index = any::<Index>;
    let foreign =
        register().prop_map(|register| register.file().lines().last().unwrap().to_owned());
    prop_oneof![
        4 => (index(), index(), any::<char>()).prop_map(|(line, at, to)| Tampering::Change(line, at, to)),
        1 => index().prop_map(Tampering::Remove),
        1 => (index(), index()).prop_map(|(line, to)| Tampering::Repeat(line, to)),
        1 => (index(), index()).prop_map(|(line, to)| Tampering::Move(line, to)),
        1 => index().prop_map(Tampering::Empty),
        1 => (index(), foreign).prop_map(|(to, line)| Tampering::Insert(to, line)),
    ]
}

/// The lines after the first, tampered with; the first only by a change.
fn tampered(text: &str, tampering: &Tampering) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let behind_header = |index: &Index, lines: &[String]| 1 + index.index(lines.len() - 1);
    match tampering {
        Tampering::Change(line, at, to) => {
            let line = &mut lines[line.index(text.lines().count())];
            let mut characters: Vec<char> = line.chars().collect();
            let at = at.index(characters.len());
            characters[at] = *to;
            *line = characters.into_iter().collect();
        }
        Tampering::Remove(line) => drop(lines.remove(behind_header(line, &lines))),
        Tampering::Repeat(line, to) => {
            let repeated = lines[behind_header(line, &lines)].clone();
            lines.insert(behind_header(to, &lines), repeated);
        }
        Tampering::Move(line, to) => {
            let moved = lines.remove(behind_header(line, &lines));
            let to = if lines.len() > 1 { 1 + to.index(lines.len()) } else { 1 };
            lines.insert(to, moved);
        }
        Tampering::Empty(line) => {
            let at = behind_header(line, &lines);
            if let Some((record, _)) = lines[at].clone().split_once(",\"body\":") {
                lines[at] = format!("{record}}}");
            }
        }
        Tampering::Insert(to, line) => {
            let at = behind_header(to, &lines);
            lines.insert(at, line.clone());
        }
    }
    lines.join("\n") + "\n"
}

/// Texts that nobody may find in a body.
fn telling() -> impl Strategy<Value = String> {
    prop_oneof![
        select(vec![
            "jane.roe@example.com",
            "Jane Roe",
            "jane roe",
            "+33 1 99 00 11 22",
            "0199001122",
            "in/jane-roe"
        ])
        .prop_map(str::to_owned),
        "[A-Z][a-z]{2,8} [A-Z][a-z]{2,8}",
        "[a-z]{1,8}@[a-z]{1,8}\\.example",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_the_chain_holds(register in register()) {
        prop_assert_eq!(register.verify().findings, []);
        let file = file::read(&register.file()).unwrap();
        prop_assert_eq!(file.verify(Some(register.head())).findings, []);
        prop_assert_eq!(file.stored.len(), register.stored.len());
    }

    #[test]
    fn whatever_is_done_to_one_line_is_found(register in register(), tampering in tampering()) {
        let text = register.file();
        let other = tampered(&text, &tampering);
        // The same lines again; what a line ends with is no part of it.
        prop_assume!(other.replace("\r\n", "\n") != text && other != text);
        let found = file::read(&other).map(|file| file.verify(None).is_sound());
        prop_assert_ne!(found, Ok(true), "{}", other);
    }

    #[test]
    fn a_register_that_was_written_anew_has_another_head(register in register(), other in register()) {
        prop_assume!(register.file() != other.file());
        let file = file::read(&other.file()).unwrap();
        prop_assert!(file.verify(None).is_sound());
        let noted = register.head();
        let is_end = other.stored.iter().any(|each| each.record().is_some_and(|record| record.point() == noted)) || other.anchor == noted;
        // Before the beginning of what is left nothing is known.
        prop_assert_eq!(file.verify(Some(noted)).is_sound(), is_end || noted.seq < other.anchor.seq);
    }

    #[test]
    fn no_part_of_an_entry_takes_a_telling_text(text in telling(), at in 0usize..12) {
        let quoted = serde_json::to_string(&text).unwrap();
        let whole = overridden(&[], "By letter").replacen('{', r#"{"id":"0000000000000001","refusal":null,"rules":"a","#, 1);
        let places = [
            "\"overridden\"", "\"www.linkedin.com\"", "\"fetch\"", "\"crm.example\"", "\"email\"", "\"withhold\"",
            "\"distance-unknown\"", "\"consent\"", "\"2026-10-30\"", "\"0000000000000001\"", "null", "\"a\"",
        ];
        let json = whole.replacen(places[at], &quoted, 1);
        prop_assert_ne!(&json, &whole);
        let written = Entry::read(&json, Time::from_ms(register_of::BEGIN)).map(|entry| {
            let version = Version::try_from("0.1.0".to_owned()).unwrap();
            serde_json::to_string(&entry.body(Time::from_ms(0), version, Hex([0; 16]), Vec::new())).unwrap()
        });
        // What is a name of a host by its form could be anybody's; see `Host`.
        prop_assume!(!matches!(at, 1 | 3) || !text.bytes().all(|byte| byte.is_ascii_digit()));
        prop_assume!(at != 11 || !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b' ' || byte.is_ascii_lowercase() || byte == b'+'));
        match at {
            // A page chooses the addresses that it asks for: else it could keep an entry out.
            1 | 3 => prop_assert!(written.is_ok_and(|body| !body.contains(&text))),
            _ => prop_assert_eq!(written, Err(Fault::Form)),
        }
    }

    #[test]
    fn no_ground_takes_an_address_or_a_number(before in "[a-z ]{0,20}", after in "[a-z ]{0,20}", text in "[a-z]{1,8}@[a-z]{1,8}\\.example|\\+?[0-9]{2}( ?[0-9]{2}){3,6}") {
        let json = overridden(&[], &format!("{before} {text} {after}")).replacen('{', r#"{"id":"0000000000000001","#, 1);
        prop_assert_eq!(Entry::read(&json, Time::from_ms(register_of::BEGIN)).err(), Some(Fault::ContactDetail));
    }
}
