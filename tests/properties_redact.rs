//! What is redacted no longer has a value in it, and parsers read the rest the same.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::string_slice)]

mod oracle;

use calamine::Data;
use entre_nous::field::{Kind, Value};
use entre_nous::payload::Payload;
use oracle::{Oracle, cells, parts, workbook};
use proptest::prelude::*;
use proptest::sample::select;

/// What stands in a cell: all of it may stay, all of it goes, or what is in the middle.
#[derive(Clone, Debug)]
enum Item {
    Stays(String),
    Goes(String),
    Around(String, String, String),
}

impl Item {
    fn shown(&self) -> String {
        match self {
            Self::Stays(text) | Self::Goes(text) => text.clone(),
            Self::Around(before, value, after) => format!("{before}{value}{after}"),
        }
    }

    fn rest(&self) -> String {
        match self {
            Self::Stays(text) => text.clone(),
            Self::Goes(_) => String::new(),
            Self::Around(before, _, after) => format!("{before}{after}"),
        }
    }
}

fn knowing() -> Oracle {
    let shown = [
        (Kind::Email, "jane.roe@example.com"),
        (Kind::Phone, "+33 6 12 34 56 78"),
        (Kind::Address, "12 Rue de l'Exemple, 75001 Paris"),
        (Kind::Website, "janeroe.example/cv"),
    ];
    let values: Vec<Value> =
        shown.iter().filter_map(|(kind, shown)| Value::read(*kind, shown)).collect();
    Oracle::new(&values)
}

/// Ways to write the values.
fn value() -> impl Strategy<Value = String> {
    select(&[
        "jane.roe@example.com",
        "JANE.ROE@EXAMPLE.COM",
        "jane.roe+news@example.com",
        "+33 6 12 34 56 78",
        "+33 (0)6-12-34-56-78",
        "0033612345678",
        "0612345678",
        "06.12.34.56.78",
        "12 Rue de l'Exemple, 75001 Paris",
        "12 rue de l'exemple 75001 PARIS",
        "https://janeroe.example/cv",
    ])
    .prop_map(str::to_owned)
}

/// Text of others, with what may trouble a reader of any format.
fn innocent() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-zé]{1,8}( [a-z]{1,8}){0,3}",
        1 => "[a-z]{2,6}@example\\.org",
        1 => "[0-9]{1,6}",
        1 => "[a-z]{1,3}[\"'&<>;,\\\\|=%+#:{}\\[\\]@/?é€ ]{1,4}[a-z]{1,3}",
        1 => Just("€ \u{1f4de}\u{fc}".to_owned()),
    ]
}

fn words() -> impl Strategy<Value = String> {
    "[a-zé]{1,7}( [a-z]{1,7}){0,3}"
}

fn item() -> impl Strategy<Value = Item> {
    prop_oneof![
        3 => innocent().prop_map(Item::Stays),
        2 => value().prop_map(Item::Goes),
        1 => (words(), value(), words()).prop_map(|(before, value, after)| {
            Item::Around(format!("{before} "), value, format!(" {after}"))
        }),
    ]
}

/// Rows of as many columns each.
fn table() -> impl Strategy<Value = Vec<Vec<Item>>> {
    (2..5_usize).prop_flat_map(|columns| {
        prop::collection::vec(prop::collection::vec(item(), columns), 1..6)
    })
}

fn is_part(rest: &str, whole: &str) -> bool {
    let mut characters = whole.chars();
    rest.chars().all(|character| characters.any(|other| other == character))
}

/// Redacts, and checks what holds whatever the format: nothing is found, nothing is added, text
/// and bytes are treated alike.
fn rest_of(text: &str) -> String {
    let oracle = knowing();
    let rest = oracle.redact_text(text).expect("something left");
    assert_eq!(oracle.find(Payload::Text(&rest)), Ok([].into()), "{text:?} to {rest:?}");
    assert!(is_part(&rest.replace("null", ""), text), "{text:?} to {rest:?}");
    assert_eq!(oracle.redact_bytes(text.as_bytes()).as_deref(), Some(rest.as_bytes()));
    rest
}

