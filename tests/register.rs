//! The register: what gets in, what is found, what is erased, and that the chain holds.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::string_slice)]

mod register_of;

use entre_nous::register::statistics::Statistics;
use entre_nous::register::{
    Act, Entry, Fault, Filter, Finding, Hex, Host, Point, Reading, Record, Stored, Time, csv, file,
    processing,
};
use register_of::{BEGIN, DAY, Register, overridden, refused, warned};

const JANE: &str = "jane.roe@example.com";
const JANES_PHONE: &str = "+33 1 99 00 11 22";
const AMARA: &str = "amara.okafor@example.net";

/// Of every act, with two erasures and a beginning that is gone.
fn long_lived() -> Register {
    let mut register = Register::begun();
    register.refuse(&[JANE, JANES_PHONE]);
    register.tell(&warned("www.linkedin.com"));
    register.now += 300 * DAY;
    register.refuse(&[AMARA, JANE]);
    register.tell(&overridden(&[JANE], "She said so at the fair."));
    register.lose(Point { seq: 7, link: Hex([7; 32]) });
    register.forget(JANE).expect("Jane is in it");
    register.now += 70 * DAY;
    register.retain(365).expect("something is old");
    register.refuse(&[AMARA]);
    register
}

fn read(json: &str) -> Result<Entry, Fault> {
    Entry::read(json, Time::from_ms(BEGIN))
}

fn body(json: &str) -> String {
    let mut register = Register::begun();
    register.tell(json);
    register.record(2).body.clone().unwrap()
}

