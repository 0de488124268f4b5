use super::unruled;
use crate::read::chunks::Chunk;
use crate::read::lines::join_untagged;
use crate::read::paths::Rule;

const SIZE: f32 = 10.0;
const LETTER: f32 = 5.0;

/// Pieces in the stream's order, as (x, y, text), each letter half an em wide; gives the rows found and the lines left.
fn read(pieces: &[(f32, f32, &str)], rules: &[f32]) -> (Vec<String>, Vec<String>) {
    let chunk = |&(x, y, text): &(f32, f32, &str)| {
        let letters = text.chars().count();
        let x1 = x + letters as f32 * LETTER;
        Chunk { text: text.to_owned(), x0: x, x1, y, size: SIZE, glyphs: letters as u32, ..Chunk::default() }
    };
    let rules: Vec<Rule> = rules.iter().map(|y| Rule { vertical: false, at: *y, from: 0.0, to: 500.0 }).collect();
    let (tables, rest) = unruled(join_untagged(pieces.iter().map(chunk).collect()), &rules, 1);
    let rows = tables.into_iter().flatten().map(|row| row.text).collect();
    (rows, rest.into_iter().map(|line| line.into_raw().text).collect())
}

#[track_caller]
fn check(pieces: &[(f32, f32, &str)], rows: &[&str], rest: &[&str]) {
    let (found, left) = read(pieces, &[]);
    assert_eq!((found, left), (owned(rows), owned(rest)));
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn cells_written_one_after_another_make_rows() {
    check(
        &[
            (0.0, 100.0, "Insats"),
            (150.0, 100.0, "Ansvarig"),
            (0.0, 116.0, "Rutin för att ta"),
            (0.0, 128.0, "emot anmälningar"),
            (150.0, 116.0, "Enhetschefen på"),
            (150.0, 128.0, "mottagningen"),
            (0.0, 144.0, "Utbildning av"),
            (0.0, 156.0, "nya medarbetare"),
            (150.0, 144.0, "Samordnaren"),
        ],
        &[
            "Insats\tAnsvarig",
            "Rutin för att ta emot anmälningar\tEnhetschefen på mottagningen",
            "Utbildning av nya medarbetare\tSamordnaren",
        ],
        &[],
    );
}

#[test]
fn lines_set_across_three_columns_make_rows() {
    check(
        &[
            (0.0, 100.0, "Insats"),
            (150.0, 100.0, "Ansvarig"),
            (300.0, 100.0, "När"),
            (0.0, 120.0, "Rutin för att ta"),
            (150.0, 120.0, "Enhetschefen"),
            (300.0, 120.0, "2018"),
            (0.0, 132.0, "emot anmälningar"),
            (0.0, 152.0, "Lägesbild"),
            (150.0, 152.0, "Samordnaren"),
            (300.0, 152.0, "Årligen"),
        ],
        &[
            "Insats\tAnsvarig\tNär",
            "Rutin för att ta emot anmälningar\tEnhetschefen\t2018",
            "Lägesbild\tSamordnaren\tÅrligen",
        ],
        &[],
    );
}

#[test]
fn what_follows_a_table_stays_outside() {
    check(
        &[
            (0.0, 100.0, "Insats"),
            (150.0, 100.0, "Ansvarig"),
            (300.0, 100.0, "När"),
            (0.0, 116.0, "Lägesbild"),
            (150.0, 116.0, "Samordnaren"),
            (300.0, 116.0, "Årligen"),
            (0.0, 150.0, "Uppföljning"),
            (0.0, 170.0, "Planen följs upp i nämndens verksamhetsberättelse varje år."),
        ],
        &["Insats\tAnsvarig\tNär", "Lägesbild\tSamordnaren\tÅrligen"],
        &["Uppföljning", "Planen följs upp i nämndens verksamhetsberättelse varje år."],
    );
}

#[test]
fn a_row_that_goes_on_at_the_top_of_a_page_is_a_row() {
    check(
        &[
            (0.0, 50.0, "fritidsgårdarna"),
            (0.0, 66.0, "Lägesbild för"),
            (0.0, 78.0, "hela området"),
            (150.0, 66.0, "Samordnaren"),
            (300.0, 66.0, "Årligen"),
            (0.0, 94.0, "Utbildning av"),
            (0.0, 106.0, "nya medarbetare"),
            (150.0, 94.0, "Enhetscheferna"),
            (300.0, 94.0, "Maj"),
        ],
        &[
            "fritidsgårdarna\t\t",
            "Lägesbild för hela området\tSamordnaren\tÅrligen",
            "Utbildning av nya medarbetare\tEnhetscheferna\tMaj",
        ],
        &[],
    );
}

#[test]
fn cells_that_nearly_meet_are_parted_where_the_column_begins() {
    // the first cell of the second row ends 8 points before the next column: a space, not a tab
    check(
        &[
            (0.0, 100.0, "Insats"),
            (88.0, 100.0, "Ansvarig"),
            (200.0, 100.0, "När"),
            (0.0, 116.0, "Samtal i grupper"),
            (88.0, 116.0, "Enhetschefen"),
            (200.0, 116.0, "Maj"),
        ],
        &["Insats\tAnsvarig\tNär", "Samtal i grupper\tEnhetschefen\tMaj"],
        &[],
    );
}

#[test]
fn two_columns_without_returns_are_no_table() {
    let contents = [(0.0, 100.0, "Inledning"), (300.0, 100.0, "3"), (0.0, 114.0, "Ansvar"), (300.0, 114.0, "5")];
    check(&contents, &[], &["Inledning\t3", "Ansvar\t5"]);
    let attendance = [
        (0.0, 100.0, "Ledamöter"),
        (0.0, 114.0, "Åsa Öhrn (S)"),
        (0.0, 128.0, "Pär Ängö (M)"),
        (200.0, 100.0, "Ersättare"),
        (200.0, 114.0, "Märta Björk (V)"),
        (200.0, 128.0, "Örjan Åkes (L)"),
    ];
    let (rows, rest) = read(&attendance, &[]);
    assert_eq!((rows.len(), rest.len()), (0, 6), "{rest:?}");
}

#[test]
fn rules_across_make_a_table_of_two_columns() {
    let pieces = [
        (0.0, 100.0, "Nämnd"),
        (150.0, 100.0, "Uppdrag"),
        (0.0, 120.0, "Socialnämnden"),
        (150.0, 120.0, "Ta fram en rutin"),
        (0.0, 132.0, "och nämnden för skola"),
        (150.0, 132.0, "före sommaren"),
        (0.0, 152.0, "Kommunstyrelsen"),
        (150.0, 152.0, "Följa upp"),
    ];
    let (rows, rest) = read(&pieces, &[90.0, 106.0, 138.0, 158.0]);
    let expected = [
        "Nämnd\tUppdrag",
        "Socialnämnden och nämnden för skola\tTa fram en rutin före sommaren",
        "Kommunstyrelsen\tFölja upp",
    ];
    assert_eq!((rows, rest), (owned(&expected), Vec::new()));
    assert_eq!(read(&pieces, &[]).0.len(), 0);
}

#[test]
fn columns_of_prose_are_no_table() {
    let line = "ett stycke löpande text som";
    let mut by_line = Vec::new();
    for i in 0..8 {
        for x in [0.0, 170.0, 340.0] {
            by_line.push((x, 100.0 + 12.0 * i as f32, line));
        }
    }
    assert_eq!(read(&by_line, &[]).0.len(), 0, "set line by line");
    let mut by_column = by_line.clone();
    by_column.sort_by(|a, b| a.0.total_cmp(&b.0));
    assert_eq!(read(&by_column, &[]).0.len(), 0, "set column by column");
}
