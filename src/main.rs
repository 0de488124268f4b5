//! Parses arguments, calls one command, turns the result into an exit code.

// Rows, words and nodes by the million, allocated by all threads: the program's time lies there.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> paragraf::cli::Exit {
    paragraf::cli::main()
}