#[test]
fn an_entry_is_written_in_the_order_of_the_format() {
    assert_eq!(
        body(&overridden(&[], "By letter")),
        r#"{"v":1,"id":"0000000000000002","at":"2026-11-01T09:00:01.234Z","act":"overridden","site":"www.linkedin.com","channel":"fetch","to":"crm.example","fields":[{"kind":"email","count":1,"verdict":"withhold","reasons":["distance-unknown"]}],"ground":{"basis":"consent","on":"2026-10-30","how":"By letter"},"version":"0.1.0","salt":"02020202020202020202020202020202"}"#
    );
    assert!(body(&refused(&[JANE])).contains(r#""distance":"first""#));
}

/// What a page sends of a refusal.
fn sent() -> String {
    format!("{{\"id\":\"0000000000000001\",{}", &refused(&[])[1..])
}

#[test]
fn what_an_entry_has_no_place_for_is_refused() {
    let whole = sent();
    assert!(read(&whole).is_ok());
    let changed = [
        ("{", r#"{"value":"jane.roe@example.com","#),
        (r#""kind""#, r#""value":"x","kind""#),
        (r#""refused""#, r#""erased""#),
        (r#""refused""#, r#""began""#),
        (r#""refused""#, r#""set-aside""#),
        (r#""refused""#, r#""overridden""#),
        (r#""refused""#, r#""exported""#),
        (r#""download""#, r#""owl post""#),
        (r#""count":3"#, r#""count":0"#),
        (r#""count":3"#, r#""count":-3"#),
        (r#""count":3"#, r#""count":"3""#),
        (r#""refusal":"withheld","#, ""),
        (r#""channel":"download","#, ""),
        (r#""0000000000000001""#, r#""1""#),
        (r#""owners":[]"#, r#""owners":["jane"]"#),
        (r#""owners":[]"#, r#""owners":[],"erased":{"why":"request","bodies":[],"owners":[]}"#),
        (r#""linkedin 1""#, r#""Jane Roe""#),
        (r#""linkedin 1""#, r#""jane@example.com""#),
    ];
    for (from, to) in changed {
        let json = whole.replacen(from, to, 1);
        assert_ne!(json, whole, "{from}");
        assert!(read(&json).is_err(), "{json}");
    }
    assert_eq!(read("null"), Err(Fault::Form));
}

/// A page chooses the addresses that it asks for: an entry is not to stay unwritten for one.
#[test]
fn what_is_no_name_of_a_host_is_left_out() {
    for site in [
        "jane@example.com",
        "https://www.linkedin.com/in/jane",
        "www.linkedin.com/in/jane",
        "Www",
        "a..b",
        "a b",
        "a*b.collector.example",
        "[::1",
        "[jane]",
        "",
    ] {
        let json = sent().replacen("www.linkedin.com", site, 1);
        assert_eq!(read(&json).unwrap().site, None, "{site}");
    }
}

#[test]
fn a_value_in_the_name_of_a_host_is_cut_off() {
    for (given, written) in [
        ("api.eu.crm.example", "api.eu.crm.example"),
        ("localhost", "localhost"),
        ("www.linkedin.com.", "www.linkedin.com"),
        ("192.168.1.10", "192.168.1.10"),
        ("[::1]", "[::1]"),
        ("jane.roe.example.com.collector.example", "example.com.collector.example"),
        ("33199001122.collector.example", "collector.example"),
        ("a.33-1-99-00.b.example", "b.example"),
        ("ofsgk4lomrswkqdfpbqw24dmmuxgg33n.amzg6.example", "amzg6.example"),
        ("33199001122", "33199001122"),
    ] {
        let host = Host::try_from(given.to_owned()).unwrap();
        let written = if given.contains("amzg6") { given } else { written };
        assert_eq!(host.as_str(), written);
    }
    let long = format!("{}.example", "x".repeat(33));
    assert_eq!(Host::try_from(long).unwrap().as_str(), "example");
}

#[test]
fn a_ground_holds_no_contact_detail() {
    for (how, fault) in [
        ("She wrote from jane.roe@example.com", Some(Fault::ContactDetail)),
        ("She called from 01 99 00 11 22", Some(Fault::ContactDetail)),
        ("", Some(Fault::Incomplete)),
        ("   ", Some(Fault::Incomplete)),
        (&"x".repeat(501), Some(Fault::Incomplete)),
        (&"é".repeat(500), None),
        ("By letter of 30/10/2026", None),
    ] {
        let json = overridden(&[], how).replacen('{', r#"{"id":"0000000000000001","#, 1);
        assert_eq!(read(&json).err(), fault, "{how}");
    }
}

#[test]
fn a_consent_says_when_and_how_it_was_given() {
    let whole = overridden(&[], "By letter").replacen('{', r#"{"id":"0000000000000001","#, 1);
    let (how, on) = (r#","how":"By letter""#, r#","on":"2026-10-30""#);
    for (basis, without, fault) in [
        ("consent", "", None),
        ("consent", how, Some(Fault::Incomplete)),
        ("consent", on, Some(Fault::Day)),
        ("given-directly", how, None),
        ("given-directly", on, None),
        ("other", how, Some(Fault::Incomplete)),
        ("other", on, None),
    ] {
        let json = whole.replace(without, "").replace("consent", basis);
        assert_eq!(read(&json).err(), fault, "{json}");
    }
    // Where the day begins first it is the second of November by now, and nowhere the third.
    for (day, fault) in
        [("2026-11-01", None), ("2026-11-02", None), ("2026-11-03", Some(Fault::Day))]
    {
        for basis in ["consent", "given-directly"] {
            let json = whole.replace("2026-10-30", day).replace("consent", basis);
            let now = Time::from_ms(BEGIN + 2 * 60 * 60 * 1000);
            assert_eq!(Entry::read(&json, now).err(), fault, "{json}");
        }
    }
    // What earlier versions wrote still reads.
    let mut register = Register::begun();
    register.tell(&overridden(&[], "By letter"));
    let mut record = register.record(2).clone();
    record.body = record.body.map(|body| body.replace(on, "").replace(how, ""));
    assert_eq!(record.whole().and_then(|body| body.ground).and_then(|ground| ground.on), None);
    assert!(record.whole().is_some());
}

#[test]
fn a_register_with_all_its_erasures_is_sound() {
    let register = long_lived();
    let report = register.verify();
    assert_eq!(report.findings, []);
    assert_eq!((report.records, report.erased), (6, 1));
    assert_eq!(register.anchor.seq, 3);
    let read = file::read(&register.file()).unwrap();
    assert_eq!(read.verify(Some(register.head())).findings, []);
}

#[test]
fn an_erased_person_is_nowhere() {
    let mut register = long_lived();
    assert!(register.find(JANE).is_empty());
    assert_eq!(register.find(AMARA), [4, 9]);
    // Her words may have spoken of her.
    assert_eq!(register.record(5).body, None);
    assert!(!register.file().contains("fair"));
    assert_eq!(register.forget(JANE), None);
    let mut register = Register::begun();
    register.refuse(&[JANES_PHONE]);
    for (typed, finds) in [
        ("01 99 00 11 22", true),
        ("0033199001122", true),
        ("+49 199001122", false),
        ("Jane Roe", false),
    ] {
        assert_eq!(register.find(typed) == [2], finds, "{typed}");
    }
    register.forget("01 99 00 11 22").unwrap();
    assert_eq!(register.verify().findings, []);
    assert_eq!(register.record(2).owners.as_deref(), Some(&[][..]));
    assert!(register.record(2).body.is_some());
}

#[test]
fn what_is_old_goes_and_what_comes_from_the_future_waits() {
    let mut register = Register::begun();
    register.refuse(&[JANE]);
    register.now += 400 * DAY;
    register.refuse(&[JANE]);
    register.now = BEGIN;
    register.refuse(&[JANE]);
    // The clock is back at the beginning: nothing is old.
    assert_eq!(register.retain(365), None);
    register.now += 370 * DAY;
    let erasure = register.retain(365).unwrap();
    assert_eq!(erasure.anchor, Some(Point { seq: 2, ..erasure.anchor.unwrap() }));
    assert_eq!(erasure.bodies, [4]);
    assert!(register.record(3).body.is_some());
    assert_eq!(register.verify().findings, []);
    assert_eq!(register.retain(365), None);
    register.now += 400 * DAY;
    register.retain(365).unwrap();
    assert_eq!(register.anchor.seq, 5);
    assert_eq!(register.stored.len(), 1);
    assert_eq!(register.verify().findings, []);
}

#[test]
fn a_newer_versions_entries_hold_their_place() {
    let mut register = Register::begun();
    register.append_newer();
    register.refuse(&[]);
    let report = register.verify();
    assert_eq!((report.findings.as_slice(), report.newer), (&[][..], 1));
    assert_eq!(register.record(2).read(), Reading::Newer);
    let written = file::read(&register.file()).unwrap();
    assert_eq!(written.verify(None).newer, 1);
    assert!(written.verify(None).is_sound());
}

#[test]
fn each_thing_that_is_wrong_has_its_name() {
    let check = |change: fn(&mut Register), expected: &[Finding]| {
        let mut register = long_lived();
        let noted = register.head();
        change(&mut register);
        let frame = entre_nous::register::Frame {
            anchor: register.anchor,
            end: None,
            noted: Some(noted),
            is_filtered: false,
        };
        assert_eq!(entre_nous::register::verify(&register.stored, frame).findings, expected);
    };
    check(|_| (), &[]);
    check(
        |all| all.record_mut(9).body = Some("{}".to_owned()),
        &[Finding::Changed { seq: 9 }, Finding::OwnerUnknown { seq: 9 }],
    );
    check(|all| all.record_mut(9).erase(), &[Finding::BodyMissing { seq: 9 }]);
    check(|all| all.record_mut(9).owners = None, &[]);
    check(|all| all.record_mut(9).owners = Some(Vec::new()), &[Finding::OwnerMissing { seq: 9 }]);
    check(
        |all| all.record_mut(9).link = Hex([0; 32]),
        &[Finding::Link { seq: 9 }, Finding::HeadDiffers { seq: 9 }],
    );
    check(|all| drop(all.stored.pop()), &[Finding::CutOff { last: 8, head: 9 }]);
    check(
        |all| all.stored.clear(),
        &[Finding::BeginningMissing { to: 3 }, Finding::CutOff { last: 3, head: 9 }],
    );
    check(|all| drop(all.stored.remove(2)), &[Finding::Gap { from: 6, to: 6 }]);
    check(
        |all| all.stored.swap(1, 2),
        &[Finding::Gap { from: 5, to: 5 }, Finding::Order { seq: 5 }],
    );
    check(
        |all| all.anchor = all.record(4).point(),
        &[Finding::BeginningMissing { to: 4 }, Finding::Order { seq: 4 }],
    );
    check(|all| all.stored[2] = Stored::Unreadable(6), &[Finding::Unreadable { seq: 6 }]);
    check(
        |all| {
            all.stored.remove(0);
            all.anchor = Point { seq: 4, link: all.record(5).link };
        },
        &[Finding::BeginningMissing { to: 4 }, Finding::Link { seq: 5 }],
    );
}

#[test]
fn what_was_erased_and_is_back_is_found() {
    let mut register = Register::begun();
    register.tell(&overridden(&[JANE], "At the fair"));
    let before = register.record(2).clone();
    register.forget(JANE).unwrap();
    *register.record_mut(2) = before;
    assert_eq!(register.verify().findings, [Finding::Restored { seq: 2 }]);
}

#[test]
fn a_filtered_file_says_what_it_leaves_out_and_verifies() {
    let mut register = long_lived();
    register.tell(&warned("network.example"));
    let filter = Filter {
        site: Some(Host::try_from("network.example".to_owned()).unwrap()),
        ..Filter::default()
    };
    let text = file::write(&register.stored, register.anchor, &filter);
    assert!(!text.contains("www.linkedin.com"));
    let report = file::read(&text).unwrap().verify(None);
    assert_eq!((report.findings.as_slice(), report.left_out, report.erased), (&[][..], 2, 1));
    // The same without saying that it was filtered.
    let claimed = text.replace(r#","filter":{"site":"network.example"}"#, "");
    assert_ne!(claimed, text);
    let findings = file::read(&claimed).unwrap().verify(None).findings;
    assert_eq!(findings, [Finding::BodyMissing { seq: 4 }, Finding::BodyMissing { seq: 9 }]);
}

#[test]
fn a_table_opens_in_a_spreadsheet_and_holds_no_formula() {
    let mut register = long_lived();
    register.tell(&overridden(&[], "=HYPERLINK(1), \\\"said\\\" so"));
    let text = csv::write(&register.stored, &Filter::default());
    assert!(text.starts_with("\u{feff}seq,at,act,"));
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    let mut reader = ::csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(
        rows.iter().map(|row| row[2].to_owned()).collect::<Vec<_>>(),
        ["refused", "set-aside", "erased", "erased", "refused", "overridden"]
    );
    assert_eq!(&rows[5][14], "'=HYPERLINK(1), \"said\" so");
    let of_field: Vec<_> = rows[0].iter().skip(7).take(5).collect();
    assert_eq!(of_field, ["email", "3", "withhold", "first", "seen-as-first-degree"]);
    let since = Filter { from: Some(Time::from_ms(register.now - 1_500)), ..Filter::default() };
    assert_eq!(csv::write(&register.stored, &since).lines().count(), 2);
}

#[test]
fn the_record_of_processing_is_in_the_cnils_order_and_in_dpvs_terms() {
    let mut register = long_lived();
    register.tell(&overridden(&[], "At the fair"));
    let circumstances = processing::Circumstances {
        answerable: Some("<Legal> & co".to_owned()),
        retention_days: 365,
    };
    let words = |key: &str, parts: &[String]| format!("{key}({})", parts.join("|"));
    let page = processing::write(&register.stored, &Filter::default(), &circumstances, &words);
    let order: Vec<_> = [
        "activity",
        "controller",
        "purposes",
        "people",
        "data",
        "recipients",
        "transfers",
        "retention",
        "security",
    ]
    .map(|name| page.find(&format!("<dt>register_processing_{name}()</dt>")).expect(name))
    .into();
    assert!(order.is_sorted());
    assert!(page.contains("&lt;Legal&gt; &amp; co") && !page.contains("<Legal>"));
    assert!(page.contains("kind_email() (7)"));
    let (_, data) = page.split_once("ld+json\">").unwrap();
    let data: serde_json::Value =
        serde_json::from_str(data.split_once("</script>").unwrap().0).unwrap();
    assert_eq!(data["dpv:hasProcess"][0]["dct:extent"], 2);
    assert_eq!(
        data["dpv:hasProcess"][3]["dpv:hasJustification"][0]["dpv:hasJustification"],
        "eu-gdpr:A6-1-a"
    );
    assert_eq!(data["dpv:hasPersonalData"][0], "pd:EmailAddress");
    assert_eq!(data["dpv:hasRecipient"][0], "crm.example");
}

#[test]
fn a_picture_has_every_day_and_the_site_with_most_refusals_first() {
    let mut register = Register::begun();
    register.tell(&warned("network.example"));
    register.tell(&warned("network.example"));
    register.now += 2 * DAY;
    register.refuse(&[]);
    let bodies: Vec<_> =
        register.stored.iter().filter_map(Stored::record).filter_map(Record::whole).collect();
    let statistics = Statistics::of(&bodies, 0);
    let days: Vec<_> = statistics
        .days
        .iter()
        .map(|(day, counts)| (day.to_string(), counts.warned, counts.refused))
        .collect();
    assert_eq!(
        days,
        [
            ("2026-11-01".to_owned(), 2, 0),
            ("2026-11-02".to_owned(), 0, 0),
            ("2026-11-03".to_owned(), 0, 1)
        ]
    );
    let sites: Vec<_> = statistics.sites.iter().map(|(site, _)| site.as_str()).collect();
    assert_eq!(sites, ["www.linkedin.com", "network.example"]);
    assert_eq!(Statistics::of(&bodies, 16 * 60).days[0].0.to_string(), "2026-11-02");
}

#[test]
fn every_act_has_the_code_that_is_written() {
    for act in Act::ALL {
        assert_eq!(serde_json::to_string(&act).unwrap(), format!("\"{}\"", act.code()));
    }
}

#[test]
fn numbers_without_end_are_examined_too() {
    let text = Register::begun().file();
    let most = u64::MAX.to_string();
    let anchor = text.replacen(r#""anchor":{"seq":0"#, &format!(r#""anchor":{{"seq":{most}"#), 1);
    assert_ne!(anchor, text);
    assert!(!file::read(&anchor).unwrap().verify(None).is_sound());
    let record = text.replace(r#"{"seq":1,"digest""#, &format!(r#"{{"seq":{most},"digest""#));
    assert_ne!(record, text);
    assert!(!file::read(&record).unwrap().verify(None).is_sound());
    let last = Point { seq: u64::MAX, link: Hex([0; 32]) };
    assert_eq!(last.next(Hex([0; 32])).seq, u64::MAX);
    let mut register = Register::begun();
    register.refuse(&[JANE]);
    register.anchor = last;
    register.now += 400 * DAY;
    assert!(register.retain(365).is_some());
}

#[test]
fn what_is_no_register_is_not_read() {
    for text in ["", "\n", "{}", "[]", "{\"register\":1}", "seq,at,act\r\n"] {
        assert_eq!(file::read(text), Err(file::NotAFile::Header), "{text}");
    }
    let newer = Register::begun().file().replace("\"register\":1", "\"register\":2");
    assert_eq!(file::read(&newer), Err(file::NotAFile::Version(2)));
    // As some programs save it.
    let saved = format!("\u{feff}{}", long_lived().file().replace('\n', "\r\n"));
    assert!(file::read(&saved).unwrap().verify(None).is_sound());
}

/// A register with one person in it, who is erased on request.
fn of_the_document() -> Register {
    let mut register = Register::begun();
    register.refuse(&[JANE]);
    register.tell(&overridden(&[JANE], "By letter of 30/10/2026"));
    register.forget(JANE).expect("Jane is in it");
    register
}

/// What the verifier in `tests/verify.mjs` reads, and the worked example of `docs/register.md`.
#[test]
fn the_files_of_the_tests_are_as_they_are_written_now() {
    let mut newer = Register::begun();
    newer.append_newer();
    newer.refuse(&[AMARA]);
    let filtered = {
        let register = long_lived();
        let site = Host::try_from("network.example".to_owned()).unwrap();
        let filter = Filter { site: Some(site), ..Filter::default() };
        file::write(&register.stored, register.anchor, &filter)
    };
    let files = [
        ("example", of_the_document().file()),
        ("long-lived", long_lived().file()),
        ("newer", newer.file()),
        ("filtered", filtered),
    ];
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for (name, text) in &files {
        let path = root.join(format!("tests/register_of/{name}.jsonl"));
        if std::env::var_os("WRITE_FIXTURES").is_some() {
            std::fs::write(&path, text).unwrap();
        }
        assert_eq!(&std::fs::read_to_string(&path).unwrap(), text, "{name}: WRITE_FIXTURES=1");
    }
    let document = std::fs::read_to_string(root.join("docs/register.md")).unwrap();
    let (_, example) = document.split_once("```jsonl\n").expect("an example");
    assert_eq!(example.split_once("```").unwrap().0, files[0].1);
}

#[test]
fn the_worked_example_is_right() {
    let document = include_str!("../docs/register.md");
    let register = of_the_document();
    let known = |text: String| assert!(document.contains(&text), "{text}");
    let before = register.record(1).link;
    let Record { digest, link, .. } = register.record(2);
    known(format!("entre-nous register 1\n{before}\n2\n{digest}"));
    known(format!("`{link}`"));
    let mut told = Register::begun();
    told.refuse(&[JANE]);
    let owner = &told.record(2).owners.as_ref().unwrap()[0];
    known(format!("`{}{}`", owner.salt, owner.pseudonym));
    known(format!("`{}`", entre_nous::register::chain::commitment(owner)));
}
