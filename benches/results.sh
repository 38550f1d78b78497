#!/usr/bin/env bash
# The figures of benches/RESULTS.md, as Markdown on stdout, each beside the command that makes it; what goes on is told on stderr.
#
#   benches/results.sh ARCHIVES > benches/RESULTS.md
#   benches/results.sh ARCHIVES --quick        one round, no archive of a million
#   benches/results.sh ARCHIVES --rounds N     medians of N rounds in place of 5
#
# ARCHIVES is a folder in which the made archives lie or are made: 100k (make_archive.py --docs 100000 --seed 11), and 1m (1,000,000,
# the same seed), which takes 3 GB and is used only where it is there already. Nothing else should run meanwhile: half an hour.
#
# What measures and what makes archives is looked for in ../shared, or where WIREPRINT_SHARED says; the peers' virtual environment
# (../shared/eval/peers/setup.sh makes it) where WIREPRINT_PEERS says. What is absent is said to be, and its rows stay empty.
set -euo pipefail
cd "$(dirname "$0")/.."

archives=${1:?"usage: benches/results.sh ARCHIVES [--quick] > benches/RESULTS.md"}
rounds=5
million=$archives/1m/archive.jsonl
case "${2-}" in
  "") ;;
  --quick) rounds=1 million=/absent ;;
  --rounds) rounds=${3:?"--rounds wants a number"} ;;
  *) echo "usage: benches/results.sh ARCHIVES [--quick | --rounds N]" >&2; exit 2 ;;
esac
shared=${WIREPRINT_SHARED:-../shared}
driver=$shared/eval/peers/sidebyside.py
peer=$shared/eval/peers/peer.py
python=${WIREPRINT_PEERS:+$WIREPRINT_PEERS/bin/python}
if [ ! -f "$driver" ]; then
  echo "results: SKIPPED: no $driver" >&2
  exit 0
fi

say() { echo "results: $*" >&2; }
say "building"
cargo build --release --quiet
wp=${CARGO_TARGET_DIR:-target}/release/wireprint
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

archive=$archives/100k/archive.jsonl
[ -f "$archive" ] || python3 "$shared/eval/make_archive.py" --docs 100000 --seed 11 --out "$archives/100k" >&2
head -n 200 "$archive" > "$out/200.jsonl"

# The work that the peers do: they know of no furniture.
jaccard="--measure jaccard --count-furniture"
# Runs commands side by side; their medians, a line each, go to a file.
measure() {
  local file=$out/$1 times=$2; shift 2
  say "$(basename "$file"): $times rounds of $# commands"
  python3 "$driver" "$times" "$@" | tee "$file" >&2
}
# One figure of such a file: figure FILE NAME wall|cpu|peak
figure() { awk -v name="$2" -v what="$3" '$1 == name { for (i = 2; i < NF; i++) if ($i == what) { print $(i + 1); exit } }' "$out/$1" 2>/dev/null || true; }
# Arithmetic on figures; a dash where one is missing.
calc() { awk "BEGIN { printf \"%.${2:-2}f\", $1 }" 2>/dev/null || echo "–"; }
ratio() { if [ -n "$1" ] && [ -n "$2" ]; then calc "$1 / $2" "${3:-2}"; else echo "–"; fi; }
or_dash() { echo "${1:-–}"; }
row() { echo "| $1 | \`$2\` | $3 | $4 | $5 |"; }

