use super::*;
use crate::pattern::Pattern;

const GUARDED: [&str; 2] = ["https://www.linkedin.com/*", "https://linkedin.com/*"];
const OWN: &str = "own@example.com";

fn texts(of: &[&str]) -> Vec<String> {
    of.iter().map(|each| (*each).to_owned()).collect()
}

fn tool(name: &str, hosts: &[&str], permissions: &[&str]) -> Tool {
    Tool {
        id: format!("{name}@example.com"),
        name: name.to_owned(),
        version: "1.0".to_owned(),
        enabled: true,
        kind: "extension".to_owned(),
        host_permissions: texts(hosts),
        permissions: texts(permissions),
        warnings: Vec::new(),
    }
}

fn wording() -> Wording {
    Wording {
        all_sites: texts(&["Alles auf allen Websites lesen"]),
        many_sites: texts(&["Daten auf mehreren Websites lesen"]),
    }
}

fn audit_of(browser: Browser, tools: Vec<Tool>) -> Audit {
    let guarded = texts(&GUARDED);
    audit(Question { browser, own_id: OWN.to_owned(), guarded, wording: wording(), tools })
}

fn ways_of(browser: Browser, tool: Tool) -> Vec<Way> {
    let audit = audit_of(browser, vec![tool]);
    audit.findings.iter().flat_map(|finding| &finding.ways).map(|access| access.way).collect()
}

#[test]
fn a_pattern_meets_a_guarded_site_where_some_page_matches_both() {
    let guarded = "https://www.linkedin.com/*";
    for (pattern, meets) in [
        ("<all_urls>", true),
        ("*://*/*", true),
        ("https://*/*", true),
        ("http://*/*", false),
        ("*://*.linkedin.com/*", true),
        ("*://linkedin.com/*", false),
        ("https://www.linkedin.com/*", true),
        ("https://WWW.LinkedIn.com/*", true),
        ("http://www.linkedin.com/*", false),
        ("https://www.linkedin.com/in/*", true),
        ("https://www.linkedin.com:8443/*", true),
        ("https://www.linkedin.com:*/*", true),
        ("*://*.com/*", true),
        ("*://*.www.linkedin.com/*", true),
        ("*://*.notlinkedin.com/*", false),
        ("*://notlinkedin.com/*", false),
        ("*://*.edin.com/*", false),
        ("*://*.linkedin.com.example.org/*", false),
        ("https://mail.example.com/*", false),
        ("https://[::1]/*", false),
        ("https://[::1]:8080/*", false),
        ("file:///*", false),
        ("ftp://*/*", false),
        ("chrome://favicon/*", false),
        ("moz-extension://1c3e/*", false),
        ("wss://www.linkedin.com/*", true),
        // What cannot be read counts for all sites.
        ("https://*edin.com/*", true),
        ("https:///*", true),
        ("linkedin", true),
        ("", true),
    ] {
        assert_eq!(Pattern::read(pattern).meets(&Pattern::read(guarded)), meets, "{pattern}");
    }
}

#[test]
fn meeting_is_mutual() {
    let patterns = [
        "<all_urls>",
        "*://*/*",
        "http://*/*",
        "https://*.a.example/*",
        "*://a.example/*",
        "https://b.a.example/*",
        "*://*.example/*",
        "file:///*",
        "nonsense",
    ];
    for one in patterns.map(Pattern::read) {
        assert!(one.meets(&one) || one == Pattern::Elsewhere, "{one:?}");
        for other in patterns.map(Pattern::read) {
            assert_eq!(one.meets(&other), other.meets(&one), "{one:?} {other:?}");
        }
    }
}

