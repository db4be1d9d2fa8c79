//! What one page keeps back another one keeps back too, for a time, and a page that floods gets no
//! answers.

#![allow(clippy::expect_used)]

use std::collections::BTreeSet;
use std::rc::Rc;

use entre_nous::evidence::{Authority, Evidence};
use entre_nous::flood::{MILLISECONDS_PER_TOKEN, MOST_TOKENS, TOKENS_TO_REOPEN};
use entre_nous::guard::{Guard, Seen};
use entre_nous::memory::{News, Recall};
use entre_nous::protocol::{Answer, Refusal};
use entre_nous::{Audience, Distance, Kind, Owner, Policy, Reason, Verdict};

const KEY: &str = "000102030405060708090a0b0c0d0e0f";
const OTHER_KEY: &str = "f00102030405060708090a0b0c0d0e0f";
/// A second, and eight hours later.
const NOW: u64 = 1_800_000_000;
const END: u64 = NOW + 8 * 3600;

const EMAIL: &str = "jane.roe@example.com";
const PHONE: &str = "+33 6 39 98 01 12";
const ELSEWHERE: &str = "https://elsewhere.example/";

/// A page of a site.
struct Page {
    guard: Guard,
    custodian: Rc<[String]>,
    scopes: u32,
}

impl Page {
    fn of(host: &str) -> Self {
        let custodian = Rc::from([host.to_owned()]);
        let mut page = Self { guard: Guard::new(Policy::default()), custodian, scopes: 0 };
        page.guard.recall(&message(KEY, ""));
        page
    }

    fn shows(&mut self, kind: Kind, shown: &str, distance: Option<Distance>) {
        self.shows_to(Some("jane"), kind, shown, distance);
    }

    fn shows_to(
        &mut self,
        owner: Option<&str>,
        kind: Kind,
        shown: &str,
        distance: Option<Distance>,
    ) {
        let evidence = vec![Evidence::Sighting { distance, exception_possible: false }];
        self.learn(owner, kind, shown, evidence);
    }

    fn learn(&mut self, owner: Option<&str>, kind: Kind, shown: &str, evidence: Vec<Evidence>) {
        let owner = owner.map(|owner| Owner(owner.to_owned()));
        let shown = shown.to_owned();
        let seen = Seen { owner, kind, shown, evidence, exception_possible: false };
        self.scopes += 1;
        self.guard.learn(self.scopes, seen, &self.custodian);
    }

    fn news(&mut self) -> Option<News> {
        self.guard.take_news(true)
    }

    fn ask(&mut self, to: &str, payload: &str) -> Answer {
        self.ask_at(NOW * 1000, to, payload)
    }

    fn ask_at(&mut self, now: u64, to: &str, payload: &str) -> Answer {
        let question = format!("entre-nous/1 1\nfetch\ntext\n{to}\n{payload}");
        self.guard.answer(&question, now).1.answer
    }

    fn state(&mut self, to: &str) -> Answer {
        self.guard.answer(&format!("entre-nous/1 1\nstate\n{to}"), NOW * 1000).1.answer
    }
}

fn message(key: &str, groups: &str) -> Recall {
    Recall::read(&format!("{key}\n{groups}")).expect("a message")
}

/// What the background makes of news: fingerprints with their end.
fn passed_on(key: &str, news: &News) -> Recall {
    let mut recall = message(key, "");
    recall.groups.clone_from(&news.groups);
    for group in &mut recall.groups {
        let mut ended = String::new();
        for digits in group.prints.as_bytes().chunks(32) {
            ended += str::from_utf8(digits).expect("hexadecimal digits");
            ended += &format!("{END:08x}");
        }
        group.prints = ended;
    }
    recall
}

/// A page that knows what another has just kept back.
fn page_after(seen: &[(Kind, &str)]) -> Page {
    let mut network = Page::of("network.example");
    for (kind, shown) in seen {
        network.shows(*kind, shown, Some(Distance::First));
    }
    let mut page = Page::of("prospect.example");
    let news = network.news().expect("something was kept back");
    page.guard.recall(&passed_on(KEY, &news));
    page
}

const REFUSED: Answer = Answer::Refuse(Refusal::Withheld);

