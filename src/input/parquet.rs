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
use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};

use super::items::Texts;
use super::json::undated;
use super::unpack::BEYOND;
use super::{ReadOptions, Reading, Role, date};
use crate::document::Header;

/// What a file holds: its articles, whose lines are the numbers of their rows, from 1, and what its columns are called and hold. Of a
/// damaged file the rows before the damage are read, and of one that unpacks to too much those that do not.
pub(super) fn read(
    bytes: &[u8],
    options: &ReadOptions,
) -> Result<(Reading, Texts, String), String> {
    let most = options.most_unpacked(bytes.len());
    let bytes = bytes::Bytes::copy_from_slice(bytes);
    let file = guarded(|| ParquetRecordBatchReaderBuilder::try_new(bytes).map_err(unreadable))?;
    let schema = file.schema().clone();
    let columns = columns(&schema, options)?;
    let mut found = Found::default();
    let wanted = ProjectionMask::roots(file.parquet_schema(), columns.iter().flatten().copied());
    let groups = small_enough(file.metadata(), &wanted, most);
    let is_cut = groups.len() < file.metadata().num_row_groups();
    let rows = rows_at_once(file.metadata(), &wanted, most);
    let file = file
        .with_row_groups(groups)
        .with_projection(wanted)
        .with_batch_size(rows);
    let mut batches = guarded(|| file.build().map_err(unreadable))?;
    let mut left = most as usize;
    let mut next = || guarded(|| batches.next().transpose().map_err(unreadable));
    loop {
        let batch = next().and_then(|batch| within(batch, &mut left));
        let rows = batch.and_then(|batch| batch.map(|batch| Rows::of(&batch, options)).transpose());
        match rows {
            Ok(Some(rows)) => {
                (0..rows.text.len()).for_each(|at| rows.read(at, options, &mut found));
            }
            Ok(None) => {
                if is_cut {
                    found.reading.refuse(found.row + 1, NOWHERE, BEYOND);
                }
                break;
            }
            Err(error) if error == BEYOND => {
                found.reading.refuse(found.row + 1, NOWHERE, error);
                break;
            }
            Err(error) => {
                let what = format!("{error}: nothing is read from here on");
                found.reading.refuse(found.row + 1, NOWHERE, what);
                break;
            }
        }
    }
    Ok((found.reading, found.texts, described(&schema)))
}

/// The first row groups of a file, as many as say that they unpack to no more than is allowed.
fn small_enough(file: &ParquetMetaData, wanted: &ProjectionMask, most: u64) -> Vec<usize> {
    let size = |group: &RowGroupMetaData| -> u64 {
        let columns = group.columns().iter().enumerate();
        let wanted = columns.filter(|(leaf, _)| wanted.leaf_included(*leaf));
        wanted
            .map(|(_, column)| column.uncompressed_size().max(0) as u64)
            .fold(0, u64::saturating_add)
    };
    let mut all = 0_u64;
    let groups = file.row_groups().iter().map(|group| {
        all = all.saturating_add(size(group));
        all
    });
    (0..groups.take_while(|all| *all <= most).count()).collect()
}

/// How many rows may be read before they are counted: each may hold one string that is as long as all of its column, once.
fn rows_at_once(file: &ParquetMetaData, wanted: &ProjectionMask, most: u64) -> usize {
    const MOST_ROWS: u64 = 1024;
    let columns = file
        .row_groups()
        .iter()
        .flat_map(|group| group.columns().iter().enumerate());
    let wanted = columns.filter(|(leaf, _)| wanted.leaf_included(*leaf));
    let sizes = wanted.map(|(_, column)| column.uncompressed_size().max(1) as u64);
    (most / sizes.max().unwrap_or(1)).clamp(1, MOST_ROWS) as usize
}

/// Some rows, unless with them there is more than is allowed: a string that stands in the file once may stand in each of them.
fn within(batch: Option<RecordBatch>, left: &mut usize) -> Result<Option<RecordBatch>, String> {
    let columns = batch.iter().flat_map(RecordBatch::columns);
    let sizes = columns.map(|column| column.to_data().get_slice_memory_size());
    let size = sizes
        .map(|size| size.map_err(unreadable))
        .sum::<Result<usize, String>>()?;
    *left = left.checked_sub(size).ok_or(BEYOND)?;
    Ok(batch)
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