#[test]
fn each_permission_opens_its_way_and_no_other() {
    use Browser::{Chromium, Firefox};
    use Way::*;
    const LINKEDIN: &str = "*://*.linkedin.com/*";
    const ELSEWHERE: &str = "https://mail.example.com/*";
    type Row = (Browser, &'static [&'static str], &'static [&'static str], &'static [Way]);
    let table: &[Row] = &[
        (Chromium, &[], &[], &[]),
        (Chromium, &[ELSEWHERE], &["cookies", "webRequest", "scripting", "tabs", "storage"], &[]),
        (Chromium, &[LINKEDIN], &[], &[Page]),
        (Chromium, &[LINKEDIN], &["scripting", "tabs", "webNavigation", "history"], &[Page]),
        (Chromium, &[LINKEDIN], &["webRequest", "webRequestBlocking"], &[Page, Requests]),
        (Firefox, &[LINKEDIN], &["webRequest"], &[Page, Requests]),
        (Firefox, &[LINKEDIN], &["webRequest", "webRequestBlocking"], &[Page, Responses, Requests]),
        (
            Firefox,
            &[LINKEDIN],
            &["webRequest", "webRequestFilterResponse"],
            &[Page, Responses, Requests],
        ),
        (Firefox, &[LINKEDIN], &["webRequestFilterResponse"], &[Page]),
        (Chromium, &[LINKEDIN], &["cookies"], &[Page, Session]),
        (Chromium, &["<all_urls>"], &[], &[Page, Screen]),
        (Chromium, &["*://*/*"], &[], &[Page]),
        (Chromium, &[], &["debugger"], &[Debugger]),
        (Chromium, &[], &["pageCapture"], &[SavedPage]),
        (Chromium, &[], &["activeTab", "scripting"], &[PageOnClick]),
        (Chromium, &[LINKEDIN], &["activeTab"], &[Page]),
        (Chromium, &[], &["tabCapture"], &[ScreenOnClick]),
        (Chromium, &[], &["desktopCapture"], &[ScreenChosen]),
        (Chromium, &[], &["clipboardRead"], &[Clipboard]),
        (Chromium, &[], &["scripting", "nativeMessaging", "downloads", "clipboardWrite"], &[]),
    ];
    for (browser, hosts, permissions, ways) in table {
        let found = ways_of(*browser, tool("a", hosts, permissions));
        assert_eq!(found, *ways, "{browser:?} {hosts:?} {permissions:?}");
    }
}

#[test]
fn sentences_tell_the_sites_of_content_scripts() {
    use Way::*;
    for (sentence, ways) in [
        ("Daten auf www.linkedin.com lesen", &[Page][..]),
        ("Lire vos données sur mail.example.com, www.linkedin.com.", &[Page]),
        ("Lire vos données sur tous les sites linkedin.com", &[Page]),
        ("Alles auf allen Websites lesen", &[Page]),
        ("Daten auf mehreren Websites lesen", &[UnnamedPages]),
        ("Daten auf notlinkedin.com lesen", &[]),
        ("Daten auf edin.com lesen", &[]),
        ("Daten auf linkedin.com.example.org lesen", &[]),
        ("Benachrichtigungen anzeigen.", &[]),
        ("com. anzeigen", &[]),
    ] {
        let tool = Tool { warnings: texts(&[sentence]), ..tool("a", &[], &[]) };
        assert_eq!(ways_of(Browser::Chromium, tool), ways, "{sentence}");
    }
}

#[test]
fn a_site_that_is_named_spares_the_doubt_about_those_that_are_not() {
    let warnings = texts(&["Daten auf mehreren Websites lesen"]);
    let tool = Tool { warnings, ..tool("a", &["https://linkedin.com/*"], &[]) };
    let audit = audit_of(Browser::Chromium, vec![tool]);
    assert_eq!(audit.findings[0].ways[0].way, Way::Page);
    assert_eq!(audit.findings[0].sites, ["linkedin.com"]);
}

#[test]
fn sites_are_those_that_the_tool_reaches() {
    let audit = audit_of(Browser::Firefox, vec![tool("a", &["https://www.linkedin.com/*"], &[])]);
    assert_eq!(audit.findings[0].sites, ["www.linkedin.com"]);
    let audit = audit_of(Browser::Firefox, vec![tool("a", &["*://*/*"], &[])]);
    assert_eq!(audit.findings[0].sites, ["linkedin.com", "www.linkedin.com"]);
}

