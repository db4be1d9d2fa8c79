//! What only shows with small windows: values, escapes and base64 across the edges.

use super::*;
use crate::field::Kind;
use crate::field::fingerprint::Key;

/// The least that windows of these needles can be; see [`Needles::find_in_windows`].
const SMALL: usize = 1;

fn values() -> Vec<Value> {
    let shown = [
        (Kind::Email, "jané.roe@bücher.example"),
        (Kind::Phone, "+33 6 12 34 56 78"),
        (Kind::Website, "janeroe.example/cv"),
        (Kind::Address, "12 Rue de l'Exemple, Paris"),
        (Kind::Other, "Al"),
    ];
    shown.iter().filter_map(|(kind, shown)| Value::read(*kind, shown)).collect()
}

const SPELLINGS: [&str; 5] = [
    "JANÉ.roe+x@xn--bcher-kva.example",
    "+33 (0)6-12 34 56 78",
    "https://www.janeroe.example/cv",
    "12 rue de l'exemple\r\nParis",
    "al",
];

/// Text with other people's details, in which nothing is to be found.
fn innocent(bytes: usize) -> String {
    let row = "7;john.roe@example.org;+49 30 901820;\"Beispielweg 1, Köln\";example.org/x\r\n";
    let mut text = row.repeat(bytes / row.len() + 1);
    while text.len() > bytes {
        text.pop();
    }
    text + "\n"
}

fn base64(bytes: &[u8]) -> String {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0, |bits, byte| bits << 8 | usize::from(*byte));
        let bits = bits << (8 * (3 - group.len()));
        for place in 0..=group.len() {
            text.push(char::from(alphabet[bits >> (18 - 6 * place) & 63]));
        }
    }
    text
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

fn json(text: &str) -> String {
    text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect()
}

/// Checks that exactly this value is found, at each of these distances from the start.
fn found_at(distances: impl Iterator<Item = usize>, wrap: impl Fn(&str) -> String) {
    let values = values();
    let needles = Needles::new(&values);
    let behind = innocent(1500);
    for distance in distances {
        let before = innocent(distance);
        for (index, spelling) in SPELLINGS.iter().enumerate() {
            let payload = wrap(&format!("{before}{spelling}\n{behind}"));
            let found = needles.find_in_windows(Payload::Text(&payload), SMALL);
            assert_eq!(found, Ok([index].into()), "{spelling} at {distance}");
            let found = needles.find_in_windows(Payload::Bytes(payload.as_bytes()), SMALL);
            assert_eq!(found, Ok([index].into()), "{spelling} in bytes at {distance}");
        }
    }
}

#[test]
fn a_value_is_found_at_every_place_around_the_edges_of_windows() {
    found_at((930..1100).chain(2000..2060), str::to_owned);
}

#[test]
fn a_value_escaped_as_a_whole_is_found_at_every_place() {
    found_at((100..500).step_by(7), percent);
    found_at((100..500).step_by(7), json);
    found_at((100..300).step_by(23), |text| percent(&json(text)));
    found_at((20..60).step_by(11), |text| json(&percent(&json(text))));
}