#[test]
fn what_one_page_keeps_back_another_does_too() {
    assert_eq!(Page::of("prospect.example").ask(ELSEWHERE, EMAIL), Answer::Permit);
    let mut page = page_after(&[(Kind::Email, EMAIL), (Kind::Phone, PHONE)]);
    for payload in
        [EMAIL, "to=Jane.Roe%2Bnews%40example.com", "tel:0639980112", "x,06 39 98 01 12,"]
    {
        assert_eq!(page.ask(ELSEWHERE, payload), REFUSED, "{payload}");
        assert_eq!(page.ask("https://prospect.example/", payload), REFUSED, "{payload}");
        assert_eq!(page.ask("", payload), REFUSED, "{payload}");
    }
    assert_eq!(page.ask(&format!("{ELSEWHERE}?to={EMAIL}"), ""), REFUSED);
    for payload in ["john.roe@example.com", "06 39 98 01 13", "+49639980112"] {
        assert_eq!(page.ask(ELSEWHERE, payload), Answer::Permit, "{payload}");
    }
}

#[test]
fn the_person_is_told_the_kind_and_that_it_is_remembered() {
    let mut page = page_after(&[(Kind::Email, EMAIL)]);
    let question = format!("entre-nous/1 1\nfetch\ntext\n{ELSEWHERE}\n{EMAIL}");
    let (_, decision) = page.guard.answer(&question, NOW * 1000);
    let [told] = &decision.fields[..] else { panic!("{decision:?}") };
    assert_eq!(told.kind, Kind::Email);
    assert_eq!(told.judgement.reasons, [Reason::Remembered].into());
}

#[test]
fn what_goes_back_to_the_custodian_passes_and_is_clear() {
    let mut page = page_after(&[(Kind::Email, EMAIL)]);
    for to in ["https://network.example/", "https://api.network.example/x"] {
        assert_eq!(page.ask(to, EMAIL), Answer::Permit);
        assert_eq!(page.state(to), Answer::Clear);
    }
    assert_eq!(page.state(ELSEWHERE), Answer::Guarded);
    assert_eq!(page.state("https://prospect.example/"), Answer::Guarded);
    assert_eq!(Page::of("prospect.example").state(ELSEWHERE), Answer::Clear);
}

#[test]
fn two_custodians_of_one_value_each_speak_for_themselves() {
    let mut page = page_after(&[(Kind::Email, EMAIL)]);
    let mut other = Page::of("other.example");
    other.shows(Kind::Email, EMAIL, Some(Distance::First));
    let news = other.news().expect("kept back");
    page.guard.recall(&passed_on(KEY, &news));
    for to in ["https://network.example/", "https://other.example/"] {
        assert_eq!(page.ask(to, EMAIL), REFUSED, "{to}");
    }
}

#[test]
fn it_ends() {
    let mut page = page_after(&[(Kind::Email, EMAIL)]);
    assert!(!page.guard.forget_expired(END * 1000 - 1));
    assert_eq!(page.ask(ELSEWHERE, EMAIL), REFUSED);
    assert!(page.guard.forget_expired(END * 1000));
    assert_eq!(page.ask(ELSEWHERE, EMAIL), Answer::Permit);
    assert_eq!(page.state(ELSEWHERE), Answer::Clear);
}

#[test]
fn under_another_key_nothing_is_found() {
    let mut network = Page::of("network.example");
    network.shows(Kind::Email, EMAIL, Some(Distance::First));
    let news = network.news().expect("kept back");
    let mut page = Page { guard: Guard::new(Policy::default()), ..Page::of("prospect.example") };
    page.guard.recall(&passed_on(OTHER_KEY, &news));
    assert_eq!(page.ask(ELSEWHERE, EMAIL), Answer::Permit);
}

#[test]
fn a_message_that_makes_no_sense_changes_nothing() {
    let mut page = page_after(&[(Kind::Email, EMAIL)]);
    let odd = format!("\nemail x.example\n{}é\n{}", "é".repeat(20), "0".repeat(31));
    page.guard.recall(&message(KEY, &odd));
    for broken in
        ["", "no key\n", KEY, &format!("{KEY}\n\nmorse\n\n"), &format!("{KEY}\n\nemail\n")]
    {
        assert!(Recall::read(broken).is_none(), "{broken:?}");
    }
    assert_eq!(page.ask(ELSEWHERE, EMAIL), REFUSED);
}

