//! One table as a Parquet file: plain columns of strings in one row group. Types stay with the reader, who knows them from
//! the column names; strings lose nothing and open everywhere.

use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as PhysicalType};
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::schema::Column;
use super::sheet::Sheet;

/// The bytes of the file.
pub fn to_parquet(sheet: &Sheet) -> Result<Vec<u8>, ParquetError> {
    let fields = sheet.columns.iter().map(|column| string_field(column).map(Arc::new)).collect::<Result<_, _>>()?;
    let schema = Arc::new(Type::group_type_builder("schema").with_fields(fields).build()?);
    // A fixed maker: the default names the library's build.
    let properties =
        WriterProperties::builder().set_created_by("paragraf".to_owned()).set_compression(Compression::SNAPPY).build();
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties))?;
    let mut group = writer.next_row_group()?;
    let mut index = 0;
    while let Some(mut column) = group.next_column()? {
        let cells = sheet.records.iter().map(|record| record.get(index).unwrap_or_default());
        let cells: Vec<ByteArray> = cells.map(ByteArray::from).collect();
        column.typed::<ByteArrayType>().write_batch(&cells, None, None)?;
        column.close()?;
        index += 1;
    }
    group.close()?;
    writer.close()?;
    Ok(bytes)
}

fn string_field(column: &Column) -> Result<Type, ParquetError> {
    Type::primitive_type_builder(&column.name, PhysicalType::BYTE_ARRAY)
        .with_repetition(Repetition::REQUIRED)
        .with_converted_type(ConvertedType::UTF8)
        .with_logical_type(Some(LogicalType::String))
        .build()
}
