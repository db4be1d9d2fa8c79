//! Going on without the withheld fields: what is offered, and what a person's choice lets leave.

#![allow(clippy::expect_used)]

use std::rc::Rc;

use entre_nous::evidence::Evidence;
use entre_nous::flood::MOST_TOKENS;
use entre_nous::guard::{ARMED_FOR_MILLISECONDS, Guard, MOST_OFFERED_BYTES, Offer, Seen};
use entre_nous::memory::{News, Recall};
use entre_nous::protocol::{
    Answer, Channel, Departure, Encoding, Refusal, bytes_of, characters_of,
};
use entre_nous::{Distance, Kind, Owner, Policy};

const NOW: u64 = 1_800_000_000_000;
const ELSEWHERE: &str = "https://crm.example/import";
const KEY: &str = "000102030405060708090a0b0c0d0e0f";

const CLAIRE: &str = "claire.vasseur@example.com";
const SAMIR: &str = "samir.haddad@example.org";
const AMARA: &str = "amara.okafor@example.net";
const PHONE: &str = "+33 6 39 98 01 12";

struct Page {
    guard: Guard,
    custodian: Rc<[String]>,
    scopes: u32,
}

impl Page {
    fn new() -> Self {
        let custodian = Rc::from(["network.example".to_owned()]);
        Self { guard: Guard::new(Policy::default()), custodian, scopes: 0 }
    }

    /// Claire and Samir are of the first degree, Amara is further.
    fn of_three() -> Self {
        let mut page = Self::new();
        page.shows(Some("claire"), Kind::Email, CLAIRE, Distance::First);
        page.shows(Some("claire"), Kind::Phone, PHONE, Distance::First);
        page.shows(Some("samir"), Kind::Email, SAMIR, Distance::First);
        page.shows(Some("amara"), Kind::Email, AMARA, Distance::Further);
        page
    }

    fn shows(&mut self, owner: Option<&str>, kind: Kind, shown: &str, distance: Distance) {
        let sighting = Evidence::Sighting { distance: Some(distance), exception_possible: false };
        let seen = Seen {
            owner: owner.map(|owner| Owner(owner.to_owned())),
            kind,
            shown: shown.to_owned(),
            evidence: vec![sighting],
            exception_possible: false,
        };
        self.scopes += 1;
        self.guard.learn(self.scopes, seen, &self.custodian);
    }

    fn offers(&mut self, payload: &str) -> Option<Offer> {
        self.guard.offer(&[sent(payload)], NOW)
    }

    fn ask(&mut self, departure: Departure<'_>, now: u64) -> (Answer, Option<String>) {
        let question = entre_nous::protocol::question(departure);
        let decision = self.guard.answer(&question, now).1;
        (decision.answer, decision.instead)
    }

    /// A person goes on without what is withheld in it.
    fn arm(&mut self, refused: Departure<'_>) -> String {
        let offer = self.guard.offer(&[refused], NOW).expect("an offer");
        let rest = offer.rests.into_iter().next().expect("one rest");
        self.guard.arm(refused, rest.clone(), NOW);
        rest
    }
}

fn sent(payload: &str) -> Departure<'_> {
    Departure {
        channel: Channel::Fetch,
        destination: ELSEWHERE,
        encoding: Encoding::Text,
        payload,
        replaceable: true,
    }
}

const REFUSED: (Answer, Option<String>) = (Answer::Refuse(Refusal::Withheld), None);

fn list() -> String {
    format!("name,email,phone\nClaire,{CLAIRE},{PHONE}\nSamir,{SAMIR},\nAmara,{AMARA},\n")
}

#[test]
fn stand_ins_stay_like_what_they_stand_for() {
    let mut page = Page::of_three();
    let veil = page.guard.veil();
    let text = format!("Claire {CLAIRE} {PHONE}\nSamir {SAMIR}\nAmara {AMARA}\n");
    let veiled = entre_nous::veil::conceal::conceal(&text, &page.guard, &mut veil.borrow_mut());
    let veiled = veiled.expect("withheld values");
    let offer = page.offers(&veiled).expect("an offer");
    assert_eq!((offer.stay, offer.contacts, offer.go), (3, Some(2), 1));
    assert_eq!(offer.rests, [format!("Claire  \nSamir \nAmara {AMARA}\n")]);
}

