//! What every target does with its bytes: reads them as articles, and asks for all that was read.

use std::sync::LazyLock;

use wireprint::Corpus;
use wireprint::input::{Format, ReadOptions};
use wireprint::pipeline::{Resources, read_bytes};

static THREADS: LazyLock<Resources> = LazyLock::new(|| Resources::new(1).expect("one thread"));

/// Reads bytes in this format; `None`: in whichever they seem to be. Something must be said of bytes that hold no article.
pub fn read(format: Option<Format>, bytes: &[u8]) {
    let options = ReadOptions {
        format,
        ..ReadOptions::default()
    };
    let archive = read_bytes("fuzzed", bytes.to_vec(), &options, &THREADS);
    for document in archive.documents() {
        assert!(!archive.header(document).id.is_empty());
        archive.text(document);
        archive.raw(document);
        archive.line_end(document);
        archive.place(document);
    }
    assert!(
        !archive.is_empty() || !archive.notes().is_empty() || !archive.faults().is_empty(),
        "silently empty"
    );
}
