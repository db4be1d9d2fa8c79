//! Every site rule against its fixtures, and every known trap by name.
//!
//! A fixture is `fixtures/SITE/RULE.html`, or `RULE.CASE.html`, with what the site's rules read on
//! it in the JSON file beside it (`docs/site-rules.md` has the format).

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test ends by panicking")]

mod fixture;
mod host_tree;

use entre_nous::sites::{EMBEDDED, Location, Reading, Site, settle};
use entre_nous::{Authority, Distance, Evidence, Kind, Owner, Policy, Verdict, judge};
use fixture::{described, read_by_rules};
use host_tree::HostTree;
use scraper::{ElementRef, Html};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn sites() -> Vec<Site> {
    EMBEDDED.iter().map(|(_, json)| serde_json::from_str(json).unwrap()).collect()
}

fn site(name: &str) -> Site {
    sites().into_iter().find(|site| site.site.as_str() == name).unwrap()
}

fn fixtures() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut found = Vec::new();
    for folder in fs::read_dir(root).unwrap() {
        let folder = folder.unwrap().path();
        let site = folder.file_name().unwrap().to_str().unwrap().to_owned();
        for file in fs::read_dir(&folder).unwrap() {
            let file = file.unwrap().path();
            if file.extension().is_some_and(|extension| extension == "html") {
                found.push((site.clone(), file));
            }
        }
    }
    found.sort();
    found
}

fn fixture(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    fs::read_to_string(root.join(name)).unwrap()
}

fn read<'a>(
    tree: &'a HostTree,
    site: &Site,
    page: &'a Html,
    location: &Location<'_>,
) -> Vec<(String, Reading<ElementRef<'a>>)> {
    read_by_rules(&tree, site, location, |selector| tree.find(page, selector))
}

