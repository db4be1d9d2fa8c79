use super::*;
use crate::field::{Kind, Value};
use crate::payload::{Needles, Payload};
use crate::veil::stand_in::StandIn;

const VALUES: [(Kind, &str); 4] = [
    (Kind::Email, "jane.roe@example.com"),
    (Kind::Phone, "+33 6 12 34 56 78"),
    (Kind::Address, "12 Rue de l'Exemple, Paris"),
    (Kind::Birthday, "12 March"),
];
const BIRTHDAY: usize = 3;

fn needles(of: &[(Kind, &str)]) -> Needles {
    let values: Vec<Value> =
        of.iter().filter_map(|(kind, shown)| Value::read(*kind, shown)).collect();
    Needles::new(&values)
}

fn fields(needles: &Needles, text: &str) -> BTreeSet<FieldId> {
    let found = needles.find(Payload::Text(text)).unwrap_or_default();
    found.into_iter().map(FieldId::of).collect()
}

/// What many share is found only where it is asked for.
struct InText {
    strong: Needles,
    all: Needles,
}

impl Find for InText {
    fn fields(&self, text: &str) -> BTreeSet<FieldId> {
        fields(&self.strong, text)
    }

    fn holds(&self, part: &str, field: FieldId) -> bool {
        fields(&self.all, part).contains(&field)
    }
}

fn veiled_with(html: &str, kept: &[Kept], has_letters: bool) -> Option<(String, Veil)> {
    let find = InText { strong: needles(&VALUES[..BIRTHDAY]), all: needles(&VALUES) };
    let source = Source::read(html);
    let mut veil = Veil::new(StandIn::SERVED);
    let known =
        Known { find: &find, leads_to_custodian: &|address| address.trim().starts_with('/') };
    let Served { head, rest } = veil_served(&source, kept, &known, has_letters, &mut veil)?;
    Some((head + &rest, veil))
}

fn veiled(html: &str) -> Option<(String, Veil)> {
    veiled_with(html, &[], true)
}

/// The page with each stand-in as its number in brackets.
fn numbered(page: &str) -> String {
    let mut text = String::new();
    let mut copied = 0;
    for (start, stand_in) in crate::veil::stand_in::spans(page) {
        text.push_str(page.get(copied..start).unwrap());
        text.push_str(&format!("[{}]", stand_in.place()));
        copied = start + StandIn::BYTES;
    }
    text + page.get(copied..).unwrap()
}

#[test]
fn values_go_and_all_else_stays() {
    for (html, expected) in [
        ("<html><p>Mail: jane.roe@example.com!</p>", "<html><p>Mail: [0]!</p>"),
        (
            "<html><a title='x' href=\"mailto:jane.roe@example.com?subject=a&amp;b\">Jane &amp; co</a>",
            "<html><a title='x' href=\"mailto:[0]?subject=a&amp;b\">Jane &amp; co</a>",
        ),
        ("<html><a href=tel:+33612345678>call</a>", "<html><a href=tel:[0]>call</a>"),
        ("<html>&lt;jane.roe&#64;example.com&gt;", "<html>&lt;[0]&gt;"),
        ("<html>+33&nbsp;6&nbsp;12 34&#160;56 78<br>", "<html>[0]<br>"),
        (
            "<html><script type='application/ld+json'>{\"email\":\"jane.roe\\u0040example.com\",\"n\":1}</script>",
            "<html><script type='application/ld+json'>{\"email\":\"[0]\",\"n\":1}</script>",
        ),
        (
            "<html><code>{&quot;phone&quot;:33612345678,&quot;cc&quot;:&quot;33&quot;}</code>",
            "<html><code>{&quot;phone&quot;:\"[0]\",&quot;cc&quot;:&quot;33&quot;}</code>",
        ),
        (
            "<html><code><!--{\"a\":\"12 Rue de l'Exemple, Paris\"}--></code>",
            "<html><code><!--{\"a\":\"[0]\"}--></code>",
        ),
        (
            "<html><textarea>jane.roe@example.com</b></textarea>",
            "<html><textarea>[0]</b></textarea>",
        ),
        ("<html><input value='jane.roe@example.com'>", "<html><input value='[0]'>"),
    ] {
        let (page, veil) = veiled(html).expect(html);
        assert_eq!(numbered(&page), expected);
        assert_eq!(veil.all().count(), 1);
    }
}

#[test]
fn the_value_is_kept_as_browsers_read_it() {
    for (html, expected) in [
        ("<html>jane.roe&#64;example.com", "jane.roe@example.com"),
        ("<html>+33&nbsp;6 12 34 56 78", "+33\u{a0}6 12 34 56 78"),
        (
            "<html><script type=text/json>[\"jane.roe\\u0040example.com\"]</script>",
            "jane.roe@example.com",
        ),
    ] {
        let (_, veil) = veiled(html).expect(html);
        let texts: Vec<&str> = veil.all().map(|(_, _, text)| text).collect();
        assert_eq!(texts, [expected]);
    }
}

#[test]
fn no_program_no_style_and_nothing_that_does_something_is_written_in() {
    for html in [
        "<html><script>let a = 'jane.roe@example.com';</script>",
        "<html><script type=module>let a = 'jane.roe@example.com';</script>",
        "<html><script><!-- <script> </script> 'jane.roe@example.com' --></script>",
        "<html><style>a::after { content: 'jane.roe@example.com' }</style>",
        "<html><p onclick='tell(\"jane.roe@example.com\")' class=jane.roe@example.com>",
        "<html><img src='/jane.roe@example.com.png'>",
        "<html><p>Nobody: nobody@example.org</p>",
        "<html><a href='mailto:jane.roe@example.com",
        "",
    ] {
        assert!(veiled(html).is_none(), "{html}");
    }
}

