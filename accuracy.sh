#!/usr/bin/env bash
# How well wireprint does on texts whose answer is known: each figure beside the command that makes it.
#
#   ./accuracy.sh           everything: minutes
#   ./accuracy.sh --quick   three articles and an archive of 1,500 stories: seconds
#
# The texts and the scorer may not be shipped; they are looked for in ../shared, or where WIREPRINT_SHARED says. Where they
# are not there, nothing is checked, and that is said. Exit 0: every floor held, or nothing to check; 1: one did not.
set -euo pipefail
cd "$(dirname "$0")"

quick=
case "${1-}" in
  "") ;;
  --quick) quick=yes ;;
  *) echo "usage: ./accuracy.sh [--quick]" >&2; exit 2 ;;
esac

shared=${WIREPRINT_SHARED:-../shared}
if [ ! -f "$shared/eval/score.py" ]; then
  echo "accuracy: SKIPPED: no texts with known answers at $shared"
  exit 0
fi

cargo build --release --quiet
wireprint=${CARGO_TARGET_DIR:-target}/release/wireprint
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
failed=

# Commands are shown as they could be typed: `wireprint` for the build just made, SHARED and OUT for the two folders.
show() {
  local line="$*"
  line=${line//$wireprint/wireprint}
  line=${line//$shared/SHARED}
  echo "\$ ${line//$out/OUT}"
}
# A command whose output is a file: made FILE COMMAND...
made() { local file=$1; shift; show "$* > $file"; "$@" > "$file"; }
run() { show "$*"; "$@"; }
# A check: it prints its figures; if it fails, the others are still made.
check() { show "$*"; python3 tests/accuracy/check.py "$@" || { failed=yes; echo "FAILED"; }; }
# A score held against floors: score FLOORS... -- score.py's arguments
score() {
  local floors=()
  while [ "$1" != -- ]; do floors+=("$1"); shift; done
  shift
  show "score.py $*"
  python3 "$shared/eval/score.py" "$@" | python3 tests/accuracy/check.py floors "${floors[@]}" || { failed=yes; echo "FAILED"; }
}
section() { printf '\n== %s\n' "$*"; }

section "Three articles: four statements reported twice"
made "$out/seeds.jsonl" "$wireprint" overlap fixtures/seeds --json
check seeds "$shared/eval/seeds_truth.json" "$out/seeds.jsonl" fixtures/seeds

section "A made archive of 1,500 stories: planted passages, plagdet"
run python3 "$shared/eval/make_archive.py" --docs 1500 --seed 7 --out "$out/small"
made "$out/small/found.jsonl" "$wireprint" overlap "$out/small/archive.jsonl" --json
score abridge=.96 edit05=.99 edit20=.98 ocr04=.98 ocr10=.97 quote=.955 reorder=.99 verbatim=.99 all=.975 -- \
  passages "$out/small/passages.jsonl" "$out/small/found.jsonl" --by category --ignore "$out/small/ignore.jsonl"

section "The same bytes, whatever the threads and the order of the input"
run python3 tests/accuracy/check.py shuffle "$out/small/archive.jsonl" "$out/shuffled.jsonl"
for archive in "$out/small/archive.jsonl" "$out/shuffled.jsonl"; do
  for threads in 1 4; do
    name=$(basename "$archive" .jsonl)-$threads
    made "$out/overlap-$name.jsonl" "$wireprint" overlap "$archive" -j "$threads" --json
    made /dev/null "$wireprint" dedupe -q "$archive" -j "$threads" --removed "$out/removed-$name.jsonl" --clusters "$out/clusters-$name.jsonl"
  done
done
check same "$out"/overlap-*.jsonl
check same "$out"/removed-*.jsonl
check same "$out"/clusters-*.jsonl

if [ -z "$quick" ]; then
  pan=$shared/data/pan13-train
  section "PAN 2013 text alignment, training corpus: plagdet"
  made "$out/pan.jsonl" "$wireprint" overlap "$pan/suspicious.jsonl.gz" --against "$pan/source.jsonl.gz" --json
  score 02-no-obfuscation=.94 03-random-obfuscation=.87 -- \
    passages "$pan/truth.jsonl" "$out/pan.jsonl" --by category --only "$pan/pairs.csv"
  made "$out/pan-loose.jsonl" "$wireprint" overlap "$pan/suspicious.jsonl.gz" --against "$pan/source.jsonl.gz" --preset loose --json
  score 04-translation-obfuscation=.885 05-summary-obfuscation=.62 all=.895 -- \
    passages "$pan/truth.jsonl" "$out/pan-loose.jsonl" --by category --only "$pan/pairs.csv"

  section "A made archive of 5,000 stories: planted passages, versions of a story, near-duplicates by jaccard .8"
  run python3 "$shared/eval/make_archive.py" --docs 5000 --seed 1 --out "$out/large"
  made "$out/large/found.jsonl" "$wireprint" overlap "$out/large/archive.jsonl" --json
  score abridge=.95 edit05=.95 edit20=.95 ocr04=.95 ocr10=.95 quote=.95 reorder=.95 verbatim=.95 all=.95 -- \
    passages "$out/large/passages.jsonl" "$out/large/found.jsonl" --by category --ignore "$out/large/ignore.jsonl"
  made "$out/large/versions.jsonl" "$wireprint" overlap "$out/large/archive.jsonl" --rows clusters --json
  score all=.99 -- clusters "$out/large/clusters.jsonl" "$out/large/versions.jsonl"
  made /dev/null "$wireprint" dedupe "$out/large/archive.jsonl" --measure jaccard --removed "$out/large/removed.jsonl" --clusters "$out/large/joined.jsonl"
  check joined "$out/large/pairs.jsonl" "$out/large/joined.jsonl" --from .82
  check removed "$out/large/archive.jsonl" "$out/large/removed.jsonl" --measure jaccard --threshold .8

  reuters=$shared/data/reuters21578
  section "Reuters-21578: near-duplicates by jaccard .8, and by the default, coverage .8"
  made /dev/null "$wireprint" dedupe "$reuters/reuters.jsonl.gz" --measure jaccard --removed "$out/removed.jsonl" --clusters "$out/clusters.jsonl"
  # The list was counted without the sign-off " Reuter", which a text of 14 shingles feels: two pairs of it have .76 with it.
  check joined "$reuters/pairs_w5.jsonl" "$out/clusters.jsonl" --from .82 --archive "$reuters/reuters.jsonl.gz"
  check removed "$reuters/reuters.jsonl.gz" "$out/removed.jsonl" --measure jaccard --threshold .8
  made /dev/null "$wireprint" dedupe "$reuters/reuters.jsonl.gz" --removed "$out/removed.jsonl"
  check removed "$reuters/reuters.jsonl.gz" "$out/removed.jsonl" --measure coverage --threshold .8
fi

echo
if [ -n "$failed" ]; then echo "accuracy: FAILED, see above"; exit 1; fi
echo "accuracy: every floor held"
