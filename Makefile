# Every command that anybody needs. `make help` lists them.

BROWSER ?= chromium
TIME ?= 30
WASM := --target wasm32-unknown-unknown --target-dir target/wasm
BIN := node_modules/.bin

.PHONY: help setup demo test extension engine size bench screenshots fuzz check fmt unit table wasm-test lint e2e clean

help: ## list the commands
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1 \2/p' $(MAKEFILE_LIST) | \
		awk '{ name = $$2; $$1 = $$2 = ""; printf "  make %-12s%s\n", name, $$0 }'

setup: ## install what the build and the tests need
	@tools/setup.sh

demo: setup ## build, serve the demo and open a browser with the extension (BROWSER=firefox for Firefox)
	@node tools/build.mjs engine extension --demo www
	@node tools/demo.mjs $(BROWSER)

# Fastest first; each stage ends the run when it fails.
test: ## set up and pass everything
	@$(MAKE) --no-print-directory setup
	@$(MAKE) --no-print-directory check
	@$(MAKE) --no-print-directory unit
	@$(MAKE) --no-print-directory extension
	@$(MAKE) --no-print-directory lint size table wasm-test e2e
	@echo "== everything passed"

engine: setup
	@echo "== engine"
	@node tools/build.mjs engine

extension: engine ## dist/chromium, dist/firefox and a zip of each
	@echo "== extension"
	@node tools/build.mjs extension
	@node tools/build.mjs extension --demo www

size: extension ## the bytes that a page loads, against their budgets
	@echo "== size"
	@node tools/size.mjs

bench: extension ## what it costs in Chromium, beside its peers, against the goals
	@echo "== bench"
	@node tools/build.mjs bench
	@node tools/bench.mjs

screenshots: extension ## pictures of all that it shows, in docs/images
	@echo "== screenshots"
	@node tools/screenshots.mjs

fuzz: setup ## each decoder for TIME seconds with whatever breaks it (TIME=600)
	@echo "== fuzz"
	@node tools/fuzz.mjs --time=$(TIME)

check: setup ## formatting, clippy, types
	@echo "== cargo fmt"
	@cargo fmt --all --check
	@echo "== types"
	@$(BIN)/tsc -p .
	@$(BIN)/tsc -p tools
	@$(BIN)/tsc -p www
	@echo "== clippy, host"
	@cargo clippy --quiet --locked --all-targets --features fuzzing -- -D warnings
	@echo "== clippy, wasm"
	@cargo clippy --quiet --locked --lib --features bench $(WASM) -- -D warnings

fmt: ## format the Rust code
	@cargo fmt --all

unit: setup ## unit, property and fixture tests, on the host
	@echo "== cargo test"
	@cargo test --quiet --locked
	@echo "== texts"
	@node --test tests/*.test.mjs

table: engine ## the one table of cases, through wasm and through the twin
	@echo "== table: wasm and twin"
	@node --test tests/twin.mjs

wasm-test: setup ## the tests that need a browser's page, in headless Chromium
	@echo "== wasm tests in Chromium"
	@node tools/build.mjs tools
	@CHROMEDRIVER="$$(command -v "$${CHROMEDRIVER:-chromedriver}")" WASM_BINDGEN_TEST_DRIVER_TIMEOUT=60 \
		cargo test --locked --test web $(WASM)

lint: extension ## the stores' linter on both folders
	@for folder in chromium firefox; do \
		echo "== web-ext lint, $$folder"; \
		$(BIN)/web-ext lint --no-config-discovery --source-dir dist/$$folder || exit 1; \
	done

e2e: extension ## end to end, in headless Chromium and Firefox
	@echo "== end to end"
	@node --test --test-reporter=spec --test-concurrency=2 tests/e2e/*.test.mjs

clean: ## remove what was built
	@rm -rf target dist