/// With `WRITE_FIXTURES=1` what was read is written beside each fixture, to be looked through.
#[test]
fn every_fixture_reads_as_expected() {
    let tree = HostTree::default();
    let write = std::env::var_os("WRITE_FIXTURES").is_some();
    let mut wrong = Vec::new();
    for (name, file) in fixtures() {
        let page = Html::parse_document(&fs::read_to_string(&file).unwrap());
        let site = site(&name);
        let beside = file.with_extension("json");
        let mut expected: Value = match fs::read_to_string(&beside) {
            Ok(json) => serde_json::from_str(&json).unwrap_or_else(|e| panic!("{beside:?}: {e}")),
            Err(_) => json!({ "host": site.hosts[0].as_str().replace('*', "www.example.org") }),
        };
        let host = expected["host"].as_str().unwrap().to_owned();
        let path = expected["loaded-path"].as_str().map(str::to_owned);
        let location = Location::new(&sites(), &host, path.as_deref());
        let found = described(read(&tree, &site, &page, &location));
        if write {
            expected["readings"] = found;
            fs::write(&beside, format!("{expected:#}\n")).unwrap();
        } else if found != expected["readings"] {
            let (file, readings) = (file.display(), &expected["readings"]);
            wrong.push(format!("{file}\nexpected {readings:#}\nfound {found:#}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_rule_has_a_fixture() {
    let covered: BTreeSet<_> = fixtures()
        .into_iter()
        .map(|(site, file)| {
            let name = file.file_name().unwrap().to_str().unwrap();
            (site, name.split('.').next().unwrap().to_owned())
        })
        .collect();
    let rules: BTreeSet<_> = sites()
        .iter()
        .flat_map(|site| {
            site.rules
                .iter()
                .map(|rule| (site.site.as_str().to_owned(), rule.name.as_str().to_owned()))
        })
        .collect();
    assert_eq!(covered, rules);
}

#[test]
fn every_fixture_says_where_its_shape_comes_from() {
    for (_, file) in fixtures() {
        let page = fs::read_to_string(&file).unwrap();
        assert!(page.starts_with("<!-- Shape: "), "{}", file.display());
    }
}

#[test]
fn every_selector_is_valid() {
    fn walk(key: &str, value: &Value) {
        match value {
            Value::String(text) => {
                let keys = [
                    "scope",
                    "exclude",
                    "at",
                    "link",
                    "labels",
                    "values",
                    "badge",
                    "link-label",
                    "badge-after-separator",
                    "edit-link",
                    "closest",
                    "within",
                    "rows",
                    "boxes",
                ];
                if keys.contains(&key) {
                    assert!(scraper::Selector::parse(text).is_ok(), "{text}");
                }
            }
            Value::Array(items) => items.iter().for_each(|item| walk(key, item)),
            Value::Object(members) => members.iter().for_each(|(key, value)| walk(key, value)),
            _ => {}
        }
    }
    for (_, json) in EMBEDDED {
        walk("", &serde_json::from_str(json).unwrap());
    }
}

/// What a caller makes of a page: each value with its owner, the distance that all scopes agree
/// on, and the verdict.
#[derive(Debug, PartialEq)]
struct Joined {
    kind: Kind,
    shown: String,
    owner: Option<String>,
    distance: Option<Distance>,
    verdict: Verdict,
}

fn joined(html: &str, loaded_path: Option<&str>) -> Vec<Joined> {
    let tree = HostTree::default();
    let page = Html::parse_document(html);
    let location = Location::new(&sites(), "www.linkedin.com", loaded_path);
    let readings = read(&tree, &site("linkedin"), &page, &location);
    let distances: Vec<_> =
        readings.iter().flat_map(|(_, reading)| reading.distances.clone()).collect();
    readings
        .iter()
        .flat_map(|(_, reading)| &reading.fields)
        .map(|field| {
            let of_owner = distances
                .iter()
                .filter(|(owner, _)| Some(owner) == field.owner.as_ref())
                .map(|(_, distance)| *distance);
            let distance = settle(of_owner.chain(field.distance.map(Some)));
            let sighting =
                Evidence::Sighting { distance, exception_possible: field.exception_possible };
            Joined {
                kind: field.kind,
                shown: field.shown.clone(),
                owner: field.owner.clone().map(|Owner(owner)| owner),
                distance,
                verdict: judge(&Policy::default(), field.kind, &[sighting]).verdict,
            }
        })
        .collect()
}

/// The server-driven overlay with one email, and with the row that names its owner.
fn overlay(slug: &str) -> String {
    format!(
        r#"<div data-sdui-screen="x.ProfileContactDetailsOverlay">
             <svg id="linkedin-bug-medium"></svg><p>Profile</p><p><a href="/in/{slug}">{slug}</a></p>
             <svg id="phone-handset-small"></svg><p>Phone</p><p>+33 1 99 00 12 34 (Mobile)</p>
           </div>"#
    )
}

fn card(slug: &str, badges: &str) -> String {
    format!(
        r#"<section>{badges}<a href="/in/{slug}/overlay/contact-info/">Contact info</a></section>"#
    )
}

fn of(html: &str) -> (Option<Distance>, Verdict) {
    let fields = joined(html, None);
    let [field] = fields.as_slice() else { panic!("one field, not {fields:?}") };
    (field.distance, field.verdict)
}

const UNKNOWN: (Option<Distance>, Verdict) = (None, Verdict::Withhold);
const FIRST: (Option<Distance>, Verdict) = (Some(Distance::First), Verdict::Withhold);
const SECOND: (Option<Distance>, Verdict) = (Some(Distance::Second), Verdict::Warn);
const FURTHER: (Option<Distance>, Verdict) = (Some(Distance::Further), Verdict::Allow);

#[test]
fn only_the_rendered_one_of_two_degrees_counts() {
    let badges = |first, second| format!("<p {first}>· 1st</p><p {second}>· 3rd</p>");
    let page = |badges: String| overlay("ada-example") + &card("ada-example", &badges);
    for hidden in ["hidden", "style='display: none'", "style='visibility: hidden'"] {
        assert_eq!(of(&page(badges("", hidden))), FIRST);
        assert_eq!(of(&page(badges(hidden, ""))), FURTHER);
        assert_eq!(of(&page(badges(hidden, hidden))), UNKNOWN);
    }
    assert_eq!(of(&page(badges("", ""))), UNKNOWN);
}

#[test]
fn two_scopes_that_disagree_settle_nothing() {
    let page = overlay("ada-example")
        + &card("ada-example", "<p>· 3rd</p>")
        + "<a href='/in/ada-example' aria-label='Ada, 1st degree connection'>Ada</a>";
    assert_eq!(of(&page), UNKNOWN);
}

#[test]
fn somebody_elses_badge_says_nothing_about_the_owner() {
    let others = "<aside><p>· 3rd</p></aside><a href='/in/bob-sample'><p>· 3rd</p></a>";
    let before = format!(
        "<main><div class='artdeco-entity-lockup'><a href='/in/bob-sample'>Bob</a>
        <span class='artdeco-entity-lockup__degree'>· 3rd</span></div>{others}</main>"
    );
    assert_eq!(of(&(before.clone() + &overlay("ada-example"))), UNKNOWN);
    let page = before + &card("ada-example", others) + &overlay("ada-example");
    assert_eq!(of(&page), UNKNOWN);
}

#[test]
fn an_inner_card_is_not_read_with_the_outer_one() {
    let page = format!(
        "<section><a href='/in/ada-example/overlay/contact-info/'>x</a>{}</section>",
        card("bob-sample", "<p>· 3rd</p>")
    );
    assert_eq!(of(&(page + &overlay("ada-example"))), UNKNOWN);
}

#[test]
fn filter_chips_are_no_badges() {
    let chips = "<ul class='search-reusables__filter-list'>
        <li><button>1.</button></li><li><button>2.</button></li><li><button>3.+</button></li></ul>";
    assert_eq!(of(&(chips.to_owned() + &overlay("ada-example"))), UNKNOWN);
    let card = card("ada-example", &format!("{chips}<p>3.+</p><span>2</span>"));
    assert_eq!(of(&(card + &overlay("ada-example"))), UNKNOWN);
}

#[test]
fn ones_own_profile_is_known_by_its_own_row_and_not_by_other_peoples_badges() {
    let page = joined(&fixture("linkedin/ember-contact-overlay.own.html"), None);
    assert_eq!(page.len(), 1);
    assert_eq!(page[0].distance, Some(Distance::Owner));
    assert_eq!(page[0].verdict, Verdict::Allow);
    let edit = card("camille-example", "<a href='/in/camille-example/edit/intro/'>Edit</a>");
    let own = joined(&(overlay("camille-example") + &edit), None);
    assert_eq!(own[0].distance, Some(Distance::Owner));
}

#[test]
fn an_owner_cannot_pass_for_the_viewer() {
    // Typed into a field, or as the address of a website.
    let typed = overlay("ada-example").replace("+33 1 99 00 12 34 (Mobile)", "Your profile");
    assert!(joined(&typed, None).iter().all(|field| field.distance.is_none()));
    let website = card("ada-example", "<a target=_blank href='/in/ada-example/edit/'>site</a>");
    assert_eq!(of(&(website + &overlay("ada-example"))), UNKNOWN);
    let other = card("ada-example", "<a href='/in/bob-sample/edit/'>Edit</a>");
    assert_eq!(of(&(other + &overlay("ada-example"))), UNKNOWN);
}

#[test]
fn the_viewers_own_settings_are_no_evidence() {
    let decoy = r#"<code style="display: none">{"entityUrn": "urn:li:fsd_privacySettings:singleton",
        "viewerPrivacySetting": "PUBLIC", "distance": "<p>· 3rd</p>"}</code>"#;
    let page = card("ada-example", &format!("{decoy}<code><p>· 3rd</p></code>"));
    assert_eq!(of(&(page + decoy + &overlay("ada-example"))), UNKNOWN);
}

#[test]
fn connected_since_proves_the_first_degree_in_any_language() {
    let since = "<svg id='people-medium'></svg><p>Ansluten sedan</p><p>3 maj 2021</p></div>";
    let page = overlay("ada-example").replace("</div>", since);
    assert_eq!(of(&page), FIRST);
    let hidden = page.replace("<svg id='people-medium'>", "<svg id='people-medium' hidden>");
    assert_eq!(of(&hidden), UNKNOWN);
    let labelled = "<p>W kontakcie od</p><p>3 maja 2021</p></div>";
    assert_eq!(of(&overlay("ada-example").replace("</div>", labelled)), FIRST);
}

#[test]
fn an_element_that_only_connections_are_shown_proves_the_distance_while_it_is_rendered() {
    let connections: Site = serde_json::from_str(
        r##"{"site": "s", "hosts": ["s.example"], "era": "invented", "rules": [{
            "name": "r", "scope": "section", "owner": [{"attribute": "id"}],
            "distance": [{"presence": {"at": "#remove-connection", "proves": "first"}}]}]}"##,
    )
    .unwrap();
    let tree = HostTree::default();
    for (state, expected) in
        [("", vec![(Owner("ada".into()), Some(Distance::First))]), ("hidden", vec![])]
    {
        let page = format!(
            "<section id='Ada'><button id='remove-connection' {state}>-</button></section>"
        );
        let page = Html::parse_document(&page);
        let location = Location::new(&[], "s.example", None);
        assert_eq!(read(&tree, &connections, &page, &location)[0].1.distances, expected);
    }
}

