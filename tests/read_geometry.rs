//! Structure trees help where a PDF has one; most do not. Read without its tree, a tagged sample document must give the
//! same words in the same order, tables and lists included.

use std::path::{Path, PathBuf};

use paragraf::evaluate::compare::{common, words};
use paragraf::read::{PageLimits, lines_here};

#[test]
fn geometry_alone_reads_what_the_tags_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(&folder).expect("the sample corpus").flatten().map(|e| e.path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "pdf"));
    files.sort();
    let (mut same, mut all, mut compared) = (0, 0, 0);
    for file in &files {
        let bytes = std::fs::read(file).expect("a sample document");
        let read = |tags| -> Vec<String> {
            let lines = lines_here(bytes.clone(), PageLimits { tags, ..PageLimits::default() }).unwrap_or_default();
            lines.iter().flat_map(|line| words(&line.text)).collect()
        };
        let (tagged, plain) = (read(true), read(false));
        if tagged.is_empty() {
            continue; // a picture of a page
        }
        let alike = common(&plain, &tagged);
        let share = alike as f64 / tagged.len() as f64;
        println!("{share:.4} of {:>5} words  {}", tagged.len(), file.file_name().unwrap_or_default().to_string_lossy());
        assert!(share >= 0.97, "{}: {share:.4}", file.display());
        (same, all, compared) = (same + alike, all + tagged.len(), compared + 1);
    }
    assert!(compared > 20 && same as f64 >= 0.995 * all as f64, "{same} of {all} words in {compared} documents");
}
