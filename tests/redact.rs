//! What is left of a payload: tables of `name, payload, rest`.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod oracle;

use calamine::Data;
use entre_nous::field::{Kind, Value};
use entre_nous::payload::Payload;
use entre_nous::redact::redact;
use oracle::{Oracle, cells, parts, workbook};

type Row = (&'static str, &'static str, &'static str);

fn values() -> Vec<Value> {
    let shown = [
        (Kind::Email, "jane.roe@example.com"),
        (Kind::Phone, "+33 6 12 34 56 78"),
        (Kind::Address, "12 Rue de l'Exemple, 75001 Paris"),
        (Kind::Website, "janeroe.example/cv"),
    ];
    shown.iter().filter_map(|(kind, shown)| Value::read(*kind, shown)).collect()
}

fn text(text: &str) -> Option<String> {
    Oracle::new(&values()).redact_text(text)
}

fn bytes(bytes: &[u8]) -> Option<Vec<u8>> {
    Oracle::new(&values()).redact_bytes(bytes)
}

fn check(rows: &[Row]) {
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|(name, payload, rest)| {
            let (text, bytes) = (text(payload), bytes(payload.as_bytes()));
            let right = text.as_deref() == Some(*rest) && bytes.as_deref() == Some(rest.as_bytes());
            (!right).then(|| format!("{name}: {text:?}, not {rest:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[rustfmt::skip]
const PLAIN: &[Row] = &[
    ("nothing in it", "Hello john@example.org", "Hello john@example.org"),
    ("nothing but the value", "jane.roe@example.com", ""),
    ("prose around it", "Write to jane.roe@example.com.\r\nBye", "Write to .\r\nBye"),
    ("brackets stay", "Jane <jane.roe@example.com>, John", "Jane <>, John"),
    ("a label stays", "Email: jane.roe@example.com\nTel:+33612345678\n", "Email: \nTel:\n"),
    ("a number with its country", "Call +33 (0)6 12-34-56-78 today", "Call  today"),
    ("a number with 00", "Call 0033 6 12 34 56 78", "Call "),
    ("a number with brackets", "Call (06) 12 34 56 78 or (+33) 6 12 34 56 78 (now)", "Call  or  (now)"),
    ("two numbers", "0698765432 / 0612345678 / 0698765433", "0698765432 /  / 0698765433"),
    ("a number after a year", "In 2019 06 12 34 56 78", "In 2019 "),
    ("an address over two lines", "At 12 rue de l'Exemple\n75001 Paris, France", "At \n, France"),
    ("a link", "See https://janeroe.example/cv?x=1 now", "See ?x=1 now"),
    ("twice", "jane.roe@example.com or JANE.ROE@example.com", " or "),
];

#[rustfmt::skip]
const TABLES: &[Row] = &[
    ("comma", "name,mail\nJane,jane.roe@example.com\nJohn,john@example.org\n", "name,mail\nJane,\nJohn,john@example.org\n"),
    ("semicolon, CRLF, quotes", "\"n\";\"m\"\r\n\"J\";\"jane.roe@example.com\"\r\n\"K\";\"k@example.org\"", "\"n\";\"m\"\r\n\"J\";\"\"\r\n\"K\";\"k@example.org\""),
    ("mark of the byte order", "\u{feff}n,m\n1,jane.roe@example.com", "\u{feff}n,m\n1,"),
    ("declared delimiter", "sep=;\r\na;jane.roe@example.com;x\r\n", "sep=;\r\na;;x\r\n"),
    ("tab, one record", "Jane\t+33 6 12 34 56 78\tx", "Jane\t\tx"),
    ("pipe", "a|jane.roe@example.com\nb|c", "a|\nb|c"),
    ("formula around it", "n;t\na;=\"0612345678\"\nb;=\"1\"\n", "n;t\na;=\"\"\nb;=\"1\"\n"),
    ("formula in quotes", "n;t\na;\"=\"\"0612345678\"\"\"\nb;c\n", "n;t\na;\"\"\nb;c\n"),
    ("formula guard", "n;t\na;'+33612345678\nb;c\n", "n;t\na;\nb;c\n"),
    ("prose in a cell", "n;t\na;\"Write \"\"soon\"\" to jane.roe@example.com, or\r\nnot\"\nb;c\n", "n;t\na;\"Write \"\"soon\"\" to , or\r\nnot\"\nb;c\n"),
    ("an address over two columns", "n,street,city\na,12 rue de l'Exemple,75001 Paris\nb,1 Way,Bath\n", "n,street,city\na,,\nb,1 Way,Bath\n"),
    ("an address in a text, its comma as regular as the pipe", "a|to 12 rue de l'Exemple, 75001 Paris soon\nat 12 rue de l'Exemple, 75001 Paris now|b\n", "a|to  soon\nat  now|b\n"),
    ("an address in quotes", "n,a\nx,\"12 rue de l'Exemple, 75001 Paris\"\ny,z\n", "n,a\nx,\"\"\ny,z\n"),
    ("every row", "m,t\njane.roe@example.com,0612345678\nJANE.ROE@EXAMPLE.COM,+33612345678\n", "m,t\n,\n,\n"),
    ("JSON in a cell", "n\tj\na\t{\"m\":\"jane.roe@example.com\",\"k\":1}\n", "n\tj\na\t{\"m\":\"\",\"k\":1}\n"),
];

#[rustfmt::skip]
const JSON: &[Row] = &[
    ("a string", r#"{"n": "Jane", "m": "jane.roe@example.com"}"#, r#"{"n": "Jane", "m": ""}"#),
    ("escaped", r#"{"m":"jane.roe\u0040example.com","n":"\u00e9"}"#, r#"{"m":"","n":"\u00e9"}"#),
    ("a number", r#"[{"t":33612345678},{"t":1}]"#, r#"[{"t":null},{"t":1}]"#),
    ("prose", r#"["Hello \"you\"\n jane.roe@example.com\tand \u00e9"]"#, r#"["Hello \"you\"\n \tand \u00e9"]"#),
    ("as a name", r#"{"jane.roe@example.com":{"a":1}}"#, r#"{"":{"a":1}}"#),
    ("JSON in it", r#"{"b":"{\"m\":\"jane.roe\\u0040example.com\",\"t\":33612345678}"}"#, r#"{"b":"{\"m\":\"\",\"t\":null}"}"#),
    ("a list in it", r#"{"b":"[\"jane.roe@example.com\"]"}"#, r#"{"b":"[\"\"]"}"#),
    ("a form in it", r#"{"b":"to=jane.roe%40example.com&x=1"}"#, r#"{"b":"to=&x=1"}"#),
    ("GraphQL in it", r#"{"query":"mutation { add(email: \"jane.roe@example.com\") }"}"#, r#"{"query":"mutation { add(email: \"\") }"}"#),
    ("HTML in it", r#"{"h":"<a href=\"mailto:jane.roe@example.com\">Jane<\/a>"}"#, r#"{"h":"<a href=\"\">Jane<\/a>"}"#),
    ("lines of it", "{\"m\":\"jane.roe@example.com\"}\n{\"m\":\"x\"}\n", "{\"m\":\"\"}\n{\"m\":\"x\"}\n"),
    ("malformed", r#"{"m":"jane.roe@example.com","n":"#, r#"{"m":"","n":"#),
];

#[rustfmt::skip]
const FORMS: &[Row] = &[
    ("a field", "name=Jane&email=jane.roe%40example.com&x=1", "name=Jane&email=&x=1"),
    ("a number with blanks", "t=%2B33+6+12+34+56+78&u=+", "t=&u=+"),
    ("prose", "text=write+to+jane.roe%40example.com+now", "text=write+to++now"),
    ("JSON in it", "q=%7B%22e%22%3A%22jane.roe%5Cu0040example.com%22%2C%22n%22%3A1%7D", "q=%7B%22e%22%3A%22%22%2C%22n%22%3A1%7D"),
    ("an address that is loaded", "https://example.org/x?to=jane.roe@example.com&y=1", "https://example.org/x?to=&y=1"),
    ("as a name", "jane.roe%40example.com=on&y=1", "=on&y=1"),
];

#[rustfmt::skip]
const VCARDS: &[Row] = &[
    ("3.0", "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Jane Roe\r\nEMAIL;TYPE=INTERNET:jane.roe@example.com\r\nTEL;TYPE=CELL:+33 6 12 34 56 78\r\nEND:VCARD\r\n", "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Jane Roe\r\nEMAIL;TYPE=INTERNET:\r\nTEL;TYPE=CELL:\r\nEND:VCARD\r\n"),
    ("4.0, a link", "BEGIN:VCARD\nVERSION:4.0\nitem1.TEL;VALUE=uri;TYPE=\"voice,home\":tel:+33-6-12-34-56-78\nEND:VCARD", "BEGIN:VCARD\nVERSION:4.0\nitem1.TEL;VALUE=uri;TYPE=\"voice,home\":\nEND:VCARD"),
    ("an address", "BEGIN:VCARD\nADR;TYPE=HOME:;;12 Rue de l'Exemple;75001 Paris;;;France\nEND:VCARD\n", "BEGIN:VCARD\nADR;TYPE=HOME:;;;;;;France\nEND:VCARD\n"),
    ("folded", "BEGIN:VCARD\r\nNOTE:Please mail jane.r\r\n oe@exam\r\n ple.com\r\n  and wait\r\nEMAIL:jane.roe@ex\r\n ample.com\r\nEND:VCARD\r\n", "BEGIN:VCARD\r\nNOTE:Please mail \r\n  and wait\r\nEMAIL:\r\nEND:VCARD\r\n"),
    ("2.1, quoted-printable", "BEGIN:VCARD\r\nEMAIL;INTERNET;ENCODING=QUOTED-PRINTABLE:jane=2Eroe=\r\n=40example.com\r\nN:Roe\r\nEND:VCARD\r\n", "BEGIN:VCARD\r\nEMAIL;INTERNET;ENCODING=QUOTED-PRINTABLE:\r\nN:Roe\r\nEND:VCARD\r\n"),
    ("2.1, prose", "BEGIN:VCARD\r\nNOTE;QUOTED-PRINTABLE:=C3=A9crire =C3=A0 jane.roe=40exa=\r\nmple.com ou=\r\n non\r\nEND:VCARD\r\n", "BEGIN:VCARD\r\nNOTE;QUOTED-PRINTABLE:=C3=A9crire =C3=A0  ou=\r\n non\r\nEND:VCARD\r\n"),
    ("a note", "BEGIN:VCARD\nNOTE:Mail jane.roe@example.com\\, please\nEND:VCARD\n", "BEGIN:VCARD\nNOTE:Mail \\, please\nEND:VCARD\n"),
];

#[rustfmt::skip]
const HTML: &[Row] = &[
    ("a text", "<p>Jane</p><p>jane.roe@example.com</p>", "<p>Jane</p><p></p>"),
    ("prose", "<p>Write to jane.roe@example.com, <b>please</b></p>", "<p>Write to , <b>please</b></p>"),
    ("an attribute", "<ul><li><a href='mailto:jane.roe@example.com' title=x>Jane</a></ul>", "<ul><li><a href='' title=x>Jane</a></ul>"),
    ("an attribute without quotes", "<a href=mailto:jane.roe@example.com>Jane</a>", "<a href=>Jane</a>"),
    ("both", "<div>Hi <a href=\"mailto:jane.roe@example.com?subject=x\">jane.roe@example.com</a> bye</div>", "<div>Hi <a href=\"mailto:?subject=x\"></a> bye</div>"),
    ("a table", "<meta charset='utf-8'><table><tr><td>Jane<td>0612345678<tr><td>x<td>0698765432</table>", "<meta charset='utf-8'><table><tr><td>Jane<td><tr><td>x<td>0698765432</table>"),
    ("tags inside", "<p>Hi <b>jane.roe</b>@exam<i>ple.com</i>!</p>", "<p>Hi <b></b><i></i>!</p>"),
    ("texts side by side", "<span>jane.roe@example.com</span><span>John</span><b>0612345678</b><b>7</b>", "<span></span><span>John</span><b></b><b>7</b>"),
    ("character references", "<p>caf&eacute; jane.roe&#64;example&#x2e;com &amp; co</p>", "<p>caf&eacute;  &amp; co</p>"),
    ("a text beyond ASCII before it", "<p title='é'>€ \u{1f4de}ü</p><p title='jane.roe@example.com'>é</p>", "<p title='é'>€ \u{1f4de}ü</p><p title=''>é</p>"),
    ("a comment", "<!-- jane.roe@example.com --><p>x</p>", "<!----><p>x</p>"),
    ("data in a script", "<script type=\"application/ld+json\">{\"email\":\"jane.roe@example.com\",\"x\":1}</script>", "<script type=\"application/ld+json\">{\"email\":\"\",\"x\":1}</script>"),
];

#[test]
fn plain_text_loses_the_words_of_a_value() {
    check(PLAIN);
}

#[test]
fn a_table_loses_the_content_of_cells() {
    check(TABLES);
}

#[test]
fn json_keeps_quotes_and_has_null_for_numbers() {
    check(JSON);
}

#[test]
fn a_form_keeps_names() {
    check(FORMS);
}

#[test]
fn a_vcard_keeps_properties_and_parameters() {
    check(VCARDS);
}

#[test]
fn html_keeps_tags_and_quotes() {
    check(HTML);
}

#[test]
fn bytes_keep_their_encoding() {
    let utf16 = |text: &str, bytes: fn(u16) -> [u8; 2]| {
        ["\u{feff}", text].concat().encode_utf16().flat_map(bytes).collect::<Vec<u8>>()
    };
    let (shown, rest) = ("nom;m\r\nZoé;jane.roe@example.com\r\n", "nom;m\r\nZoé;\r\n");
    for order in [u16::to_le_bytes, u16::to_be_bytes] {
        assert_eq!(bytes(&utf16(shown, order)), Some(utf16(rest, order)));
    }
    assert_eq!(
        bytes(b"nom;m\r\nZo\xe9 \x80;jane.roe@example.com\r\n").as_deref(),
        Some(&b"nom;m\r\nZo\xe9 \x80;\r\n"[..])
    );
}

#[test]
fn a_workbook_loses_texts_and_numbers() {
    let rows = concat!(
        r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>"#,
        r#"<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" s="3"><v>33612345678</v></c></row>"#,
        r#"<row r="3"><c r="A3" t="inlineStr"><is><t>jane.roe@example.com</t></is></c><c r="B3"><v>7</v></c></row>"#,
        r#"<row r="4"><c r="A4" t="str"><f>"jane.roe@"&amp;"example.com"</f><v>jane.roe@example.com</v></c><c r="B4" t="s"><v>3</v></c></row>"#,
    );
    let texts = concat!(
        "<si><t>name</t></si><si><t>phone</t></si>",
        "<si><r><rPr><b/></rPr><t>jane.roe</t></r><r><t>@example.com</t></r></si>",
        r#"<si><t xml:space="preserve">Caf&#233; &amp; jane.roe@example.com </t></si>"#,
    );
    let more = [("xl/media/image1.bin", "\u{1}\u{2}\u{3}"), ("docProps/app.xml", "<a>x</a>")];
    let before = workbook(rows, texts, &more);
    let after = bytes(&before).expect("a workbook");
    let text = |text: &str| Data::String(text.into());
    assert_eq!(
        cells(&after),
        [
            vec![text("name"), text("phone")],
            vec![text(""), Data::Empty],
            vec![text(""), Data::Float(7.0)],
            vec![Data::Empty, text("Café &  ")],
        ]
    );
    let changed: Vec<String> = parts(&before)
        .unwrap()
        .into_iter()
        .zip(parts(&after).unwrap())
        .filter(|(before, after)| before != after)
        .map(|((name, _), _)| name)
        .collect();
    assert_eq!(changed, ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"]);
}

#[test]
fn the_addresses_that_a_workbook_links_to_are_blanked() {
    let links = r#"<Relationships><Relationship Id="r1" Target="mailto:jane.roe@example.com"/></Relationships>"#;
    let name = "xl/worksheets/_rels/sheet1.xml.rels";
    let after = bytes(&workbook("", "", &[(name, links)])).expect("a workbook");
    let part = parts(&after).unwrap().into_iter().find(|(known, _)| known == name).unwrap().1;
    let rest = r#"<Relationships><Relationship Id="r1" Target=""/></Relationships>"#;
    assert_eq!(String::from_utf8(part).unwrap(), rest);
}

#[test]
fn what_is_not_understood_is_not_given_out() {
    let values = values();
    let everywhere = |_: Payload<'_>| Ok([0].into());
    assert_eq!(redact(Payload::Text("jane.roe@example.com"), &everywhere), None);
    for binary in [&b"\x89PNG\r\n\x1a\n jane.roe@example.com"[..], b"\x0a\x14jane.roe@example.com"]
    {
        assert_eq!(Oracle::new(&values).redact(Payload::Bytes(binary)), None);
    }
    let zip = oracle::archive(&[("a.xml", "<a>jane.roe@example.com</a>")]);
    assert_eq!(bytes(&zip), None, "an archive that is no workbook");
    let tag = "<p><jane.roe@example.com>x</p>";
    assert_eq!(text(&format!("<p>{tag}</p></a>")), None, "a value that is a tag's name");
}

#[test]
fn a_workbook_that_swells_is_not_read() {
    let bomb = " ".repeat(8_000_000);
    let more = [("xl/comments.xml", bomb.as_str())];
    let text = "<si><t>jane.roe@example.com</t></si>";
    assert_eq!(bytes(&workbook("", text, &more)), None);
}

#[test]
fn the_values_that_stay_behind_are_named() {
    let oracle = Oracle::new(&values());
    let redacted = oracle.redact(Payload::Text("a,b\n0612345678,jane.roe@example.com\n"));
    assert_eq!(redacted.unwrap().left_out, [0, 1].into());
}

/// Not a test of correctness: `cargo test --release --test redact -- --ignored --nocapture`.
#[test]
#[ignore = "prints times, to be run in a release build"]
fn speed() {
    let every = |size: usize, row: &dyn Fn(usize) -> String| -> String {
        let mut text = String::new();
        let mut number = 0;
        while text.len() < size {
            text.push_str(&row(number));
            number += 1;
        }
        text
    };
    let mail = |i: usize| match i % 131 {
        0 if i < 131_000 => format!("withheld{}@example.com", i / 131),
        _ => format!("person{i}@example{}.org", i % 90),
    };
    let values: Vec<Value> = (0..1000)
        .map(|i| (Kind::Email, format!("withheld{i}@example.com")))
        .chain((0..100).map(|i| (Kind::Phone, format!("+336{i:02}345678"))))
        .chain((0..1000).map(|i| (Kind::Address, format!("12 Rue {i}, 75001 Paris"))))
        .filter_map(|(kind, shown)| Value::read(kind, &shown))
        .collect();
    let needles = entre_nous::payload::Needles::new(&values);
    let csv = |i: usize| format!("{i};\"John Roe {i}\";{};+49 30 {:07}\r\n", mail(i), i * 7);
    let json = |i: usize| {
        format!(
            "{{\"id\":{i},\"name\":\"John\\u00e9 {i}\",\"mail\":\"{}\",\"t\":4930{:07}}}\n",
            mail(i),
            i * 7
        )
    };
    let prose =
        |i: usize| format!("Line {i} of prose, in which John writes to {} every day.\n", mail(i));
    let html =
        |i: usize| format!("<tr><td>{i}</td><td><a href=\"mailto:{0}\">{0}</a></td></tr>", mail(i));
    let vcard = |i: usize| {
        format!("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:John {i}\r\nEMAIL:{}\r\nEND:VCARD\r\n", mail(i))
    };
    let form = |i: usize| format!("n{i}=John+Roe&m{i}={}&", mail(i).replace('@', "%40"));
    let dense = |i: usize| {
        format!(
            "{i};withheld{0}@example.com;\"Write to withheld{0}@example.com or so\"\r\n",
            i % 1000
        )
    };
    let spread =
        |i: usize| format!("{i},+336 {:02} 34 56 78,12 Rue {},75001 Paris\r\n", i % 100, i % 1000);
    let rows: [(&str, &dyn Fn(usize) -> String); 8] = [
        ("dense", &dense),
        ("spread", &spread),
        ("csv", &csv),
        ("json", &json),
        ("prose", &prose),
        ("html", &html),
        ("vcard", &vcard),
        ("form", &form),
    ];
    for (name, row) in rows {
        for size in [1_000_000, 10_000_000] {
            let text = every(size, row);
            let start = std::time::Instant::now();
            let found = needles.find(Payload::Text(&text)).map(|found| found.len());
            let find = start.elapsed();
            let (calls, asked) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
            let start = std::time::Instant::now();
            let rest = redact(Payload::Text(&text), &|payload| {
                calls.set(calls.get() + 1);
                let Payload::Text(part) = payload else { unreachable!() };
                asked.set(asked.get() + part.len());
                needles.find(payload)
            });
            println!(
                "{name} {} MB: find {find:?} {found:?}, redact {:?} {:?}, {} calls, {} times the bytes",
                text.len() / 1_000_000,
                start.elapsed(),
                rest.map(|rest| rest.left_out.len()),
                calls.get(),
                asked.get() / text.len()
            );
        }
    }
}
