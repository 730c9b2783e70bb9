#!/usr/bin/env bash
#
# Installs what Steno needs to build on this machine, and nothing that is already there.
#
#   Scripts/setup.sh demo     what `make demo` needs: FFmpeg's libraries and whisper.cpp
#   Scripts/setup.sh test     the same, and what the tests read: ffmpeg, a voice-activity model and real speech
#
# Safe to run again, to interrupt, and to run twice at once. Environment:
#
#   STENO_CACHE    where downloads and unpacked sources are kept        (.cache in the checkout)
#   STENO_PREFIX   where whisper.cpp is installed when it has to be built
#                  (/usr/local as root or with sudo, else $STENO_CACHE/prefix)

set -euo pipefail

readonly swift_wanted="6.1"
readonly ffmpeg_wanted="57.28" # libavutil of FFmpeg 5.1, the first with today's channel layouts

# The source distribution of this Python package carries whisper.cpp whole, models and samples for its tests included.
readonly whisper_version="1.8.5"
readonly archive_requirement="pywhispercpp==1.5.1"
readonly archive_name="pywhispercpp-1.5.1.tar.gz"
readonly archive_folder="pywhispercpp-1.5.1/whisper.cpp"
readonly archive_sha256="5df897e5dd9d9f16804fc937bd85b9f5880a0b29a55f8843585e0e03d76195e5"

mode="${1:-}"
checkout="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cache="${STENO_CACHE:-$checkout/.cache}"
absolute() { case "$1" in /*) echo "$1" ;; *) echo "$PWD/$1" ;; esac }
cache="$(absolute "$cache")"
source_dir="$cache/whisper.cpp"
local_prefix="$(absolute "${STENO_PREFIX:-$cache/prefix}")"
scratch="" # set while the lock is held
log=""

say() { printf 'setup: %s\n' "$*" >&2; }
die() {
    printf 'setup: error: %s\n' "$*" >&2
    exit 1
}
has() { command -v "$1" >/dev/null 2>&1; }

# --- rights ----------------------------------------------------------------------------------------------------------

can_be_root() {
    [ "$(id -u)" -eq 0 ] && return 0
    has sudo || return 1
    sudo -n true 2>/dev/null || { [ -t 0 ] && [ -t 2 ]; } # without a terminal nobody can type a password
}
as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

# Runs a command with its output in the log, and shows the log's end when it fails. The command does not inherit the
# lock: what outlives a killed set-up must not hold up the next one.
quietly() {
    if "$@" >>"$log" 2>&1 </dev/null 9>&-; then return 0; fi
    tail -n 15 "$log" >&2
    return 1
}

# --- Swift -----------------------------------------------------------------------------------------------------------

check_swift() {
    local swift="${SWIFT:-swift}" answer version
    has "$swift" || die "Swift $swift_wanted or newer is needed and '$swift' was not found: see https://swift.org/install"
    answer="$("$swift" --version 2>&1)" || die "'$swift' does not start: ${answer%%$'\n'*}"
    version="$(sed -nE 's/.*Swift version ([0-9]+\.[0-9]+(\.[0-9]+)?).*/\1/p' <<<"$answer" | head -n 1)"
    [ -n "$version" ] || die "'$swift --version' does not say which Swift it is"
    at_least "$version" "$swift_wanted" ||
        die "Swift $swift_wanted or newer is needed and this one is $version: see https://swift.org/install"
    swift_version="$version"
}
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

# --- packages of the distribution ------------------------------------------------------------------------------------

# The package is missing when what it is wanted for is: someone's own CMake or curl is as good as the distribution's.
missing_packages() {
    local library
    has git || echo git
    has pkg-config || echo pkg-config
    c_compiler >/dev/null || echo g++
    for library in libavformat libavcodec libavutil libswresample; do
        has_library "$library" || echo "$library-dev"
    done
    has_library libcurl || echo libcurl4-openssl-dev
    if [ "$mode" = test ]; then
        has ffmpeg || echo ffmpeg
        has_library zlib || echo zlib1g-dev # async-http-client
    fi
}
has_library() { has pkg-config && pkg-config --exists "$1"; }

