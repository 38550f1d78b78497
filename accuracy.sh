#!/usr/bin/env bash
# How well wireprint does on texts whose answer is known: each figure beside the command that makes it.
#
#   ./accuracy.sh           everything: minutes
#   ./accuracy.sh --quick   three articles, an archive of 1,500 stories and 95 short answers: seconds
#
# The texts, and a second scorer that `wireprint score` is held against, may not be shipped; they are looked for in ../shared, or
# where WIREPRINT_SHARED says. Where they are not there, nothing is checked, and that is said. Exit 0: every floor held, or
# nothing to check; 1: one did not.
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
# Another program that checks.
checked() { show "$*"; "$@" || { failed=yes; echo "FAILED"; }; }
# A score held against floors, and against another scorer of the same measures: score FLOORS... -- arguments of `score`
score() {
  local floors=()
  while [ "$1" != -- ]; do floors+=("$1"); shift; done
  shift
  show "$wireprint score $*"
  "$wireprint" score "$@" --json > "$out/score.jsonl"
  python3 tests/accuracy/check.py floors "$out/score.jsonl" "${floors[@]}" || { failed=yes; echo "FAILED"; }
  check agree "$shared/eval/score.py" "$out/score.jsonl" "$@"
}
section() { printf '\n== %s\n' "$*"; }

# `--count-furniture` where what is found is counted again by other programs, which know no datelines or sign-offs.
section "Three articles: four statements reported twice"
made "$out/seeds.jsonl" "$wireprint" overlap fixtures/seeds --json
check seeds "$shared/eval/seeds_truth.json" "$out/seeds.jsonl" fixtures/seeds

section "A made archive of 1,500 stories: planted passages, plagdet"
run python3 "$shared/eval/make_archive.py" --docs 1500 --seed 7 --out "$out/small"
made "$out/small/found.jsonl" "$wireprint" overlap "$out/small/archive.jsonl" --json
score abridge=.96 edit05=.99 edit20=.98 ocr04=.98 ocr10=.97 quote=.955 reorder=.99 verbatim=.99 all=.975 -- \
  passages "$out/small/passages.jsonl" "$out/small/found.jsonl" --by category --ignore "$out/small/ignore.jsonl"
