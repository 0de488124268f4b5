//! `paragraf worker`: the process in which PDFs are parsed.

use super::{Exit, args};
use crate::read::worker::serve;
use crate::read::{Allowed, confine};

/// Stack of the reading thread: nested forms and structure trees recurse, and the default 8 MB has been overrun elsewhere.
const STACK: usize = 64 << 20;

pub fn run(command: &args::Worker) -> anyhow::Result<Exit> {
    let allowed = Allowed {
        memory_mb: command.max_memory_mb,
        read: command.read_under.clone(),
        pictures: command.pictures.clone(),
    };
    let confined = confine(&allowed);
    if command.tell {
        println!("{}", serde_json::to_string(&confined)?);
        return Ok(Exit::Ok);
    }
    let faults = command.faults;
    let output = || std::io::BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || serve(std::io::stdin().lock(), output(), faults))?
        .join()
        .map_err(|_| anyhow::anyhow!("the worker panicked"))??;
    Ok(Exit::Ok)
}