packages_to_download() { # pip, which fetches whisper.cpp
    { has python3 && python3 -m pip --version >/dev/null 2>&1; } || echo python3-pip
}
packages_to_build() {
    has g++ || { has clang++ && ! has apt-get; } || echo g++ # Swift's own clang has no OpenMP beside it
    has make || echo make
    has cmake || echo cmake
}

apt_lists_are_there() { compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null; }
apt_knows() {
    local candidate
    has apt-cache || return 1
    candidate="$(apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: //p')"
    [ -n "$candidate" ] && [ "$candidate" != "(none)" ]
}
apt_get() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -q -o DPkg::Lock::Timeout=600 "$@"
}
apt_update() {
    [ -z "${apt_is_updated:-}" ] || return 0
    say "reading the package lists"
    quietly apt_get update || say "apt-get update failed; going on with the lists that are there"
    apt_is_updated=yes
}

install_packages() {
    [ $# -gt 0 ] || return 0
    has apt-get || die "missing: $*. Install them (these are Debian's names) and run this again"
    can_be_root || die "missing: $*. Install them as root with: apt-get install $*"
    apt_update
    say "installing $*"
    quietly apt_get install --no-install-recommends "$@" || die "apt-get could not install: $*"
}

check_ffmpeg() {
    local found
    found="$(pkg-config --modversion libavutil)"
    at_least "$found" "$ffmpeg_wanted" ||
        die "FFmpeg 5.1 or newer is needed (libavutil $ffmpeg_wanted) and this system's libavutil is $found"
}

# --- whisper.cpp: is it there? ---------------------------------------------------------------------------------------

c_compiler() { command -v cc || command -v clang || command -v gcc; }

# The only proof that counts: a program that uses it compiles, links, starts and says which version it runs with.
# Sets whisper_state to absent, broken (does not build), unloadable (does not start) or usable.
find_whisper() {
    whisper_state=absent whisper_found=""
    { has pkg-config && pkg-config --exists whisper; } || return 0
    local folder compiler
    compiler="$(c_compiler)" || return 0
    whisper_folder="$(pkg-config --variable=prefix whisper)"
    folder="$(mktemp -d)" || die "cannot write to ${TMPDIR:-/tmp}"
    cat >"$folder/probe.c" <<'PROBE'
#include <stdio.h>
#include <whisper.h>
int main(void) {
    (void) whisper_vad_default_params();
    return puts(whisper_version()) < 0;
}
PROBE
    local -a flags
    read -r -a flags <<<"$(pkg-config --cflags --libs whisper)"
    if ! "$compiler" "$folder/probe.c" -o "$folder/probe" "${flags[@]}" "-Wl,-rpath,$local_prefix/lib" 2>/dev/null; then
        whisper_state=broken
    elif whisper_found="$("$folder/probe" 2>/dev/null)"; then
        whisper_state=usable
    else
        whisper_state=unloadable
    fi
    rm -rf "$folder"
}

# --- whisper.cpp: fetch, build, install ------------------------------------------------------------------------------

# Unpacking ends with one rename, so the folder is there whole or not at all; the name inside tells which archive it was.
source_is_there() { [ -e "$source_dir/.unpacked-$archive_sha256" ]; }

archive_is_right() {
    local sum
    if has sha256sum; then sum="$(sha256sum <"$cache/$archive_name")"; else sum="$(shasum -a 256 <"$cache/$archive_name")"; fi
    [ "${sum%% *}" = "$archive_sha256" ]
}

fetch_source() {
    source_is_there && return 0
    if [ -e "$cache/$archive_name" ] && ! archive_is_right; then
        say "$archive_name is damaged: downloading it again"
        rm -f "$cache/$archive_name"
    fi
    if [ ! -e "$cache/$archive_name" ]; then
        say "downloading whisper.cpp $whisper_version ($archive_name, 10 MB)"
        # With the hash in the requirement, pip checks the archive before it runs anything in it.
        printf '%s --hash=sha256:%s\n' "$archive_requirement" "$archive_sha256" >"$scratch/requirement.txt"
        quietly python3 -m pip --disable-pip-version-check --no-input download --quiet --progress-bar off \
            --no-deps --no-binary pywhispercpp --require-hashes \
            --requirement "$scratch/requirement.txt" --dest "$scratch/download" ||
            die "pip could not download $archive_requirement: is the network there, and is the disk full?"
        mv "$scratch/download/$archive_name" "$cache/$archive_name"
        archive_is_right || die "$cache/$archive_name is not the archive it should be (sha256 $archive_sha256)"
    fi
    say "unpacking it into $source_dir"
    mkdir "$scratch/source"
    quietly tar -xzf "$cache/$archive_name" -C "$scratch/source" --no-same-owner --strip-components=2 "$archive_folder" ||
        die "could not unpack $archive_name into $cache: is the disk full?"
    : >"$scratch/source/.unpacked-$archive_sha256"
    rm -rf "$source_dir"
    mv "$scratch/source" "$source_dir"
    rm -f "$cache/$archive_name"
}

build_whisper() {
    local build="$scratch/build" stage="$scratch/stage"
    say "building whisper.cpp $whisper_version for this machine's processor (about 2 minutes on 2 cores)"
    quietly cmake -S "$source_dir" -B "$build" \
        -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=ON -DGGML_NATIVE=ON -DGGML_CCACHE=OFF \
        -DWHISPER_BUILD_TESTS=OFF -DWHISPER_BUILD_SERVER=OFF -DWHISPER_BUILD_EXAMPLES=ON \
        -DCMAKE_INSTALL_PREFIX="$prefix" -DCMAKE_INSTALL_LIBDIR=lib \
        -DCMAKE_BUILD_WITH_INSTALL_RPATH=ON "-DCMAKE_INSTALL_RPATH=\$ORIGIN/../lib" ||
        die "CMake could not configure whisper.cpp; the log is $log"
    quietly cmake --build "$build" --parallel "$(getconf _NPROCESSORS_ONLN)" \
        --target whisper whisper-cli whisper-quantize ||
        die "whisper.cpp did not build; the log is $log"

    # CMake's own install step wants every example built, so what was built is gathered here.
    mkdir -p "$stage/lib/pkgconfig" "$stage/include" "$stage/bin"
    {
        cp -P "$build"/src/libwhisper.so* "$build"/ggml/src/libggml*.so* "$stage/lib/" &&
            cp "$source_dir/include/whisper.h" "$source_dir"/ggml/include/{ggml*,gguf}.h "$stage/include/" &&
            cp "$build/bin/whisper-cli" "$build/bin/whisper-quantize" "$stage/bin/" &&
            cp "$build/whisper.pc" "$stage/lib/pkgconfig/"
    } || die "could not gather what was built: is the disk full?"
}

# Asked before the build, not after it. Sets run to what a command that writes to the prefix needs in front of it.
prepare_prefix() {
    run=(env)
    if mkdir -p "$prefix" 2>/dev/null && [ -w "$prefix" ]; then :; elif can_be_root; then run=(as_root); fi
    "${run[@]}" mkdir -p "$prefix/lib/pkgconfig" "$prefix/include" "$prefix/bin" 2>/dev/null || die "cannot write to $prefix"
}

# One file at a time, each put in place by a rename, and the file that pkg-config reads last: whoever looks meanwhile
# finds whisper.cpp whole or not at all, and programs that run on an older copy keep it.
install_whisper() {
    local stage="$scratch/stage" file
    say "installing it under $prefix"
    "${run[@]}" rm -f "$prefix/lib/pkgconfig/whisper.pc"
    (cd "$stage" && find . \( -type f -o -type l \) ! -name whisper.pc | sort && echo ./lib/pkgconfig/whisper.pc) |
        while IFS= read -r file; do
            file="${file#./}"
            if [ "$file" = lib/pkgconfig/whisper.pc ] && [ "$prefix" = /usr/local ]; then "${run[@]}" ldconfig || exit 1; fi
            "${run[@]}" cp -P "$stage/$file" "$prefix/$file.new" || exit 1
            "${run[@]}" mv -f "$prefix/$file.new" "$prefix/$file" || exit 1
        done || die "could not install whisper.cpp under $prefix: is the disk full?"
}

# --- the two runs ----------------------------------------------------------------------------------------------------

everything_is_there() {
    [ -z "$(missing_packages)" ] || return 1
    find_whisper
    [ "$whisper_state" = usable ] || return 1
    [ "$mode" = demo ] || source_is_there
}

begin() { # one set-up at a time; what an interrupted one left behind goes
    { mkdir -p "$cache" 2>/dev/null && [ -w "$cache" ]; } || die "cannot write to $cache"
    if has flock; then
        exec 9>"$cache/lock"
        if ! flock --nonblock 9; then
            say "waiting for another set-up to finish"
            flock 9
        fi
    fi
    rm -rf "$cache"/setup.* 2>/dev/null || true
    scratch="$(mktemp -d "$cache/setup.XXXXXX")" || die "cannot write to $cache: is the disk full?"
    log="$cache/setup-log.txt"
    : >"$log"
    trap 'rm -rf "$scratch"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
}

main() {
    case "$mode" in demo | test) ;; *) die "usage: Scripts/setup.sh demo|test" ;; esac
    export PKG_CONFIG_PATH="$local_prefix/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}"
    check_swift
    if [ "$(uname -s)" = Darwin ]; then set_up_macos; else set_up_linux; fi
}

