//! What `dedupe` hands on, over records made by hand: kept ones byte for byte, all with what they repeat, rows and counts.

use std::borrow::Cow;
use std::path::Path;

use wireprint::report::{
    Decided, Format, Origin, Originals, Shape, Style, Table, common_shape, write_unread,
};
use wireprint::story::Deduped;
use wireprint::story::{Relation, Removal, Verdict};
use wireprint::{Corpus, Document, DocumentId, Header, Span};

/// Records as if they had been read: id, raw bytes, line end.
struct Read {
    documents: Vec<Document>,
    raw: Vec<(&'static str, &'static str)>,
    shapes: Vec<Shape<'static>>,
}

impl Read {
    fn of(shape: Shape<'static>, records: &[(&str, &'static str, &'static str)]) -> Read {
        Read {
            documents: records.iter().map(|r| Document::new(r.0, r.1)).collect(),
            raw: records.iter().map(|r| (r.1, r.2)).collect(),
            shapes: vec![shape; records.len()],
        }
    }
}

impl Corpus for Read {
    fn len(&self) -> usize {
        self.documents.len()
    }

    fn header(&self, document: DocumentId) -> &Header {
        self.documents.header(document)
    }

    fn text(&self, document: DocumentId) -> Cow<'_, str> {
        self.documents.text(document)
    }
}

impl Originals for Read {
    fn raw(&self, document: DocumentId) -> &[u8] {
        self.raw[document.index()].0.as_bytes()
    }

    fn line_end(&self, document: DocumentId) -> &[u8] {
        self.raw[document.index()].1.as_bytes()
    }

    fn with_text(&self, _: DocumentId, text: &str) -> Vec<u8> {
        text.as_bytes().to_vec()
    }

    fn file_bytes(&self, document: DocumentId) -> &[u8] {
        self.raw(document)
    }

    fn origin(&self, document: DocumentId) -> Origin<'_> {
        Origin {
            name: &self.header(document).id,
            path: None,
            line: None,
            shape: self.shapes[document.index()],
        }
    }

    fn unread(&self) -> Vec<(&[u8], &[u8])> {
        vec![(b"{broken", b"\r\n"), (b"last", b"")]
    }
}

/// The second of three is removed for the third.
fn second_removed() -> Deduped {
    let removal = Removal {
        kept: DocumentId(2),
        relation: Relation::Contained,
        removed_coverage: 0.875,
        kept_coverage: 0.5,
        jaccard: 0.466_67,
    };
    Deduped {
        verdicts: vec![Verdict::Kept, Verdict::Removed(removal), Verdict::Kept],
        groups: vec![DocumentId(0), DocumentId(1), DocumentId(1)],
        ..Deduped::default()
    }
}

fn all_kept(count: u32) -> Deduped {
    Deduped {
        verdicts: vec![Verdict::Kept; count as usize],
        groups: (0..count).map(DocumentId).collect(),
        ..Deduped::default()
    }
}

