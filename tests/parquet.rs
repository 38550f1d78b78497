//! Tables in Parquet: `dedupe` reads them and writes the rows it keeps, the columns as they came.

#![cfg(feature = "parquet")]

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{
    ArrayRef, Int64Array, ListArray, RecordBatch, StringArray, TimestampMillisecondArray,
};
use assert_cmd::Command;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use wireprint::input::{Input, ReadOptions};
use wireprint::pipeline::{Archive, Resources, read};
use wireprint::{Corpus, DocumentId};

const STRIKE: &str = "The ferry strike in Vessby enters its second week, and talks between the \
                      islands' council and the crews will resume on Monday, officials said.";
const WHEAT: &str = "Wheat rose to its highest in nine months on Tuesday after a night of frost \
                     in the east of the country, and barley followed it at Kalborg.";

/// Rows with a column of every kind: numbers for ids, dates, text, and lists that nobody asks for.
fn table() -> RecordBatch {
    let tags = (0..4).map(|n| Some(vec![Some(n)]));
    let columns: [(&str, ArrayRef); 4] = [
        ("id", Arc::new(Int64Array::from(vec![11, 12, 13, 14]))),
        (
            "published",
            Arc::new(TimestampMillisecondArray::from(vec![
                Some(1_772_442_300_000),
                None,
                Some(1_772_528_700_000),
                None,
            ])),
        ),
        (
            "text",
            Arc::new(StringArray::from(vec![
                Some(STRIKE),
                Some(WHEAT),
                Some(STRIKE),
                None,
            ])),
        ),
        (
            "tags",
            Arc::new(ListArray::from_iter_primitive::<
                arrow_array::types::Int32Type,
                _,
                _,
            >(tags)),
        ),
    ];
    RecordBatch::try_from_iter(columns).unwrap()
}

fn write(path: &Path, table: &RecordBatch) {
    let file = File::create(path).unwrap();
    let mut writer = ArrowWriter::try_new(file, table.schema(), None).unwrap();
    writer.write(table).unwrap();
    writer.close().unwrap();
}

fn rows(path: &Path) -> RecordBatch {
    let file = File::open(path).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    let batches: Vec<_> = reader.build().unwrap().map(Result::unwrap).collect();
    let schema = batches[0].schema();
    arrow_select::concat::concat_batches(&schema, &batches).unwrap()
}

fn archive(path: &Path) -> Archive {
    let options = ReadOptions::default();
    read(
        &[Input::Path(path.to_owned())],
        &options,
        &Resources::new(1).unwrap(),
    )
}

