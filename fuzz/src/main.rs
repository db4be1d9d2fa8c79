//! Feeds one target, the one that `ENTRE_NOUS_TARGET` names, with what libFuzzer makes up.
//!
//! With `ENTRE_NOUS_SEEDS` instead it writes the inputs to begin with, in a folder for each target
//! that is named like it, and ends. `tools/fuzz.mjs` does both.

#![no_main]

mod packed;
mod seeds;
mod targets;

use std::sync::OnceLock;
use std::{env, fs, io, path::Path, process};

use targets::{TARGETS, Target};

static CHOSEN: OnceLock<&Target> = OnceLock::new();

libfuzzer_sys::fuzz_target!(
    init: begin(),
    |bytes: &[u8]| {
        if let Some(target) = CHOSEN.get() {
            (target.run)(bytes);
        }
    }
);

fn begin() {
    if let Ok(folder) = env::var("ENTRE_NOUS_SEEDS") {
        let written = write_seeds(Path::new(&folder));
        process::exit(i32::from(written.inspect_err(|error| eprintln!("{error}")).is_err()));
    }
    let name = env::var("ENTRE_NOUS_TARGET").unwrap_or_default();
    match TARGETS.iter().find(|target| target.name == name) {
        Some(target) => _ = CHOSEN.set(target),
        None => {
            eprintln!("no target is called {name:?}");
            process::exit(2);
        }
    }
}

fn write_seeds(folder: &Path) -> io::Result<()> {
    for target in TARGETS {
        let folder = folder.join(target.name);
        fs::create_dir_all(&folder)?;
        for (number, seed) in (target.seeds)().iter().enumerate() {
            fs::write(folder.join(format!("seed-{number}")), seed)?;
        }
    }
    Ok(())
}
