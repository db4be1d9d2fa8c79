//! Says where a rule file is broken. Used by `build.rs` and by tests: the crate itself has no
//! JSON reader.

use serde::de::DeserializeOwned;

/// Reads a rule file, or says `file:line:column: what is wrong`.
pub fn read<T: DeserializeOwned>(file: &str, json: &str) -> Result<T, String> {
    serde_json::from_str(json).map_err(|error| {
        let message = error.to_string();
        let position = format!(" at line {} column {}", error.line(), error.column());
        let message = message.strip_suffix(&position).unwrap_or(&message);
        format!("{file}:{}:{}: {message}", error.line(), error.column())
    })
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::sites::Site;

    fn error(json: &str) -> String {
        read::<Site>("src/sites/rules/network.json", json).unwrap_err()
    }

    #[test]
    fn a_rule_file_that_is_no_json_is_refused_with_its_position() {
        assert_eq!(
            error("{\n  \"site\": \"network\",\n  \"hosts\": [\"a.example\"\n}"),
            "src/sites/rules/network.json:4:1: expected `,` or `]`"
        );
    }

    #[test]
    fn a_broken_rule_is_refused_with_its_position() {
        let rule = |rule: &str| {
            format!(
                "{{\"site\": \"network\", \"hosts\": [\"a.example\"], \"era\": \"\", \"rules\": [\n{rule}\n]}}"
            )
        };
        for (broken, line, message) in [
            (r#"{"name": "a", "scope": "p", "colour": 1}"#, "2:", "unknown field `colour`"),
            (r#"{"name": "a"}"#, "2:", "missing field `scope`"),
            (r#"{"name": "Big", "scope": "p"}"#, "2:", "is no name"),
            (r#"{"name": "a", "scope": "p[x"}"#, "2:", "missing ]"),
            (r#"{"name": "a", "scope": "p)"}"#, "2:", "unexpected )"),
            (r#"{"name": "a", "scope": " "}"#, "2:", "selector is empty"),
            (
                r#"{"name": "a", "scope": "p", "owner": [{"path": "/in"}]}"#,
                "2:",
                "no path with one *",
            ),
            (
                r#"{"name": "a", "scope": "p", "distance": [{"always": "near"}]}"#,
                "2:",
                "unknown variant `near`",
            ),
            (
                r#"{"name": "a", "scope": "p"}, {"name": "a", "scope": "q"}"#,
                "3:",
                "two rules have the name a",
            ),
            (
                r#"{"name": "a", "scope": "p", "fields": [{"at": "p", "value": []}]}"#,
                "3:",
                "no value source",
            ),
        ] {
            let error = error(&rule(broken));
            assert!(error.starts_with(&format!("src/sites/rules/network.json:{line}")), "{error}");
            let column = error.split(':').nth(2).and_then(|column| column.parse::<usize>().ok());
            assert!(column.is_some(), "{error}");
            assert!(error.contains(message), "{error}");
        }
    }

    #[test]
    fn a_broken_control_is_refused_with_its_position() {
        let site = |controls: &str| {
            format!(
                "{{\"site\": \"network\", \"hosts\": [\"a.example\"], \"era\": \"\", \"rules\": [],\n\"controls\": [\n{controls}\n]}}"
            )
        };
        let whole = r#"{"name": "a", "at": "button", "words": ["export"], "reach": "page"}"#;
        assert!(read::<Site>("network.json", &site(whole)).is_ok());
        for (broken, line, message) in [
            (r#"{"name": "a", "reach": "page"}"#.to_owned(), "3:", "missing field `at`"),
            (r#"{"name": "a", "at": "button"}"#.to_owned(), "3:", "missing field `reach`"),
            (whole.replace("button", "b["), "3:", "missing ]"),
            (whole.replace(r#"["export"]"#, r#"["buy"]"#), "3:", "unknown variant `buy`"),
            (whole.replace(r#"["export"]"#, "[]"), "4:", "are none"),
            (whole.replace(r#""page""#, r#""screen""#), "3:", "unknown variant `screen`"),
            (whole.replace(r#""page""#, r#"{"list": {"in": "ul"}}"#), "3:", "unknown field `in`"),
            (
                whole.replace(r#""page""#, r#"{"selection": {"rows": "tr"}}"#),
                "3:",
                "missing field `boxes`",
            ),
            (format!("{whole},\n{whole}"), "5:", "two controls have the name a"),
        ] {
            let error = error(&site(&broken));
            assert!(error.starts_with(&format!("src/sites/rules/network.json:{line}")), "{error}");
            assert!(error.contains(message), "{error}");
        }
    }

    #[test]
    fn hosts_have_no_scheme_and_no_path() {
        for host in ["https://a.example", "a.example/x", "A.example", "", ".example"] {
            let site = format!(
                "{{\"site\": \"network\", \"hosts\": [\"{host}\"], \"era\": \"\", \"rules\": []}}"
            );
            assert!(error(&site).contains("is no host"), "{host}");
        }
    }
}
