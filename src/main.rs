//! Parses arguments, calls one command, turns the result into an exit code.

#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> paragraf::cli::Exit {
    paragraf::cli::main()
}
