//! What a person is told who asks what is held on them (Art. 15 GDPR): a text that they are given.

use super::view::{Row, View};
use entre_nous::Kind;
use entre_nous::register::processing::Words;
use entre_nous::register::sum::listed;
use entre_nous::register::{Body, Host, Sum, Time};
use std::collections::BTreeMap;

/// A consent of theirs that is on record.
#[derive(Clone, Copy, Debug)]
pub struct Given {
    /// For what.
    pub kind: Kind,
    /// Since when.
    pub given: Time,
    /// When it ends.
    pub until: Time,
}

/// How many details of each kind an entry is about.
pub fn kinds(body: &Body) -> BTreeMap<Kind, u32> {
    Sum::of([body]).kinds
}

/// Writes it for the chosen entries. Nothing in it says who asked.
pub fn write(
    view: &View,
    consents: &[Given],
    retention_days: u32,
    now: Time,
    words: &Words<'_>,
) -> String {
    let say = |key: &str, parts: &[String]| words(key, parts);
    let sum = Sum::of(view.chosen().filter_map(Row::body));
    let kinds: Vec<_> =
        sum.kinds.iter().map(|(kind, count)| of_kind(*kind, *count, words)).collect();
    let part = |name: &str, text: String| format!("{}\n  {text}\n", say(name, &[]));
    let mut parts = vec![
        format!("{}\n{now}\n", say("register_answer_title", &[])),
        format!("{}\n", say("register_answer_whom", &[])),
        part("register_processing_purposes", say("register_processing_purposes_text", &[])),
        part("register_processing_data", say("register_processing_data_text", &[listed(kinds)])),
        part("register_answer_sources", listed(&sum.sources)),
        part(
            "register_processing_recipients",
            say("register_processing_recipients_text", &[listed(&sum.destinations)]),
        ),
        part(
            "register_processing_retention",
            say("register_processing_retention_text", &[retention_days.to_string()]),
        ),
        part("register_answer_rights", say("register_answer_rights_text", &[])),
    ];
    let entries: Vec<_> = view.chosen().map(|row| entry(row, words)).collect();
    parts.push(list(say("register_answer_entries", &[]), entries));
    let consents: Vec<_> = consents.iter().map(|given| consent(given, words)).collect();
    parts.push(list(say("register_consents", &[]), consents));
    parts.join("\n")
}

fn entry(row: &Row, words: &Words<'_>) -> String {
    let Some(body) = row.body() else {
        return format!("{} | {}", row.seq, words("register_row_newer", &[]));
    };
    let word = |prefix: &str, code: &str| words(&coded(prefix, code), &[]);
    let kinds = kinds(body).into_iter().map(|(kind, count)| of_kind(kind, count, words));
    let parts = [
        Some(row.seq.to_string()),
        Some(body.at.to_string()),
        Some(word("register_act_", body.act.code())),
        body.site.as_ref().map(Host::to_string),
        body.channel.map(|way| word("channel_", way.code())),
        body.to.as_ref().map(Host::to_string),
        Some(kinds.collect::<Vec<_>>().join(", ")),
        body.ground.as_ref().map(|ground| word("register_basis_", ground.basis.code())),
    ];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" | ")
}

fn consent(given: &Given, words: &Words<'_>) -> String {
    let Given { kind, given, until } = given;
    let kind = words(&coded("kind_", kind.name()), &[]);
    let days = words("register_consent", &[given.day(0).to_string(), until.day(0).to_string()]);
    format!("{kind} | {days}")
}

fn of_kind(kind: Kind, count: u32, words: &Words<'_>) -> String {
    format!("{} × {count}", words(&coded("kind_", kind.name()), &[]))
}

fn list(name: String, lines: Vec<String>) -> String {
    let lines: String = lines.iter().map(|line| format!("\n  {line}")).collect();
    let lines = if lines.is_empty() { "\n  –".to_owned() } else { lines };
    format!("{name}{lines}\n")
}

/// The key of a code's text, by what all of its kind begin with.
pub fn coded(prefix: &str, code: &str) -> String {
    format!("{prefix}{}", code.replace('-', "_"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use entre_nous::register::{Reading, Stored};

    #[test]
    fn it_tells_of_the_chosen_entries_and_of_consents() {
        let body = r#"{"v":1,"id":"00000000000000aa","at":"2026-11-22T20:34:00.123Z","act":"overridden",
            "site":"www.example.com","channel":"fetch","to":"crm.example.net",
            "fields":[{"kind":"email","count":2,"verdict":"withhold","reasons":[]}],
            "ground":{"basis":"given-directly"},"version":"0.1.0","salt":"00000000000000000000000000000000"}"#;
        let json = format!(
            r#"{{"seq":1,"digest":"{0}","link":"{0}","body":{1}}}"#,
            "0".repeat(64),
            serde_json::Value::from(body)
        );
        let Ok(record) = serde_json::from_str(&json) else { unreachable!("{json}") };
        let view = View::of(&[Stored::Record(record), Stored::Unreadable(2)]);
        assert!(matches!(view.row(1).map(|row| &row.reading), Some(Reading::Whole(_))));
        let time = Time::from_ms(0);
        let given = Given { kind: Kind::Phone, given: time, until: time.days_after(1) };
        let words = |key: &str, parts: &[String]| format!("{key}[{}]", parts.join(";"));
        let text = write(&view, &[given], 365, time, &words);
        for part in [
            "  2 | register_row_newer[]\n  1 | 2026-11-22T20:34:00.123Z | register_act_overridden[] | www.example.com | \
             channel_fetch[] | crm.example.net | kind_email[] × 2 | register_basis_given_directly[]\n",
            "register_answer_sources[]\n  www.example.com\n",
            "register_processing_recipients_text[crm.example.net]",
            "register_processing_retention_text[365]",
            "  kind_phone[] | register_consent[1970-01-01;1970-01-02]\n",
        ] {
            assert!(text.contains(part), "{part}\nis not in\n{text}");
        }
    }
}
