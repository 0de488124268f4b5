//! Reads pictures of pages with tesseract, where it is installed: text with places.
//!
//! A picture is as little to be trusted as the PDF it was drawn from, and tesseract is not ours. So it is not started
//! directly: `paragraf worker` takes from itself what tesseract does not need and then becomes it (`confine.rs`). Where it
//! can't be started so (its files lie in odd places), it is started as it is, and `paragraf doctor` says so.
//!
//! tesseract's Swedish model has no `§` and reads `8`, `$` or `S`; a number after one of these at the start of a line,
//! in a document of numbered items, is mended here because later rooms only see text.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{LazyLock, OnceLock};
use std::time::{Duration, Instant};

use regex::Regex;

use super::raw::{RawLine, Shape};

/// Resolution that pages are drawn at for OCR.
pub const OCR_DPI: f32 = 300.0;

/// What the machine offers for OCR.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tesseract {
    /// Installed, with Swedish; its version line.
    Ready(String),
    /// Installed, but without the `swe` model.
    NoSwedish(String),
    /// Not installed.
    Missing,
}

impl Tesseract {
    /// What this machine offers; asked once, when it is first of interest, because asking starts two processes.
    pub fn here() -> &'static Self {
        static HERE: OnceLock<Tesseract> = OnceLock::new();
        HERE.get_or_init(Self::find)
    }

    fn find() -> Self {
        let Some(version) = said(Start::best(), "--version") else { return Self::Missing };
        let version = version.lines().next().unwrap_or("tesseract").trim().to_owned();
        let languages = said(Start::best(), "--list-langs").unwrap_or_default();
        if languages.lines().any(|line| line.trim() == "swe") { Self::Ready(version) } else { Self::NoSwedish(version) }
    }

    /// Whether it is started with everything taken from it that it does not need.
    pub fn is_confined() -> bool {
        matches!(Start::best(), Start::Confined { .. })
    }

    /// Whether pages can be read.
    pub fn is_ready(&self) -> bool {
        matches!(self, Self::Ready(_))
    }
}

/// How tesseract is started.
enum Start {
    /// By this program, which confines itself first.
    Confined { program: PathBuf, tesseract: PathBuf },
    /// As it is.
    Plain,
}

/// Address space of tesseract (MB): a page of 300 dpi takes a third of it.
const MEMORY_MB: u64 = 2048;

/// Where programs, their libraries, models and settings lie on the systems that can confine; those that are not there are
/// passed over.
const OF_THE_SYSTEM: [&str; 10] = [
    "/usr",
    "/lib",
    "/lib64",
    "/bin",
    "/opt",
    "/nix/store",
    "/etc",
    "/dev/null",
    "/proc/self",
    "/sys/devices/system/cpu",
];

impl Start {
    /// Confined where tesseract answers so; tried once.
    fn best() -> &'static Self {
        static BEST: LazyLock<Start> = LazyLock::new(|| {
            let program = std::env::current_exe().ok();
            let confined = program.zip(in_path("tesseract"));
            let confined = confined.map(|(program, tesseract)| Start::Confined { program, tesseract });
            confined.filter(|start| said(start, "--version").is_some()).unwrap_or(Start::Plain)
        });
        &BEST
    }

    /// The command, still without arguments of tesseract's own: seconds of work, and the one folder that it may write into.
    fn command(&self, seconds: u64, folder: &Path) -> Command {
        let Self::Confined { program, tesseract } = self else { return Command::new("tesseract") };
        let mut command = Command::new(program);
        command.arg("worker").args(["--max-memory-mb", &MEMORY_MB.to_string(), "--cpu-s", &seconds.to_string()]);
        let own = tesseract.canonicalize().ok();
        let own = [Some(tesseract), own.as_ref()].into_iter().flatten().filter_map(|path| path.parent());
        let models = std::env::var_os("TESSDATA_PREFIX").map(PathBuf::from);
        let places = OF_THE_SYSTEM.iter().map(Path::new).chain(own).chain(models.as_deref());
        for place in places {
            command.arg("--read-under").arg(place);
        }
        command.arg("--pictures").arg(folder).arg("--").arg(tesseract);
        command
    }
}

/// The program of that name, as a shell would find it.
fn in_path(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// What tesseract says of itself; nothing where it is not there or can't be started so.
fn said(start: &Start, asked: &str) -> Option<String> {
    let folder = tempfile::tempdir().ok()?;
    let out = start.command(10, folder.path()).arg(asked).output().ok().filter(|out| out.status.success())?;
    Some(String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr))
}