fn json_lines() -> Read {
    Read::of(
        Shape::JsonLines,
        &[
            ("a", r#"{"id":"a",  "text":"x"}"#, "\r\n"),
            ("c", r#"{ "id": "c" , "text":"y" } "#, ""),
            ("b", r#"{"id":"b","text":"y z"}"#, "\n"),
        ],
    )
}

const CSV: Shape<'static> = Shape::Csv {
    header: b"id;text\r\n",
    delimiter: b';',
};

fn csv() -> Read {
    Read::of(
        CSV,
        &[
            ("a", "a;x", "\r\n"),
            ("c;1", "\"c;1\";y", "\r\n"),
            ("b", "b;\"y\nz\"", ""),
        ],
    )
}

fn kept(records: &Read) -> String {
    let deduped = second_removed();
    let mut bytes = Vec::new();
    let shape = common_shape(records).unwrap();
    let decided = Decided::new(records, shape, &deduped);
    decided.write_kept(&mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn annotated(records: &Read) -> String {
    let deduped = second_removed();
    let mut bytes = Vec::new();
    let shape = common_shape(records).unwrap();
    let decided = Decided::new(records, shape, &deduped);
    decided.write_annotated(&mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn kept_json_lines_are_byte_for_byte_as_they_came() {
    assert_eq!(
        kept(&json_lines()),
        "{\"id\":\"a\",  \"text\":\"x\"}\r\n{\"id\":\"b\",\"text\":\"y z\"}\n"
    );
}

#[test]
fn kept_csv_rows_stand_under_one_header() {
    assert_eq!(kept(&csv()), "id;text\r\na;x\r\nb;\"y\nz\"");
}

#[test]
fn of_plain_files_the_kept_paths_are_listed() {
    let files = Read::of(
        Shape::Plain,
        &[("a.txt", "x", ""), ("b.txt", "y", ""), ("c.txt", "y z", "")],
    );
    assert_eq!(kept(&files), "a.txt\nc.txt\n");
    assert_eq!(
        annotated(&files),
        "a.txt\t\ta.txt\nb.txt\tc.txt\tb.txt\nc.txt\t\tb.txt\n"
    );
}

#[test]
fn a_json_array_stays_one() {
    let records = [
        ("a", "{}", "\n"),
        ("b", "{\"x\":1}", "\n"),
        ("c", "{\n}", "\n"),
    ];
    let array = Read::of(Shape::JsonArray, &records);
    assert_eq!(kept(&array), "[\n{},\n{\n}\n]\n");
    let annotated: serde_json::Value = serde_json::from_str(&annotated(&array)).unwrap();
    assert_eq!(annotated[1]["duplicate_of"], "c");
    assert_eq!(annotated[2]["duplicate_of"], serde_json::Value::Null);
}

#[test]
fn a_record_at_the_end_of_a_file_without_line_end_does_not_run_into_the_next() {
    let mut records = json_lines();
    records.raw[0].1 = "";
    assert_eq!(kept(&records).lines().count(), 2);
}

#[test]
fn annotating_json_adds_fields_at_the_end_and_touches_nothing_else() {
    insta::assert_snapshot!(annotated(&json_lines()).replace('\r', ""), @r#"
    {"id":"a",  "text":"x","duplicate_of":null,"group":"a"}
    { "id": "c" , "text":"y" ,"duplicate_of":"b","group":"b"} 
    {"id":"b","text":"y z","duplicate_of":null,"group":"b"}
    "#);
}

#[test]
fn annotating_csv_adds_columns_with_its_own_delimiter() {
    let mut records = csv();
    records.documents.swap(1, 2);
    assert_eq!(
        annotated(&records),
        "id;text;duplicate_of;group\r\na;x;;a\r\n\"c;1\";y;\"c;1\";b\r\nb;\"y\nz\";;b"
    );
}

#[test]
fn repeated_paragraphs_go_and_the_rest_of_the_text_stays() {
    let text = "One.\n\nTwo.\n\n\nThree.\n";
    let cases = [
        // spans of the paragraphs that go, what stays
        (vec![Span::new(0, 4)], "Two.\n\n\nThree.\n"),
        (vec![Span::new(6, 10)], "One.\n\nThree.\n"),
        (vec![Span::new(13, 19)], "One.\n\nTwo.\n"),
        (
            vec![Span::new(0, 4), Span::new(6, 10), Span::new(13, 19)],
            "\n",
        ),
    ];
    for (repeated, rest) in cases {
        let records = Read::of(Shape::JsonLines, &[("a", text, "")]);
        let deduped = Deduped {
            repeated_paragraphs: vec![repeated],
            ..all_kept(1)
        };
        let mut bytes = Vec::new();
        let decided = Decided::new(&records, Some(Shape::JsonLines), &deduped);
        decided.write_kept(&mut bytes).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), rest);
    }
}

#[test]
fn kept_files_are_copied_below_the_folder_and_nowhere_else() {
    let records = Read::of(
        Shape::Plain,
        &[
            ("wire/a.txt", "x", ""),
            ("b.txt", "y", ""),
            ("../../c.txt", "y z", ""),
        ],
    );
    let deduped = second_removed();
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("kept");
    let decided = Decided::new(&records, Some(Shape::Plain), &deduped);
    decided.copy_kept(&to).unwrap();
    let read = |path: &str| std::fs::read_to_string(to.join(Path::new(path))).unwrap();
    assert_eq!(
        (read("wire/a.txt"), read("c.txt")),
        ("x".to_owned(), "y z".to_owned())
    );
    assert!(!to.join("b.txt").exists());
}

#[test]
fn unread_records_are_handed_on_byte_for_byte() {
    let mut bytes = Vec::new();
    write_unread(&json_lines(), &mut bytes).unwrap();
    assert_eq!(bytes, b"{broken\r\nlast");
}

#[test]
fn inputs_that_cannot_stand_in_one_output_are_named() {
    let mut records = json_lines();
    records.shapes[1] = CSV;
    assert_eq!(
        common_shape(&records).unwrap_err().to_string(),
        "a is JSON Lines and c is CSV with the header `id;text`: \
         records are written as they came, so all inputs must be alike"
    );
}

#[test]
fn csv_headers_are_alike_whatever_their_line_end_and_byte_order_mark() {
    let mut records = csv();
    records.shapes[2] = Shape::Csv {
        header: b"\xef\xbb\xbfid;text\n",
        delimiter: b';',
    };
    assert_eq!(common_shape(&records).unwrap(), Some(CSV));
}

fn csv_of(table: &Table<'_>) -> String {
    let mut bytes = Vec::new();
    let mut report = Format::Csv.report(&mut bytes, Style::default());
    report.table(table).unwrap();
    drop(report);
    String::from_utf8(bytes).unwrap()
}

#[test]
fn every_removal_names_the_kept_text_and_every_text_its_cluster() {
    let (records, deduped) = (json_lines(), second_removed());
    let decided = Decided::new(&records, Some(Shape::JsonLines), &deduped);
    insta::assert_snapshot!(csv_of(&decided.removed_table()), @r#"
    removed_id,kept_id,relation,removed_coverage,kept_coverage,jaccard,reason
    c,b,contained,0.875,0.5,0.4667,contained in b (88 % of it stands there)
    "#);
    insta::assert_snapshot!(csv_of(&decided.clusters_table()), @r#"
    id,cluster,kept
    a,a,true
    b,b,true
    c,b,false
    "#);
}

#[test]
fn the_summary_says_how_many_went_and_why() {
    let (records, mut deduped) = (json_lines(), second_removed());
    let decided = Decided::new(&records, Some(Shape::JsonLines), &deduped);
    assert_eq!(
        decided.summary().to_string(),
        "3 records read: 2 kept, 1 removed (1 contained). 2 records left unread. 1 group, the largest of 2. \
         Lowest coverage of a removal: 88 %."
    );
    deduped = all_kept(3);
    let decided = Decided::new(&records, Some(Shape::JsonLines), &deduped);
    assert_eq!(
        decided.summary().to_string(),
        "3 records read: 3 kept, 0 removed. 2 records left unread."
    );
}