#[test]
fn news_are_told_once_and_hold_no_value() {
    let mut page = Page::of("network.example");
    assert_eq!(page.news(), None);
    page.shows(Kind::Email, EMAIL, Some(Distance::First));
    page.shows(Kind::Website, "jane.example", Some(Distance::First));
    page.shows_to(Some("john"), Kind::Email, "john@example.org", Some(Distance::Further));
    let news = page.news().expect("one was kept back");
    let [group] = &news.groups[..] else { panic!("{news:?}") };
    assert_eq!((group.kind, group.prints.len(), group.freed.len()), (Kind::Email, 32, 0));
    assert!(!format!("{news:?}").contains("jane"));
    assert_eq!(page.news(), None);
}

#[test]
fn without_a_key_there_are_no_news_until_it_comes() {
    let mut page = Page { guard: Guard::new(Policy::default()), ..Page::of("network.example") };
    page.shows(Kind::Email, EMAIL, Some(Distance::First));
    assert_eq!(page.news(), None);
    page.guard.recall(&message(KEY, ""));
    assert!(page.news().is_some());
}

#[test]
fn a_page_takes_back_what_it_no_longer_keeps_back() {
    let mut network = Page::of("network.example");
    network.shows(Kind::Email, EMAIL, None);
    let kept = network.news().expect("kept back");
    let mut page = Page::of("prospect.example");
    page.guard.recall(&passed_on(KEY, &kept));
    assert_eq!(page.ask(ELSEWHERE, EMAIL), REFUSED);

    network.guard.learn_distance(9, Owner("jane".to_owned()), Some(Distance::Further));
    let freed = network.news().expect("freed");
    assert_eq!(freed.groups[0].freed, kept.groups[0].prints);
    page.guard.recall(&passed_on(KEY, &freed));
    assert_eq!(page.ask(ELSEWHERE, EMAIL), Answer::Permit);
}

#[test]
fn the_narrower_of_two_pages_counts_and_is_shown() {
    let mut page = page_after(&[(Kind::Email, EMAIL)]);
    page.shows(Kind::Email, EMAIL, Some(Distance::Further));
    assert_eq!(page.ask(ELSEWHERE, EMAIL), REFUSED);
    let id = page.guard.all().next().expect("a field");
    let told = page.guard.told(id).expect("a field");
    assert_eq!(told.judgement.verdict, Verdict::Withhold);
    assert!(told.judgement.reasons.contains(&Reason::Remembered));
    assert_eq!(page.guard.withheld_count(), 1);
    // What others said is not said again, or it would never end.
    assert_eq!(page.news(), None);
}

#[test]
fn ones_own_is_ones_own_and_is_forgotten() {
    let mut page = page_after(&[(Kind::Email, EMAIL), (Kind::Phone, PHONE)]);
    for (kind, shown) in [(Kind::Email, EMAIL), (Kind::Phone, PHONE)] {
        page.shows(kind, shown, Some(Distance::Owner));
        assert_eq!(page.ask(ELSEWHERE, shown), Answer::Permit);
    }
    let news = page.news().expect("to be forgotten");
    assert!(news.groups.is_empty());
    // One of the email; of the number with its country and without, each with any country too.
    assert_eq!(news.own.len(), 5 * 32);
}

#[test]
fn where_no_distance_can_be_proven_only_what_is_declared_is_told() {
    let mut page = Page::of("intranet.example");
    page.shows(Kind::Email, EMAIL, None);
    assert_eq!(page.guard.take_news(false), None);
    let declared =
        Evidence::Declared { audience: Audience::FirstDegree, authority: Authority::None };
    page.learn(None, Kind::Email, "john@example.org", vec![declared]);
    let news = page.guard.take_news(false).expect("declared");
    assert_eq!(news.groups[0].prints.len(), 32);
}

#[test]
fn what_cannot_be_read_is_refused_for_what_the_page_itself_shows_only() {
    let mut page = page_after(&[(Kind::Email, EMAIL)]);
    assert_eq!(page.ask(ELSEWHERE, "too%25252540deep"), Answer::Permit);
    page.shows(Kind::Email, "john@example.org", Some(Distance::First));
    assert_eq!(page.ask(ELSEWHERE, "too%25252540deep"), Answer::Refuse(Refusal::Unreadable));
}

