//! The rows of a Parquet file into articles: a column is a field, as in CSV. (Cargo feature `parquet`.)

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::TimestampMicrosecondType;
use arrow_array::{Array, ArrayRef, LargeStringArray, RecordBatch};
use arrow_cast::cast;
use arrow_schema::{DataType, Schema, TimeUnit};
use jiff::Timestamp;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::items::Texts;
use super::json::undated;
use super::{ReadOptions, Reading, Role, date};
use crate::document::Header;

/// What a file holds: its articles, whose lines are the numbers of their rows, from 1, and what its columns are called and hold. Of a
/// damaged file the rows before the damage are read.
pub(super) fn read(
    bytes: &[u8],
    options: &ReadOptions,
) -> Result<(Reading, Texts, String), String> {
    let bytes = bytes::Bytes::copy_from_slice(bytes);
    let file = guarded(|| ParquetRecordBatchReaderBuilder::try_new(bytes).map_err(unreadable))?;
    let schema = file.schema().clone();
    let columns = columns(&schema, options)?;
    let mut found = Found::default();
    let wanted = ProjectionMask::roots(file.parquet_schema(), columns.iter().flatten().copied());
    let mut batches = guarded(|| file.with_projection(wanted).build().map_err(unreadable))?;
    let mut next = || guarded(|| batches.next().transpose().map_err(unreadable));
    loop {
        let rows =
            next().and_then(|batch| batch.map(|batch| Rows::of(&batch, options)).transpose());
        match rows {
            Ok(Some(rows)) => {
                (0..rows.text.len()).for_each(|at| rows.read(at, options, &mut found));
            }
            Ok(None) => break,
            Err(error) => {
                let what = format!("{error}: nothing is read from here on");
                found.reading.refuse(found.row + 1, NOWHERE, what);
                break;
            }
        }
    }
    Ok((found.reading, found.texts, described(&schema)))
}

/// The crate panics on some damaged files (59.3: where a string is not UTF-8), which must not end a run.
fn guarded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    let done = catch_unwind(AssertUnwindSafe(work));
    done.unwrap_or_else(|_| Err("cannot be read as Parquet: it is damaged".to_owned()))
}

/// A row has no bytes of its own.
const NOWHERE: Range<usize> = 0..0;

/// The rows so far.
#[derive(Default)]
struct Found {
    reading: Reading,
    texts: Texts,
    row: u64,
}

fn unreadable(error: impl ToString) -> String {
    format!(
        "cannot be read as Parquet: {}",
        error.to_string().trim_start_matches("Parquet error: ")
    )
}

/// What the columns are called and hold, in order: only tables alike in this can be written as one.
fn described(schema: &Schema) -> String {
    let fields = schema.fields().iter();
    let described = fields.map(|field| format!("{}: {}", field.name(), field.data_type()));
    described.collect::<Vec<_>>().join(", ")
}

/// Where the columns of the fields stand, in the order of [`Role`].
fn columns(schema: &Schema, options: &ReadOptions) -> Result<[Option<usize>; 5], String> {
    let columns = options.names().map(|name| schema.index_of(name).ok());
    match columns[Role::Text as usize] {
        Some(_) => Ok(columns),
        None => {
            let names = schema.fields().iter().map(|field| field.name().as_str());
            let names = names.collect::<Vec<_>>().join(", ");
            Err(format!(
                "has no column `{}` (its columns: {names})",
                options.text_field
            ))
        }
    }
}

/// Some rows: the columns that were asked for, as strings.
struct Rows {
    text: LargeStringArray,
    id: Option<LargeStringArray>,
    title: Option<LargeStringArray>,
    date: Option<Dates>,
    source: Option<LargeStringArray>,
}

/// A column of dates.
enum Dates {
    Moments(ArrayRef),
    Written(LargeStringArray),
}

impl Rows {
    fn of(batch: &RecordBatch, options: &ReadOptions) -> Result<Rows, String> {
        let column = |name: &str| batch.column_by_name(name);
        let strings = |name: &str| column(name).map(|values| strings(values, name)).transpose();
        let text = strings(&options.text_field)?.ok_or("a column is missing")?;
        Ok(Rows {
            text,
            id: strings(&options.id_field)?,
            title: strings(&options.title_field)?,
            date: column(&options.date_field)
                .map(|values| Dates::of(values, &options.date_field))
                .transpose()?,
            source: strings(&options.source_field)?,
        })
    }

    fn read(&self, at: usize, options: &ReadOptions, found: &mut Found) {
        found.row += 1;
        let (row, reading) = (found.row, &mut found.reading);
        let Some(text) = value(&self.text, at) else {
            let what = format!("field `{}` is missing", options.text_field);
            return reading.refuse(row, NOWHERE, what);
        };
        let words = |column: &Option<LargeStringArray>| {
            let words = column.as_ref().and_then(|column| value(column, at));
            words.filter(|words| !words.is_empty()).map(str::to_owned)
        };
        let published = self
            .date
            .as_ref()
            .and_then(|dates| dates.at(at))
            .and_then(|date| {
                let moment = date.as_ref().ok().copied();
                if let Err(written) = date {
                    reading.remark(row, undated(&format!("\"{written}\""), &options.date_field));
                }
                moment
            });
        let header = Header {
            id: words(&self.id).unwrap_or_default(),
            title: words(&self.title),
            source: words(&self.source),
            published,
            wire: None,
        };
        reading.accept_item(row, NOWHERE, found.texts.push(text), header);
    }
}

fn value(column: &LargeStringArray, at: usize) -> Option<&str> {
    column.is_valid(at).then(|| column.value(at))
}

fn strings(values: &ArrayRef, name: &str) -> Result<LargeStringArray, String> {
    let values = cast(values, &DataType::LargeUtf8);
    let values = values.map_err(|_| format!("column `{name}` holds no strings"))?;
    Ok(values.as_string::<i64>().clone())
}

impl Dates {
    fn of(values: &ArrayRef, name: &str) -> Result<Dates, String> {
        let moments = DataType::Timestamp(TimeUnit::Microsecond, Some(Arc::from("UTC")));
        match values.data_type() {
            DataType::Timestamp(..) | DataType::Date32 | DataType::Date64 => {
                let naive = DataType::Timestamp(TimeUnit::Microsecond, None);
                // A date that names no zone is UTC, as in every other format.
                let cast = cast(values, &moments).or_else(|_| cast(values, &naive));
                cast.map(Dates::Moments)
                    .map_err(|_| format!("column `{name}` holds no dates"))
            }
            _ => strings(values, name).map(Dates::Written),
        }
    }

    /// The moment, or what is written there instead of one; `None` where nothing is.
    fn at(&self, at: usize) -> Option<Result<Timestamp, String>> {
        match self {
            Dates::Moments(values) => {
                let micros = values.as_primitive::<TimestampMicrosecondType>();
                let micros = micros.is_valid(at).then(|| micros.value(at))?;
                Some(Timestamp::from_microsecond(micros).map_err(|_| micros.to_string()))
            }
            Dates::Written(values) => {
                let written = value(values, at).filter(|written| !written.trim().is_empty())?;
                Some(date::from_text(written).ok_or_else(|| written.to_owned()))
            }
        }
    }
}