#[test]
fn a_value_in_a_data_uri_is_found_at_every_place() {
    found_at((700..900).step_by(3), |text| format!("x data:;base64,{}", base64(text.as_bytes())));
    // Only its beginning needs unescaping, and the body is long.
    found_at((4000..4100).step_by(17), |text| {
        format!(r#"{{"a":"data:text\/csv;base64,{}"}}"#, base64(text.as_bytes()))
    });
    found_at((100..200).step_by(9), |text| {
        format!("data%3A%3Bbase64%2C{}%3D", percent(&base64(text.as_bytes())))
    });
}

#[test]
fn one_escaped_character_in_plain_text_is_undone_wherever_it_stands() {
    let values = values();
    let needles = Needles::new(&values);
    let behind = innocent(5000);
    for distance in (950..1100).chain(2000..2100) {
        for spelling in ["jan%C3%A9.roe@bücher.example", r"jané.roe\u0040bücher.example"] {
            let payload = format!("{}{spelling}\n{behind}", innocent(distance));
            let found = needles.find_in_windows(Payload::Text(&payload), SMALL);
            assert_eq!(found, Ok([0].into()), "{spelling} at {distance}");
        }
    }
}

#[test]
fn escapes_that_come_and_go_do_not_lose_a_value() {
    let values = values();
    let needles = Needles::new(&values);
    for gap in (0..5000).step_by(83) {
        let payload = format!(
            "a%20b{}%2520\n{}jan%C3%A9.roe%2540bücher.example\n{}",
            innocent(gap),
            innocent(gap / 2),
            innocent(gap)
        );
        let found = needles.find_in_windows(Payload::Text(&payload), SMALL);
        assert_eq!(found, Ok([0].into()), "gap {gap}");
    }
}

#[test]
fn the_edge_of_a_window_is_no_end_of_a_value() {
    let values = values();
    let needles = Needles::new(&values);
    let longer = [
        "jané.roe@bücher.exampleland",
        "xjané.roe@bücher.example",
        "+33 6 12 34 56 789",
        "9336123456780",
        "janeroe.example/cvs",
        "12 rue de l'exemple Parisien",
        "112 rue de l'exemple Paris",
        "a, al b,",
    ];
    for distance in 960..1100 {
        for spelling in longer {
            let payload = format!("{}{spelling}\n{}", innocent(distance), innocent(1500));
            let found = needles.find_in_windows(Payload::Text(&payload), SMALL);
            assert_eq!(found, Ok([].into()), "{spelling} at {distance}");
            let payload = payload.replace('\n', r"\n");
            let found = needles.find_in_windows(Payload::Text(&payload), SMALL);
            assert_eq!(found, Ok([].into()), "{spelling} escaped at {distance}");
        }
    }
}

#[test]
fn values_longer_than_a_window_are_found() {
    let long = "exemple ".repeat(20_000);
    let value = Value::read(Kind::Address, &long);
    let needles = Needles::new(value.iter());
    for distance in [0, 1000, 70_000, 200_001] {
        let payload = format!("{}{long}\n{}", innocent(distance), innocent(1000));
        assert_eq!(needles.find(Payload::Text(&payload)), Ok([0].into()), "at {distance}");
    }
}

/// Not a test of correctness: `cargo test --release -- --ignored --nocapture speed`.
#[test]
#[ignore = "prints times, to be run in a release build"]
fn speed() {
    use std::time::Instant;
    let email = |i: usize| Value::read(Kind::Email, &format!("person{i}@example{}.org", i % 90));
    let phone = |i: usize| Value::read(Kind::Phone, &format!("+336{:08}", i * 7919 % 100_000_000));
    let other = |i: usize| match i % 2 {
        0 => Value::read(Kind::Website, &format!("site{i}.example/about")),
        _ => Value::read(Kind::Address, &format!("{i} Rue de l'Exemple, 75001 Paris")),
    };
    let rows: String = (0..12_000)
        .map(|i| {
            format!(
                "{i};John Roe {i};john{i}@example{}.org;+49 30 {:07};{i} Allee, 1011 Köln\r\n",
                i % 90,
                i * 7
            )
        })
        .collect();
    let csv = rows.repeat(50_000_000 / rows.len() + 1);
    let json = csv.replace('\r', r"\u000d").replace('\n', r"\n");
    let digits = "12 34-56 78 ".repeat(50_000_000 / 12);
    let emails = "john@example1.org,".repeat(50_000_000 / 18);
    let kinds: [(&str, Vec<Value>); 3] = [
        ("10", (0..10).filter_map(|i| [email, phone, other][i % 3](i)).collect()),
        ("1000", (0..1000).filter_map(|i| [email, phone, other][i % 3](i)).collect()),
        ("10000", (0..10_000).filter_map(|i| [email, phone, other][i % 3](i)).collect()),
    ];
    let look_through = |needles: &Needles| {
        for (form, text) in
            [("csv", &csv), ("json", &json), ("digits", &digits), ("emails", &emails)]
        {
            let start = Instant::now();
            let found = needles.find(Payload::Text(text)).map(|found| found.len());
            println!("  {form} {} MB: {:?} {found:?}", text.len() / 1_000_000, start.elapsed());
        }
    };
    let key = Key::from_hex(&"2a".repeat(16)).unwrap();
    for (name, values) in &kinds {
        let start = Instant::now();
        let needles = Needles::new(values);
        println!("{name} values, build: {:?}", start.elapsed());
        look_through(&needles);
    }
    let [few, ..] = &kinds;
    for count in [0, 5000] {
        let mut recollection = Recollection::new(key.clone());
        let values = (0..).filter_map(|i| [email, phone][i % 2](i + 100_000));
        for print in values.flat_map(|value| key.known(&value)).take(count) {
            recollection.add(print, 0, 0);
        }
        println!("{count} remembered, and 10 values");
        look_through(&Needles::new(&few.1).recalling(&Rc::new(recollection), []));
    }
}