#[test]
fn what_is_remembered_is_blank_on_paper() {
    let page = page_after(&[(Kind::Email, EMAIL)]);
    assert!(page.guard.stands_withheld_in("Jane: jane.roe@example.com"));
    assert!(!page.guard.stands_withheld_in("Jane: no address"));
}

#[test]
fn after_a_flood_a_withheld_and_a_harmless_value_get_the_same_answer() {
    for mut page in [page_after(&[(Kind::Email, EMAIL)]), {
        let mut page = Page::of("network.example");
        page.shows(Kind::Email, EMAIL, Some(Distance::First));
        page
    }] {
        let begin = NOW * 1000;
        let refused = (0..1000).filter(|_| page.ask_at(begin, ELSEWHERE, EMAIL) == REFUSED).count();
        assert_eq!(refused as u64, MOST_TOKENS);
        for payload in [EMAIL, "nothing", "too%25252540deep"] {
            assert_eq!(page.ask_at(begin, ELSEWHERE, payload), Answer::Refuse(Refusal::TooOften));
        }
        // What is nobody's to keep back goes on.
        assert_eq!(page.ask_at(begin, "https://network.example/", EMAIL), Answer::Permit);
        assert_eq!(page.state(ELSEWHERE), Answer::Guarded);
        let later = begin + TOKENS_TO_REOPEN * MILLISECONDS_PER_TOKEN;
        assert_eq!(page.ask_at(later, ELSEWHERE, "nothing"), Answer::Permit);
        assert_eq!(page.ask_at(later, ELSEWHERE, EMAIL), REFUSED);
    }
}

#[test]
fn what_is_refused_unread_is_no_flood() {
    let mut page = Page::of("network.example");
    page.shows(Kind::Email, EMAIL, Some(Distance::First));
    for _ in 0..1000 {
        assert_eq!(page.ask(ELSEWHERE, "too%25252540deep"), Answer::Refuse(Refusal::Unreadable));
    }
    assert_eq!(page.ask(ELSEWHERE, "nothing"), Answer::Permit);
}

#[test]
fn what_several_fields_have_in_common_is_free_when_the_last_of_them_is() {
    let mut page = Page::of("network.example");
    let further = |page: &mut Page, owner: &str| {
        page.guard.learn_distance(99, Owner(owner.to_owned()), Some(Distance::Further));
        page.news().map(|news| (news.groups[0].prints.len(), news.groups[0].freed.len()))
    };
    for owner in ["jane", "john"] {
        page.shows_to(Some(owner), Kind::Email, EMAIL, Some(Distance::First));
    }
    let kept = page.news().expect("something was kept back");
    assert_eq!((kept.groups[0].prints.len(), kept.groups[0].freed.len()), (32, 0));
    assert_eq!(further(&mut page, "jane"), None);
    assert_eq!(further(&mut page, "john"), Some((0, 32)));
    // What was taken back can be told anew, and what others do is told when it comes.
    page.shows_to(Some("jane"), Kind::Phone, PHONE, Some(Distance::Further));
    assert_eq!(page.news(), None);
    page.shows_to(None, Kind::Email, EMAIL, Some(Distance::First));
    assert!(page.news().is_some_and(|news| news.groups[0].prints.len() == 32));
}

#[test]
fn by_other_settings_pages_begin_to_remember_anew() {
    let mut page = page_after(&[(Kind::Email, EMAIL)]);
    page.shows(Kind::Phone, PHONE, Some(Distance::First));
    let kept = |news: Option<News>| {
        let news = news.expect("news");
        let prints = news.groups.iter().flat_map(|group| group.prints.as_bytes().chunks(32));
        prints.map(<[u8]>::to_vec).collect::<BTreeSet<_>>()
    };
    let told = kept(page.news());
    assert_eq!(page.ask(ELSEWHERE, EMAIL), REFUSED);
    page.guard.remember_anew();
    assert_eq!(page.ask(ELSEWHERE, EMAIL), Answer::Permit);
    assert_eq!(page.ask(ELSEWHERE, PHONE), REFUSED);
    assert_eq!(kept(page.news()), told);
}