check edges "$out/small/passages.jsonl" "$out/small/found.jsonl" "$out/small/archive.jsonl" --held verbatim

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
  score 02-no-obfuscation=.955 03-random-obfuscation=.91 -- \
    passages "$pan/truth.jsonl" "$out/pan.jsonl" --by category --only "$pan/pairs.csv"
  check edges "$pan/truth.jsonl" "$out/pan.jsonl" "$pan/suspicious.jsonl.gz" "$pan/source.jsonl.gz" \
    --held 02-no-obfuscation --only "$pan/pairs.csv" --show 5

  section "A made archive of 5,000 stories: planted passages, versions of a story, near-duplicates by jaccard .8"
  run python3 "$shared/eval/make_archive.py" --docs 5000 --seed 1 --out "$out/large"
  made "$out/large/found.jsonl" "$wireprint" overlap "$out/large/archive.jsonl" --json
  score abridge=.96 edit05=.99 edit20=.985 ocr04=.99 ocr10=.975 quote=.98 reorder=.985 verbatim=.99 all=.98 -- \
    passages "$out/large/passages.jsonl" "$out/large/found.jsonl" --by category --ignore "$out/large/ignore.jsonl"
  check edges "$out/large/passages.jsonl" "$out/large/found.jsonl" "$out/large/archive.jsonl" --held verbatim --show 5
  made "$out/large/versions.jsonl" "$wireprint" overlap "$out/large/archive.jsonl" --rows clusters --json
  score all=.99 -- clusters "$out/large/clusters.jsonl" "$out/large/versions.jsonl"
  made /dev/null "$wireprint" dedupe "$out/large/archive.jsonl" --count-furniture --measure jaccard --removed "$out/large/removed.jsonl" --clusters "$out/large/joined.jsonl"
  check joined "$out/large/pairs.jsonl" "$out/large/joined.jsonl" --from .82
  check removed "$out/large/archive.jsonl" "$out/large/removed.jsonl" --measure jaccard --threshold .8

  # One preset, with its floors on the archive just made and on PAN.
  preset() {
    local preset=$1
    made "$out/large/$preset.jsonl" "$wireprint" overlap "$out/large/archive.jsonl" --preset "$preset" --json
    score "$2" -- passages "$out/large/passages.jsonl" "$out/large/$preset.jsonl" --ignore "$out/large/ignore.jsonl"
    made "$out/pan-$preset.jsonl" "$wireprint" overlap "$pan/suspicious.jsonl.gz" --against "$pan/source.jsonl.gz" --preset "$preset" --json
    # Several floors in one word.
    # shellcheck disable=SC2086
    score $3 -- passages "$pan/truth.jsonl" "$out/pan-$preset.jsonl" --by category --only "$pan/pairs.csv"
  }
  section "Presets: precision and recall on the same texts, the made archive and PAN"
  preset strict all=.975 02-no-obfuscation=.975
  preset wire all=.98 "02-no-obfuscation=.96 03-random-obfuscation=.915"
  preset loose all=.965 "02-no-obfuscation=.935 04-translation-obfuscation=.885 05-summary-obfuscation=.65/1.2 all=.9"

  section "Quotations of 4 to 20 words: the shortest that is found, and what is found by chance"
  quotes=$out/quotes
  run python3 tests/accuracy/make_quotes.py --data "$shared/data" --seed 1 --out "$quotes"
  made "$quotes/low.jsonl" "$wireprint" overlap "$quotes/stories.jsonl" --min-bits 20 --json
  for preset in strict wire loose; do
    made "$quotes/$preset.jsonl" "$wireprint" overlap "$quotes/stories.jsonl" --preset "$preset" --json
  done
  checked python3 tests/accuracy/quotes_curve.py "$quotes" "$quotes/low.jsonl" strict="$quotes/strict.jsonl" wire="$quotes/wire.jsonl" \
    loose="$quotes/loose.jsonl" --held wire --recall 7=.55 8=.9 9=.95 10=.97 12=.97 --chance .06

  section "The made archive: quotations of 6 to 20 words looked for, as they stand and edited"
  checked python3 tests/accuracy/find.py "$wireprint" "$out/large" --floor .97

  reuters=$shared/data/reuters21578
  section "Reuters-21578: near-duplicates by jaccard .8, and by the default, coverage .8"
  made /dev/null "$wireprint" dedupe "$reuters/reuters.jsonl.gz" --count-furniture --measure jaccard --removed "$out/removed.jsonl" --clusters "$out/clusters.jsonl"
  # The list was counted without the sign-off " Reuter", which a text of 14 shingles feels: two pairs of it have .76 with it.
  check joined "$reuters/pairs_w5.jsonl" "$out/clusters.jsonl" --from .82 --archive "$reuters/reuters.jsonl.gz"
  check removed "$reuters/reuters.jsonl.gz" "$out/removed.jsonl" --measure jaccard --threshold .8
  made /dev/null "$wireprint" dedupe "$reuters/reuters.jsonl.gz" --count-furniture --removed "$out/removed.jsonl"
  check removed "$reuters/reuters.jsonl.gz" "$out/removed.jsonl" --measure coverage --threshold .8

  section "Reuters-21578: stories of one day and topic that were written apart"
  checked python3 tests/accuracy/same_event.py pairs "$reuters/reuters.jsonl.gz" "$out/apart.csv"
  made "$out/apart.jsonl" "$wireprint" overlap "$reuters/reuters.jsonl.gz" --pairs "$out/apart.csv" --json
  checked python3 tests/accuracy/same_event.py count "$out/apart.csv" "$out/apart.jsonl" --most 5

  section "Wire pickups: what a desk would take out goes, by the default; and copies edited in 5 to 80 words of a thousand"
  for seed in 1 2; do
    run python3 tests/accuracy/make_pickups.py --shared "$shared" --stories 4200 --seed "$seed" --out "$out/pickups"
    made /dev/null "$wireprint" dedupe -q "$out/pickups/archive.jsonl" --count-furniture --removed "$out/pickups/removed.jsonl"
    check pickups "$out/pickups" "$out/pickups/removed.jsonl" --floor .975
    check removed "$out/pickups/archive.jsonl" "$out/pickups/removed.jsonl" --measure coverage --threshold .8
  done
  made /dev/null "$wireprint" dedupe -q "$out/pickups/archive.jsonl" --count-furniture --shingle-words 3 --removed "$out/pickups/removed.jsonl"
  check pickups "$out/pickups" "$out/pickups/removed.jsonl" --floor .99
  run python3 tests/accuracy/make_pickups.py --shared "$shared" --curve --stories 2600 --seed 1 --out "$out/edited"
  made /dev/null "$wireprint" dedupe -q "$out/edited/archive.jsonl" --removed "$out/edited/removed.jsonl"
  check pickups "$out/edited" "$out/edited/removed.jsonl"
  made /dev/null "$wireprint" dedupe -q "$out/edited/archive.jsonl" --shingle-words 3 --removed "$out/edited/removed.jsonl"
  check pickups "$out/edited" "$out/edited/removed.jsonl"

  section "Made archives: all pairs by jaccard, found outside the program too; versions of a story"
  for made_as in "5000 --seed 1" "5000 --seed 2" "5000 --seed 3" "20000 --seed 3"; do
    archive=$out/archive
    # shellcheck disable=SC2086
    run python3 "$shared/eval/make_archive.py" --docs $made_as --out "$archive"
    for threshold in .8 .5; do
      made /dev/null "$wireprint" dedupe -q "$archive/archive.jsonl" --count-furniture --measure jaccard --threshold "$threshold" --removed "$archive/removed.jsonl" --clusters "$archive/joined.jsonl"
      check alike "$archive/archive.jsonl" "$archive/joined.jsonl" --threshold "$threshold"
      check removed "$archive/archive.jsonl" "$archive/removed.jsonl" --measure jaccard --threshold "$threshold"
    done
    made "$archive/versions.jsonl" "$wireprint" overlap -q "$archive/archive.jsonl" --rows clusters --json
    score all=.995 -- clusters "$archive/clusters.jsonl" "$archive/versions.jsonl"
  done
fi

clough=$shared/data/clough-stevenson
section "Clough and Stevenson: short answers, written from a text or not"
# 95 answers against one text each: what a chance find costs is little, so fewer bits are asked than in an archive.
made "$out/answers.jsonl" "$wireprint" overlap "$clough"/g*.txt --against "$clough/orig_taska.txt" --against "$clough/orig_taskb.txt" \
  --against "$clough/orig_taskc.txt" --against "$clough/orig_taskd.txt" --against "$clough/orig_taske.txt" --preset loose --min-bits 25 --rows pairs --json
checked python3 tests/accuracy/reuse.py "$clough" "$out/answers.jsonl" --two-way .94 --four-way .79

echo
if [ -n "$failed" ]; then echo "accuracy: FAILED, see above"; exit 1; fi
echo "accuracy: every floor held"
