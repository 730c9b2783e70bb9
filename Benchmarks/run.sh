#!/usr/bin/env bash
# Runs every benchmark, or the suites named; file, files, busy and memory compare with the whisper-cli that the set-up built
# beside the library. make benchmark builds what this needs.
set -euo pipefail
cd "$(dirname "$0")"

whisper_cli=${WHISPER_CLI:-}
for candidate in "$(command -v whisper-cli || true)" "${STENO_CACHE:-../.cache}/prefix/bin/whisper-cli"; do
    [ -n "$whisper_cli" ] || [ ! -x "$candidate" ] || whisper_cli=$candidate
done
# Whether one of the arguments after the first is a name of those in the first.
named() {
    local names=$1
    shift
    printf '%s\n' "$@" | grep -qxE "$names"
}
if [ -z "$whisper_cli" ] && { ! named 'start|cancel|decode|verify|results|transports|waiting|webhooks' "$@" ||
    named 'file|files|busy|memory' "$@"; }; then
    echo "run.sh: there is no whisper-cli to compare with; name one in WHISPER_CLI" >&2
    exit 69
fi
echo "machine $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg), $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)"
exec ../.build-benchmarks/release/Benchmark --steno ../.build-release/release/steno --whisper-cli "${whisper_cli:-whisper-cli}" "$@"