bytes=$(wc -c < "$archive")
# The bytes of text, and the rates of the stages, as `bench` tells them.
say "stages"
"$wp" bench -q -j 1 "$archive" -o "$out/bench.jsonl" -o "$out/bench.txt"
stage() { python3 -c 'import json,sys
rows = {row["stage"]: row for row in map(json.loads, open(sys.argv[1]))}
value = rows[sys.argv[2]][sys.argv[3]]
print(f"{value:.2f}" if isinstance(value, float) else value)' "$out/bench.jsonl" "$1" "$2"; }
text=$(stage reading bytes)
rate() { if [ -n "$1" ]; then calc "$text / 1e6 / $1" 0; else echo "–"; fi; }

measure main "$rounds" "wc=wc -w $archive" \
  "jaccard1=$wp dedupe -q -j 1 $jaccard $archive" "jaccard=$wp dedupe -q $jaccard $archive" \
  "story=$wp dedupe -q --measure jaccard $archive" \
  "coverage1=$wp dedupe -q -j 1 $archive" "coverage=$wp dedupe -q $archive" \
  "overlap1=$wp overlap -q -j 1 --rows pairs --format csv $archive" "overlap=$wp overlap -q --rows pairs --format csv $archive"
: > "$out/peers"; : > "$out/copydetect"; : > "$out/growth"; : > "$out/bounded"
if [ -n "$python" ] && [ -x "$python" ]; then
  measure peers "$rounds" "jaccard=$wp dedupe -q -j 4 $jaccard $archive" \
    "gaoya=$python $peer gaoya $archive $out/gaoya.jsonl" "rensa=$python $peer rensa $archive $out/rensa.jsonl" \
    "daft=$python $peer daft $archive $out/daft.jsonl"
  measure copydetect "$rounds" "overlap=$wp overlap -q --rows pairs --format csv $out/200.jsonl" \
    "copydetect=$python $peer copydetect $out/200.jsonl $out/copydetect.jsonl"
else
  say "peers: absent (WIREPRINT_PEERS names no virtual environment)"
fi
if [ -f "$million" ]; then
  measure growth 1 "wc=wc -w $million" "jaccard=$wp dedupe -q $jaccard $million" "coverage=$wp dedupe -q $million" \
    "overlap=$wp overlap -q --rows pairs --format csv $million"
  if "$wp" overlap --help | grep -q -- --memory; then
    say "bounded memory"
    bounded="$wp overlap -q --memory 2G --rows pairs --format csv"
    measure bounded 1 "overlap=$bounded $million"
    "$wp" overlap -q --rows pairs --format csv "$million" | cksum > "$out/free.sum"
    $bounded "$million" | cksum > "$out/bounded.sum"
    same="other bytes"; cmp -s "$out/free.sum" "$out/bounded.sum" && same="same bytes"
  fi
else
  say "growth, bounded memory: absent (no archive of a million)"
fi
say "recall and precision"
"$wp" dedupe -q $jaccard --removed "$out/removed.jsonl" --clusters "$out/clusters.jsonl" "$archive" > /dev/null
check() { python3 tests/accuracy/check.py "$@" 2>/dev/null | head -n 1 || true; }
alike=$(check alike "$archive" "$out/clusters.jsonl" --threshold .8)
verified=$(check removed "$archive" "$out/removed.jsonl" --measure jaccard --threshold .8)
say "errors of signatures"
errors=$(cargo test --release --quiet --test signatures -- --nocapture as_little 2>/dev/null | sed -n 's/.*signature, \([0-9]*\) shingles: \([0-9.]*\).*/\2 at \1/p' | paste -sd, | sed 's/,/, /g')

wc=$(figure main wc cpu)
cat <<PAGE
# Results

Made by \`benches/results.sh ARCHIVES > benches/RESULTS.md\` on $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores,
$(free -m 2>/dev/null | awk '/^Mem/ { print $2 }') MiB; $("$wp" --version), the portable release build.
Medians of $rounds runs in alternation, by \`sidebyside.py\`, with LC_ALL=C.UTF-8. ARCHIVE is what \`make_archive.py --docs 100000 --seed 11\` makes,
$(calc "$bytes / 1e6" 0) MB of JSON Lines with $(calc "$text / 1e6" 0) MB of text; 1M is the same with 1,000,000 stories, 200 its first 200 lines. MB/s are of text, for each
second of a processor. Ratios to \`wc -w ARCHIVE\` are of processor time: $wc s, $(rate "$wc") MB/s.

| work | command | figure | wanted | MB/s per core |
|---|---|---|---|---|
PAGE
cpu() { ratio "$(figure main "$1" cpu)" "$wc"; }
core() { rate "$(figure main "$1" cpu)"; }
row "dedupe by jaccard" "wireprint dedupe -q -j 1 $jaccard ARCHIVE" "$(cpu jaccard1) × \`wc -w\`" "≤ 1.0 ×" "$(core jaccard1)"
row "the same on all cores" "wireprint dedupe -q $jaccard ARCHIVE" "$(cpu jaccard) ×" "≤ 1.0 ×" "$(core jaccard)"
row "the same, furniture left out" "wireprint dedupe -q --measure jaccard ARCHIVE" "$(cpu story) ×" "" "$(core story)"
for other in gaoya rensa daft; do
  row "the same, wall, against $other" "peer.py $other ARCHIVE OUT" "$(ratio "$(figure peers $other wall)" "$(figure peers jaccard wall)" 1) × faster" "≥ 12 ×" "$(rate "$(figure peers $other cpu)")"
done
mapped=$(calc "$bytes / 1048576" 0)
row "the same, memory beyond the mapped input" "wireprint dedupe -q $jaccard ARCHIVE" "$(calc "($(figure main jaccard peak) - $mapped) * 1.048576" 0) MB" "≤ 200 MB" ""
row "the same, recall" "check.py alike ARCHIVE clusters.jsonl --threshold .8" "${alike:-–}" "≥ .9995" ""
row "the same, precision" "check.py removed ARCHIVE removed.jsonl --measure jaccard --threshold .8" "${verified:-–}" "1.0" ""
row "dedupe by coverage" "wireprint dedupe -q -j 1 ARCHIVE" "$(cpu coverage1) × \`wc -w\`" "≤ 3 ×" "$(core coverage1)"
row "the same on all cores" "wireprint dedupe -q ARCHIVE" "$(cpu coverage) ×" "≤ 3 ×" "$(core coverage)"
row "overlap, all against all" "wireprint overlap -q -j 1 --rows pairs --format csv ARCHIVE" "$(cpu overlap1) × \`wc -w\`" "≤ 5 ×" "$(core overlap1)"
row "the same on all cores" "wireprint overlap -q --rows pairs --format csv ARCHIVE" "$(cpu overlap) ×" "≤ 5 ×" "$(core overlap)"
row "the same, 200 stories, wall, against copydetect" "peer.py copydetect 200 OUT" "$(ratio "$(figure copydetect copydetect wall)" "$(figure copydetect overlap wall)" 0) × faster" "≥ 300 ×" ""
row "overlap, memory, mapped input included" "wireprint overlap -q --rows pairs --format csv ARCHIVE" "$(calc "$(figure main overlap peak) * 1048576 / $text") × the text" "≤ 2.5 ×" ""
row "fingerprint alone" "wireprint bench -j 1 ARCHIVE" "$(calc "$(stage fingerprint mb_per_second_per_thread) / $(rate "$wc")") × as fast as \`wc -w\`" "≥ 2.5 ×, ≥ 500 MB/s" "$(stage fingerprint mb_per_second_per_thread)"
row "a signature of 128 slots" "wireprint bench -j 1 ARCHIVE" "$(stage signatures ns_per_shingle) ns a shingle" "≤ 4 ns" "$(stage signatures mb_per_second_per_thread)"
row "its error at jaccard .5" "cargo test --release --test signatures -- --nocapture" "RMSE × 1000: ${errors:-–}" "≤ 31" ""
for run in jaccard coverage overlap; do
  row "growth: $run, 1M against 10 × ARCHIVE, wall" "as above, 1M" "$(ratio "$(figure growth $run wall)" "$(calc "10 * $(figure main $run wall)")")" "≤ 1.2" ""
done
row "bounded memory" "wireprint overlap -q --memory 2G --rows pairs --format csv 1M" "$(or_dash "$(figure bounded overlap peak)") MiB, $(ratio "$(figure bounded overlap wall)" "$(figure growth overlap wall)") × the time, ${same:-–}" "≤ 2.2 GB, ≤ 2.5 ×, the same bytes" ""
for run in jaccard coverage overlap; do
  row "cores: $run, wall on one thread against all" "as above" "$(ratio "$(figure main ${run}1 wall)" "$(figure main $run wall)") × faster" "≥ 3.2 ×" ""
done

echo
echo "## As measured"
for file in main peers copydetect growth bounded; do
  [ -s "$out/$file" ] && printf '\n```\n%s\n```\n' "$(sed 's/ *to first.*//' "$out/$file")"
done
printf '\n`wireprint bench -j 1 ARCHIVE`, medians:\n\n```\n%s\n```\n' "$(cat "$out/bench.txt")"

echo
echo "## Where the time goes"
echo
echo 'A build with names, one thread, functions of 1 % and more:'
echo
echo '```sh'
echo 'CARGO_PROFILE_RELEASE_STRIP=none CARGO_PROFILE_RELEASE_DEBUG=1 cargo build --release --target-dir target/profile'
echo 'perf record -F 499 -o perf.data target/profile/release/wireprint COMMAND -q -j 1 ARCHIVE > /dev/null'
echo 'perf report -i perf.data --stdio --percent-limit 1 --sort symbol'
echo '```'
if ! command -v perf > /dev/null; then
  say "profile: absent (no perf)"
  exit 0
fi
say "profile"
profiled=${CARGO_TARGET_DIR:-target}/profile
CARGO_PROFILE_RELEASE_STRIP=none CARGO_PROFILE_RELEASE_DEBUG=1 cargo build --release --quiet --target-dir "$profiled"
profile() {
  perf record -q -F 499 -o "$out/perf.data" "$profiled/release/wireprint" "$@" -q -j 1 "$archive" > /dev/null 2>&1 || true
  printf '\n`wireprint %s`\n\n```\n' "$*"
  perf report -i "$out/perf.data" --stdio --percent-limit 1 --sort symbol 2> /dev/null | sed -n 's/^ *\([0-9.]*%\) *\[[.k]\] /\1  /p' | cut -c 1-120
  echo '```'
}
profile dedupe --measure jaccard
profile dedupe
profile overlap --rows pairs
