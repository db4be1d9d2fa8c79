//! Inputs to begin with, from which libFuzzer goes on: invented values in the forms that the
//! decoders undo.

/// The values that payloads have in them.
pub const VALUES: [&str; 4] = [
    "jane.roe@example.com",
    "+33 6 12 34 56 78",
    "janeroe.example/cv",
    "12 Rue de l'Exemple, Paris",
];

/// The values as they are, and a text of several lines with them.
pub fn plain() -> Vec<Vec<u8>> {
    let lines = format!("name;contact\r\n{}\r\n\tjané \u{1f4de}\n", VALUES.join("\r\n"));
    VALUES.iter().map(|value| value.as_bytes().to_vec()).chain([lines.into_bytes()]).collect()
}

/// Percent-encoding and escapes of strings, alone and in one another.
pub fn escaped() -> Vec<Vec<u8>> {
    let percent = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let json =
        |text: &str| text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<String>();
    let each: [&dyn Fn(&str) -> String; 6] = [
        &percent,
        &json,
        &|text| percent(&json(text)),
        &|text| json(&percent(&percent(text))),
        &|text| text.replace('@', "%40").replace('/', "\\/").replace(' ', "+"),
        &|text| format!("\"{{\\\"a\\\":\\\"{text}\\\\n\\\"}}\"\\ud83d\\udcde%E9%E2%82%AC"),
    ];
    let text = VALUES.join(" jané ");
    each.iter().map(|write| write(&text).into_bytes()).collect()
}

/// UTF-8 and UTF-16, with their marks.
pub fn encoded() -> Vec<Vec<u8>> {
    let text = format!("\u{feff}{} \u{1f4de}\r\n", VALUES.join("\r\n"));
    let utf16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect();
    vec![text.clone().into_bytes(), utf16(u16::to_le_bytes), utf16(u16::to_be_bytes)]
}

/// `data:` URIs with text in them, and with one in one.
pub fn data_uris() -> Vec<Vec<u8>> {
    let uri = |body: &[u8]| format!("x data:text/plain;charset=utf-8;base64,{} y", base64(body));
    let once: Vec<String> = plain().iter().chain(&encoded()).map(|body| uri(body)).collect();
    let twice = once.iter().map(|inner| uri(inner.as_bytes()));
    twice.chain(once.iter().cloned()).map(String::into_bytes).collect()
}

/// Questions, as they cross between the scripts.
pub fn questions() -> Vec<Vec<u8>> {
    let leave = |encoding: &str| {
        format!("entre-nous/1 17\nfetch\n{encoding}\nhttps://example.org/a?b=c\n{}", VALUES[0])
    };
    let state = "entre-nous/1 3\nstate\nhttps://example.org/".to_owned();
    let all = ["text", "bytes", "blob", "unreadable"].into_iter().map(leave).chain([state]);
    all.map(String::into_bytes).collect()
}

/// What the background tells.
pub fn recalls() -> Vec<Vec<u8>> {
    let key = "0123456789abcdef".repeat(2);
    let group = format!("email example.org example.net\n{key}7fffffff\n{key}\n");
    let phones = format!("phone example.org\n{key}00000001{key}ffffffff\n");
    vec![format!("{key}\n17\n{group}{phones}").into_bytes(), format!("{key}\n").into_bytes()]
}

/// All that a payload may be.
pub fn payloads() -> Vec<Vec<u8>> {
    [plain(), escaped(), encoded(), data_uris()].concat()
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0, |bits, byte| (bits << 8) | usize::from(*byte));
        let bits = bits << (8 * (3 - three.len()));
        for place in 0..=three.len() {
            text.push(char::from(ALPHABET[(bits >> (18 - 6 * place)) & 63]));
        }
    }
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}
