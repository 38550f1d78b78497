#!/usr/bin/env bash
# All that has to hold before a change goes in. Needs a Rust toolchain, Python 3, and no network once the dependencies are
# there. Accuracy, where its texts are at hand, is checked briefly here and in full by ./accuracy.sh.
set -euo pipefail
cd "$(dirname "$0")"

step() { printf '\n== %s (%s s so far)\n' "$*" "$SECONDS"; "$@"; }

# The simplicity budget: the binary, the help, and the engine's lines of code. A line of code is one that is neither blank
# nor a comment of its own, above the file's `#[cfg(test)] mod`. The engine's was 5,000; comparing sentence by sentence
# (1,000 lines, `--preset loose`), the account of a passage's bits and the search for a quotation took it to 5,232;
# reading, sketching and aligning three times as fast took 800 more (masks of 32 bytes, tables looked up many at a time); versions of
# a story 750, recognising furniture 620.
# The binary's was 8,000,000 bytes: readers of a dozen newsrooms' formats, the automata of furniture and what one source repeats took it
# to 9,100,000, of which a hundred sorts, each made for its own kind of list and order, are 800,000. One codegen unit would save 450,000
# and cost a minute of building, `lto = "fat"` besides 400,000 and another minute.
budget() {
  local wireprint=${CARGO_TARGET_DIR:-target}/release/wireprint bytes help lines
  bytes=$(wc -c < "$wireprint")
  help=$("$wireprint" -h | wc -l)
  lines=$(find src/text src/sketch src/align src/story -name '*.rs' -print0 | sort -z | xargs -0 awk '
    FNR == 1 { code = 1 }
    /^#\[cfg\(test\)\]/ { code = 0 }
    code && NF && $1 !~ /^\/\// { lines++ }
    END { print lines + 0 }')
  at_most "bytes in the binary" "$bytes" 9200000
  at_most "lines in the short help" "$help" 30
  at_most "lines of code in text, sketch, align and story" "$lines" 7520
}
at_most() {
  echo "$1: $2 (at most $3)"
  [ "$2" -le "$3" ] || { echo "over budget"; return 1; }
}

step cargo fmt --check
step cargo clippy --quiet --all-targets -- -D warnings
step cargo clippy --quiet --lib --no-default-features -- -D warnings
step cargo clippy --quiet --lib --features parquet -- -D warnings
step cargo test
step cargo test --features parquet --test parquet
step env RUSTDOCFLAGS="-D warnings" cargo doc --quiet --no-deps
step cargo build --release
# As tests are built, for it takes seconds; `cargo bench` builds them to be timed.
step cargo bench --no-run --profile test
step budget
step ./accuracy.sh --quick
printf '\nall passed in %s s\n' "$SECONDS"
