# make demo    set up, build, and transcribe the bundled sample offline
# make test    set up, run every test, and build and run the examples
# make help    the rest

SWIFT ?= swift

# Debug builds stay in .build, where editors look; the release build has a folder of its own, so neither rebuilds the other.
DEBUG_BUILD := .build
RELEASE_BUILD := .build-release
EXAMPLES_BUILD := .build-examples
BENCHMARKS_BUILD := .build-benchmarks

SAMPLE := Sources/StenoDemoModel/Resources/voicemail.wav
STENO := $(RELEASE_BUILD)/release/steno

export STENO_CACHE ?= $(CURDIR)/.cache

# Where whisper.cpp is when Scripts/setup.sh had to build it without being root. The paths below do no harm elsewhere.
PREFIX := $(or $(STENO_PREFIX),$(STENO_CACHE)/prefix)
BREW := $(shell command -v brew >/dev/null 2>&1 && brew --prefix)
empty :=
space := $(empty) $(empty)
export PKG_CONFIG_PATH := $(subst $(space),:,$(strip \
	$(PREFIX)/lib/pkgconfig $(PKG_CONFIG_PATH) $(if $(BREW),$(BREW)/lib/pkgconfig)))

# Looked up when a recipe runs, after the set-up: programs must find a whisper.cpp that the loader does not know.
SWIFT_FLAGS = $(if $(shell test -d '$(PREFIX)/lib' && echo yes),-Xlinker -rpath -Xlinker '$(PREFIX)/lib')

.PHONY: help setup setup-demo setup-test build demo test example benchmark fuzz format lint clean

help: ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | column -t -s '|'

setup: setup-test ## install what is missing to build and test (both commands below do it themselves)

setup-demo:
	@Scripts/setup.sh demo

setup-test:
	@Scripts/setup.sh test

build: setup-demo ## build the steno command line tool for release
	$(SWIFT) build -c release --scratch-path $(RELEASE_BUILD) --product steno $(SWIFT_FLAGS)

demo: build ## transcribe the bundled sample, offline
	$(STENO) transcribe $(SAMPLE) --format srt

test: setup-test ## run every test, then the examples
	$(SWIFT) test --scratch-path $(DEBUG_BUILD) $(SWIFT_FLAGS)
	@$(MAKE) --no-print-directory example

example:
	$(SWIFT) run --package-path Examples --scratch-path $(EXAMPLES_BUILD) $(SWIFT_FLAGS) quick-start
	$(SWIFT) run --package-path Examples --scratch-path $(EXAMPLES_BUILD) $(SWIFT_FLAGS) transcribe-anywhere \
		whisper Sources/StenoDemoModel/Resources/voicemail.wav
	$(SWIFT) run --package-path Examples --scratch-path $(EXAMPLES_BUILD) $(SWIFT_FLAGS) webhook-server \
		--simulate Sources/StenoDemoModel/Resources/voicemail.wav

benchmark: build ## compare steno with whisper-cli on this machine
	$(SWIFT) build -c release --scratch-path $(RELEASE_BUILD) --product DecodeBenchmark
	$(SWIFT) build -c release --scratch-path $(RELEASE_BUILD) --product VerifyBenchmark
	$(SWIFT) build -c release --package-path Benchmarks --scratch-path $(BENCHMARKS_BUILD) $(SWIFT_FLAGS)
	Benchmarks/run.sh

fuzz: ## feed every decoder with a million inputs
	Scripts/fuzz.sh

format: ## rewrite the sources in the house style
	$(SWIFT) format --in-place --parallel --recursive Package.swift Sources Tests Examples Fuzzing $(wildcard Benchmarks)

lint: ## fail where the sources are not in the house style
	$(SWIFT) format lint --strict --parallel --recursive Package.swift Sources Tests Examples Fuzzing $(wildcard Benchmarks)

clean: ## remove everything that was built, but not what was downloaded
	rm -rf $(DEBUG_BUILD) $(RELEASE_BUILD) $(EXAMPLES_BUILD) $(BENCHMARKS_BUILD) .build-fuzzing
