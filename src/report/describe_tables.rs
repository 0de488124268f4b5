//! Describes the tables for other programs: `metadata.json` for Datasette, `datapackage.json` (Frictionless) for whoever
//! reads the CSVs, and a JSON Schema a table for the exported lines.

use serde_json::{Map, Value, json};

use super::CsvProfile;
use super::schema::{self, Column, Kind};
use super::sheet::Sheet;

/// What a row of each table and view is, and what Datasette offers to narrow it by.
const TOLD: [(&str, &str, &[&str]); 16] = [
    (
        "documents",
        "En handling: vad den är, vems, från när och hur väl den gick att läsa",
        &["type", "organ", "year", "status"],
    ),
    ("changes", "Ett lagat ord: vad som stod och vad som står", &["reason"]),
    ("segments", "En del av en handling, med sin text", &["kind"]),
    ("decisions", "En punkt i ett beslut", &["organ_id"]),
    (
        "reservations",
        "En reservation, ett särskilt uttalande, ett ersättaryttrande eller en anteckning",
        &["kind", "organ_id"],
    ),
    ("attendance", "En person vid ett sammanträde", &["party", "role"]),
    ("activities", "En rad i en plans aktivitetstabell", &["organ_id", "year"]),
    (
        "points",
        "En punkt som ställer krav: ur riktlinjer och promemorior, eller ur en reservation",
        &["origin", "year", "addressee_class"],
    ),
    ("criteria", "Vad en plan måste visa för en punkt", &["kind", "essential"]),
    (
        "evidence",
        "Ett ställe i en plan som svarar på en punkt, eller det närmaste som finns",
        &["status", "organ", "year"],
    ),
    ("lineage", "En länk mellan en punkt och ett ställe före eller efter den", &["relation", "to_kind"]),
    ("coverage", "Något som väntades: en handling, en sida, ett ärende, en plan", &["what"]),
    ("errors", "Något som gick fel, och var", &["stage", "kind"]),
    ("matrix", "En plan, med en kolumn för varje punkt", &["organ", "year"]),
    ("v_matrix", "Plan och punkt: status och bästa stället", &["status", "organ", "year"]),
    ("v_reservations", "Reservationer och uttalanden med ärende, organ och fil", &["kind", "organ", "year"]),
];

/// `metadata.json`: what Datasette shows beside the tables of `paragraf.sqlite`.
pub fn datasette(sheets: &[Sheet]) -> Value {
    let tables: Map<String, Value> = TOLD
        .iter()
        .filter(|(name, _, _)| name.starts_with("v_") || sheets.iter().any(|sheet| sheet.name == *name))
        .map(|(name, told, facets)| ((*name).to_owned(), json!({ "description": told, "facets": facets, "size": 50 })))
        .collect();
    let search = "SELECT s.segment_id, s.doc_id, s.kind, s.heading, snippet(segments_fts, 1, '[', ']', '…', 24) AS ställe, \
                  s.page_from FROM segments_fts JOIN segments s ON s.rowid = segments_fts.rowid \
                  WHERE segments_fts MATCH :ord ORDER BY rank LIMIT 100";
    json!({
        "title": "paragraf",
        "description": "Kommunala handlingar som tabeller: vem som beslutade, reserverade sig och fick i uppdrag att göra vad",
        "databases": { "paragraf": {
            "tables": tables,
            "queries": { "sok": { "title": "Sök i handlingarna", "description": "Hela ord; å, ä och ö skiljs från a och o", "sql": search } },
        } },
    })
}

/// `datapackage.json`: the CSVs, their columns and how they refer to one another.
pub fn datapackage(sheets: &[Sheet], csv: CsvProfile) -> Value {
    let dialect = match csv {
        CsvProfile::Rfc4180 => json!({ "delimiter": ",", "lineTerminator": "\r\n", "header": true }),
        CsvProfile::ExcelSv => json!({ "delimiter": ";", "lineTerminator": "\r\n", "header": true }),
    };
    let resources: Vec<Value> = sheets.iter().map(|sheet| resource(sheet, csv, &dialect)).collect();
    json!({ "profile": "tabular-data-package", "name": "paragraf", "title": "Kommunala handlingar som tabeller", "resources": resources })
}

fn resource(sheet: &Sheet, csv: CsvProfile, dialect: &Value) -> Value {
    let mut table = Map::from_iter([(
        "fields".to_owned(),
        sheet.columns.iter().map(|column| field(column, csv)).collect::<Vec<_>>().into(),
    )]);
    if let Some(known) = schema::table(&sheet.name) {
        if !known.key.is_empty() {
            table.insert("primaryKey".to_owned(), json!(known.key));
        }
        let links = known.links.iter().map(|(column, other, key)| {
            // a table that refers to itself is written as an empty name
            let resource = if *other == known.name { "" } else { *other };
            json!({ "fields": column, "reference": { "resource": resource, "fields": key } })
        });
        if !known.links.is_empty() {
            table.insert("foreignKeys".to_owned(), links.collect::<Vec<_>>().into());
        }
    }
    json!({
        "profile": "tabular-data-resource",
        "name": sheet.name,
        "description": TOLD.iter().find(|(name, _, _)| *name == sheet.name).map_or("", |(_, told, _)| told),
        "path": format!("{}.csv", sheet.name),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": dialect,
        "schema": table,
    })
}

fn field(column: &Column, csv: CsvProfile) -> Value {
    match column.kind {
        Kind::Text => json!({ "name": column.name, "type": "string" }),
        Kind::List => json!({ "name": column.name, "type": "string", "description": "flera värden skiljs av \" | \"" }),
        Kind::Integer => json!({ "name": column.name, "type": "integer" }),
        Kind::Real if csv == CsvProfile::ExcelSv => {
            json!({ "name": column.name, "type": "number", "decimalChar": "," })
        }
        Kind::Real => json!({ "name": column.name, "type": "number" }),
    }
}

/// The JSON Schema of a table's exported lines.
pub fn json_schema(sheet: &Sheet) -> Value {
    let of = |column: &Column| match column.kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::List => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Integer => json!({ "type": ["integer", "null"] }),
        Kind::Real => json!({ "type": ["number", "null"] }),
    };
    let properties: Map<String, Value> =
        sheet.columns.iter().map(|column| (column.name.clone().into_owned(), of(column))).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": sheet.name,
        "description": TOLD.iter().find(|(name, _, _)| *name == sheet.name).map_or("", |(_, told, _)| told),
        "type": "object",
        "required": sheet.columns.iter().map(|column| column.name.as_ref()).collect::<Vec<_>>(),
        "properties": properties,
        "additionalProperties": false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_told_of() {
        let told: Vec<&str> = TOLD.iter().map(|(name, _, _)| *name).filter(|name| !name.starts_with("v_")).collect();
        let tables: Vec<&str> = schema::TABLES.iter().map(|table| table.name).chain([schema::MATRIX]).collect();
        assert_eq!(told, tables);
    }

    #[test]
    fn what_is_offered_to_narrow_by_is_a_column() {
        for (name, _, facets) in TOLD {
            let Some(table) = schema::table(name) else { continue };
            for facet in facets {
                assert!(table.column(facet).is_some(), "{name} has no {facet}");
            }
        }
    }
}