set_up_linux() {
    if everything_is_there; then
        check_ffmpeg
        say "everything is there: Swift $swift_version, whisper.cpp $whisper_found ($whisper_folder)"
        return
    fi
    begin

    local -a wanted
    find_whisper
    mapfile -t wanted < <(missing_packages)
    if [ "$whisper_state" = absent ] && can_be_root && has apt-get; then
        if [ ${#wanted[@]} -gt 0 ] || ! apt_lists_are_there; then apt_update; fi
        if apt_knows libwhisper-dev; then wanted+=(libwhisper-dev); fi
    fi
    if [[ " ${wanted[*]-} " != *" libwhisper-dev "* && "$whisper_state" != usable ]] && ! has_homebrew; then
        mapfile -t -O ${#wanted[@]} wanted < <(packages_to_build; source_is_there || packages_to_download)
    elif [ "$mode" = test ] && ! source_is_there; then
        mapfile -t -O ${#wanted[@]} wanted < <(packages_to_download)
    fi
    mapfile -t wanted < <(printf '%s\n' "${wanted[@]-}" | awk 'NF && !seen[$0]++')
    install_packages "${wanted[@]}"
    check_ffmpeg

    provide_whisper
    if [ "$mode" = test ]; then fetch_source; fi
    say "ready: Swift $swift_version, whisper.cpp $whisper_found ($whisper_folder)"
}

has_homebrew() { [ "$(id -u)" -ne 0 ] && has brew; } # Homebrew refuses to work as root

provide_whisper() {
    find_whisper
    if [ "$whisper_state" = absent ] && has_homebrew; then
        say "installing whisper-cpp with Homebrew"
        quietly brew install whisper-cpp || say "Homebrew could not install whisper-cpp"
        PKG_CONFIG_PATH="$PKG_CONFIG_PATH:$(brew --prefix)/lib/pkgconfig"
        find_whisper
    fi
    if [ -n "${STENO_PREFIX:-}" ] || ! can_be_root; then prefix="$local_prefix"; else prefix=/usr/local; fi
    if [ "$whisper_state" = broken ] && [ "$whisper_folder" != "$prefix" ]; then
        die "the whisper.cpp that pkg-config finds in $whisper_folder is too old or incomplete: update it, or remove it"
    fi
    if [ "$whisper_state" = absent ] || [ "$whisper_state" = broken ]; then
        local -a wanted
        mapfile -t wanted < <(packages_to_build; source_is_there || packages_to_download)
        install_packages "${wanted[@]}"
        prepare_prefix
        fetch_source
        build_whisper
        install_whisper
        find_whisper
    fi
    case "$whisper_state" in
    usable) ;;
    unloadable) die "the loader does not find the whisper.cpp in $whisper_folder: run ldconfig, or set LD_LIBRARY_PATH" ;;
    *) die "whisper.cpp was installed under $prefix, but a program that uses it does not build; the log is $log" ;;
    esac
}

# On macOS the manifest takes whisper.cpp's own framework and AVFoundation reads the audio: nothing to install.
set_up_macos() {
    if [ "$mode" = test ]; then
        if ! has ffmpeg; then die "missing: ffmpeg, which makes the tests' audio files. Install it with: brew install ffmpeg"; fi
        if ! source_is_there; then
            begin
            fetch_source
        fi
    fi
    say "everything is there: Swift $swift_version"
}

main