#[test]
fn an_address_of_the_custodian_stays_as_it_is() {
    for html in [
        "<html><a href='/letters?to=jane.roe@example.com'>",
        "<html><form action=/send/jane.roe@example.com>",
        "<html><a ping=' /a?jane.roe@example.com /b'>",
        "<html><meta http-equiv=refresh content='1;url=/jane.roe@example.com'>",
    ] {
        assert!(veiled(html).is_none(), "{html}");
    }
    for html in [
        "<html><a href='https://elsewhere.example/?to=jane.roe@example.com'>",
        "<html><a title='/jane.roe@example.com'>",
        "<html><meta name=author content='a=/jane.roe@example.com'>",
    ] {
        assert!(veiled(html).is_some(), "{html}");
    }
}

#[test]
fn what_many_share_goes_where_it_is_known_to_be_shown() {
    let html = "<html><p>Read on 12 March</p><ul><li>Born <b>12 March</b> here<li title='12 March'>x</ul><p>12 March";
    assert!(veiled(html).is_none());
    let kept = [Kept { field: FieldId::of(BIRTHDAY), tags: [3, 4].into() }];
    let (page, veil) = veiled_with(html, &kept, true).unwrap();
    assert_eq!(
        numbered(&page),
        "<html><p>Read on 12 March</p><ul><li>Born <b>[0]</b> here<li title='12 March'>x</ul><p>12 March"
    );
    assert_eq!(veil.reveal(&page), html);
}

#[test]
fn a_value_in_several_texts_takes_all_of_them_with_it() {
    let html = "<html><p>Born <b>12</b> March<i> </i></p>";
    let kept = [Kept { field: FieldId::of(BIRTHDAY), tags: [1, 2, 3].into() }];
    let (page, veil) = veiled_with(html, &kept, true).unwrap();
    assert_eq!(numbered(&page), "<html><p>[0] <b>[1]</b> [2]<i> </i></p>");
    assert_eq!(veil.reveal(&page), html);
}

#[test]
fn without_letters_stand_ins_are_written_by_their_numbers() {
    let html = "<html><p title='jane.roe@example.com'>é jane.roe@example.com</p><!-- jane.roe@example.com --><script type=text/json>[\"jane.roe@example.com\"]</script>";
    let (page, _) = veiled_with(html, &[], false).unwrap();
    let letters = StandIn::new(StandIn::SERVED, 0).unwrap().write();
    let stand_in: String = letters.chars().map(|letter| format!("&#{};", letter as u32)).collect();
    let escaped: String = letters.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
    assert_eq!(
        page,
        format!(
            "<html><p title='{stand_in}'>é {stand_in}</p><!--  --><script type=text/json>[\"{escaped}\"]</script>"
        )
    );
}

#[test]
fn the_head_makes_the_document_and_runs_nothing() {
    let of = |html: &str| {
        let source = Source::read(html);
        let (end, root) = source.head_before(html.find("jane").unwrap_or(html.len()));
        format!("{}{root}", html.get(..end).unwrap())
    };
    for (html, expected) in [
        (
            "<!doctype html>\n<html lang=en><head><meta charset=utf-8><title>A</title><script>jane",
            "<!doctype html>\n<html lang=en><head><meta charset=utf-8><title>A</title>",
        ),
        ("<!doctype html><!-- a --><script>jane", "<!doctype html><!-- a --><html>"),
        ("<title>jane.roe@example.com</title><p>", "<html>"),
        ("jane", "<html>"),
        ("<html onload=f()><body>jane", "<html>"),
        ("<html><link rel=stylesheet href=a onload=f()>jane", "<html>"),
        ("<html title='jane'>", "<html>"),
    ] {
        assert_eq!(of(html), expected);
    }
}

#[test]
fn tags_are_numbered_as_they_are_told_apart() {
    for (html, expected) in [
        ("<p>a<br/>b</p>", "<p data-entre-nous-tag=\"0\">a<br data-entre-nous-tag=\"1\"/>b</p>"),
        (
            "<title><p></title><p>",
            "<title data-entre-nous-tag=\"0\"><p></title><p data-entre-nous-tag=\"1\">",
        ),
        (
            "a < b <!-- <p> --> <? <p> <a title='>'>",
            "a < b <!-- <p> --> <? <p> <a data-entre-nous-tag=\"0\" title='>'>",
        ),
        ("<!--> <p>", "<!--> <p data-entre-nous-tag=\"0\">"),
        ("<script>'<p>'</SCRIPT ><p", "<script data-entre-nous-tag=\"0\">'<p>'</SCRIPT ><p"),
    ] {
        assert_eq!(Source::read(html).numbered(), expected);
    }
}

#[test]
fn nothing_is_lost_of_any_source() {
    // Each end of a page may come before its time.
    let html = "<!doctype html><html><body title=\"a\"><!-- b --><script>c</script><p>jane.roe@example.com &amp; <b>é";
    for end in (0..=html.len()).filter(|end| html.is_char_boundary(*end)) {
        let cut = html.get(..end).unwrap();
        let back = veiled(cut).map(|(page, veil)| veil.reveal(&page).into_owned());
        assert!(back.is_none_or(|back| back == cut), "{cut}");
    }
}
