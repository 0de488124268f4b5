//! Reads tiny PDFs, each named by its trouble, and compares with the expected text beside it.
//!
//! A missing expected file is written and the test fails, so that a person reads it before it is committed. All text is
//! invented. Each line begins with a mark for its kind (see [`mark`]); what is in brackets is said of the file or a page.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use paragraf::read::{OpenPdf, PageLimits, lines_here};
use paragraf::text::{LineKind, PageClass};

#[test]
fn tiny_pdfs_named_by_their_trouble_read_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/read");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("the folder is part of the project")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "pdf"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no PDF in {}", folder.display());
    let wrong: Vec<String> = files.iter().filter_map(|file| compare(file).err()).collect();
    assert!(wrong.is_empty(), "{} of {} differ\n{}", wrong.len(), files.len(), wrong.join("\n"));
}

fn compare(file: &Path) -> Result<(), String> {
    let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let bytes = std::fs::read(file).map_err(|error| format!("{name}: {error}"))?;
    let found = read(bytes);
    let beside = file.with_extension("txt");
    match std::fs::read_to_string(&beside) {
        Ok(expected) if expected.replace("\r\n", "\n") == found => Ok(()),
        Ok(expected) => Err(format!("--- {name}, expected\n{expected}--- {name}, found\n{found}")),
        Err(_) => {
            std::fs::write(&beside, &found).map_err(|error| format!("{name}: {error}"))?;
            Err(format!("--- {name}, expected text was missing and is written now; read it\n{found}"))
        }
    }
}

/// What a file reads as, one marked line each.
fn read(bytes: Vec<u8>) -> String {
    let mut out = String::new();
    let pdf = match OpenPdf::open(bytes.clone()) {
        Ok(pdf) => pdf,
        Err(failure) => return format!("[{}]\n", failure.kind()),
    };
    if pdf.rebuilt {
        out.push_str("[damaged]\n");
    }
    pdf.read(PageLimits::default(), |page| {
        if !matches!(page.class, PageClass::Text) {
            let _ = writeln!(out, "[page {}: {:?}]", page.number, page.class);
        }
        if page.cut_short {
            let _ = writeln!(out, "[page {}: cut short]", page.number);
        }
    });
    let lines = lines_here(bytes, PageLimits::default()).expect("it was opened above");
    let mut page = 0;
    for line in lines {
        if line.page != page {
            page = line.page;
            let _ = writeln!(out, "[page {page}]");
        }
        let _ = writeln!(out, "{}{}", mark(line.kind), line.text.replace('\t', " | "));
    }
    out
}

fn mark(kind: LineKind) -> &'static str {
    match kind {
        LineKind::Heading(_) => "# ",
        LineKind::Bullet => "- ",
        LineKind::Numbered => "1 ",
        LineKind::TableRow => "| ",
        LineKind::Footnote => "¹ ",
        LineKind::Blank => "",
        LineKind::Text => "  ",
    }
}