/// Read a picture drawn at `dpi`; lines with places in points. Its folder is tesseract's to write into.
///
/// # Errors
/// The words of what went wrong: tesseract failed, or took longer than `timeout`.
pub(super) fn ocr(picture: &Path, dpi: f32, timeout: Duration) -> Result<Vec<RawLine>, String> {
    let folder = picture.parent().ok_or("a picture without a folder")?;
    let mut child = Start::best()
        .command(timeout.as_secs(), folder)
        .arg(picture)
        .args(["stdout", "-l", "swe", "--dpi", &format!("{dpi:.0}"), "tsv"])
        .env("OMP_THREAD_LIMIT", "1") // pages run in parallel already; threads inside would fight over cores
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| error.to_string())?;
    let output = child.stdout.take().ok_or("tesseract without output")?;
    let reader = std::thread::spawn(move || std::io::read_to_string(output));
    let started = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => break,
            Ok(Some(status)) => return Err(format!("tesseract slutade med {status}")),
            Ok(None) if started.elapsed() > timeout => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("tesseract avbröts efter {} s", timeout.as_secs()));
            }
            Ok(None) => std::thread::sleep(Duration::from_millis(20)),
            Err(error) => return Err(error.to_string()),
        }
    }
    let tsv = reader.join().map_err(|_| "tesseract's output was lost")?.map_err(|error| error.to_string())?;
    Ok(lines_of_tsv(&tsv, 72.0 / dpi))
}

#[derive(serde::Deserialize)]
struct Word {
    level: u32,
    block_num: u32,
    par_num: u32,
    line_num: u32,
    left: f32,
    top: f32,
    width: f32,
    height: f32,
    #[serde(default)]
    text: String,
}

/// A line of print with ascenders and descenders is about so many times as high as its type size.
const LINE_HEIGHT: f32 = 1.3;

fn lines_of_tsv(tsv: &str, scale: f32) -> Vec<RawLine> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).flexible(true).from_reader(tsv.as_bytes());
    let mut lines: Vec<((u32, u32, u32), RawLine)> = Vec::new();
    let words = reader.deserialize::<Word>().flatten().filter(|w| w.level == 5 && !w.text.trim().is_empty());
    for word in words {
        let key = (word.block_num, word.par_num, word.line_num);
        let place = [word.left, word.top, word.left + word.width, word.top + word.height].map(|x| x * scale);
        match lines.last_mut() {
            Some((known, line)) if *known == key => {
                // a gap of one and a half ems is another cell, as in text layers
                let em = (place[3] - place[1]) / LINE_HEIGHT;
                line.text.push(if place[0] - line.place[2] > 1.5 * em { '\t' } else { ' ' });
                line.text.push_str(word.text.trim());
                line.place[1] = line.place[1].min(place[1]);
                line.place[2] = line.place[2].max(place[2]);
                line.place[3] = line.place[3].max(place[3]);
            }
            _ => lines.push((
                key,
                RawLine {
                    text: word.text.trim().to_owned(),
                    place,
                    size: 0.0,
                    bold: false,
                    shape: Shape::Plain,
                    block: word.block_num * 1000 + word.par_num,
                },
            )),
        }
    }
    let mut lines: Vec<RawLine> = lines.into_iter().map(|(_, line)| line).collect();
    for line in &mut lines {
        line.size = ((line.place[3] - line.place[1]) / LINE_HEIGHT * 2.0).round() / 2.0;
        line.place = line.place.map(super::lines::tenth);
    }
    level_sizes(&mut lines);
    mend_section_signs(&mut lines);
    lines
}

/// Heights wobble with the letters of a line; within a fifth of the median they are one size.
fn level_sizes(lines: &mut [RawLine]) {
    let mut sizes: Vec<f32> = lines.iter().map(|line| line.size).collect();
    sizes.sort_by(f32::total_cmp);
    let Some(median) = sizes.get(sizes.len() / 2).copied() else { return };
    for line in lines.iter_mut().filter(|line| (line.size / median - 1.0).abs() < 0.25) {
        line.size = median;
    }
}

static MISREAD_SIGN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?:8|\$|S|&|3)\s(\d{1,3})(\s+(?:\p{Lu}|Dnr|$)|$)").expect("a fixed pattern"));

/// `8 12` that opens a line of its own, followed by nothing or a title, is `§ 12` when such numbers ascend.
fn mend_section_signs(lines: &mut [RawLine]) {
    let found: Vec<(usize, u32)> = lines
        .iter()
        .enumerate()
        .filter_map(|(i, line)| Some((i, MISREAD_SIGN.captures(&line.text)?[1].parse().ok()?)))
        .collect();
    for (n, (i, number)) in found.iter().enumerate() {
        let ascends = found.get(n + 1).is_none_or(|(_, next)| next > number) && (n == 0 || found[n - 1].1 < *number);
        if ascends {
            let text = &mut lines[*i].text;
            let first = text.chars().next().map_or(0, char::len_utf8);
            text.replace_range(..first, "§");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_line_come_together_and_signs_are_mended() {
        let tsv = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
                   5\t1\t1\t1\t1\t1\t300\t300\t20\t39\t90\t8\n\
                   5\t1\t1\t1\t1\t2\t330\t300\t30\t39\t95\t12\n\
                   5\t1\t1\t1\t1\t3\t380\t300\t90\t39\t95\tÄldreplan\n\
                   5\t1\t2\t1\t1\t1\t300\t400\t90\t39\t95\t\"Nämnden\n";
        let lines = lines_of_tsv(tsv, 72.0 / 300.0);
        assert_eq!(lines.iter().map(|l| l.text.as_str()).collect::<Vec<_>>(), ["§ 12 Äldreplan", "\"Nämnden"]);
        assert!((lines[0].place[0] - 72.0).abs() < 0.1);
    }
}
