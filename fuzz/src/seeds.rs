//! Inputs to begin with, from which libFuzzer goes on: invented values in the forms that the
//! decoders undo.

use miniz_oxide::deflate::compress_to_vec;
use rawzip::CompressionMethod;

use crate::packed::{
    ALL, CERTAIN, archive, cbor, deflate, grpc_web, gzip, message_pack, multipart, protobuf,
    same_often, zip,
};

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

/// Folded lines, and quoted-printable.
pub fn folded() -> Vec<Vec<u8>> {
    let [email, phone, ..] = VALUES;
    let quoted = email.replace('@', "=40").replace(".com", "=\r\n.com");
    [
        format!("BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Jané\r\nitem1.EMAIL:{}\r\nTEL:{phone}\r\nEND:VCARD", email.replace('@', "\r\n @")),
        format!("BEGIN:VCARD\nEMAIL;ENCODING=QUOTED-PRINTABLE:{quoted}\nN:Jan=C3=A9=E2=82=AC=E9\nEND:VCARD"),
        format!("To: =?utf-8?Q?{quoted}?=\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{quoted}"),
        format!("BEGIN:VCALENDAR\n\tORGANIZER:mailto:{}\n", email.replace('.', "\n .")),
    ]
    .map(String::into_bytes)
    .into()
}

/// Markup, of pages and of spreadsheets.
pub fn marked_up() -> Vec<Vec<u8>> {
    let [email, phone, ..] = VALUES;
    let [local, domain] = ["jane.roe", "example.com"];
    [
        format!("<!doctype html><p title='a>b'>{local}<wbr>@<b class=\"x\">{domain}</b></p><td>{phone}<br/>3 < 4"),
        format!("<sst><si><r><rPr><b/><sz val=\"11\"/></rPr><t>{local}</t></r><r><rPr><i/></rPr><t xml:space=\"preserve\">@{domain}</t></r></si></sst>"),
        format!("<text:p>{local}<text:span>@</text:span>{domain}</text:p><!-- {email} --><?x y?><a href=\"mailto:{email}\">"),
        format!("<p>{}</p>&commat;&#64;&#x40;&eacute;&amp;nbsp;", email.replace('@', "&#64;")),
    ]
    .map(String::into_bytes)
    .into()
}

/// Addresses as people spell them out.
pub fn spelled() -> Vec<Vec<u8>> {
    [
        "jane.roe [at] example (dot) com",
        "text=jane+dot+roe+at+example+dot+com",
        "jane dot roe {at}example[ dot ]com < jane point roe <arobase> example punkt com",
        "jane (dot) roe [@] example.com [[at] ( at ) (at]",
    ]
    .map(|text| text.as_bytes().to_vec())
    .into()
}

/// base64 and base64url: in lines, behind words, in `data:` URIs and in one another; digests.
pub fn runs() -> Vec<Vec<u8>> {
    let uri = |body: &[u8]| format!("x data:text/plain;charset=utf-8;base64,{} y", base64(body));
    let mut all: Vec<String> = plain().iter().chain(&encoded()).map(|body| uri(body)).collect();
    all.extend(all.clone().iter().map(|inner| uri(inner.as_bytes())));
    all.extend(containers().iter().take(9).map(|file| uri(file)));
    let text = base64(plain().concat().as_slice());
    let lines = text.as_bytes().chunks(76).map(String::from_utf8_lossy).collect::<Vec<_>>();
    all.push(format!("{{\"a\":\"{}\"}}", lines.join("\r\n")));
    all.push(format!("token=x{}.", text.replace('+', "-").replace('/', "_").replace('=', "")));
    all.extend([16, 20, 32].map(|size| "5f".repeat(size) + " " + &base64(&vec![0x9d; size])));
    all.into_iter().map(String::into_bytes).collect()
}

/// Files: each kind of container around each form, with a part broken, and in one another.
pub fn containers() -> Vec<Vec<u8>> {
    let text = plain().concat();
    let once: Vec<Vec<u8>> = ALL.iter().map(|wrap| wrap(&text)).collect();
    let deep = |count: usize| {
        (0..count).fold(text.clone(), |inner, place| CERTAIN[place % CERTAIN.len()](&inner))
    };
    let sheet = marked_up().concat();
    let parts = [("xl/sharedStrings.xml", &sheet[..]), ("xl/", b""), ("a.bin", &once[0])];
    let twice = [gzip(&text), gzip(&sheet)].concat();
    let mut all = once.clone();
    all.extend(encoded().iter().flat_map(|form| [gzip(form), multipart(form), protobuf(form)]));
    all.extend(once.iter().flat_map(|inner| [gzip(inner), multipart(inner), protobuf(inner)]));
    all.extend([4, 5, 6].map(deep));
    all.extend([CompressionMethod::STORE, CompressionMethod::DEFLATE].map(|m| archive(&parts, m)));
    all.extend([twice, grpc_web(&protobuf(&text)), multipart(&[0x89, b'P', b'N', b'G', 0])]);
    // Each with its end cut off, and with one byte changed.
    let broken = once.iter().flat_map(|whole| {
        let mut changed = whole.clone();
        changed[whole.len() / 2] ^= 0x55;
        [whole[..whole.len() * 3 / 4].to_vec(), changed]
    });
    all.extend(broken.collect::<Vec<_>>());
    all.extend(bombs());
    all
}

