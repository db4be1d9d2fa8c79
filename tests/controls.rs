//! Controls whose server does the export: which is one, whose details it takes, and what of these
//! is kept back. The pages are invented.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test ends by panicking")]

mod host_tree;

use entre_nous::control::{self, Shown};
use entre_nous::guard::{Decision, Guard};
use entre_nous::protocol::{Answer, Refusal};
use entre_nous::sites::{EMBEDDED, Location, Reading, Site, read_scope};
use entre_nous::{Distance, Owner, Policy};
use host_tree::HostTree;
use scraper::{ElementRef, Html};
use std::rc::Rc;

fn sites(names: &[&str]) -> Vec<Site> {
    EMBEDDED
        .iter()
        .map(|(_, json)| serde_json::from_str::<Site>(json).unwrap())
        .filter(|site| names.contains(&site.site.as_str()))
        .collect()
}

/// A page as the engine knows it.
struct Page<'a> {
    tree: &'a HostTree,
    html: &'a Html,
    sites: Vec<Site>,
    guard: Guard,
    shown: Shown<ElementRef<'a>>,
}

impl<'a> Page<'a> {
    fn read(tree: &'a HostTree, html: &'a Html, names: &[&str]) -> Self {
        let sites = sites(names);
        let custodian: Rc<[String]> = Rc::new([]);
        let mut guard = Guard::new(Policy::default());
        let mut shown = Shown::default();
        let location = Location::new(&sites, "www.example.org", None);
        let mut scope = 0;
        for site in &sites {
            for rule in &site.rules {
                for part in tree.find(html, rule.scope.as_str()) {
                    scope += 1;
                    let reading = read_scope(&tree, site, rule, &part, &location);
                    shown.learn(scope, guard.learn_reading(scope, reading, &custodian));
                }
            }
        }
        Self { tree, html, sites, guard, shown }
    }

    /// What is decided of a press on the first element that matches.
    fn press(&self, at: &str) -> Option<Decision> {
        self.press_on(at, "/")
    }

    fn press_on(&self, at: &str, page_path: &str) -> Option<Decision> {
        let pressed = *self.tree.find(self.html, at).first().unwrap_or_else(|| panic!("no {at}"));
        let path: Vec<ElementRef<'a>> = std::iter::once(pressed)
            .chain(pressed.ancestors().filter_map(ElementRef::wrap))
            .collect();
        let (guard, shown) = (&self.guard, &self.shown);
        control::decide(&self.tree, &self.sites, guard, shown, &path, page_path)
    }

    fn outcome(&self, at: &str) -> &'static str {
        said(self.press(at))
    }
}

fn said(decision: Option<Decision>) -> &'static str {
    match decision.map(|decision| decision.answer) {
        None => "no control",
        Some(Answer::Permit) => "permit",
        Some(Answer::Refuse(Refusal::Withheld)) => "withheld",
        Some(Answer::Refuse(Refusal::Unreadable)) => "unreadable",
        Some(other) => panic!("{other:?}"),
    }
}

fn field(visibility: &str, owner: &str) -> String {
    format!(
        r#"<span data-contact-visibility="{visibility}" data-contact-kind="email" data-contact-owner="{owner}">{owner}@example.com</span>"#
    )
}

/// Two rows: one whose detail is open to everyone when the host says so, and one that is not.
fn table(row: &str, more: &str) -> String {
    let (open, kept) = (field("everyone", "open"), field("only-me", "kept"));
    format!(
        "<table><thead><tr><th><input type=checkbox id=every></th></tr></thead><tbody>
         <tr id=open><td><input type=checkbox></td><td>{open}</td><td>{row}</td></tr>
         <tr id=kept><td><input type=checkbox></td><td>{kept}</td><td>{row}</td></tr>
         </tbody></table>{more}"
    )
}

/// The marker has no authority here, so that "everyone" rules nothing out: the distance does.
fn check(names: &[&str], html: &str, expected: &[(&str, &str)]) {
    let tree = HostTree::default();
    let html = Html::parse_document(html);
    let mut page = Page::read(&tree, &html, names);
    page.guard.learn_distance(9000, Owner("open".into()), Some(Distance::Further));
    for (at, outcome) in expected {
        assert_eq!(page.outcome(at), *outcome, "{at} in {}", page.html.html());
    }
}

#[test]
fn a_marked_control_of_a_row_takes_that_row() {
    let control = "<button data-contact-export=row><b>CRM</b></button>";
    check(
        &["marker"],
        &table(control, ""),
        &[
            ("#open button", "permit"),
            ("#kept button", "withheld"),
            ("#kept button b", "withheld"),
            ("#kept td", "no control"),
        ],
    );
}

#[test]
fn a_marked_control_of_a_card_takes_that_card() {
    let card = |id: &str, field: &str| {
        format!(
            "<article id={id}><p>{field}</p><footer><button data-contact-export=CARD>+</button></footer></article>"
        )
    };
    let both =
        card("open", &field("everyone", "open")) + &card("kept", &field("1st-degree", "kept"));
    check(&["marker"], &both, &[("#open button", "permit"), ("#kept button", "withheld")]);
}

