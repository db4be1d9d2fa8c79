//! What is found in which payload: tables of `name, kind, value, payload, found`.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use entre_nous::field::{EmailAddress, Kind, PhoneNumber, Value};
use entre_nous::payload::{MOST_BYTES, Needles, Payload, Unreadable};

type Row = (&'static str, Kind, &'static str, &'static str, bool);

const EMAIL: &str = "Jane.Roe@example.com";
const PHONE: &str = "+33 6 12 34 56 78";

#[rustfmt::skip]
const EMAILS: &[Row] = &[
    ("plain", Kind::Email, EMAIL, "jane.roe@example.com", true),
    ("upper case", Kind::Email, EMAIL, "JANE.ROE@EXAMPLE.COM", true),
    ("mailto", Kind::Email, EMAIL, "<a href='mailto:jane.roe@example.com?subject=x'>", true),
    ("shown as a mailto link", Kind::Email, "mailto:jane.roe%40example.com?cc=x@y.z", "jane.roe@example.com", true),
    ("shown with a label", Kind::Email, "jane.roe@example.com (Work)", "jane.roe@example.com", true),
    ("form field", Kind::Email, EMAIL, "name=Jane&email=jane.roe@example.com&x=1", true),
    ("form field, encoded", Kind::Email, EMAIL, "email=jane.roe%40example.com", true),
    ("form text with pluses", Kind::Email, EMAIL, "text=write+to+jane.roe%40example.com+now", true),
    ("angle brackets", Kind::Email, EMAIL, "Jane Roe <jane.roe@example.com>", true),
    ("CSV, quoted", Kind::Email, EMAIL, "1,\"jane.roe@example.com\",x", true),
    ("CSV, formula guard", Kind::Email, EMAIL, "1;'jane.roe@example.com;x", true),
    ("CSV, formula", Kind::Email, EMAIL, "=\"jane.roe@example.com\"", true),
    ("CSV, doubled quotes", Kind::Email, EMAIL, "\"\"\"jane.roe@example.com\"\"\"", true),
    ("CSV, unclosed quote", Kind::Email, EMAIL, "a,\"jane.roe@example.com\n\n,,\"", true),
    ("label and semicolon", Kind::Email, EMAIL, "to:jane.roe@example.com;", true),
    ("end of a sentence", Kind::Email, EMAIL, "Write to jane.roe@example.com.", true),
    ("Markdown", Kind::Email, EMAIL, "- _jane.roe@example.com_", true),
    ("curly quotes", Kind::Email, EMAIL, "\u{201c}jane.roe@example.com\u{201d}", true),
    ("tag added", Kind::Email, EMAIL, "jane.roe+news@example.com", true),
    ("tag left out", Kind::Email, "jane.roe+work@example.com", "jane.roe@example.com", true),
    ("zero-width", Kind::Email, EMAIL, "jane\u{200b}.roe\u{ad}@exam\u{2060}ple.com", true),
    ("full width", Kind::Email, EMAIL, "ｊａｎｅ．ｒｏｅ＠ｅｘａｍｐｌｅ．ｃｏｍ", true),
    ("right to left", Kind::Email, EMAIL, "\u{202e}\u{5d0}\u{5d1}: \u{202a}jane.roe@example.com\u{202c}", true),
    ("trailing dot of the domain", Kind::Email, EMAIL, "jane.roe@example.com./", true),
    ("JSON", Kind::Email, EMAIL, r#"{"email":"jane.roe@example.com"}"#, true),
    ("JSON, escaped", Kind::Email, EMAIL, r#"{"email":"jane.roe\u0040example.com"}"#, true),
    ("JSON, all escaped", Kind::Email, "a@b.c", r#"["\u0061\u0040\u0062\u002E\u0063"]"#, true),
    ("JSON in JSON", Kind::Email, EMAIL, r#"{"body":"{\"email\":\"jane.roe\\u0040example.com\"}"}"#, true),
    ("JSON, line break before", Kind::Email, EMAIL, r#""Hello\njane.roe@example.com\tX""#, true),
    ("JSON, malformed", Kind::Email, EMAIL, r#"{"email":"jane.roe\u0040example.com"#, true),
    ("JSON, broken escape", Kind::Email, EMAIL, r#"{"\u00":"\q jane.roe@example.com\"#, true),
    ("JSON in a form", Kind::Email, EMAIL, "q=%7B%22e%22%3A%22jane.roe%5Cu0040example.com%22%7D", true),
    ("form in JSON", Kind::Email, EMAIL, r#"{"body":"to=jane.roe\u002540example.com"}"#, true),
    ("GraphQL", Kind::Email, EMAIL, r#"{"query":"mutation { add(email: \"jane.roe@example.com\") }"}"#, true),
    ("percent twice", Kind::Email, EMAIL, "u=https%3A%2F%2Fx%2F%3Fe%3Djane.roe%2540example.com", true),
    ("percent thrice", Kind::Email, EMAIL, "jane.roe%252540example.com", true),
    ("percent, broken", Kind::Email, EMAIL, "100%&%zz=jane.roe%40example.com%", true),
    ("multipart", Kind::Email, EMAIL, "--b\r\nContent-Disposition: form-data; name=\"e\"\r\n\r\njane.roe@example.com\r\n--b--", true),
    ("data URI, percent", Kind::Email, EMAIL, "data:text/csv,jane.roe%40example.com", true),
    ("data URI, base64", Kind::Email, EMAIL, "data:text/csv;base64,amFuZS5yb2VAZXhhbXBsZS5jb20=", true),
    ("data URI in JSON", Kind::Email, EMAIL, r#"{"f":"data:text\/csv;base64,amFuZS5yb2VAZXhhbXBsZS5jb20"}"#, true),
    ("IDN as punycode", Kind::Email, "jane@bücher.example", "jane@xn--bcher-kva.example", true),
    ("punycode as IDN", Kind::Email, "jane@xn--bcher-kva.example", "jane@BÜCHER.example", true),
    ("apostrophe", Kind::Email, "o'roe@example.com", "'o'roe@example.com'", true),
    ("quoted local part", Kind::Email, "\"jane roe\"@example.com", r#"{"e":"\"jane roe\"@example.com"}"#, true),
    ("HTML, number", Kind::Email, EMAIL, "<p>jane.roe&#64;example&#x2e;com</p>", true),
    ("HTML, name", Kind::Email, EMAIL, "<p>jane.roe&commat;example&period;com</p>", true),
    ("HTML, number without an end", Kind::Email, EMAIL, "jane.roe&#64example.com", true),
    ("HTML, tags within", Kind::Email, EMAIL, "<p>Jane: <b>jane.roe</b>@<i>example</i>.com</p>", true),
    ("HTML, tags and numbers, in JSON", Kind::Email, EMAIL, r#"{"html":"\u003cb>jane.roe\u003c/b>&#64;example.com"}"#, true),
    ("HTML, cells side by side", Kind::Email, "roe@example.com", "<td>jane</td><td>roe@example.com</td>", true),
    ("vCard, folded", Kind::Email, EMAIL, "BEGIN:VCARD\r\nEMAIL:jane.r\r\n oe@example.com\r\nEND:VCARD", true),
    ("vCard 2.1, quoted-printable", Kind::Email, EMAIL, "BEGIN:VCARD\nEMAIL;ENCODING=QUOTED-PRINTABLE:jane.roe=40exam=\nple.com\nEND:VCARD", true),
    ("vCard in JSON", Kind::Email, EMAIL, r#"{"v":"BEGIN:VCARD\r\nEMAIL:jane.r\r\n oe@example.com"}"#, true),
    ("MIME, quoted-printable", Kind::Email, EMAIL, "Content-Transfer-Encoding: quoted-printable\r\n\r\njane=2Eroe@exam=\r\nple.com", true),
    ("MIME, a word", Kind::Email, EMAIL, "To: =?utf-8?Q?jane.roe=40example.com?=", true),
    ("MIME, as base64url", Kind::Email, EMAIL, r#"{"raw":"VG86IGphbmUucm9lQGV4YW1wbGUuY29tDQoNCkhlbGxv"}"#, true),
    ("base64", Kind::Email, EMAIL, "id=amFuZS5yb2VAZXhhbXBsZS5jb20", true),
    ("base64, one before", Kind::Email, EMAIL, "eGphbmUucm9lQGV4YW1wbGUuY29t eCBqYW5lLnJvZUBleGFtcGxlLmNvbQ==", true),
    ("base64 in base64", Kind::Email, EMAIL, "YW1GdVpTNXliMlZBWlhoaGJYQnNaUzVqYjIw", true),
    ("base64, short", Kind::Email, "a@b.com", "YUBiLmNvbQ==", true),
    ("spelled out", Kind::Email, EMAIL, "jane dot roe at example dot com", true),
    ("spelled out in brackets", Kind::Email, EMAIL, "Jane.Roe [at] example (dot) com", true),
    ("spelled out, percent", Kind::Email, EMAIL, "jane.roe%5Bat%5Dexample.com", true),
    ("SHA-256", Kind::Email, EMAIL, r#"{"em":"22fff12b355cb9cb6303835fe8227cbb155ee22d300caccba72b326d1a6fb98a"}"#, true),
    ("SHA-1, capitals", Kind::Email, EMAIL, "9D468672F73CBA060B257EE66EE260D739DBEA53", true),
    ("MD5", Kind::Email, EMAIL, "u=3166e776d4becc214bf39b20c643fc55&x", true),
    ("SHA-256 in base64", Kind::Email, EMAIL, "Iv/xKzVcuctjA4Nf6CJ8uxVe4i0wDKzLpysybRpvuYo=", true),
    ("not valid, but known", Kind::Email, "jane@localhost", "mailto:jane@localhost,", true),
    ("longer local part", Kind::Email, "roe@example.com", "jane.roe@example.com jane-roe@example.com xroe@example.com", false),
    ("longer domain", Kind::Email, EMAIL, "jane.roe@example.community jane.roe@example.com.au", false),
    ("subdomain", Kind::Email, EMAIL, "jane.roe@mail.example.com", false),
    ("another at the domain", Kind::Email, EMAIL, "john.roe@example.com", false),
    ("domain alone", Kind::Email, EMAIL, "@example.com", false),
    ("nothing", Kind::Email, EMAIL, "", false),
];

#[rustfmt::skip]
const PHONES: &[Row] = &[
    ("E.164", Kind::Phone, PHONE, "+33612345678", true),
    ("00", Kind::Phone, PHONE, "0033612345678", true),
    ("011", Kind::Phone, PHONE, "011 33 6 12 34 56 78", true),
    ("national", Kind::Phone, PHONE, "06 12 34 56 78", true),
    ("national, dots", Kind::Phone, PHONE, "06.12.34.56.78", true),
    ("national, slash and dashes", Kind::Phone, PHONE, "06/12-34-56-78", true),
    ("(0)", Kind::Phone, PHONE, "+33 (0)6 12 34 56 78", true),
    ("(0), shown", Kind::Phone, "+33 (0) 6.12.34.56.78 (Mobile)", "0612345678", true),
    ("(0) without a plus", Kind::Phone, PHONE, "33 (0) 6 12 34 56 78", true),
    ("brackets around the code", Kind::Phone, PHONE, "(+33) 612345678", true),
    ("NBSP", Kind::Phone, PHONE, "+33\u{a0}6\u{202f}12\u{a0}34\u{a0}56\u{a0}78", true),
    ("non-breaking dashes", Kind::Phone, PHONE, "+33\u{2011}6\u{2011}12\u{2011}34\u{2011}56\u{2011}78", true),
    ("tel", Kind::Phone, PHONE, "tel:+33-6-12-34-56-78;ext=9", true),
    ("tel, shown", Kind::Phone, "tel:+33%206%2012345678;ext=9", "0612345678", true),
    ("bare integer", Kind::Phone, PHONE, r#"{"phone":33612345678,"x":1}"#, true),
    ("bare integer without code", Kind::Phone, PHONE, r#"{"phone":612345678}"#, true),
    ("float", Kind::Phone, PHONE, "33612345678.0", true),
    ("code in a column of its own", Kind::Phone, PHONE, "\"33\";\"612345678\"", true),
    ("id before it", Kind::Phone, PHONE, "104 0612345678", true),
    ("date before it", Kind::Phone, PHONE, "2024-05-06 06 12 34 56 78 2024-05-06", true),
    ("extension", Kind::Phone, PHONE, "06 12 34 56 78 ext. 12", true),
    ("extension, shown", Kind::Phone, "06 12 34 56 78 poste 12", "+33612345678", true),
    ("extension x, shown", Kind::Phone, "06 12 34 56 78 x12", "+33612345678", true),
    ("extension #, shown", Kind::Phone, "06 12 34 56 78 #12", "+33612345678", true),
    ("label before, shown", Kind::Phone, "Mobile: +33 6 12 34 56 78", "0612345678", true),
    ("formula guard", Kind::Phone, PHONE, "'+33612345678,=\"x\"", true),
    ("formula", Kind::Phone, PHONE, "=\"+33612345678\"", true),
    ("form", Kind::Phone, PHONE, "tel=%2B33+6+12+34+56+78&x=", true),
    ("form, national", Kind::Phone, PHONE, "text=call+0612345678+now", true),
    ("form, blank before what could be another code", Kind::Phone, PHONE, "text=id+612345678", true),
    ("zero-width", Kind::Phone, PHONE, "06\u{200b}12\u{200b}34\u{200b}56\u{200b}78", true),
    ("Arabic-Indic digits", Kind::Phone, PHONE, "٠٦١٢٣٤٥٦٧٨", true),
    ("Arabic-Indic digits, shown", Kind::Phone, "\u{200f}+٣٣ ٦ ١٢ ٣٤ ٥٦ ٧٨", "0612345678", true),
    ("full-width digits", Kind::Phone, PHONE, "＋３３６１２３４５６７８", true),
    ("JSON, escaped", Kind::Phone, PHONE, r"\u002b\u0033\u0033612345678", true),
    ("national known, international sent", Kind::Phone, "06 12 34 56 78", "+33 6 12 34 56 78", true),
    ("national known, bare sent", Kind::Phone, "06 12 34 56 78", "33612345678", true),
    ("bare known, national sent", Kind::Phone, "33612345678", "0612345678", true),
    ("North America", Kind::Phone, "+1 (202) 555-0123", "202.555.0123", true),
    ("North America, trunk", Kind::Phone, "(202) 555-0123", "1-202-555-0123", true),
    ("North America to +1", Kind::Phone, "202-555-0123", "+12025550123", true),
    ("Russia, trunk 8", Kind::Phone, "+7 912 345-67-89", "8 (912) 345-67-89", true),
    ("Russia, trunk 8 known", Kind::Phone, "8 (912) 345-67-89", "+79123456789", true),
    ("Hungary, trunk 06", Kind::Phone, "+36 20 123 4567", "06 20 123 4567", true),
    ("Italy, landline", Kind::Phone, "+39 06 1234 5678", "06 12345678", true),
    ("Iceland, seven digits", Kind::Phone, "+354 555 1234", "555-1234", true),
    ("SHA-256", Kind::Phone, PHONE, "42d573cfc315801d4cd8eddd5416b416a0bf298b9b9e12d6b07442c91db42bd8", true),
    ("SHA-256 of the digits", Kind::Phone, PHONE, "8a3e7886c9335e82e02299fa3e87b46e2de3b0c63d56003e30a5029394a47661", true),
    ("HTML, tags within", Kind::Phone, PHONE, "<b>06 12</b> 34 <span>56 78</span>", true),
    ("vCard, folded", Kind::Phone, PHONE, "BEGIN:VCARD\r\nTEL:+3361234\r\n 5678\r\n", true),
    ("base64", Kind::Phone, PHONE, "MDYxMjM0NTY3OA", true),
    ("in cells side by side", Kind::Phone, PHONE, "<td>0612</td><td>345678</td>", false),
    ("another country", Kind::Phone, PHONE, "+49612345678, 0049612345678", false),
    ("another number", Kind::Phone, PHONE, "+33612345679 0612345687", false),
    ("inside a longer string of digits", Kind::Phone, PHONE, "106123456789 990612345678", false),
    ("ending only", Kind::Phone, PHONE, "2345678 12345678", false),
    ("columns are not one number", Kind::Phone, PHONE, "06,12,34,56,78", false),
    ("lines are not one number", Kind::Phone, PHONE, "0612\n345678", false),
    ("nothing but zeros", Kind::Phone, PHONE, "00000000000000000000000000000000000", false),
];

#[rustfmt::skip]
const TEXTS: &[Row] = &[
    ("website", Kind::Website, "https://www.janeroe.example/", "see janeroe.example now", true),
    ("website, www", Kind::Website, "janeroe.example", "http://www.janeroe.example/", true),
    ("website, label", Kind::Website, "janeroe.example/cv (Portfolio)", "https://janeroe.example/cv", true),
    ("website, escaped slashes", Kind::Website, "janeroe.example/cv", r#""https:\/\/janeroe.example\/cv""#, true),
    ("website, encoded path", Kind::Website, "janeroe.example/my%20cv", r#""https:\/\/janeroe.example\/my%20cv""#, true),
    ("website, short", Kind::Website, "x.co", "https://x.co/", true),
    ("website, IDN", Kind::Website, "bücher.example/a", "xn--bcher-kva.example/a", true),
    ("website, subdomain", Kind::Website, "janeroe.example", "blog.janeroe.example", false),
    ("website, domain of an email", Kind::Website, "janeroe.example", "info@janeroe.example", false),
    ("website, longer", Kind::Website, "janeroe.example", "janeroe.example.com janeroe.examples", false),
    ("handle", Kind::Handle, "@jane.roe", "telegram: jane.roe", true),
    ("handle, in a link", Kind::Handle, "jane.roe", "https://t.me/jane.roe?x", true),
    ("handle is not a name", Kind::Handle, "jane.roe", "Jane Roe", false),
    ("handle is not an email", Kind::Handle, "jane.roe", "jane.roe@example.com", false),
    ("handle is not a longer one", Kind::Handle, "jane.roe", "jane.roe.smith x-jane.roe jane.roes", false),
    ("address", Kind::Address, "12 Rue de l'Exemple\n75001 Paris", "12 rue de l'exemple, 75001 PARIS", true),
    ("address in quoted CSV", Kind::Address, "12 Rue de l'Exemple, Paris", "1,\"12 Rue de l'Exemple\r\nParis\"", true),
    ("address in a form", Kind::Address, "12 Rue de l'Exemple, Paris", "a=12+Rue+de+l%27Exemple%2C+Paris", true),
    ("address in JSON", Kind::Address, "12 Rue de l'Exemple, Paris", r#""12 Rue de l'Exemple\nParis""#, true),
    ("address with accents", Kind::Address, "Straße 5, Köln", r"stra\u00dfe 5 k\u00f6ln", true),
    ("address with accents, percent", Kind::Address, "Straße 5, Köln", "stra%C3%9Fe%205%20K%F6ln", true),
    ("address without blanks between words", Kind::Address, "東京都千代田区1-1", "住所は東京都千代田区1-1です", true),
    ("address, another number", Kind::Address, "12 Rue de l'Exemple", "112 Rue de l'Exemple 12 Rue de l'Exemples", false),
    ("address, Arabic", Kind::Address, "شارع المثال ١٢", "\u{202b}شارع\u{a0}المثال 12\u{202c}", true),
    ("short text, cell", Kind::Other, "Al", "1,\"al\",x", true),
    ("short text, form field", Kind::Other, "a b", "x=A+B&y", true),
    ("short text, line", Kind::Other, "Al", "x\n al \ny", true),
    ("short text, JSON", Kind::Other, "Al", r#"{"n": "Al"}"#, true),
    ("short text in a sentence", Kind::Other, "Al", "Al was here, with all", false),
    ("sign alone", Kind::Other, "★★", "x,★★,y", true),
    ("number too short", Kind::Phone, "555 12", "call 555-12 now", true),
    ("number with letters", Kind::Phone, "1-800-EXAMPLE", "1-800-example", true),
];

fn found_in(value: &Value, payload: Payload<'_>) -> Result<bool, Unreadable> {
    Needles::new([value]).find(payload).map(|found| found.contains(&0))
}

fn check(table: &[Row]) {
    let wrong: Vec<_> = table
        .iter()
        .filter(|(_, kind, value, payload, found)| {
            let value = Value::read(*kind, value).expect("a value");
            found_in(&value, Payload::Text(payload)) != Ok(*found)
                || found_in(&value, Payload::Bytes(payload.as_bytes())) != Ok(*found)
        })
        .map(|(name, ..)| name)
        .collect();
    assert!(wrong.is_empty(), "wrong: {wrong:#?}");
}

#[test]
fn emails_are_found_in_every_form_and_nothing_else_is() {
    check(EMAILS);
}

#[test]
fn phone_numbers_are_found_in_every_form_and_nothing_else_is() {
    check(PHONES);
}

#[test]
fn websites_and_texts_are_found_between_words() {
    check(TEXTS);
}

#[test]
fn equal_values_are_all_reported() {
    let values = [
        Value::read(Kind::Email, "jane@example.com").unwrap(),
        Value::read(Kind::Phone, "0612345678").unwrap(),
        Value::read(Kind::Email, "Jane@Example.com").unwrap(),
        Value::read(Kind::Other, "Jane Roe").unwrap(),
        Value::read(Kind::Handle, "jane roe").unwrap(),
    ];
    let found = Needles::new(&values).find(Payload::Text("Jane Roe, jane@example.com"));
    assert_eq!(found, Ok([0, 2, 3, 4].into()));
}

#[test]
fn without_needles_nothing_is_read() {
    let none = Needles::new(&[] as &[Value]);
    assert!(none.is_empty());
    assert_eq!(none.find(Payload::Bytes(b"\x00\xff")), Ok([].into()));
}

fn jane() -> Value {
    Value::read(Kind::Email, "jane@example.com").unwrap()
}

#[test]
fn text_is_read_in_every_encoding() {
    let marked = "\u{feff}a;jane@example.com\r\n";
    let unmarked = marked.trim_start_matches('\u{feff}');
    let little = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let big = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>();
    let western = b"caf\xe9;jane@example.com\r\n".to_vec();
    for bytes in [little(marked), big(marked), little(unmarked), big(unmarked), western] {
        assert_eq!(found_in(&jane(), Payload::Bytes(&bytes)), Ok(true), "{bytes:?}");
    }
    // Such text in a string, as a page gets it when it reads it for another.
    let spaced = "jane@example.com".replace("", "\0");
    assert_eq!(found_in(&jane(), Payload::Text(&spaced)), Ok(true));
    // Frames of STOMP end so.
    assert_eq!(found_in(&jane(), Payload::Text("SEND\n\njane@example.com\0")), Ok(true));
    assert_eq!(found_in(&jane(), Payload::Text("SEND\n\njohn@example.com\0")), Ok(false));
}

#[test]
fn what_is_of_no_known_format_is_unreadable() {
    for bytes in
        [&b"\x89PNG\r\n\x1a\n"[..], &[0xff, 0xff], b"\x1f\x8b\x08broken", b"PK\x03\x04broken"]
    {
        assert_eq!(found_in(&jane(), Payload::Bytes(bytes)), Err(Unreadable::Binary), "{bytes:?}");
    }
    let picture = "<img src='data:image/png;base64,iVBORw0KGgo='>";
    assert_eq!(found_in(&jane(), Payload::Text(picture)), Err(Unreadable::Binary));
}

#[test]
fn a_payload_beyond_the_limit_is_unreadable_and_one_at_it_is_read() {
    let mut text = " ".repeat(MOST_BYTES - 16) + "jane@example.com";
    assert_eq!(found_in(&jane(), Payload::Text(&text)), Ok(true));
    text.push(' ');
    assert_eq!(found_in(&jane(), Payload::Text(&text)), Err(Unreadable::TooLarge));
    assert_eq!(found_in(&jane(), Payload::Bytes(text.as_bytes())), Err(Unreadable::TooLarge));
}

#[test]
fn a_fourth_layer_that_can_hide_a_value_is_unreadable() {
    for deep in ["jane%25252540example.com", r"jane\\\\\\\\u0040example.com", r"\\\\\\\\njane"] {
        assert_eq!(found_in(&jane(), Payload::Text(deep)), Err(Unreadable::TooDeep), "{deep}");
    }
}

#[test]
fn innocent_text_with_signs_of_encoding_is_read() {
    for innocent in [
        "100% of 50%-off, %%%, 5%a week",
        r"C:\Users\new\table \d+ \\server\share",
        r#"\\\\\\\\\\\\\\\\"x\\\\\\\\\\\\\\\""#,
        // What is left after three layers is a percent sign.
        "%252525",
        "data: 5, data:x, metadata:;base64",
    ] {
        assert_eq!(found_in(&jane(), Payload::Text(innocent)), Ok(false), "{innocent}");
    }
}

#[test]
fn canonical_emails_have_their_parts() {
    let email = EmailAddress::parse("jane+news@xn--bcher-kva.example.").unwrap();
    assert_eq!((email.local(), email.domain()), ("jane+news", "bücher.example"));
    assert_eq!(email.without_tag(), EmailAddress::parse("jane@bücher.example").unwrap());
    assert!(email.same_mailbox(&EmailAddress::parse("jane+x@bücher.example").unwrap()));
    assert_ne!(email, email.without_tag());
}

#[test]
fn what_is_no_email_is_kept_as_text() {
    for text in ["jane", "@example.com", "jane@", "jane@localhost", "jane@.com", "a b@example.com"]
    {
        assert_eq!(Value::read(Kind::Email, text), Some(Value::Text(text.to_owned())));
    }
    let long = format!("{}@example.com", "x".repeat(65));
    assert_eq!(Value::read(Kind::Email, &long), Some(Value::Text(long)));
}

#[test]
fn what_is_no_phone_number_is_kept_as_text() {
    for text in ["555 123", "1-800-example", "call me", "12:30:45:00", "0000000", "1234567 or 89"] {
        assert_eq!(Value::read(Kind::Phone, text), Some(Value::Text(text.to_owned())));
    }
}

#[test]
fn numbers_of_one_line_are_the_same_and_others_are_not() {
    let parse = |text| PhoneNumber::parse(text).unwrap();
    let number = parse("+44 20 7946 0958");
    for same in ["020 7946 0958", "0044 (0)20 79460958", "442079460958", "2079460958"] {
        assert!(number.same_line(&parse(same)), "{same}");
    }
    for other in ["+1 207 946 0958", "020 7946 0959", "7946 0958", "+44 2079460958 1"] {
        assert!(!number.same_line(&parse(other)), "{other}");
    }
}