/// Little that comes to very much.
fn bombs() -> Vec<Vec<u8>> {
    let blanks = compress_to_vec(&vec![b' '; 12 << 20], 9);
    let head = &gzip(b"")[..10];
    let same = (0..4).fold(vec![b' '; 200], |inner, _| same_often(&inner, 8));
    let mut message = vec![0x80];
    for _ in 0..32 {
        message = protobuf(&message);
    }
    let inner = zip(&deflate(&[b' '; 1 << 20]));
    vec![[head, &blanks].concat(), blanks, same, message, zip(&inner), [0x91; 200].into()]
}

/// Structured binary formats.
pub fn binaries() -> Vec<Vec<u8>> {
    let [email, phone, website, address] = VALUES.map(str::as_bytes);
    let digest = [0x9d; 32];
    let message = [protobuf(email), protobuf(&protobuf(phone)), protobuf(&digest)].concat();
    let fixed = b"\x19\x6e\x84\x55\xd3\x07\0\0\0\x25\x6e\x84\x55\xd3\x28\x01";
    vec![
        message.clone(),
        grpc_web(&message),
        [grpc_web(fixed), grpc_web(&protobuf(address))].concat(),
        fixed.into(),
        [&b"\x83\xa1e\xb4"[..], email, b"\xa1p\xcf\0\0\0\x07\xd3\x55\x84\x6e\xa1f\xcb\x42\x1f\x4d\x56\x11\xb8\0\0"].concat(),
        [&b"\x93\xd9\x11"[..], phone, b"\x92\xc0\xc3\xc7\x12\x01", website].concat(),
        [&b"\xa2\x61e\x74"[..], email, b"\x61p\x1b\0\0\0\x07\xd3\x55\x84\x6e"].concat(),
        [&b"\xbf\x61e\x7f\x64jane\x70.roe@example.com\xff\x61f\x9f\xfa\x4e\0\0\0\xff\xff\xc1\x58\x20"[..], &digest].concat(),
        message_pack(&digest.repeat(3)),
        cbor(&message),
    ]
}

/// Formats that are made again without a value.
pub fn exports() -> Vec<Vec<u8>> {
    let [email, phone, website, address] = VALUES;
    let rows = format!(
        "name;mail;phone\r\nJané;{email};\"=\"\"{phone}\"\"\"\r\nJohn;john@example.org;{website}\r\n"
    );
    let json = format!(
        r#"{{"n":"Jané","m":"{email}","t":33612345678,"a":["{address}"],"b":"{{\"m\":\"{email}\"}}"}}"#
    );
    let form = format!("name=Jane&email={}&t=%2B33+6+12+34+56+78&z=", email.replace('@', "%40"));
    let cells = format!(
        r#"<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{email}</t></is></c><c r="B1"><v>33612345678</v></c></row></sheetData></worksheet>"#
    );
    let book =
        [("[Content_Types].xml", &b"<Types/>"[..]), ("xl/worksheets/sheet1.xml", cells.as_bytes())];
    let texts = [
        rows.clone(),
        rows.replace(';', "\t"),
        json,
        form,
        format!("Write to {email}, or {phone}."),
    ];
    let mut all: Vec<Vec<u8>> = texts.map(String::into_bytes).into();
    all.extend([plain(), folded(), marked_up(), escaped()].concat());
    all.push(archive(&book, CompressionMethod::DEFLATE));
    all.push(rows.encode_utf16().flat_map(u16::to_le_bytes).fold(
        vec![0xff, 0xfe],
        |mut all, byte| {
            all.push(byte);
            all
        },
    ));
    all
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

/// All that a text may be.
pub fn texts() -> Vec<Vec<u8>> {
    [plain(), escaped(), folded(), marked_up(), spelled(), runs()].concat()
}

/// All that a payload may be.
pub fn payloads() -> Vec<Vec<u8>> {
    [texts(), encoded(), containers(), binaries()].concat()
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
