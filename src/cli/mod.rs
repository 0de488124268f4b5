//! The command line: argument types in `args`, then one small file a command. Turns results into exit codes.

mod args;
mod common;
mod exit;
mod progress;
mod remote;
mod run;
mod merge;
mod scratch;
mod read;
mod repair;
mod saved_searches;
mod search;
mod show;
mod judge;
mod labels;
mod matrix;
mod trace;
mod serve;
mod export;
mod evaluate;
mod fit;
mod verify;
mod doctor;
mod sbom;
mod worker;

pub use exit::Exit;

use clap::Parser as _;

/// Parse the command line, run one command, give the exit code.
pub fn main() -> Exit {
    let arguments = match args::Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let code = if error.use_stderr() { Exit::Usage } else { Exit::Ok };
            // nothing is left to tell where the message can't be printed
            let _ = error.print();
            return code;
        }
    };
    let common = arguments.common;
    let outcome = match arguments.command {
        args::Command::Run(command) => run::run(&common, command),
        args::Command::Merge(command) => merge::run(&common, command),
        args::Command::Read(command) => read::run(&common, &command),
        args::Command::Repair(command) => repair::run(&common, &command),
        args::Command::Search(command) => search::run(&common, &command),
        args::Command::Show(command) => show::run(&common, &command),
        args::Command::Matrix(command) => matrix::run(&common, &command),
        args::Command::Trace(command) => trace::run(&common, &command),
        args::Command::Serve(command) => serve::run(&common, &command),
        args::Command::Export(command) => export::run(&common, &command),
        args::Command::Evaluate(command) => evaluate::run(&common, &command),
        args::Command::Fit(command) => fit::run(&common, &command),
        args::Command::Verify => verify::run(&common),
        args::Command::Doctor(command) => doctor::run(&common, &command),
        args::Command::Worker(command) => worker::run(&command),
    };
    outcome.unwrap_or_else(|error| {
        // whoever reads our output has closed the pipe (head, less): that is no failure of ours
        if error.chain().any(is_closed_pipe) {
            return Exit::Ok;
        }
        eprintln!("paragraf: {error:#}");
        if error.is::<crate::config::ConfigError>() || error.is::<crate::config::UsageError>() {
            Exit::Usage
        } else {
            Exit::NothingUsable
        }
    })
}

/// csv and serde wrap what the system said without naming it as their source.
fn is_closed_pipe(cause: &(dyn std::error::Error + 'static)) -> bool {
    let kind = if let Some(error) = cause.downcast_ref::<std::io::Error>() {
        Some(error.kind())
    } else if let Some(error) = cause.downcast_ref::<serde_json::Error>() {
        error.io_error_kind()
    } else {
        cause.downcast_ref::<csv::Error>().and_then(|error| match error.kind() {
            csv::ErrorKind::Io(error) => Some(error.kind()),
            _ => None,
        })
    };
    kind == Some(std::io::ErrorKind::BrokenPipe)
}
