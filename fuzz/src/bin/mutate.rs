//! Runs a target on mutated seeds, on stable Rust and without instrumentation.
//!
//! `cargo run --release -- TARGET RUNS|MINUTESm [SEED]`. The bytes that a target fails on are written to
//! `artifacts/TARGET-N` and named; a panic ends the driver, as it would libFuzzer.

#[path = "../../../benches/made/random.rs"]
mod random;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use paragraf_fuzz::TARGETS;
use random::Random;

/// When to stop.
enum Until {
    Runs(u64),
    Time(Duration),
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, until, rest @ ..] = arguments.as_slice() else { usage() };
    let Some((name, target)) = TARGETS.into_iter().find(|(known, _)| known == name) else { usage() };
    let until = match until.strip_suffix('m') {
        Some(minutes) => Until::Time(Duration::from_secs(minutes.parse::<u64>().unwrap_or_else(|_| usage()) * 60)),
        None => Until::Runs(until.parse().unwrap_or_else(|_| usage())),
    };
    let seed = rest.first().map_or(Some(20_261_122), |seed| seed.parse().ok()).unwrap_or_else(|| usage());
    let seeds = seeds(name);
    assert!(!seeds.is_empty(), "no seeds for {name}");
    let mut random = Random(seed | 1);
    let (start, mut runs) = (Instant::now(), 0);
    let goes_on = |runs: u64| match until {
        Until::Runs(most) => runs < most,
        Until::Time(most) => start.elapsed() < most,
    };
    while goes_on(runs) {
        let bytes = mutant(&seeds, &mut random);
        let kept = Kept::new(name, runs, &bytes);
        target(&bytes);
        kept.let_go();
        runs += 1;
    }
    println!("{name}: {runs} runs in {:.0} s, seed {seed}, none panicked", start.elapsed().as_secs_f64());
}

fn usage() -> ! {
    let names = TARGETS.map(|(name, _)| name).join(", ");
    eprintln!("mutate TARGET RUNS|MINUTESm [SEED]; targets: {names}");
    std::process::exit(2)
}

/// Writes the bytes down when the target panics on them.
struct Kept<'a> {
    path: PathBuf,
    bytes: Option<&'a [u8]>,
}

impl<'a> Kept<'a> {
    fn new(name: &str, run: u64, bytes: &'a [u8]) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("artifacts/{name}-{run}"));
        Self { path, bytes: Some(bytes) }
    }

    fn let_go(mut self) {
        self.bytes = None;
    }
}

impl Drop for Kept<'_> {
    fn drop(&mut self) {
        let Some(bytes) = self.bytes else { return };
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&self.path, bytes));
        eprintln!("{}: the bytes that it failed on ({written:?})", self.path.display());
    }
}

/// Seeds of a target: `seeds/TARGET/*`, for PDFs also small files of the sample corpus, as they are and unpacked.
fn seeds(name: &str) -> Vec<Vec<u8>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = if name == "segments" { "text" } else { name };
    let mut seeds = files(&here.join("seeds").join(own));
    if name == "pdf" {
        seeds.extend(files(&here.join("../tests/golden/read")).into_iter().filter(|bytes| bytes.starts_with(b"%PDF")));
        let whole: Vec<_> = files(&here.join("../corpus")).into_iter().filter(|bytes| bytes.len() < 60_000).collect();
        seeds.extend(whole.iter().filter_map(|bytes| unpacked(bytes)));
        seeds.extend(whole.into_iter().filter(|bytes| bytes.starts_with(b"%PDF")));
    }
    seeds
}

fn files(folder: &Path) -> Vec<Vec<u8>> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths.iter().filter_map(|path| std::fs::read(path).ok()).collect()
}

fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut document = lopdf::Document::load_mem(bytes).ok()?;
    document.decompress();
    let mut out = Vec::new();
    document.save_to(&mut out).ok()?;
    Some(out)
}

/// One to eight changes to a seed.
fn mutant(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut bytes = seeds[random.below(seeds.len())].clone();
    for _ in 0..1 + random.below(8) {
        mutate(&mut bytes, seeds, random);
    }
    bytes
}

/// What parsers stumble on.
const TELLING: [&str; 16] =
    ["\"", "(", ")", "*", ":", "-", "§", "\u{301}", "\0", "..", "99999999999", "-1", "\n", "\u{c}", "|", ";"];

fn mutate(bytes: &mut Vec<u8>, seeds: &[Vec<u8>], random: &mut Random) {
    let at = random.below(bytes.len() + 1);
    let to = (at + 1 + random.below(24)).min(bytes.len());
    let added = match random.below(7) {
        0 if at < bytes.len() => {
            bytes[at] ^= 1 << random.below(8);
            return;
        }
        1 if at < to => return drop(bytes.drain(at..to)),
        2 => return bytes.truncate(at.max(1)),
        3 if at < to => bytes[at..to].to_vec(),
        4 => piece_of(&seeds[random.below(seeds.len())], random),
        5 => TELLING[random.below(TELLING.len())].as_bytes().to_vec(),
        _ => vec![random.below(256) as u8],
    };
    bytes.splice(at..at, added);
}

fn piece_of(other: &[u8], random: &mut Random) -> Vec<u8> {
    let from = random.below(other.len());
    let to = (from + 1 + random.below(64)).min(other.len());
    other.get(from..to).unwrap_or_default().to_vec()
}
