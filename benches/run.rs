//! The whole of `paragraf run` over made council documents.

mod made;

use std::path::{Path, PathBuf};

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let documents: usize = args.first().and_then(|number| number.parse().ok()).unwrap_or(2_000);
    let folder = args.get(1).map_or_else(|| root.join("target/made").join(documents.to_string()), PathBuf::from);
    let made =
        made::handlingar::make(&root.join("corpus/truth/text"), &folder, documents).expect("the folder can be written");
    println!("{made:?}");
}