#[test]
fn a_site_that_the_person_added_counts_like_the_built_in_ones() {
    let guarded = texts(&["https://crm.example.com/*"]);
    let tools = vec![
        tool("a", &["https://crm.example.com/*"], &[]),
        tool("b", &["https://www.linkedin.com/*"], &[]),
    ];
    let own_id = OWN.to_owned();
    let browser = Browser::Chromium;
    let audit = audit(Question { browser, own_id, guarded, wording: wording(), tools });
    assert_eq!(audit.findings.len(), 1);
    assert_eq!(audit.findings[0].name, "a");
    assert_eq!(audit.others, 1);
}

#[test]
fn themes_apps_and_this_extension_are_no_tools() {
    let theme = Tool { kind: "theme".to_owned(), ..tool("theme", &["<all_urls>"], &[]) };
    let app = Tool { kind: "hosted_app".to_owned(), ..tool("app", &["<all_urls>"], &[]) };
    let own = Tool { id: OWN.to_owned(), ..tool("own", &["<all_urls>"], &[]) };
    let audit = audit_of(Browser::Chromium, vec![theme, app, own]);
    assert_eq!(audit, Audit { findings: Vec::new(), others: 0 });
}

#[test]
fn every_tool_can_send_to_a_server() {
    for (permissions, sends) in [
        (&["debugger"][..], &[Sending::Server][..]),
        (&["debugger", "nativeMessaging"], &[Sending::Server, Sending::Program]),
        (&["debugger", "downloads"], &[Sending::Server, Sending::File]),
    ] {
        let audit = audit_of(Browser::Chromium, vec![tool("a", &[], permissions)]);
        assert_eq!(audit.findings[0].sends, sends, "{permissions:?}");
    }
}

#[test]
fn what_reads_most_easily_comes_first() {
    let off = Tool { enabled: false, ..tool("Off", &["<all_urls>"], &["debugger"]) };
    let audit = audit_of(
        Browser::Chromium,
        vec![
            tool("Clipboard", &[], &["clipboardRead"]),
            off,
            tool("b pages", &["*://*.linkedin.com/*"], &[]),
            tool("A pages", &["*://*.linkedin.com/*"], &[]),
            tool("Lusha", &["*://*.linkedin.com/*"], &[]),
            tool("KASPR", &[], &[]),
            tool("Debugger", &[], &["debugger"]),
            tool("Harmless", &[], &["storage"]),
        ],
    );
    let names: Vec<&str> = audit.findings.iter().map(|finding| finding.name.as_str()).collect();
    assert_eq!(names, ["Lusha", "Debugger", "A pages", "b pages", "Clipboard", "KASPR", "Off"]);
    assert_eq!(audit.others, 1);
}

#[test]
fn the_reach_is_the_widest_of_the_ways() {
    for (hosts, permissions, reach) in [
        (&[][..], &["activeTab", "debugger"][..], Reach::AnyTime),
        (&[], &["activeTab", "clipboardRead"], Reach::OnAction),
        (&["<all_urls>"], &["activeTab"], Reach::AnyTime),
    ] {
        let audit = audit_of(Browser::Chromium, vec![tool("a", hosts, permissions)]);
        assert_eq!(audit.findings[0].reach, reach, "{permissions:?}");
    }
}

#[test]
fn a_known_tool_is_known_by_its_exact_name() {
    for (name, fact) in [
        ("KASPR", Some("kaspr")),
        ("Kaspr", Some("kaspr")),
        ("Kaspr - Get phone numbers in a click", Some("kaspr")),
        ("Lusha: Easily find contact details", Some("lusha")),
        ("Kasprowy Wierch", None),
        ("Not Kaspr", None),
        ("", None),
        (" – ", None),
    ] {
        assert_eq!(known::find(name).map(|known| known.fact), fact, "{name}");
    }
    assert_eq!(known::facts().collect::<std::collections::HashSet<_>>().len(), 4);
}

