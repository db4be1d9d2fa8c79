//! Refuses to build with a broken site rule, and lists the rule files for `include_str!`.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

// The types of the rule files are the crate's own. What only the crate calls is unused here.
#[allow(dead_code)]
#[path = "src/audience.rs"]
mod audience;
#[path = "src/sites/check.rs"]
mod check;
#[path = "src/wording/intent.rs"]
mod intent;
#[allow(dead_code)]
#[path = "src/field/kind.rs"]
mod kind;
#[allow(dead_code)]
#[path = "src/wording/label.rs"]
mod label;
#[allow(dead_code)]
#[path = "src/sites/rule.rs"]
mod rule;

// The names under which those files know each other.
mod field {
    pub use crate::kind::Kind;
}
mod wording {
    pub use crate::intent::Intent;
    pub use crate::label::Label;
}

const RULES: &str = "src/sites/rules";
const FIXTURES: &str = "tests/fixtures";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={RULES}");
    let types =
        ["audience", "field/kind", "sites/check", "sites/rule", "wording/intent", "wording/label"];
    for source in types {
        println!("cargo::rerun-if-changed=src/{source}.rs");
    }
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let mut files: Vec<PathBuf> = fs::read_dir(root.join(RULES))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.sort();

    let mut table = String::from("&[\n");
    let mut broken = false;
    for path in files {
        let name = path.file_name().and_then(|name| name.to_str()).ok_or("a file without name")?;
        if let Err(error) = checked(name, &path) {
            println!("cargo::error={error}");
            broken = true;
        }
        writeln!(table, "    ({name:?}, include_str!({path:?})),")?;
    }
    if broken {
        return Err("a site rule is broken".into());
    }
    table.push(']');
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("site_rules.rs"), table)?;
    fs::write(out.join("fixtures.rs"), fixture_table(&root.join(FIXTURES))?)?;
    Ok(())
}

/// The fixtures as (site, file, page, expected), for the tests in a browser: they can read no files.
fn fixture_table(folder: &Path) -> Result<String, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={FIXTURES}");
    let mut table = String::from("&[\n");
    for site in fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()? {
        let name = site.file_name();
        for file in fs::read_dir(site.path())?.collect::<Result<Vec<_>, _>>()? {
            let (page, expected) = (file.path(), file.path().with_extension("json"));
            if page.extension().is_some_and(|extension| extension == "html") && expected.exists() {
                let name = name.to_str().ok_or("a folder without name")?;
                let (page, expected) = (page.display(), expected.display());
                writeln!(
                    table,
                    "    ({name:?}, \"{page}\", include_str!(\"{page}\"), include_str!(\"{expected}\")),"
                )?;
            }
        }
    }
    table.push(']');
    Ok(table)
}

fn checked(name: &str, path: &Path) -> Result<(), String> {
    let file = format!("{RULES}/{name}");
    let json = fs::read_to_string(path).map_err(|error| format!("{file}: {error}"))?;
    let site: rule::Site = check::read(&file, &json)?;
    if name != format!("{}.json", site.site.as_str()) {
        return Err(format!("{file}:1:1: the site in it is called {}", site.site.as_str()));
    }
    if site.authority && site.hosts.iter().any(|host| host.as_str() == "*") {
        return Err(format!("{file}:1:1: rules for every host have no authority"));
    }
    Ok(())
}