#[test]
fn nobody_can_word_a_link_to_another_so_that_it_states_a_distance() {
    let link = "<p><a href='/in/ada-example'><span>· 3rd</span></a></p>";
    let in_overlay =
        overlay("bob-sample").replace("</div>", &format!("<p>Website</p>{link}</div>"));
    let in_article = format!("<article>{link}</article>");
    let in_new_tab = link.replace("<a ", "<a target='_blank' ");
    for forged in [in_overlay, in_article, in_new_tab] {
        let fields = joined(&(forged + &overlay("ada-example")), None);
        assert!(fields.iter().all(|field| field.distance.is_none()), "{fields:?}");
    }
}

#[test]
fn a_missing_distance_is_unknown() {
    assert_eq!(of(&overlay("ada-example")), UNKNOWN);
    assert_eq!(of(&(overlay("ada-example") + &card("ada-example", ""))), UNKNOWN);
}

#[test]
fn languages_may_be_mixed() {
    for (badge, expected) in [
        ("<p>· 1er</p>", FIRST),
        ("<p>· 1.</p>", FIRST),
        ("<p>• 2.º</p>", SECOND),
        ("<p>\u{a0}· 3°+</p>", FURTHER),
        ("<p>· 3e et +</p>", FURTHER),
        ("<p>· 1er</p><p>· 1st</p>", FIRST),
        ("<p>· 1er</p><p>· 2nd</p>", UNKNOWN),
    ] {
        assert_eq!(
            of(&(overlay("ada-example") + &card("ada-example", badge))),
            expected,
            "{badge}"
        );
    }
}

