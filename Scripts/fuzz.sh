#!/usr/bin/env bash
# Feeds each decoder, or those named, with a million inputs: Scripts/fuzz.sh [NAME...]
#
# The seeds are in Fuzzing/Corpus/NAME, and for a service also its fixtures. Inputs that reached new code stay in
# .build-fuzzing/corpus/NAME for the next run. An input that crashes is kept as .build-fuzzing/NAME-crash-*, and the program
# itself shows it again:
#   STENO_FUZZER=NAME .build-fuzzing/release/StenoFuzzer .build-fuzzing/NAME-crash-...
# RUNS is the number of inputs.
set -euo pipefail
cd "$(dirname "$0")/.."

names=("$@")
if [ ${#names[@]} -eq 0 ]; then
    for folder in Fuzzing/Corpus/*/; do names+=("$(basename "$folder")"); done
fi

build=.build-fuzzing
STENO_FUZZING=1 ${SWIFT:-swift} build -c release --scratch-path "$build" --product StenoFuzzer \
    --sanitize fuzzer -Xswiftc -enable-testing

for name in "${names[@]}"; do
    found=$build/corpus/$name
    log=$build/$name.log
    mkdir -p "$found"
    seeds=("Fuzzing/Corpus/$name")
    for fixtures in Tests/Fixtures/*/; do
        [ "$(basename "$fixtures" | tr '[:upper:]' '[:lower:]')" != "$name" ] || seeds+=("$fixtures")
    done
    # Without Swift's own handler of crashes, libFuzzer gets to keep the input.
    if ! SWIFT_BACKTRACE=enable=no STENO_FUZZER=$name "$build/release/StenoFuzzer" "$found" "${seeds[@]}" -runs="${RUNS:-1000000}" \
        -max_len=4096 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="$build/$name-" >"$log" 2>&1; then
        tail -n 60 "$log" >&2
        echo "fuzz  $name: failed" >&2
        exit 1
    fi
    echo "fuzz  $name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs, no crash"
done