#[test]
fn the_veil_stops_no_way_that_goes_around_the_page() {
    for way in Way::ALL {
        for browser in [Browser::Chromium, Browser::Firefox] {
            let around =
                matches!(way, Way::Debugger | Way::Responses | Way::Requests | Way::Session);
            assert_eq!(way.veil(browser) == Veil::None, around, "{way:?}");
        }
    }
    assert_eq!(Way::Page.veil(Browser::Chromium), Veil::Reading);
    assert_eq!(Way::Page.veil(Browser::Firefox), Veil::Page);
}

#[test]
fn what_browsers_tell_beyond_what_is_asked_is_left_alone() {
    let question = r#"{
        "browser": "firefox", "ownId": "own@example.com", "guarded": ["https://linkedin.com/*"],
        "tools": [
            { "id": "a", "name": "A", "type": "extension", "enabled": true, "version": "1", "mayDisable": true,
              "installType": "normal", "hostPermissions": ["*://*.linkedin.com/*"], "permissions": ["downloads"] },
            { "id": "b", "name": "B", "type": "extension", "enabled": false, "disabledReason": "unknown" }
        ]
    }"#;
    let audit = audit(serde_json::from_str(question).unwrap());
    let expected = serde_json::json!({
        "findings": [{
            "id": "a", "name": "A", "version": "1", "enabled": true, "reach": "any-time",
            "ways": [{ "way": "page", "veil": "page" }], "sites": ["linkedin.com"], "sends": ["server", "file"]
        }],
        "others": 1
    });
    assert_eq!(serde_json::to_value(&audit).unwrap(), expected);
}

fn order(browser: Browser, hold: Hold) -> Order {
    let guarded = texts(&[
        "https://www.linkedin.com/*",
        "https://linkedin.com/*",
        "*://*.crm.example/*",
        "http://linkedin.com/*",
    ]);
    Order { browser, hold, own_id: OWN.to_owned(), guarded, tools: texts(&["b", "a", OWN]) }
}

const HOSTS: [&str; 3] = ["*://*.crm.example", "*://linkedin.com", "*://www.linkedin.com"];

#[test]
fn a_policy_holds_whom_it_is_for_and_never_this_extension() {
    use serde_json::json;
    let listed = json!({ "ExtensionSettings": {
        "a": { "runtime_blocked_hosts": HOSTS },
        "b": { "runtime_blocked_hosts": HOSTS }
    } });
    let others = json!({ "ExtensionSettings": {
        "*": { "runtime_blocked_hosts": HOSTS },
        "own@example.com": { "runtime_allowed_hosts": HOSTS }
    } });
    let all = json!({ "ExtensionSettings": {
        "*": { "restricted_domains": ["crm.example", "linkedin.com", "www.linkedin.com"] }
    } });
    for (browser, hold, expected) in [
        (Browser::Chromium, Hold::Listed, Some(listed.clone())),
        (Browser::Chromium, Hold::Others, Some(others.clone())),
        (Browser::Chromium, Hold::All, None),
        (Browser::Firefox, Hold::Listed, Some(json!({ "policies": listed }))),
        (Browser::Firefox, Hold::Others, Some(json!({ "policies": others }))),
        (Browser::Firefox, Hold::All, Some(json!({ "policies": all }))),
    ] {
        let made = policy(&order(browser, hold)).map(|made| serde_json::to_value(made).unwrap());
        assert_eq!(made, expected, "{browser:?} {hold:?}");
    }
}

#[test]
fn a_policy_that_would_hold_nobody_or_everything_is_none() {
    let nobody = Order { tools: texts(&[OWN]), ..order(Browser::Chromium, Hold::Listed) };
    assert_eq!(policy(&nobody), None);
    let everywhere = texts(&["https://*/*", "<all_urls>", "nonsense"]);
    for hold in [Hold::Listed, Hold::Others, Hold::All] {
        let order = Order { guarded: everywhere.clone(), ..order(Browser::Firefox, hold) };
        assert_eq!(policy(&order), None, "{hold:?}");
    }
}