fn dedupe(desk: &Path, args: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::cargo_bin("wireprint").unwrap();
    let output = command
        .current_dir(desk)
        .arg("dedupe")
        .args(args)
        .output()
        .unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[test]
fn each_row_is_an_article_and_each_column_a_field() {
    let desk = tempfile::tempdir().unwrap();
    let path = desk.path().join("wire.parquet");
    write(&path, &table());
    let archive = archive(&path);
    let ids: Vec<_> = archive
        .documents()
        .map(|document| archive.header(document).id.clone())
        .collect();
    assert_eq!(ids, ["11", "12", "13"]);
    assert_eq!(archive.text(DocumentId(1)), WHEAT);
    let published = archive.header(DocumentId(0)).published;
    assert_eq!(published, "2026-03-02T09:05:00Z".parse().ok());
    let faults: Vec<_> = archive.faults().iter().map(ToString::to_string).collect();
    assert!(
        faults[0].ends_with("wire.parquet:4: field `text` is missing"),
        "{faults:?}"
    );
}

/// What a string that stands in a file once is to each row unpacks to a thousand times as much.
#[test]
fn what_unpacks_to_more_than_is_allowed_is_read_up_to_there() {
    let desk = tempfile::tempdir().unwrap();
    let path = desk.path().join("wire.parquet");
    let long = STRIKE.repeat(100);
    let texts: ArrayRef = Arc::new(StringArray::from(vec![&*long; 3000]));
    write(
        &path,
        &RecordBatch::try_from_iter([("text", texts)]).unwrap(),
    );
    assert!(std::fs::metadata(&path).unwrap().len() < 20_000);
    let limited = |most: u64| {
        let options = ReadOptions {
            max_unpacked: Some(most),
            ..ReadOptions::default()
        };
        let threads = Resources::new(1).unwrap();
        read(&[Input::Path(path.clone())], &options, &threads)
    };
    for (most, rows) in [(1000, 0), (20_000_000, 1024), (100_000_000, 3000)] {
        let archive = limited(most);
        assert_eq!(archive.len(), rows);
        let said = archive
            .faults()
            .iter()
            .any(|fault| fault.what.contains("--max-unpacked"));
        assert_eq!(said, rows < 3000);
    }
}

#[test]
fn kept_rows_are_a_table_with_the_columns_that_came() {
    let desk = tempfile::tempdir().unwrap();
    write(&desk.path().join("wire.parquet"), &table());
    let (code, said) = dedupe(desk.path(), &["wire.parquet", "-o", "kept.parquet"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("2 kept, 1 removed"), "{said}");
    let kept = rows(&desk.path().join("kept.parquet"));
    assert_eq!(kept, table().slice(0, 2));
}

#[test]
fn annotated_rows_say_what_they_repeat() {
    let desk = tempfile::tempdir().unwrap();
    write(&desk.path().join("wire.parquet"), &table().slice(0, 3));
    let (code, said) = dedupe(
        desk.path(),
        &["wire.parquet", "--annotate", "-o", "all.parquet"],
    );
    assert_eq!(code, Some(0), "{said}");
    let all = rows(&desk.path().join("all.parquet"));
    let repeats: Vec<_> = all["duplicate_of"].as_string::<i32>().iter().collect();
    assert_eq!(repeats, [None, None, Some("11")]);
}

#[test]
fn tables_with_other_columns_are_refused_before_the_work() {
    let desk = tempfile::tempdir().unwrap();
    write(&desk.path().join("a.parquet"), &table());
    let other = RecordBatch::try_from_iter([(
        "text",
        Arc::new(StringArray::from(vec![WHEAT])) as ArrayRef,
    )]);
    write(&desk.path().join("b.parquet"), &other.unwrap());
    let (code, said) = dedupe(
        desk.path(),
        &["a.parquet", "b.parquet", "-o", "kept.parquet"],
    );
    assert_eq!(code, Some(2));
    assert!(said.contains("all inputs must be alike"), "{said}");
    assert!(!desk.path().join("kept.parquet").exists());
}

#[test]
fn a_table_without_a_text_is_refused_with_its_columns() {
    let desk = tempfile::tempdir().unwrap();
    write(
        &desk.path().join("a.parquet"),
        &table().project(&[0, 1]).unwrap(),
    );
    let (code, said) = dedupe(desk.path(), &["a.parquet"]);
    assert_eq!(code, Some(2));
    assert!(
        said.contains("a.parquet: has no column `text` (its columns: id, published)"),
        "{said}"
    );
}

#[test]
fn no_damage_stops_the_program() {
    let desk = tempfile::tempdir().unwrap();
    let path = desk.path().join("wire.parquet");
    write(&path, &table());
    let whole = fs::read(&path).unwrap();
    let mut number = 1_u64;
    let mut below = |limit: usize| {
        number = number
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (number >> 33) as usize % limit
    };
    for _ in 0..2_000 {
        let mut damaged = whole.clone();
        for _ in 0..=below(3) {
            let at = below(damaged.len());
            damaged[at] = below(256) as u8;
        }
        damaged.truncate(damaged.len() - below(4) / 3 * below(damaged.len()));
        fs::write(&path, &damaged).unwrap();
        archive(&path);
    }
}
