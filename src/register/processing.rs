//! The record of processing activities (Art. 30 GDPR), in the CNIL's order, as a page for people
//! that holds the same in terms of the Data Privacy Vocabulary (DPV 2) for programs.

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::entry::Body;
use super::filter::Filter;
use super::record::{Record, Stored};
use super::statistics::Counts;
use super::sum::{Sum, listed};
use super::words::{Basis, Host};
use crate::field::Kind;

/// What the register does not know by itself.
#[derive(Clone, Debug, Default)]
pub struct Circumstances {
    /// Who in the organisation answers, as it has set it.
    pub answerable: Option<String>,
    /// After how many days bodies are erased.
    pub retention_days: u32,
}

/// A text in the person's language, by its key and what stands in it.
pub type Words<'w> = dyn Fn(&str, &[String]) -> String + 'w;

/// Writes the record for the entries that pass.
pub fn write(
    stored: &[Stored],
    filter: &Filter,
    circumstances: &Circumstances,
    words: &Words<'_>,
) -> String {
    let records = stored.iter().filter_map(Stored::record);
    let bodies: Vec<_> =
        records.filter_map(Record::whole).filter(|body| filter.matches(body)).collect();
    let sum = Sum::of(&bodies);
    let say = |key: &str, parts: &[String]| escaped(&words(key, parts));
    let title = say("register_processing_title", &[]);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <style>body{{font:1rem/1.5 sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}}\
         dt{{font-weight:bold;margin-top:1rem}}dd{{margin:0}}</style>\n<h1>{title}</h1>\n",
        say("language_tag", &[])
    );
    let _ = writeln!(page, "<p>{}</p>", say("register_processing_period", &period(&sum)));
    let _ =
        writeln!(page, "<p>{}</p>\n<dl>", say("register_processing_counts", &shown_counts(&sum)));
    for (name, text) in rows(&sum, circumstances, words) {
        let _ = writeln!(page, "<dt>{}</dt>\n<dd>{}</dd>", say(name, &[]), escaped(&text));
    }
    let data = terms(&sum, &bases(&bodies), circumstances).to_string().replace('<', "\\u003c");
    let _ = writeln!(page, "</dl>\n<script type=\"application/ld+json\">{data}</script>\n</html>");
    page
}

/// The CNIL's fields in its order: the key of each one's name, and what stands there.
fn rows(
    sum: &Sum,
    circumstances: &Circumstances,
    words: &Words<'_>,
) -> [(&'static str, String); 9] {
    let text = |key: &str| words(key, &[]);
    let with = |key: &str, part: String| words(key, &[part]);
    let kinds: Vec<_> = sum
        .kinds
        .iter()
        .map(|(kind, count)| format!("{} ({count})", words(&format!("kind_{}", kind.name()), &[])))
        .collect();
    let controller = match &circumstances.answerable {
        Some(answerable) => with("register_processing_controller_known", answerable.clone()),
        None => text("register_processing_controller_unknown"),
    };
    let days = circumstances.retention_days.to_string();
    [
        (
            "register_processing_activity",
            with("register_processing_activity_text", listed(&sum.sources)),
        ),
        ("register_processing_controller", controller),
        ("register_processing_purposes", text("register_processing_purposes_text")),
        ("register_processing_people", text("register_processing_people_text")),
        ("register_processing_data", with("register_processing_data_text", listed(kinds))),
        (
            "register_processing_recipients",
            with("register_processing_recipients_text", listed(&sum.destinations)),
        ),
        ("register_processing_transfers", text("register_processing_transfers_text")),
        ("register_processing_retention", with("register_processing_retention_text", days)),
        ("register_processing_security", text("register_processing_security_text")),
    ]
}

fn period(sum: &Sum) -> Vec<String> {
    [sum.first, sum.last].map(|at| listed(at.map(|at| at.day(0)))).into()
}

fn shown_counts(sum: &Sum) -> Vec<String> {
    let Counts { refused, redacted, warned, overridden } = sum.counts;
    [refused, redacted, warned, overridden].map(|count| count.to_string()).into()
}

/// How often each ground was given, in terms of the law.
fn bases(bodies: &[Body]) -> BTreeMap<&'static str, u32> {
    let mut bases = BTreeMap::new();
    for ground in bodies.iter().filter_map(|body| body.ground.as_ref()) {
        *bases.entry(lawfulness(ground.basis)).or_default() += 1;
    }
    bases
}

/// The same in DPV's terms.
fn terms(sum: &Sum, bases: &BTreeMap<&'static str, u32>, circumstances: &Circumstances) -> Value {
    let Counts { refused, redacted, warned, overridden } = sum.counts;
    let part = |status: &str, count: u32, more: Value| {
        let mut part = json!({
            "@type": "dpv:Process", "dpv:hasProcessing": "dpv:Export",
            "dpv:hasStatus": status, "dct:extent": count,
        });
        if let (Some(part), Value::Object(more)) = (part.as_object_mut(), more) {
            part.extend(more);
        }
        part
    };
    let grounds: Vec<_> = bases
        .iter()
        .map(|(term, count)| json!({ "dpv:hasJustification": term, "dct:extent": count }))
        .collect();
    let personal_data: BTreeSet<_> = sum.kinds.keys().map(|kind| personal_data(*kind)).collect();
    let names = |hosts: &BTreeSet<Host>| hosts.iter().map(ToString::to_string).collect::<Vec<_>>();
    let upheld = json!({ "dpv:hasComplianceStatus": "dpv:ProhibitionUnviolated" });
    json!({
        "@context": {
            "dpv": "https://w3id.org/dpv#",
            "pd": "https://w3id.org/dpv/pd#",
            "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
            "dct": "http://purl.org/dc/terms/",
        },
        "@type": "dpv:Process",
        "dct:temporal": period(sum),
        "dpv:hasDataController": circumstances.answerable,
        "dpv:hasLegalBasis": "eu-gdpr:A6-1-f",
        "dpv:hasPersonalData": personal_data,
        "dpv:hasDataSource": { "@type": "dpv:NonPublicDataSource", "dct:identifier": names(&sum.sources) },
        "dpv:hasRecipient": names(&sum.destinations),
        "dpv:hasDuration": format!("P{}D", circumstances.retention_days),
        "dpv:hasProcess": [
            part("dpv:ActivityHalted", refused, upheld.clone()),
            part("dpv:ActivityCompleted", redacted, upheld),
            part("dpv:ActivityCompleted", warned, json!({ "dpv:hasLawfulness": "dpv:LawfulnessUnknown" })),
            part("dpv:ActivityCompleted", overridden, json!({ "dpv:hasJustification": grounds })),
        ],
    })
}

/// What a ground comes to in law, as far as its code tells.
fn lawfulness(basis: Basis) -> &'static str {
    match basis {
        Basis::Consent => "eu-gdpr:A6-1-a",
        Basis::GivenDirectly => "eu-gdpr:A6-1-f",
        Basis::Other => "dpv:LawfulnessUnknown",
    }
}

fn personal_data(kind: Kind) -> &'static str {
    match kind {
        Kind::Email => "pd:EmailAddress",
        Kind::Phone => "pd:TelephoneNumber",
        Kind::Address => "pd:PhysicalAddress",
        Kind::Birthday => "pd:BirthDate",
        Kind::Handle | Kind::Website | Kind::Other => "pd:Contact",
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