#[test]
fn a_marked_control_of_a_selection_takes_the_chosen_rows() {
    let control = "<button id=export data-contact-export=selection>CRM</button>";
    let page = table("", control);
    let chosen = |id: &str, page: &str| {
        page.replace(
            &format!("<tr id={id}><td><input type=checkbox>"),
            &format!("<tr id={id}><td><input type=checkbox checked>"),
        )
    };
    let expect = |page: &str, outcome| check(&["marker"], page, &[("#export", outcome)]);
    expect(&chosen("open", &page), "permit");
    expect(&chosen("kept", &page), "withheld");
    // All, or nothing that anybody can see: it may be everything.
    expect(&chosen("open", &chosen("kept", &page)), "withheld");
    expect(&page, "withheld");
    // A box outside all rows is nobody's.
    expect(&page.replace("id=every", "id=every checked"), "withheld");
    expect(&chosen("open", &page).replace("id=every", "id=every checked"), "permit");
    let by_aria = table("", control)
        .replace("<tr id=open>", "<tr id=open aria-selected=true>")
        .replace("<tr id=kept>", "<tr id=kept aria-selected=false>")
        .replace("<input type=checkbox>", "");
    expect(&by_aria, "permit");
    expect(&by_aria.replace("aria-selected=false", "aria-selected=true"), "withheld");
}

#[test]
fn a_marked_control_of_a_list_takes_all_that_the_page_has_shown() {
    let control = "<button data-contact-export=list>CRM</button>";
    check(&["marker"], &table("", control), &[("button", "withheld")]);
    check(&["marker"], &(field("everyone", "open") + control), &[("button", "no control")]);
    let warned = field("2nd-degree", "open") + &field("only-me", "kept");
    check(&["marker"], &(warned + control), &[("button", "withheld")]);
}

#[test]
fn a_part_that_is_nowhere_or_that_nobody_knows_is_everything() {
    for token in ["row", "card", "", "friends"] {
        let control = format!("<button data-contact-export='{token}'>CRM</button>");
        check(&["marker"], &(field("only-me", "kept") + &control), &[("button", "withheld")]);
    }
}

#[test]
fn a_control_without_its_part_of_the_page_takes_everything() {
    let json = r#"{"site": "network", "hosts": ["*"], "era": "", "rules": [], "controls": [
        {"name": "row", "at": "button", "words": ["export"], "reach": {"closest": "tr"}}]}"#;
    let tree = HostTree::default();
    let html =
        Html::parse_document(&(field("only-me", "kept") + "<div><button>Export</button></div>"));
    let mut page = Page::read(&tree, &html, &["marker"]);
    page.sites = vec![serde_json::from_str(json).unwrap()];
    assert_eq!(page.outcome("button"), "withheld");
}

#[test]
fn the_marker_of_a_page_only_makes_a_control_stricter() {
    let marked = |token: &str| {
        table(&format!("<button data-contact-export={token}>Export to CRM</button>"), "")
    };
    let names = &["marker", "generic"];
    check(names, &marked("row"), &[("#open button", "permit")]);
    check(names, &marked("list"), &[("#open button", "withheld")]);
    let all = table("<button data-contact-export=row>Export all</button>", "");
    check(names, &all, &[("#open button", "withheld")]);
}

#[test]
fn what_was_taken_off_the_screen_is_in_a_list_and_in_no_row() {
    let tree = HostTree::default();
    let html = Html::parse_document(&format!(
        "<ul><li id=a>{}<button data-contact-export=row>x</button></li></ul>
         <button id=all data-contact-export=list>x</button>",
        field("1st-degree", "open")
    ));
    let mut page = Page::read(&tree, &html, &["marker"]);
    // Scopes are numbered from one.
    page.shown.forget(1);
    assert_eq!(page.outcome("#a button"), "permit");
    assert_eq!(page.outcome("#all"), "withheld");
}

#[test]
fn a_list_with_a_container_does_not_take_what_stands_elsewhere() {
    let json = r#"{"site": "network", "hosts": ["*"], "era": "", "rules": [], "controls": [
        {"name": "list", "at": "button", "words": ["export"],
         "reach": {"list": {"within": "section"}}}]}"#;
    let mut all = sites(&["marker"]);
    all.push(serde_json::from_str(json).unwrap());
    for (first, second, outcome) in
        [("everyone", "only-me", "permit"), ("only-me", "everyone", "withheld")]
    {
        let html = Html::parse_document(&format!(
            "<section>{}<button>Export</button></section><aside>{}</aside>",
            field(first, if first == "everyone" { "open" } else { "kept" }),
            field(second, if second == "everyone" { "open" } else { "kept" }),
        ));
        let tree = HostTree::default();
        let mut page = Page::read(&tree, &html, &["marker"]);
        page.guard.learn_distance(9000, Owner("open".into()), Some(Distance::Further));
        page.sites = all.clone();
        assert_eq!(page.outcome("button"), outcome);
    }
}

