//! tesseract is started with everything taken from it that it does not need. One made for this test, which is found first,
//! tries what a tesseract that was taken over would try, and says as the words of the page how it went.

#![cfg(target_os = "linux")]

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::support::{corpus, folder, on, paragraf, write};

/// Prints a word a line, as tesseract prints the words of a page.
const TAKEN_OVER: &str = r#"#!/bin/sh
case "$1" in
--version) echo "tesseract 0, made for a test"; exit ;;
--list-langs) echo swe; exit ;;
esac
echo "level	page_num	block_num	par_num	line_num	word_num	left	top	width	height	conf	text"
line=1
said() {
    line=$((line + 1))
    printf '5\t1\t1\t1\t%s\t1\t300\t%s00\t90\t39\t95\t%s\n' $line $line "$1"
}
[ -r "$1" ] && said picture-read
(echo x > FOLDER/written) 2> /dev/null && said file-written
(read -r secret < FOLDER/secret) 2> /dev/null && said secret-read
(echo x > "${1%/*}/scratch") && said scratch-written
while read -r name value; do [ "$name" = Seccomp: ] && said "seccomp-$value"; done < /proc/self/status
said "core-$(ulimit -c)"
said "memory-$(ulimit -v)"
said "cpu-$(ulimit -t)"
"#;

/// The words that the taken-over tesseract gave as those of the first page.
fn words(home: &Path) -> String {
    let place = home.join("bin");
    write(home, "secret", "hemligt\n");
    write(home, "bin/tesseract", TAKEN_OVER.replace("FOLDER", &home.display().to_string()));
    let runnable = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(place.join("tesseract"), runnable).expect("a script that can be run");
    let path = format!("{}:{}", place.display(), std::env::var("PATH").unwrap_or_default());
    let mut command = paragraf();
    // every page says the same, which passes for a running head
    command.env("PATH", path).args(["read", "--ocr", "always", "--furniture"]);
    let out = command.arg(corpus().join("2022-norrhamns-sdn-handlingsplan.pdf")).output().expect("the program starts");
    String::from_utf8(out.stdout).expect("UTF-8").split('\u{c}').next().unwrap_or_default().to_owned()
}

#[test]
fn a_tesseract_that_was_taken_over_finds_nothing() {
    let told = on(folder().path(), &["doctor"]).ends(0).text();
    let taken = |what: &str| told.lines().any(|line| line.starts_with("läsarprocessen") && line.contains(what));
    let home = folder();
    let words = words(home.path());
    assert!(words.contains("picture-read") && words.contains("scratch-written"), "{words}");
    assert!(words.contains("core-0") && words.contains("memory-2097152") && words.contains("cpu-120"), "{words}");
    if taken("seccomp") {
        assert!(words.contains("seccomp-2"), "{words}");
    }
    if taken("Landlock") {
        assert!(!words.contains("file-written") && !words.contains("secret-read"), "{words}");
        assert!(!home.path().join("written").exists());
    } else {
        eprintln!("left out: this system does not take files from a program");
    }
}