#[derive(Clone, Debug)]
struct Dialect {
    delimiter: char,
    line_end: &'static str,
    all_quoted: bool,
    mark: &'static str,
}

fn dialect() -> impl Strategy<Value = Dialect> {
    (
        select(&[',', ';', '\t', '|']),
        select(&["\n", "\r\n"]),
        any::<bool>(),
        select(&["", "\u{feff}"]),
    )
        .prop_map(|(delimiter, line_end, all_quoted, mark)| Dialect {
            delimiter,
            line_end,
            all_quoted,
            mark,
        })
}

fn write_csv(table: &[Vec<Item>], dialect: &Dialect) -> String {
    let mut text = dialect.mark.to_owned();
    for row in table {
        let cells: Vec<String> = row
            .iter()
            .map(|item| {
                let shown = item.shown();
                let troubles = |c: char| c == dialect.delimiter || "\"\r\n".contains(c);
                match dialect.all_quoted || shown.contains(troubles) {
                    true => format!("\"{}\"", shown.replace('"', "\"\"")),
                    false => shown,
                }
            })
            .collect();
        text.push_str(&cells.join(&dialect.delimiter.to_string()));
        text.push_str(dialect.line_end);
    }
    text
}

fn read_csv(text: &str, delimiter: char) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(u8::try_from(delimiter).unwrap())
        .from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn rests(table: &[Vec<Item>]) -> Vec<Vec<String>> {
    table.iter().map(|row| row.iter().map(Item::rest).collect()).collect()
}

/// A tree of JSON whose strings are items; some strings are JSON again.
#[derive(Clone, Debug)]
enum Tree {
    Item(Item),
    Number(bool),
    List(Vec<Tree>),
    Object(Vec<Tree>),
    Text(Box<Tree>),
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![item().prop_map(Tree::Item), any::<bool>().prop_map(Tree::Number)];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let list = prop::collection::vec(inner, 1..4);
        prop_oneof![
            2 => list.clone().prop_map(Tree::List),
            2 => list.clone().prop_map(Tree::Object),
            1 => list.prop_map(|list| Tree::Text(Box::new(Tree::Object(list)))),
        ]
    })
}

/// How deep text in text goes: beyond the engine's layers nothing can be said.
fn layers(tree: &Tree) -> usize {
    match tree {
        Tree::Item(_) | Tree::Number(_) => 0,
        Tree::List(list) | Tree::Object(list) => list.iter().map(layers).max().unwrap_or(0),
        Tree::Text(tree) => layers(tree) + 1,
    }
}

fn to_json(tree: &Tree, text: &dyn Fn(&Item) -> String, redacted: bool) -> serde_json::Value {
    let all =
        |list: &[Tree]| list.iter().map(|tree| to_json(tree, text, redacted)).collect::<Vec<_>>();
    match tree {
        Tree::Item(item) => text(item).into(),
        Tree::Number(true) if redacted => serde_json::Value::Null,
        Tree::Number(true) => 33_612_345_678_u64.into(),
        Tree::Number(false) => (-1.5e3).into(),
        Tree::List(list) => all(list).into(),
        Tree::Object(list) => {
            let named = all(list).into_iter().enumerate();
            serde_json::Value::Object(named.map(|(i, value)| (format!("k{i}"), value)).collect())
        }
        Tree::Text(tree) => to_json(tree, text, redacted).to_string().into(),
    }
}

fn fold(line: &str, width: usize, line_end: &str) -> String {
    let mut folded = String::new();
    let mut length = 0;
    for character in line.chars() {
        if length + character.len_utf8() > width {
            folded.push_str(line_end);
            folded.push(' ');
            length = 1;
        }
        folded.push(character);
        length += character.len_utf8();
    }
    folded
}

