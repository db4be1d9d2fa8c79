//! Reading a response that brings contact values, before the page's own code does.
//!
//! Such responses state the viewer's distance without language, which proves more than any badge.
//! It is bound to the owner whom the address or the response names, and to nobody where several
//! are named.

use super::flight::{flight_literals, kinds_of_rows, reference};
use super::links::{contacts_in, owner_key, owner_of, percent_decoded};
use super::rule::{Format, ResponseRule, Site};
use super::values::{clean, guess, is_plausible};
use super::{Location, Reading, SeenField};
use crate::audience::Distance;
use crate::field::{EmailAddress, Kind, Owner};
use crate::json::{Token, unescaped, walk};
use crate::wording::{label_kind, without_type_suffix};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

/// A text in a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal<'b> {
    /// Where it is written.
    pub range: Range<usize>,
    /// What it says.
    pub text: Cow<'b, str>,
    /// Whether its length is written somewhere else.
    pub is_counted: bool,
    /// The names of the members that it lies in, the innermost last.
    pub(super) names: Vec<&'b str>,
    /// The row that it stands in; empty where there are none.
    pub(super) row: &'b str,
}

/// The site's rule for a response of this address.
pub fn response_rule<'s>(site: &'s Site, url: &str) -> Option<&'s ResponseRule> {
    let (path, query) = path_and_query(url)?;
    site.responses.iter().find(|rule| rule.covers(&path, &query).is_some())
}

/// All texts of a response, in their order; `None` when it is not written as the rule says.
pub fn literals(format: Format, body: &str) -> Option<Vec<Literal<'_>>> {
    let mut literals = Vec::new();
    match format {
        Format::Voyager => json_literals(body, 0, "", &mut literals)?,
        Format::Flight => flight_literals(body, &mut literals)?,
    }
    Some(literals)
}

