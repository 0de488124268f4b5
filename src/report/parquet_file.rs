//! One table as a Parquet file, in one row group. Numbers are numbers, and nothing where a cell is empty; everything else
//! is text, as in the CSVs.

use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as PhysicalType};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;

use super::schema::{Column, Kind};
use super::sheet::Sheet;

/// The bytes of the file.
pub fn to_parquet(sheet: &Sheet) -> Result<Vec<u8>, ParquetError> {
    let fields = sheet.columns.iter().map(|column| field(column).map(Arc::new)).collect::<Result<_, _>>()?;
    let schema = Arc::new(Type::group_type_builder("schema").with_fields(fields).build()?);
    // A fixed maker: the default names the library's build.
    let properties =
        WriterProperties::builder().set_created_by("paragraf".to_owned()).set_compression(Compression::SNAPPY).build();
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties))?;
    let mut group = writer.next_row_group()?;
    let mut columns = sheet.columns.iter().enumerate();
    while let (Some(mut writer), Some((index, column))) = (group.next_column()?, columns.next()) {
        let cells = sheet.records.iter().map(|record| record.get(index).unwrap_or_default());
        write_column(&mut writer, column.kind, cells)?;
        writer.close()?;
    }
    group.close()?;
    writer.close()?;
    Ok(bytes)
}

fn write_column<'a>(
    writer: &mut SerializedColumnWriter<'_>,
    kind: Kind,
    cells: impl Iterator<Item = &'a str>,
) -> Result<(), ParquetError> {
    match kind {
        Kind::Text | Kind::List => {
            let cells: Vec<ByteArray> = cells.map(ByteArray::from).collect();
            writer.typed::<ByteArrayType>().write_batch(&cells, None, None)?;
        }
        Kind::Integer => {
            let (numbers, there) = numbers::<i64>(cells);
            writer.typed::<Int64Type>().write_batch(&numbers, Some(&there), None)?;
        }
        Kind::Real => {
            let (numbers, there) = numbers::<f64>(cells);
            writer.typed::<DoubleType>().write_batch(&numbers, Some(&there), None)?;
        }
    }
    Ok(())
}

/// The numbers that are there, and for each cell 1 or 0, as Parquet has it.
fn numbers<'a, N: std::str::FromStr>(cells: impl Iterator<Item = &'a str>) -> (Vec<N>, Vec<i16>) {
    let parsed: Vec<Option<N>> = cells.map(|cell| cell.parse().ok()).collect();
    let there = parsed.iter().map(|number| i16::from(number.is_some())).collect();
    (parsed.into_iter().flatten().collect(), there)
}

fn field(column: &Column) -> Result<Type, ParquetError> {
    match column.kind {
        Kind::Text | Kind::List => Type::primitive_type_builder(&column.name, PhysicalType::BYTE_ARRAY)
            .with_repetition(Repetition::REQUIRED)
            .with_converted_type(ConvertedType::UTF8)
            .with_logical_type(Some(LogicalType::String))
            .build(),
        Kind::Integer => number_field(column, PhysicalType::INT64),
        Kind::Real => number_field(column, PhysicalType::DOUBLE),
    }
}

fn number_field(column: &Column, kind: PhysicalType) -> Result<Type, ParquetError> {
    Type::primitive_type_builder(&column.name, kind).with_repetition(Repetition::OPTIONAL).build()
}
