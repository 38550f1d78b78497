//! Kept rows of Parquet files into one Parquet file: the columns as they came, and for `--annotate` two more. (Cargo feature
//! `parquet`.)

use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use arrow_select::filter::filter_record_batch;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

/// A row to write: its number in its file, from 1, and the values of the columns that are added.
pub(super) struct KeptRow<'r> {
    pub(super) number: u64,
    pub(super) more: [Option<&'r str>; 2],
}

/// Writes rows, those of each file in order; the files have the same columns. `more`: the names of the columns that are added.
pub(super) fn write(
    files: &[(&[u8], Vec<KeptRow<'_>>)],
    more: Option<[&str; 2]>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut writer = None;
    for (bytes, rows) in files {
        let bytes = bytes::Bytes::copy_from_slice(bytes);
        let file = ParquetRecordBatchReaderBuilder::try_new(bytes).map_err(io::Error::other)?;
        let schema = widened(file.schema(), more);
        if writer.is_none() {
            writer = Some(begun(&schema)?);
        }
        let Some(writer) = &mut writer else { continue };
        let (mut first, mut rows) = (1, rows.as_slice());
        for batch in file.build().map_err(io::Error::other)? {
            // Rows behind damage were not read, and none of them is kept.
            let Ok(batch) = batch else { break };
            let end = first + batch.num_rows() as u64;
            let (here, rest) = rows.split_at(rows.partition_point(|row| row.number < end));
            let kept = kept(&batch, first, here, more.is_some().then_some(&schema))?;
            writer.write(&kept).map_err(io::Error::other)?;
            out.write_all(writer.inner())?;
            writer.inner_mut().clear();
            (first, rows) = (end, rest);
        }
    }
    match writer {
        Some(writer) => out.write_all(&writer.into_inner().map_err(io::Error::other)?),
        None => Ok(()),
    }
}

/// A writer into memory, from where what is ready is taken away: it asks for an output that threads may share, and ours need not be.
fn begun(schema: &SchemaRef) -> io::Result<ArrowWriter<Vec<u8>>> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .build();
    ArrowWriter::try_new(Vec::new(), schema.clone(), Some(properties)).map_err(io::Error::other)
}

fn widened(schema: &SchemaRef, more: Option<[&str; 2]>) -> SchemaRef {
    let Some(more) = more else {
        return schema.clone();
    };
    let fields = schema.fields().iter().cloned();
    let added = more.map(|name| Arc::new(Field::new(name, DataType::Utf8, true)));
    let fields: Vec<_> = fields.chain(added).collect();
    Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone()))
}

/// The rows of a batch, which begins with row `first`, that are among `rows`.
fn kept(
    batch: &RecordBatch,
    first: u64,
    rows: &[KeptRow<'_>],
    widened: Option<&SchemaRef>,
) -> io::Result<RecordBatch> {
    let mut is_kept = vec![false; batch.num_rows()];
    for row in rows {
        is_kept[(row.number - first) as usize] = true;
    }
    let kept =
        filter_record_batch(batch, &BooleanArray::from(is_kept)).map_err(io::Error::other)?;
    let Some(schema) = widened else {
        return Ok(kept);
    };
    let added = [0, 1].map(|n| {
        let values: StringArray = rows.iter().map(|row| row.more[n]).collect();
        Arc::new(values) as ArrayRef
    });
    let columns = kept.columns().iter().cloned().chain(added).collect();
    RecordBatch::try_new(schema.clone(), columns).map_err(io::Error::other)
}
