//! Verifies an exported register: `cargo run -- verify FILE [--head HEX]`.

use entre_nous::register::file::{self, File};
use entre_nous::register::{Point, Report};
use std::process::ExitCode;
use std::time::Instant;
use std::{env, fs};

const USAGE: &str = "usage: entre-nous verify FILE [--head HEX]

FILE is a register exported as JSON Lines. HEX is the link of its last entry, or the first 16 digits
of it, as somebody noted it.
The exit code is 0 for a register that is whole, 1 for one that is not, 2 where it cannot be read.";

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match verify(&args) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

/// Whether the register is whole.
fn verify(args: &[&str]) -> Result<bool, String> {
    let (path, head) = match args {
        ["verify", path] => (path, None),
        ["verify", path, "--head", head] | ["verify", "--head", head, path] => {
            (path, Some(noted(head)?))
        }
        _ => return Err(USAGE.to_owned()),
    };
    let text = fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    let started = Instant::now();
    let file = file::read(&text).map_err(|error| format!("{path}: {error}"))?;
    let report = file.verify(None);
    let noted = head.map(|head| is_in(&file, &head));
    println!("{}", said(&report));
    if let Some(is_there) = noted {
        println!(
            "{}",
            if is_there {
                "The noted head is in it."
            } else {
                "The noted head is not in it: entries are missing, or all was written anew."
            }
        );
    }
    println!("Verified in {:.1} ms.", started.elapsed().as_secs_f64() * 1000.0);
    Ok(report.is_sound() && noted != Some(false))
}

/// What somebody noted: so many digits that no other link begins with them.
fn noted(head: &str) -> Result<String, String> {
    const FEWEST_DIGITS: usize = 16;
    const DIGITS: usize = 64;
    let are_digits = head.bytes().all(|byte| byte.is_ascii_hexdigit());
    if are_digits && (FEWEST_DIGITS..=DIGITS).contains(&head.len()) {
        Ok(head.to_ascii_lowercase())
    } else {
        Err(format!("--head: not {FEWEST_DIGITS} to {DIGITS} hexadecimal digits"))
    }
}

/// Whether the link of some entry begins so.
fn is_in(file: &File, head: &str) -> bool {
    let records = file.stored.iter().filter_map(|each| each.record());
    let links = records.map(|record| record.link).chain([file.header.anchor.link]);
    links.into_iter().any(|link| link.to_string().starts_with(head))
}

fn said(report: &Report) -> String {
    let Report { records, erased, left_out, newer, head: Point { seq, link }, findings } = report;
    let mut lines = vec![format!("{records} entries; the last is number {seq}.")];
    let mut tell = |count: &usize, what: &str| {
        if *count > 0 {
            lines.push(format!("{count} {what}"));
        }
    };
    tell(erased, "have no content any more; erasures name them.");
    tell(left_out, "have no content here; a filter left it out.");
    tell(newer, "were written by a newer version; their digests hold all the same.");
    lines.push(format!("Head: {link}"));
    if report.is_sound() {
        lines.push("The register is whole.".to_owned());
    } else {
        lines.push("The register is not whole:".to_owned());
        lines.extend(findings.iter().map(|finding| format!("- {finding}.")));
    }
    lines.join("\n")
}