#[test]
fn an_offer_says_how_many_details_of_how_many_contacts_stay_and_how_many_go() {
    let offer = Page::of_three().offers(&list()).expect("an offer");
    assert_eq!((offer.stay, offer.contacts, offer.go), (3, Some(2), 1));
    let rest = offer.rests.concat();
    for kept in [CLAIRE, SAMIR, PHONE] {
        assert!(!rest.contains(kept), "{rest}");
    }
    assert!(rest.contains(AMARA), "{rest}");
}

#[test]
fn a_detail_that_is_shown_twice_counts_once() {
    let mut page = Page::of_three();
    page.shows(None, Kind::Email, CLAIRE, Distance::First);
    let offer = page.offers(&list()).expect("an offer");
    assert_eq!((offer.stay, offer.contacts), (3, Some(2)));
}

#[test]
fn where_nobody_says_whose_a_detail_is_contacts_are_not_counted() {
    let mut page = Page::of_three();
    page.shows(None, Kind::Email, "info@example.org", Distance::First);
    let offer = page.offers(&format!("{}Office,info@example.org,\n", list())).expect("an offer");
    assert_eq!((offer.stay, offer.contacts), (4, None));
}

#[test]
fn several_types_of_one_clipboard_are_counted_together() {
    let mut page = Page::of_three();
    let plain = format!("{CLAIRE} {AMARA}");
    let rich = format!("<p>{CLAIRE} {SAMIR} {AMARA}</p>");
    let offer = page.guard.offer(&[sent(&plain), sent(&rich), sent("none")], NOW);
    let offer = offer.expect("an offer");
    assert_eq!((offer.stay, offer.contacts, offer.go), (2, Some(2), 1));
    assert_eq!(offer.rests.get(2).map(String::as_str), Some("none"));
}

#[test]
fn bytes_stay_bytes() {
    let mut page = Page::of_three();
    let text = format!("\u{e9}; {CLAIRE}; {AMARA}");
    let payload = characters_of(text.as_bytes());
    let departure = Departure { encoding: Encoding::Bytes, ..sent(&payload) };
    let rest = page.arm(departure);
    let bytes = bytes_of(&rest).expect("bytes");
    let read = String::from_utf8(bytes).expect("text");
    assert!(
        read.starts_with("\u{e9};") && read.contains(AMARA) && !read.contains(CLAIRE),
        "{read}"
    );
    assert_eq!(page.ask(departure, NOW), (Answer::Instead, Some(rest)));
}

#[test]
fn nothing_is_offered_where_nothing_is_withheld() {
    assert_eq!(Page::of_three().offers(AMARA), None);
    assert_eq!(Page::new().offers(&list()), None);
}

#[test]
fn nothing_is_offered_of_what_cannot_be_replaced() {
    let payload = list();
    let departure = Departure { replaceable: false, ..sent(&payload) };
    assert_eq!(Page::of_three().guard.offer(&[departure], NOW), None);
}

#[test]
fn nothing_is_offered_of_what_cannot_be_read() {
    for encoding in [Encoding::Blob, Encoding::Unreadable] {
        let departure = Departure { encoding, ..sent("blob:null/1") };
        assert_eq!(Page::of_three().guard.offer(&[departure], NOW), None, "{encoding:?}");
    }
}

#[test]
fn nothing_is_offered_of_what_takes_long_to_look_through() {
    let mut page = Page::of_three();
    let list = list();
    let longest = format!("{list}{}", " ".repeat(MOST_OFFERED_BYTES - list.len()));
    assert!(page.offers(&longest).is_some());
    assert_eq!(page.offers(&format!("{longest} ")), None);
}

#[test]
fn nothing_is_offered_where_the_address_holds_one_too() {
    let payload = list();
    let destination = format!("{ELSEWHERE}?email={CLAIRE}");
    let departure = Departure { destination: &destination, ..sent(&payload) };
    assert_eq!(Page::of_three().guard.offer(&[departure], NOW), None);
}

/// Blanked, it would tell the page which of the values that it tries another page withholds.
#[test]
fn nothing_is_offered_of_what_only_other_pages_have_shown() {
    let mut elsewhere = Page::new();
    elsewhere.guard.recall(&recalled());
    elsewhere.shows(Some("ines"), Kind::Email, "ines.carvalho@example.org", Distance::First);
    let news = elsewhere.guard.take_news(true).expect("news");
    let mut page = Page::of_three();
    page.guard.recall(&passed_on(&news));
    let payload = format!("{}Ines,ines.carvalho@example.org,\n", list());
    assert_eq!(page.ask(sent(&payload), NOW), REFUSED);
    assert_eq!(page.offers(&payload), None);
    assert!(page.offers(&list()).is_some(), "its own are offered still");
}