#[test]
fn evidence_of_one_owner_never_reaches_another() {
    // The card is Bob's already, the overlay is still Ada's.
    let stale = overlay("ada-example") + &card("bob-sample", "<p>· 3rd</p>");
    for path in [None, Some("/in/bob-sample/overlay/contact-info/"), Some("/in/ada-example/")] {
        let fields = joined(&stale, path);
        assert_eq!(fields[0].owner.as_deref(), Some("ada-example"));
        assert_eq!((fields[0].distance, fields[0].verdict), UNKNOWN);
    }
    // When Ada's card is back, so is her distance.
    let back = overlay("ada-example") + &card("ada-example", "<p>· 1st</p>");
    assert_eq!(of(&back), FIRST);
}

#[test]
fn after_navigating_within_the_page_its_path_binds_nothing() {
    let nameless = fixture("linkedin/ember-contact-overlay.nameless.html");
    let page = nameless + &card("ada-example", "<p>· 3rd</p>");
    assert_eq!(joined(&page, None)[0].owner, None);
    assert_eq!(joined(&page, None)[0].distance, None);
    let loaded = joined(&page, Some("/in/ada-example/overlay/contact-info/"));
    assert_eq!(loaded[0].owner.as_deref(), Some("ada-example"));
    assert_eq!(loaded[0].distance, Some(Distance::Further));
}

