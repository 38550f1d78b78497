//! News in twenty languages: each folder of `fixtures/languages` holds what an agency wrote, a paper that quotes the same
//! speaker and has edited a paragraph, and a notice that has the agency's paragraph as another desk types it.
//!
//! What is to be found is marked in the articles themselves: ⟦the quotation⟧ and ⦃the paragraph⦄. The marks are taken out before
//! the program sees the text. Nothing else may be found, in whatever form of Unicode the articles come.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use icu_normalizer::{ComposingNormalizer, DecomposingNormalizer};
use serde_json::Value;
use unicode_segmentation::UnicodeSegmentation;

/// The pairs of marks: what stands in one pair is to be found wherever the same pair stands.
const MARKS: [[char; 2]; 2] = [['⟦', '⟧'], ['⦃', '⦄']];

/// An article, and what of it is marked, by kind of mark.
struct Article {
    /// `arabic/agency.txt`
    id: String,
    text: String,
    marked: [Option<String>; 2],
}

impl Article {
    fn of(id: String, written: &str) -> Article {
        let marked = MARKS.map(|[open, close]| {
            let (_, rest) = written.split_once(open)?;
            Some(rest.split_once(close).unwrap().0.to_owned())
        });
        let text = written.replace(MARKS.as_flattened(), "");
        Article { id, text, marked }
    }

    fn language(&self) -> &str {
        self.id.split('/').next().unwrap()
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.collect()
}

/// The articles of all languages, each in the form of Unicode that `form` gives it.
fn articles(form: fn(&str, &str) -> String) -> Vec<Article> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/languages");
    let mut articles = Vec::new();
    for language in names(&root) {
        for name in names(&root.join(&language)) {
            let written = fs::read_to_string(root.join(&language).join(&name)).unwrap();
            articles.push(Article::of(
                format!("{language}/{name}"),
                &form(&name, &written),
            ));
        }
    }
    assert_eq!(articles.len(), 61);
    articles
}

fn found(articles: &[Article], offsets: &str) -> Vec<Value> {
    let desk = tempfile::tempdir().unwrap();
    for article in articles {
        let path = desk.path().join(&article.id);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &article.text).unwrap();
    }
    let mut command = Command::cargo_bin("wireprint").unwrap();
    command.args(["overlap", "--json", "--offsets", offsets]);
    let output = command.arg(desk.path()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let lines = String::from_utf8(output.stdout).unwrap();
    let records = lines.lines().map(serde_json::from_str);
    records.map(Result::unwrap).collect()
}

/// An article and the text of a passage in it, twice: in an order that does not depend on which is called `a`.
type Pair = [(String, String); 2];

fn pair(passage: &Value) -> Pair {
    let field = |name: &str| passage[name].as_str().unwrap().to_owned();
    let mut pair =
        [["a_id", "a_text"], ["b_id", "b_text"]].map(|[id, text]| (field(id), field(text)));
    pair.sort();
    pair
}

/// Every two articles of one language that have a mark of the same kind.
fn expected(articles: &[Article]) -> BTreeSet<Pair> {
    let mut pairs = BTreeSet::new();
    for (n, one) in articles.iter().enumerate() {
        for other in &articles[n + 1..] {
            let of_both = one.marked.iter().zip(&other.marked);
            for (a, b) in of_both.filter(|_| one.language() == other.language()) {
                if let (Some(a), Some(b)) = (a, b) {
                    let mut pair = [(one.id.clone(), a.clone()), (other.id.clone(), b.clone())];
                    pair.sort();
                    pairs.insert(pair);
                }
            }
        }
    }
    assert_eq!(pairs.len(), 20 * 4);
    pairs
}

/// Holds every language to its marks.
fn assert_found(form: fn(&str, &str) -> String) {
    let articles = articles(form);
    let found: BTreeSet<Pair> = found(&articles, "char").iter().map(pair).collect();
    let expected = expected(&articles);
    let missing: Vec<&Pair> = expected.difference(&found).collect();
    let too_many: Vec<&Pair> = found.difference(&expected).collect();
    assert!(
        missing.is_empty() && too_many.is_empty(),
        "missing: {missing:#?}\ntoo many: {too_many:#?}"
    );
}

fn as_written(_: &str, text: &str) -> String {
    text.to_owned()
}

fn decomposed(_: &str, text: &str) -> String {
    DecomposingNormalizer::new_nfd()
        .normalize(text)
        .into_owned()
}

fn agency_decomposed(name: &str, text: &str) -> String {
    match name {
        "agency.txt" => decomposed(name, text),
        _ => ComposingNormalizer::new_nfc().normalize(text).into_owned(),
    }
}

#[test]
fn the_quotation_and_the_paragraph_are_found_to_the_letter_and_nothing_else() {
    assert_found(as_written);
}

#[test]
fn composed_characters_meet_decomposed_ones() {
    assert_found(agency_decomposed);
}

#[test]
fn decomposed_texts_meet_each_other() {
    assert_found(decomposed);
}

/// Calls `check` with the text of each side of each passage, where it starts and ends, and the stretch that is reported.
fn each_side(unit: &str, check: impl Fn(&str, [usize; 2], &str)) {
    for form in [as_written, decomposed] {
        let articles = articles(form);
        let passages = found(&articles, unit);
        assert!(!passages.is_empty());
        for passage in passages {
            for side in ["a", "b"] {
                let field = |name: &str| &passage[format!("{side}_{name}")];
                let article = articles.iter().find(|article| *field("id") == *article.id);
                let edges = ["start", "end"].map(|name| field(name).as_u64().unwrap() as usize);
                check(
                    &article.unwrap().text,
                    edges,
                    field("text").as_str().unwrap(),
                );
            }
        }
    }
}

#[test]
fn offsets_in_code_points_cut_out_what_was_found() {
    each_side("char", |text, [start, end], found| {
        let cut: String = text.chars().skip(start).take(end - start).collect();
        assert_eq!(cut, found);
    });
}

#[test]
fn offsets_in_utf16_cut_out_what_was_found() {
    each_side("utf16", |text, [start, end], found| {
        let units: Vec<u16> = text.encode_utf16().collect();
        assert_eq!(String::from_utf16(&units[start..end]).unwrap(), found);
    });
}

#[test]
fn offsets_in_bytes_cut_out_what_was_found_and_cut_no_grapheme() {
    each_side("byte", |text, [start, end], found| {
        assert_eq!(&text[start..end], found);
        let starts = text.grapheme_indices(true).map(|(at, _)| at);
        let edges: BTreeSet<usize> = starts.chain([text.len()]).collect();
        assert!(edges.contains(&start) && edges.contains(&end), "{found}");
    });
}