#[test]
fn a_field_larger_than_the_row_is_in_it() {
    let page = "<div data-contact-visibility=only-me data-contact-kind=other>
        <ul><li><button data-contact-export=row>x</button> kept between us</li></ul></div>";
    check(&["marker"], page, &[("button", "withheld")]);
}

#[test]
fn a_page_that_could_not_be_read_lets_no_control_export() {
    let tree = HostTree::default();
    let html = Html::parse_document(
        "<ul><li><button data-contact-export=row>x</button><i>x</i></li></ul>",
    );
    let mut page = Page::read(&tree, &html, &["marker"]);
    assert_eq!(page.outcome("button"), "no control");
    let unread: Reading<ElementRef<'_>> =
        Reading { distances: Vec::new(), fields: Vec::new(), complete: false };
    let custodian: Rc<[String]> = Rc::new([]);
    page.guard.learn_reading(9000, unread, &custodian);
    assert_eq!(page.outcome("button"), "unreadable");
    assert_eq!(page.outcome("i"), "no control");
}

#[test]
fn a_refusal_says_kinds_and_reasons_and_no_value() {
    let tree = HostTree::default();
    let html = Html::parse_document(
        &(field("only-me", "kept") + "<button data-contact-export>x</button>"),
    );
    let told = Page::read(&tree, &html, &["marker"]).press("button").unwrap().fields;
    assert_eq!(told.len(), 1);
    assert!(!serde_json::to_string(&told).unwrap().contains("kept"));
}

#[test]
fn on_an_added_site_the_words_of_a_button_tell() {
    let row = "<button class=go>Export to CRM</button><button class=save>Save</button>";
    let mut page = table(
        row,
        "<a class=all href=/x>Tout exporter</a> <span class=text>Export</span>
         <button class=icon aria-label='Kontakte exportieren'><img></button>
         <input type=submit value='Exportar (2)'> <img class=alone alt=Export>
         <button class=picture><img alt='Esporta'></button>
         <button class=pdf>Download PDF</button> <div role=button class=list>Add to my list</div>
         <nav><a href=/export>Export</a></nav>",
    );
    let expected = [
        ("#open .go", "permit"),
        ("#kept .go", "withheld"),
        ("#kept .save", "no control"),
        (".all", "withheld"),
        (".text", "no control"),
        (".icon img", "withheld"),
        ("input[type=submit]", "withheld"),
        (".alone", "no control"),
        (".picture img", "withheld"),
        (".pdf", "no control"),
        (".list", "withheld"),
        ("nav a", "no control"),
    ];
    check(&["marker", "generic"], &page, &expected);
    // With one row chosen, a button outside all rows takes that one; "all" takes all.
    page = page.replace(
        "<tr id=open><td><input type=checkbox>",
        "<tr id=open><td><input type=checkbox checked>",
    );
    let expected =
        [("#kept .go", "withheld"), (".icon", "permit"), (".list", "permit"), (".all", "withheld")];
    check(&["marker", "generic"], &page, &expected);
}

#[test]
fn where_nothing_is_kept_back_no_control_is_looked_for() {
    let page = field("everyone", "open") + "<button data-contact-export>Export</button>";
    check(&["marker", "generic"], &page, &[("button", "no control")]);
}

const OVERLAY: &str = "<div id=artdeco-modal-outlet><div class=artdeco-modal>
    <section class='pv-contact-info__contact-type ci-vanity-url'>
      <div class=pv-contact-info__ci-container><a href=/in/ada-example/>linkedin.com/in/ada-example</a></div>
    </section>
    <section class='pv-contact-info__contact-type ci-email'>
      <div class=pv-contact-info__ci-container><a href='mailto:ada@example.com'>ada@example.com</a></div>
    </section>
    </div></div>
    <div class=entity-result><button class=row>Add to sequence</button></div>
    <aside><button class=tool>Exporter vers HubSpot</button><button class=own>Save to list</button>
    <button class=sync>Sync contacts</button></aside>";

#[test]
fn on_linkedin_a_tools_button_takes_what_the_page_shows() {
    check(
        &["linkedin"],
        OVERLAY,
        &[
            (".tool", "withheld"),
            (".row", "permit"),
            // The platform's own lists and address books: traffic to the custodian.
            (".own", "no control"),
            (".sync", "no control"),
        ],
    );
}

#[test]
fn on_linkedin_the_details_of_the_last_profile_are_not_those_of_the_next_one() {
    let tree = HostTree::default();
    let html = Html::parse_document(OVERLAY);
    let mut page = Page::read(&tree, &html, &["linkedin"]);
    for scope in 0..20 {
        page.shown.forget(scope);
    }
    let press = |path| said(page.press_on(".tool", path));
    assert_eq!(press("/in/ada-example/"), "withheld");
    assert_eq!(press("/in/bob-example/"), "permit");
    assert_eq!(press("/search/results/people/"), "permit");
}