/// What a response tells of its owner.
pub fn read_response(
    site: &Site,
    rule: &ResponseRule,
    url: &str,
    literals: &[Literal<'_>],
    location: &Location<'_>,
) -> Reading<()> {
    let owner = owner(site, rule, url, literals, location);
    let mut distances: BTreeSet<Distance> =
        literals.iter().filter_map(|literal| distance(rule.reads, literal, literals)).collect();
    let distance = match distances.len() {
        1 => distances.pop_first(),
        _ => None,
    };
    let contacts: Vec<(Kind, String)> = match rule.reads {
        Format::Voyager => literals
            .iter()
            .filter_map(|literal| Some((kind_of_member(literal)?, literal.text.to_string())))
            .collect(),
        Format::Flight => {
            let kinds = kinds_of_rows(literals);
            let kind = |literal: &Literal<'_>| kinds.get(literal.row).copied().flatten();
            literals.iter().flat_map(|literal| contacts_in_row(literal, kind(literal))).collect()
        }
    };
    let mut fields: Vec<SeenField<()>> = Vec::new();
    for (kind, value) in contacts {
        let Some(shown) = clean(kind, &value) else { continue };
        if !is_plausible(kind, &shown) || fields.iter().any(|field| field.shown == shown) {
            continue;
        }
        fields.push(SeenField {
            node: (),
            owner: owner.clone(),
            kind,
            shown,
            declared: None,
            distance,
            exception_possible: rule.exception_possible.contains(&kind),
        });
    }
    let distances = owner.zip(distance).map(|(owner, distance)| (owner, Some(distance)));
    Reading { distances: distances.into_iter().collect(), fields, complete: true }
}

/// Decoded, and the path without a slash at its end: a server takes these for the same.
fn path_and_query(url: &str) -> Option<(String, String)> {
    let (_, rest) = url.split_once("://")?;
    let rest = rest.split('#').next()?;
    let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
    let path = address.find('/').and_then(|start| address.get(start..))?;
    let path = percent_decoded(path.strip_suffix('/').unwrap_or(path));
    Some((path, percent_decoded(query)))
}

fn owner(
    site: &Site,
    rule: &ResponseRule,
    url: &str,
    literals: &[Literal<'_>],
    location: &Location<'_>,
) -> Option<Owner> {
    let (path, query) = path_and_query(url)?;
    if let Some(Some(name)) = rule.covers(&path, &query) {
        return owner_key(name);
    }
    let named: BTreeSet<Owner> = match rule.reads {
        Format::Voyager => literals
            .iter()
            .filter(|literal| literal.names.last() == Some(&"publicIdentifier"))
            .filter_map(|literal| owner_key(&literal.text))
            .collect(),
        Format::Flight => {
            literals.iter().filter_map(|literal| owner_of(site, location, &literal.text)).collect()
        }
    };
    let mut named = named.into_iter();
    named.next().filter(|_| named.next().is_none())
}

/// The distance that a text states, of whomever the response is about.
fn distance(format: Format, literal: &Literal<'_>, literals: &[Literal<'_>]) -> Option<Distance> {
    let name = *literal.names.last()?;
    let text = literal.text.as_ref();
    match format {
        Format::Voyager => match (name, text) {
            ("connectedAt", _) => Some(Distance::First),
            ("*connection" | "connection", _) if is_within(literal, &["memberRelationship"]) => {
                Some(Distance::First)
            }
            ("memberDistance", "DISTANCE_1") => Some(Distance::First),
            ("memberDistance", "DISTANCE_2") => Some(Distance::Second),
            ("memberDistance", "DISTANCE_3" | "OUT_OF_NETWORK") => Some(Distance::Further),
            _ => None,
        },
        Format::Flight if name == "stringValue" => {
            let is_about_distance = literals.iter().any(|other| {
                other.row == literal.row && other.text.contains("profile_network_distance_")
            });
            match text {
                _ if !is_about_distance => None,
                "Distance1" => Some(Distance::First),
                "Distance2" => Some(Distance::Second),
                "Distance3" => Some(Distance::Further),
                _ => None,
            }
        }
        Format::Flight => None,
    }
}

fn is_within(literal: &Literal<'_>, any: &[&str]) -> bool {
    literal.names.iter().any(|name| any.contains(name))
}

/// The contact details that a text of a row is, of which others may have said the kind.
fn contacts_in_row(literal: &Literal<'_>, kind: Option<Kind>) -> Vec<(Kind, String)> {
    let text = literal.text.as_ref();
    let linked = contacts_in(text);
    if !linked.is_empty() {
        return linked;
    }
    // Only what is shown: identifiers look like numbers too.
    let is_shown = literal.is_counted || is_within(literal, &["children"]);
    let is_address = matches!(literal.names.last(), Some(&("url" | "href")));
    let is_value = reference(text).is_none() && label_kind(text).is_none();
    let said = kind.filter(|kind| match kind {
        // These are known by their look, whatever is said.
        Kind::Email | Kind::Phone => false,
        Kind::Website => is_value && (is_shown || is_address),
        _ => is_value && is_shown,
    });
    let kind = kind_by_look(text).filter(|_| is_shown).or(said);
    kind.map(|kind| (kind, text.to_owned())).into_iter().collect()
}

/// The kind of what a member of Voyager's contact information holds.
fn kind_of_member(literal: &Literal<'_>) -> Option<Kind> {
    match *literal.names.last()? {
        "emailAddress" => Some(Kind::Email),
        "number" if is_within(literal, &["phoneNumbers", "phoneNumber"]) => Some(Kind::Phone),
        "address" => Some(Kind::Address),
        "url" if is_within(literal, &["websites"]) => Some(Kind::Website),
        "name" if is_within(literal, &["twitterHandles"]) => Some(Kind::Handle),
        "id" | "name" if is_within(literal, &["ims", "instantMessengers"]) => Some(Kind::Handle),
        _ if is_within(literal, &["weChatContactInfo"]) => Some(Kind::Handle),
        _ => None,
    }
}

fn kind_by_look(text: &str) -> Option<Kind> {
    let text = without_type_suffix(text.trim());
    match guess(text) {
        Kind::Email => EmailAddress::parse(text).map(|_| Kind::Email),
        Kind::Phone => Some(Kind::Phone),
        _ => None,
    }
}

pub(super) fn json_literals<'b>(
    text: &'b str,
    offset: usize,
    row: &'b str,
    literals: &mut Vec<Literal<'b>>,
) -> Option<()> {
    // For each object or list that is open: the member of the one around it that it is.
    let mut around: Vec<Option<&'b str>> = Vec::new();
    let mut name = None;
    let first = literals.len();
    let outcome = walk(text, |token, range| {
        let written = text.get(range.clone()).unwrap_or_default();
        match token {
            Token::Open => {
                around.push(name.take());
            }
            Token::Close => {
                around.pop();
            }
            Token::Name => name = Some(written),
            Token::String | Token::Number => {
                let names = around.iter().flatten().copied().chain(name.take()).collect();
                let range = offset + range.start..offset + range.end;
                let text = unescaped(written);
                literals.push(Literal { range, text, is_counted: false, names, row });
            }
        }
    });
    if outcome.is_none() {
        literals.truncate(first);
    }
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Authority;

    fn site() -> Site {
        let (_, json) =
            crate::sites::EMBEDDED.iter().find(|(name, _)| name.contains("linkedin")).unwrap();
        serde_json::from_str(json).unwrap()
    }

    const VOYAGER: &str =
        "https://www.linkedin.com/voyager/api/identity/profiles/ada-example/profileContactInfo";
    const GRAPHQL: &str = "https://www.linkedin.com/voyager/api/graphql?queryId=x";
    const FLIGHT: &str = "https://www.linkedin.com/flagship-web/rsc-action/actions/navigation?screenId=com.linkedin.sdui.flagshipnav.profile.ProfileContactDetailsOverlay&sduiid=x";

    fn read(url: &str, body: &str) -> Reading<()> {
        let site = site();
        let rule = response_rule(&site, url).unwrap();
        let location =
            Location { host: "www.linkedin.com", loaded_path: None, authority: Authority::None };
        let texts = literals(rule.reads, body).unwrap();
        read_response(&site, rule, url, &texts, &location)
    }

    fn fields(reading: &Reading<()>) -> Vec<(Kind, &str)> {
        reading.fields.iter().map(|field| (field.kind, field.shown.as_str())).collect()
    }

    fn ada(distance: Distance) -> Vec<(Owner, Option<Distance>)> {
        vec![(Owner("ada-example".into()), Some(distance))]
    }

    #[test]
    fn only_named_addresses_are_read() {
        for url in [
            "https://www.linkedin.com/voyager/api/identity/profiles/ada/profileView",
            "https://www.linkedin.com/voyager/api/identity/profiles/profileContactInfo",
            "https://www.linkedin.com/flagship-web/rsc-action/actions/navigation?screenId=Feed",
            "about:blank",
        ] {
            assert!(response_rule(&site(), url).is_none(), "{url}");
        }
    }

    #[test]
    fn an_address_is_the_same_however_it_is_spelled() {
        for url in [
            VOYAGER.to_owned(),
            format!("{VOYAGER}/?x=1#y"),
            VOYAGER.replace("profileContactInfo", "profileContact%49nfo"),
            FLIGHT.replace("Contact", "%43ontact"),
        ] {
            assert!(response_rule(&site(), &url).is_some(), "{url}");
        }
    }

    #[test]
    fn contact_information_states_its_owner_and_the_distance() {
        let reading = read(
            VOYAGER,
            r#"{"emailAddress":"ada@example.org","phoneNumbers":[{"number":"+33 1 99 00 12 34","type":"MOBILE"}],
            "address":"1 rue de l'Exemple","websites":[{"url":"https://ada.example.org","type":{"category":"BLOG"}}],
            "twitterHandles":[{"name":"ada","credentialId":"urn:li:x"}],"birthDateOn":{"month":3,"day":12},"connectedAt":1500000000000}"#,
        );
        assert_eq!(reading.distances, ada(Distance::First));
        assert_eq!(
            fields(&reading),
            [
                (Kind::Email, "ada@example.org"),
                (Kind::Phone, "+33 1 99 00 12 34"),
                (Kind::Address, "1 rue de l'Exemple"),
                (Kind::Website, "https://ada.example.org"),
                (Kind::Handle, "ada"),
            ]
        );
        assert!(
            reading.fields.iter().all(|field| field.owner == Some(Owner("ada-example".into())))
        );
    }

    #[test]
    fn the_owner_of_a_query_is_the_only_person_named() {
        let one = r#"{"included":[{"publicIdentifier":"ada-example","emailAddress":{"emailAddress":"ada@example.org"},
            "phoneNumbers":[{"phoneNumber":{"number":"+33 1 99 00 12 34"}}],
            "memberRelationship":{"memberRelationshipUnion":{"noConnection":{"memberDistance":"DISTANCE_3"}}}}]}"#;
        let reading = read(GRAPHQL, one);
        assert_eq!(reading.distances, ada(Distance::Further));
        assert_eq!(reading.fields.len(), 2);
        let several = one.replace("]}", r#",{"publicIdentifier":"bo-example"}]}"#);
        let reading = read(GRAPHQL, &several);
        assert_eq!(reading.distances, []);
        assert!(reading.fields.iter().all(|field| field.owner.is_none()));
        let contradicted = one.replace("}}}}]", "}}},\"connectedAt\":1}]");
        assert_ne!(contradicted, one);
        assert_eq!(read(GRAPHQL, &contradicted).distances, []);
        // A schema names the same word, and states nothing.
        assert_eq!(
            read(GRAPHQL, r#"{"fields":["memberDistance"],"x":"memberDistance"}"#).distances,
            []
        );
    }

    #[test]
    fn rows_are_read_as_far_as_they_show_something() {
        let body = concat!(
            "1:I[\"0\",[],\"default\"]\n",
            "0:[\"$\",\"div\",null,{\"children\":[\"$L2\",\"$L3\"],\"viewTrackingSpecs\":{\"viewName\":\"contact-email\",\"id\":\"0199001234\"}}]\n",
            "2:[\"$\",\"a\",null,{\"url\":\"mailto:ada@example.org\",\"children\":\"ada@example.org\"}]\n",
            "3:[\"$\",\"p\",null,{\"children\":\"+33 1 99 00 12 34 (Mobile)\"}]\n",
            "4:[\"$\",\"a\",null,{\"url\":\"https://www.linkedin.com/in/ada-example/\"}]\n",
            "5:{\"key\":\"profile_network_distance_x\",\"value\":{\"stringValue\":\"Distance1\"}}\n",
            "6:null\n",
        );
        let reading = read(FLIGHT, body);
        assert_eq!(reading.distances, ada(Distance::First));
        assert_eq!(
            fields(&reading),
            [(Kind::Email, "ada@example.org"), (Kind::Phone, "+33 1 99 00 12 34")]
        );
        let other = body.replace("profile_network_distance_x", "something_else");
        assert_eq!(read(FLIGHT, &other).distances, []);
    }

    #[test]
    fn a_row_tells_the_kind_of_what_another_shows() {
        let body = concat!(
            "1:[\"$\",\"div\",null,{\"viewTrackingSpecs\":{\"viewName\":\"contact-website\"},\"children\":[\"Website\",\"$L2\"]}]\n",
            "2:[\"$\",\"a\",null,{\"url\":\"https://ada.example.org/cv\",\"children\":\"ada.example.org/cv\",\"type\":\"Blog\"}]\n",
            "3:[\"$\",\"div\",null,{\"viewTrackingSpecs\":{\"viewName\":\"contact-address\"},\"children\":\"$L4\"}]\n",
            "4:[\"$\",\"p\",null,{\"children\":\"$5\"}]\n",
            "5:T11,12 Example Street",
            "6:[\"$\",\"div\",null,{\"viewTrackingSpecs\":{\"viewName\":\"contact-handle\"},\"children\":\"$L7\"}]\n",
            "7:[\"$\",\"p\",null,{\"children\":\"ada.calls\"}]\n",
            "8:[\"$\",\"div\",null,{\"viewTrackingSpecs\":{\"viewName\":\"contact-list\"},\"children\":\"$L9\"}]\n",
            "9:[\"$\",\"p\",null,{\"children\":\"no detail\"}]\n",
        );
        let found = read(FLIGHT, body);
        let details = [
            (Kind::Website, "https://ada.example.org/cv"),
            (Kind::Website, "ada.example.org/cv"),
            (Kind::Address, "12 Example Street"),
            (Kind::Handle, "ada.calls"),
        ];
        assert_eq!(fields(&found), details);
        // Of several kinds it is none, and rows that lead in a circle end.
        let mixed = body
            .replace("contact-list\"},\"children\":\"$L9", "contact-handle\"},\"children\":\"$L2");
        assert_eq!(fields(&read(FLIGHT, &mixed)), details[2..]);
        let circle = body.replace("\"$5\"", "\"$3\"");
        assert_eq!(fields(&read(FLIGHT, &circle)).len(), 3);
    }

    #[test]
    fn what_is_not_written_so_is_not_read() {
        assert_eq!(literals(Format::Voyager, "{\"a\":"), None);
        assert_eq!(literals(Format::Flight, "<html>"), None);
        assert_eq!(literals(Format::Flight, "1:Tffff,short"), None);
    }
}
