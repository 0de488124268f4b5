//! Reads tables that say which body does what: a column of bodies and one of duties, told by their heads.

use crate::dictionaries::Cues;

use super::blocks::{Block, BlockKind};

/// The columns of a table of duties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyTable {
    /// Number of the column of bodies.
    pub who: usize,
    /// Number of the column of duties.
    pub what: usize,
    /// Head of the column of duties: the stem that each duty hangs on.
    pub stem: String,
}

/// The table of duties that a row is the head of, if it is one.
pub fn duty_table(head: &Block, cues: &Cues) -> Option<DutyTable> {
    if head.kind != BlockKind::Row {
        return None;
    }
    let cells: Vec<&str> = cells(head).collect();
    let column = |kind: &str| cells.iter().position(|cell| cues.whole(kind, cell).is_some());
    let (who, what) = (column("duty_table_who")?, column("duty_table_what")?);
    (who != what).then(|| DutyTable { who, what, stem: cells[what].to_owned() })
}

/// The cells of a row.
pub fn cells(row: &Block) -> impl Iterator<Item = &str> {
    row.text.split('\t').map(str::trim)
}

/// The cells of a row as blocks of their own, empty ones left out.
pub fn cell_blocks(row: &Block) -> Vec<Block> {
    let mut start = 0;
    let mut found = Vec::new();
    for cell in row.text.split('\t') {
        let from = start + (cell.len() - cell.trim_start().len());
        start += cell.len() + 1;
        let text = cell.trim();
        if text.is_empty() {
            continue;
        }
        let first = (0, row.line_at(from));
        let more = row.pieces.iter().filter(|(at, _)| (from + 1..from + text.len()).contains(at));
        let pieces = std::iter::once(first).chain(more.map(|(at, line)| (at - from, *line))).collect();
        found.push(Block { kind: BlockKind::Row, text: text.to_owned(), pieces, path: row.path.clone() });
    }
    found
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::dictionaries::Dictionaries;

    #[track_caller]
    fn check(head: &str, expected: Option<(usize, usize)>) {
        let block = Block { kind: BlockKind::Row, text: head.to_owned(), pieces: vec![(0, 1)], path: Arc::default() };
        let found = duty_table(&block, &Dictionaries::built_in().cues);
        assert_eq!(found.map(|table| (table.who, table.what)), expected, "{head}");
    }

    #[test]
    fn cells_keep_their_lines() {
        let row = Block {
            kind: BlockKind::Row,
            text: "Mål\t\tStaden ska öva årligen.".to_owned(),
            pieces: vec![(0, 7), (16, 8)],
            path: Arc::default(),
        };
        let cells: Vec<(String, Vec<(usize, u32)>)> =
            cell_blocks(&row).into_iter().map(|cell| (cell.text, cell.pieces)).collect();
        let second = "Staden ska öva årligen.".to_owned();
        assert_eq!(cells, [("Mål".to_owned(), vec![(0, 7)]), (second, vec![(0, 7), (10, 8)])]);
    }

    #[test]
    fn heads_tell_tables_of_duties() {
        check("Nämnd\tNämnden ska", Some((0, 1)));
        check("Uppdrag\tAnsvarig nämnd\tKlart", Some((1, 0)));
        check("Ansvarig\tSka göra", Some((0, 1)));
        check("Varning\tTemperatur\tVad den innebär", None);
        check("Aktivitet\tTidplan", None);
        check("Nämnd\tKostnad", None);
    }
}
