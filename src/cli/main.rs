//! `clientele`: the engine on the command line. Exit codes: 0 done, 2 bad usage, 3 data invalid, 4 a
//! stage failed, 5 something could not be written.
#![allow(clippy::print_stdout, clippy::print_stderr)]

#[cfg(not(target_arch = "wasm32"))]
mod args;
#[cfg(not(target_arch = "wasm32"))]
mod bench;
mod columns;
#[cfg(not(target_arch = "wasm32"))]
mod commands;
#[cfg(not(target_arch = "wasm32"))]
mod files;
#[cfg(not(target_arch = "wasm32"))]
mod outcome;
#[cfg(not(target_arch = "wasm32"))]
mod terminal;

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    use clap::Parser;
    commands::execute(args::Args::parse())
}

#[cfg(target_arch = "wasm32")]
fn main() {
    // The browser has the page instead.
}
