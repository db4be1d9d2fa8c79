//! The wasm-bindgen test runner: runs a compiled test module in a browser.

use std::{env, process::ExitCode};

fn main() -> ExitCode {
    match wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(env::args_os()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("wbg-test-runner: {error:?}");
            ExitCode::FAILURE
        }
    }
}