#[test]
fn two_profiles_in_one_overlay_are_nobodys() {
    let two = overlay("ada-example").replace(
        "</a></p>",
        "</a></p><svg id='linkedin-bug-small'></svg><p><a href='/in/bob-sample'>b</a></p>",
    );
    let fields = joined(&two, Some("/in/ada-example"));
    assert_eq!(fields[0].owner, None);
}

#[test]
fn an_email_may_be_shown_for_another_reason_and_never_simply_passes() {
    let email = overlay("ada-example")
        .replace("phone-handset-small", "envelope-medium")
        .replace("+33 1 99 00 12 34 (Mobile)", "ada@example.org");
    let page = email + &card("ada-example", "<p>· 3rd</p>");
    assert_eq!(of(&page), (Some(Distance::Further), Verdict::Warn));
}

#[test]
fn a_value_that_is_not_rendered_gets_nobodys_distance() {
    let page = overlay("ada-example").replace("<p>+33", "<p hidden>+33");
    assert_eq!(of(&(page + &card("ada-example", "<p>· 3rd</p>"))), UNKNOWN);
}

#[test]
fn a_declaration_has_authority_only_where_the_site_gives_it() {
    let mut all = sites();
    let declared = |all: &[Site], host: &str| {
        let tree = HostTree::default();
        let page = Html::parse_document("<p data-contact-visibility=everyone>ada@example.org</p>");
        let readings = read(&tree, &site("marker"), &page, &Location::new(all, host, None));
        readings[0].1.fields[0].declared.unwrap().1
    };
    assert_eq!(declared(&all, "www.linkedin.com"), Authority::None);
    assert_eq!(declared(&all, "network.localhost"), Authority::None);
    all.push(
        serde_json::from_str(
            r#"{"site": "own", "hosts": ["network.localhost"], "authority": true, "era": "invented", "rules": []}"#,
        )
        .unwrap(),
    );
    assert_eq!(declared(&all, "network.localhost"), Authority::Custodian);
    assert_eq!(declared(&all, "sub.network.localhost"), Authority::None);
}

#[test]
fn rules_apply_on_their_own_hosts_only() {
    assert!(site("linkedin").applies_to("www.linkedin.com"));
    assert!(!site("linkedin").applies_to("www.linkedin.com.example"));
    assert!(site("marker").applies_to("anything.example") && !site("marker").opt_in);
    assert!(site("generic").applies_to("anything.example") && site("generic").opt_in);
}

#[test]
fn hostile_markup_is_read_to_a_clear_end() {
    let tree = HostTree::default();
    let location = Location::new(&sites(), "www.linkedin.com", None);
    let nested = "<ul><li>".repeat(300) + "+33 1 99 00 12 34" + &"</li></ul>".repeat(300);
    for hostile in [
        format!("<div data-sdui-screen='ProfileContactDetailsOverlay'><p>Phone</p>{nested}</div>"),
        "<div data-sdui-screen=ProfileContactDetailsOverlay><p><a href='mailto:%'>\u{202e}</a><svg id=envelope-".into(),
        "<section><a href='/in/%ff%2e/overlay/contact-info'></a><p>· \u{202e}ts1</p>".into(),
        "<p data-contact-visibility data-contact-kind='' data-contact-owner=''>".into(),
        format!("<div class=h-card><p class=u-email>{}</p>", "a@".repeat(200_000)),
        "<script type='application/ld+json'>[[[{\"@type\":\"Person\",\"email\":{}}".into(),
    ] {
        let page = Html::parse_document(&hostile);
        for site in sites() {
            for (_, reading) in read(&tree, &site, &page, &location) {
                assert!(reading.complete);
                assert!(reading.fields.iter().all(|field| field.shown.len() <= 64 * 1024));
            }
        }
    }
}

#[test]
fn a_scope_with_too_much_in_it_says_that_it_was_not_read_to_its_end() {
    let tree = HostTree::default();
    let page = format!(
        "<div class='h-card'>{}</div>",
        "<i class='u-email'>a@example.org</i>".repeat(20_001)
    );
    let page = Html::parse_document(&page);
    let location = Location::new(&sites(), "www.example.org", None);
    let readings = read(&tree, &site("generic"), &page, &location);
    assert!(readings.iter().any(|(_, reading)| !reading.complete));
}
