//! Pictures of all pages at two widths, for people to look at; the README's are three of them.

use std::path::PathBuf;

use crate::browser::Browser;
use crate::site::Site;

/// Pages by the name of their picture.
const PAGES: [(&str, &str); 9] = [
    ("sok", "/?q=samordnare"),
    ("dokument", "/dokument/2017-norrhamns-sdn-handlingsplan?sida=1&rad=21-22#sida-1"),
    ("matris", "/matris"),
    ("ruta", "/matris/2017-norrhamns-sdn-handlingsplan/R2016-02"),
    ("granska", "/granska"),
    ("spar", "/spar/R2016-02"),
    ("reservationer", "/reservationer"),
    ("beslut", "/beslut"),
    ("kvalitet", "/kvalitet"),
];

/// Pictures that the README shows.
const IN_README: [&str; 3] = ["dokument", "matris", "spar"];

#[test]
fn pictures_of_all_pages_are_made_at_two_widths() {
    let Some(mut browser) = Browser::start() else { return };
    let site = Site::new();
    let wanted = std::env::var_os("PARAGRAF_SHOTS").map(PathBuf::from);
    for (name, path) in PAGES {
        for (width, height) in [(360, 780), (1_920, 1_080)] {
            browser.size(width, height);
            browser.open(&site.at(path));
            browser.value(
                "Promise.all([...document.images].slice(0, 2).map(one => (one.loading = 'eager', one.decode())))",
            );
            let picture = browser.picture(width, height, 1.0);
            assert!(
                picture.starts_with(b"\x89PNG") && picture.len() > 5_000,
                "{name} at {width}: {} bytes",
                picture.len()
            );
            if let Some(folder) = &wanted {
                std::fs::create_dir_all(folder).expect("the folder");
                std::fs::write(folder.join(format!("{name}-{width}.png")), picture).expect("a picture");
            }
        }
        if let Some(folder) = wanted.as_ref().filter(|_| IN_README.contains(&name)) {
            browser.size(1_280, 760);
            browser.open(&site.at(path));
            browser.value(
                "Promise.all([...document.images].slice(0, 2).map(one => (one.loading = 'eager', one.decode())))",
            );
            std::fs::write(folder.join(format!("{name}.png")), browser.picture(1_280, 760, 0.625)).expect("a picture");
        }
    }
}
