//! `paragraf worker`: the process in which PDFs are parsed, and the one that becomes tesseract.

use super::{Exit, args};
use crate::read::worker::serve;
use crate::read::{Allowed, confine, turn_into};

/// Stack of the reading thread: nested forms and structure trees recurse, and the default 8 MB has been overrun elsewhere.
const STACK: usize = 64 << 20;

pub fn run(command: &args::Worker) -> anyhow::Result<Exit> {
    let allowed = Allowed {
        memory_mb: command.max_memory_mb,
        read: command.read_under.clone(),
        pictures: command.pictures.clone(),
        cpu_s: command.cpu_s,
        programs: !command.then.is_empty(),
    };
    let confined = confine(&allowed);
    if command.tell {
        println!("{}", serde_json::to_string(&confined)?);
        return Ok(Exit::Ok);
    }
    if let [program, arguments @ ..] = command.then.as_slice() {
        return Err(turn_into(program, arguments).into());
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
