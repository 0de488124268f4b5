//! The command line: argument types in `args`, then one small file a command. Turns results into exit codes.

mod args;
mod exit;
mod progress;
mod run;
mod read;
mod repair;
mod search;
mod show;
mod matrix;
mod trace;
mod serve;
mod export;
mod evaluate;
mod verify;
mod doctor;
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
        args::Command::Read(command) => read::run(&common, &command),
        args::Command::Repair(command) => repair::run(&common, &command),
        args::Command::Search(command) => search::run(&common, &command),
        args::Command::Show(command) => show::run(&common, &command),
        args::Command::Matrix(command) => matrix::run(&common, &command),
        args::Command::Trace(command) => trace::run(&common, &command),
        args::Command::Serve(command) => serve::run(&common, &command),
        args::Command::Export(command) => export::run(&common, &command),
        args::Command::Evaluate(command) => evaluate::run(&common, &command),
        args::Command::Verify => verify::run(&common),
        args::Command::Doctor => doctor::run(&common),
        args::Command::Worker(command) => worker::run(&command),
    };
    outcome.unwrap_or_else(|error| {
        // whoever reads our output has closed the pipe (head, less): that is no failure of ours
        if error.chain().filter_map(|cause| cause.downcast_ref::<std::io::Error>()).any(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
            || error.downcast_ref::<serde_json::Error>().is_some_and(|e| e.io_error_kind() == Some(std::io::ErrorKind::BrokenPipe))
        {
            return Exit::Ok;
        }
        eprintln!("paragraf: {error:#}");
        if error.is::<crate::config::ConfigError>() || error.is::<crate::config::UsageError>() { Exit::Usage } else { Exit::NothingUsable }
    })
}