/// After a reload, the memory holds what the page itself has told.
#[test]
fn what_the_page_has_shown_is_offered_though_other_pages_have_shown_it_as_well() {
    let mut before = Page::of_three();
    before.guard.recall(&recalled());
    let news = before.guard.take_news(true).expect("news");
    let mut page = Page::of_three();
    page.guard.recall(&passed_on(&news));
    assert_eq!(page.offers(&list()).map(|offer| offer.stay), Some(3));
}

/// The page's own mark says that such a detail is kept back, whatever its own verdict.
#[test]
fn what_the_page_shows_with_care_and_another_keeps_back_is_offered() {
    let mut elsewhere = Page::of_three();
    elsewhere.guard.recall(&recalled());
    let news = elsewhere.guard.take_news(true).expect("news");
    let mut page = Page::new();
    page.shows(Some("claire"), Kind::Email, CLAIRE, Distance::Second);
    page.guard.recall(&passed_on(&news));
    let offer = page.offers(&format!("Claire {CLAIRE}")).expect("an offer");
    assert_eq!((offer.stay, offer.contacts), (1, Some(1)));
}

#[test]
fn nothing_is_offered_while_a_page_asks_too_often() {
    let mut page = Page::of_three();
    let payload = list();
    for _ in 0..MOST_TOKENS {
        page.ask(sent(&payload), NOW);
    }
    assert_eq!(page.offers(&payload), None);
}

#[test]
fn the_rest_leaves_once_and_only_in_the_place_of_what_was_refused() {
    let mut page = Page::of_three();
    let payload = list();
    assert_eq!(page.ask(sent(&payload), NOW), REFUSED);
    let rest = page.arm(sent(&payload));

    let changed = format!("{payload} ");
    let others = [
        sent(&changed),
        Departure { destination: "https://other.example/", ..sent(&payload) },
        Departure { channel: Channel::Xhr, ..sent(&payload) },
        Departure { replaceable: false, ..sent(&payload) },
    ];
    for other in others {
        assert_eq!(page.ask(other, NOW), REFUSED, "{other:?}");
    }
    assert_eq!(page.ask(sent(&payload), NOW), (Answer::Instead, Some(rest)));
    assert_eq!(page.ask(sent(&payload), NOW), REFUSED);
}

#[test]
fn the_choice_ends_after_a_while() {
    let mut page = Page::of_three();
    let payload = list();
    page.arm(sent(&payload));
    assert_eq!(page.ask(sent(&payload), NOW + ARMED_FOR_MILLISECONDS), REFUSED);

    let rest = page.arm(sent(&payload));
    let last = NOW + ARMED_FOR_MILLISECONDS - 1;
    assert_eq!(page.ask(sent(&payload), last), (Answer::Instead, Some(rest)));
}

#[test]
fn what_is_withheld_only_since_then_stops_the_rest() {
    let mut page = Page::of_three();
    let payload = format!("{}Nora,nora.keller@example.com,\n", list());
    page.arm(sent(&payload));
    page.shows(Some("nora"), Kind::Email, "nora.keller@example.com", Distance::First);
    assert_eq!(page.ask(sent(&payload), NOW), REFUSED);
}

#[test]
fn a_page_that_asks_too_often_gets_no_rest_either() {
    let mut page = Page::of_three();
    let payload = list();
    page.arm(sent(&payload));
    for _ in 0..MOST_TOKENS {
        page.ask(sent(CLAIRE), NOW);
    }
    let (answer, instead) = page.ask(sent(&payload), NOW);
    assert_eq!((answer, instead), (Answer::Refuse(Refusal::TooOften), None));
}

fn recalled() -> Recall {
    Recall::read(&format!("{KEY}\n")).expect("a memory")
}

/// What the background makes of news: fingerprints with their end.
fn passed_on(news: &News) -> Recall {
    let mut recall = recalled();
    recall.groups.clone_from(&news.groups);
    for group in &mut recall.groups {
        let prints = group.prints.as_bytes().chunks(32);
        let ended = prints.map(|digits| {
            format!("{}{:08x}", str::from_utf8(digits).expect("hexadecimal digits"), NOW / 1000 + 1)
        });
        group.prints = ended.collect();
    }
    recall
}
