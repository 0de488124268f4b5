//! Parses arguments, calls one command, turns the result into an exit code.

fn main() -> paragraf::cli::Exit {
    paragraf::cli::main()
}