fn printable(text: &str, width: usize) -> String {
    let mut line = String::new();
    let mut length = 0;
    for byte in text.bytes() {
        let shown = match byte {
            b'=' | b'\\' | b';' | b'@' | 128.. => format!("={byte:02X}"),
            _ => char::from(byte).to_string(),
        };
        if length + shown.len() > width {
            line.push_str("=\r\n");
            length = 0;
        }
        length += shown.len();
        line.push_str(&shown);
    }
    line
}

fn vcard_escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace(',', "\\,").replace(';', "\\;")
}

/// The values of the notes of a vCard, with folds and encodings undone.
fn notes(card: &str) -> Vec<String> {
    let lines = oracle::unfolded(card);
    lines
        .lines()
        .filter_map(|line| line.strip_prefix("NOTE"))
        .filter_map(|rest| rest.split_once(':'))
        .map(|(_, value)| value.replace("\\\\", "\\").trim_end().to_owned())
        .collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A text in one run or in two, the second of them set off by a tag.
fn in_runs(text: &str, at: usize, open: &str, close: &str) -> String {
    let at = text.char_indices().map(|(place, _)| place).nth(at).unwrap_or(0);
    format!("{}{open}{}{close}", escape(&text[..at]), escape(&text[at..]))
}

/// Rows without the empty cells at their ends, which belong to no sheet's used range.
fn filled(mut rows: Vec<Vec<Data>>) -> Vec<Vec<Data>> {
    for row in &mut rows {
        while row.last() == Some(&Data::Empty) {
            row.pop();
        }
    }
    while rows.last().is_some_and(Vec::is_empty) {
        rows.pop();
    }
    rows
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_table_has_the_same_cells_but_for_those_with_a_value(table in table(), dialect in dialect()) {
        let text = write_csv(&table, &dialect);
        let rest = rest_of(&text);
        prop_assert_eq!(read_csv(&rest, dialect.delimiter), rests(&table), "{:?} to {:?}", text, rest);
        prop_assert_eq!(rest.matches('"').count() % 2, 0);
        prop_assert_eq!(rest.matches(dialect.line_end).count(), table.len());
    }

    #[test]
    fn a_table_keeps_its_encoding(table in table(), dialect in dialect(), big in any::<bool>()) {
        let text = write_csv(&table, &Dialect { mark: "\u{feff}", ..dialect });
        let order = if big { u16::to_be_bytes } else { u16::to_le_bytes };
        let utf16 = |text: &str| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        let rest = knowing().redact_bytes(&utf16(&text));
        prop_assert_eq!(rest, Some(utf16(&rest_of(&text))));
    }

    #[test]
    fn windows_1252_stays_windows_1252(table in table(), dialect in dialect()) {
        let text = write_csv(&table, &Dialect { mark: "", ..dialect }).replace('\u{1f4de}', "é") + "é";
        // A text of which most is not ASCII is not taken for one in this encoding.
        let text = format!("{text};{}", "plain ".repeat(text.chars().filter(|c| !c.is_ascii()).count()));
        let to_bytes = |text: &str| -> Vec<u8> {
            text.chars().map(|c| if c == '€' { 0x80 } else { u8::try_from(u32::from(c)).unwrap() }).collect()
        };
        let rest = knowing().redact_bytes(&to_bytes(&text));
        prop_assert_eq!(rest, Some(to_bytes(&rest_of(&text))));
    }

    #[test]
    fn json_has_the_same_tree(tree in tree(), pretty in any::<bool>()) {
        prop_assume!(layers(&tree) <= 2);
        let tree = Tree::List(vec![tree]);
        let before = to_json(&tree, &Item::shown, false);
        let text = if pretty { format!("{before:#}") } else { before.to_string() };
        let rest = rest_of(&text);
        let after: serde_json::Value = serde_json::from_str(&rest).expect("JSON");
        prop_assert_eq!(after, to_json(&tree, &Item::rest, true), "{} to {}", text, rest);
    }

    #[test]
    fn a_form_has_the_same_fields(items in prop::collection::vec(item(), 1..6)) {
        let mut form = form_urlencoded::Serializer::new(String::new());
        for (position, item) in items.iter().enumerate() {
            form.append_pair(&format!("f[{position}]"), &item.shown());
        }
        let rest = rest_of(&form.finish());
        let fields: Vec<(String, String)> = form_urlencoded::parse(rest.as_bytes()).into_owned().collect();
        let expected: Vec<(String, String)> =
            items.iter().enumerate().map(|(i, item)| (format!("f[{i}]"), item.rest())).collect();
        prop_assert_eq!(fields, expected);
    }

    #[test]
    fn a_vcard_has_the_same_properties(
        items in prop::collection::vec(item(), 1..6),
        width in 12..76_usize,
        old in any::<bool>(),
    ) {
        let mut card = "BEGIN:VCARD\r\nFN:Jane Roe\r\n".to_owned();
        for item in &items {
            let value = vcard_escape(&item.shown());
            let line = match old {
                true => format!("NOTE;QUOTED-PRINTABLE:{}", printable(&value, width)),
                false => fold(&format!("NOTE;TYPE=HOME:{value}"), width, "\r\n"),
            };
            card.push_str(&line);
            card.push_str("\r\n");
        }
        card.push_str("END:VCARD\r\n");
        let rest = rest_of(&card);
        let expected: Vec<String> = items.iter().map(|item| item.rest().trim_end().to_owned()).collect();
        prop_assert_eq!(notes(&rest), expected, "{} to {}", card, rest);
    }

    #[test]
    fn html_has_the_same_elements(items in prop::collection::vec((item(), item(), 0..9_usize), 1..6)) {
        let mut html = "<table>".to_owned();
        for (text, title, at) in &items {
            let text = in_runs(&text.shown(), *at, "<b class='x'>", "</b>");
            html.push_str(&format!("<tr>\n <td title=\"{}\">{text}</td></tr>", escape(&title.shown())));
        }
        html.push_str("</table>");
        let rest = rest_of(&html);
        let page = scraper::Html::parse_fragment(&rest);
        let cell = scraper::Selector::parse("tr > td").unwrap();
        let read: Vec<(String, String)> = page
            .select(&cell)
            .map(|cell| (cell.text().collect(), cell.attr("title").unwrap().to_owned()))
            .collect();
        let expected: Vec<(String, String)> =
            items.iter().map(|(text, title, _)| (text.rest(), title.rest())).collect();
        prop_assert_eq!(read, expected, "{} to {}", html, rest);
        prop_assert_eq!(page.select(&scraper::Selector::parse("b.x").unwrap()).count(), items.len());
    }

    #[test]
    fn a_workbook_has_the_same_cells(table in table(), ways in prop::collection::vec((0..4_u8, 0..9_usize), 20)) {
        let mut ways = ways.iter().cycle();
        let (mut rows, mut texts, mut shared) = (String::new(), String::new(), 0);
        let mut expected = Vec::new();
        for (row, items) in table.iter().enumerate() {
            rows.push_str(&format!("<row r=\"{}\">", row + 1));
            let mut cells = Vec::new();
            for (column, item) in items.iter().enumerate() {
                let name = format!("{}{}", ["A", "B", "C", "D"][column], row + 1);
                let (way, at) = ways.next().unwrap();
                let space = r#"<t xml:space="preserve">"#;
                let runs = in_runs(&item.shown(), *at, &format!("</t></r><r><rPr><b/></rPr>{space}"), "</t></r>");
                let runs = format!("<r>{space}{runs}");
                let plain = format!("{space}{}</t>", escape(&item.shown()));
                let text = if *way % 2 == 0 { plain } else { runs };
                let number = item.shown().parse::<u32>().ok().filter(|_| *way < 2);
                if let Some(number) = number {
                    let goes = matches!(item, Item::Goes(_));
                    rows.push_str(&format!("<c r=\"{name}\" s=\"1\"><v>{number}</v></c>"));
                    cells.push(if goes { Data::Empty } else { Data::Float(number.into()) });
                    continue;
                }
                if *way < 2 {
                    rows.push_str(&format!("<c r=\"{name}\" t=\"inlineStr\"><is>{text}</is></c>"));
                } else {
                    rows.push_str(&format!("<c r=\"{name}\" t=\"s\"><v>{shared}</v></c>"));
                    texts.push_str(&format!("<si>{text}</si>"));
                    shared += 1;
                }
                cells.push(Data::String(item.rest()));
            }
            rows.push_str("</row>");
            expected.push(cells);
        }
        let before = workbook(&rows, &texts, &[("xl/styles.xml", "<styleSheet/>")]);
        let oracle = knowing();
        let after = oracle.redact_bytes(&before).expect("a workbook");
        prop_assert_eq!(oracle.find(Payload::Bytes(&after)), Ok([].into()));
        prop_assert_eq!(filled(cells(&after)), filled(expected));
        for ((name, part), (other, rest)) in parts(&before).unwrap().iter().zip(parts(&after).unwrap()) {
            prop_assert_eq!(name, &other);
            prop_assert!(is_part(&String::from_utf8_lossy(&rest), &String::from_utf8_lossy(part)));
        }
    }

    #[test]
    fn plain_text_keeps_what_stands_around(items in prop::collection::vec((words(), value(), words()), 1..6)) {
        let lines = |shown: bool| -> String {
            items
                .iter()
                .map(|(before, value, after)| format!("{before}: {} - {after}.\n", if shown { value } else { "" }))
                .collect()
        };
        // With a comma in each line this would be a table.
        prop_assert_eq!(rest_of(&lines(true).replace(',', "")), lines(false));
    }
}

/// Pieces of every format, so that the nonsense made of them has something of each.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => value(),
        1 => "\\PC{0,4}",
        3 => select(&[
            "{", "}", "[", "]", "\"", "\\\"", ":", ",", ";", "\t", "|", "\n", "\r\n", "<", ">", "</", "<p>", "</p>",
            "<a href='", "<!--", "-->", "<script>", "=", "&", "%", "%22", "+", "&#", "&amp;", "\\u", "\\", " ",
            "BEGIN:VCARD\n", "NOTE;QUOTED-PRINTABLE:", "=\n", "\n ", "=4", "ADR:", "null", "12", "-", "e5", "true",
            "data:;base64,", "\u{feff}", "'", "=\"", "<![CDATA[", "]]>", "</script>", "sep=;",
        ]).prop_map(str::to_owned),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn nonsense_is_clean_or_not_given_out(pieces in prop::collection::vec(piece(), 0..14)) {
        let text = pieces.concat();
        let oracle = knowing();
        if let Some(rest) = oracle.redact_text(&text) {
            prop_assert_eq!(oracle.find(Payload::Text(&rest)), Ok([].into()));
            prop_assert!(is_part(&rest.replace("null", ""), &text), "{:?} to {:?}", text, rest);
            if oracle.find(Payload::Text(&text)) == Ok([].into()) {
                prop_assert_eq!(rest, text);
            }
        }
    }

    #[test]
    fn bytes_of_any_kind_are_clean_or_not_given_out(
        mut bytes in prop::collection::vec(any::<u8>(), 0..60),
        value in value(),
        at in 0..60_usize,
        mark in select(vec![&b""[..], b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"PK\x03\x04"]),
    ) {
        bytes.splice(at.min(bytes.len())..at.min(bytes.len()), value.bytes());
        let bytes = [mark, &bytes].concat();
        let oracle = knowing();
        if let Some(rest) = oracle.redact_bytes(&bytes) {
            prop_assert_eq!(oracle.find(Payload::Bytes(&rest)), Ok([].into()));
        }
    }

    #[test]
    fn a_broken_workbook_is_clean_or_not_given_out(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let text = "<si><t>jane.roe@example.com</t></si>";
        let mut bytes = workbook("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>", text, &[]);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if cut {
            bytes.truncate(at);
        }
        let oracle = knowing();
        if let Some(rest) = oracle.redact_bytes(&bytes) {
            prop_assert_eq!(oracle.find(Payload::Bytes(&rest)), Ok([].into()));
        }
    }
}
