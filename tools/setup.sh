#!/usr/bin/env bash
# Sets up what the build and the tests need; what is there already is left alone.
# CHROMIUM, CHROMEDRIVER and FIREFOX name other programs than Debian's.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() {
  echo "setup: $*" >&2
  exit 1
}

for program in cargo rustc node npm; do
  command -v "$program" >/dev/null || fail "$program is missing: install Rust (rustup.rs) and Node.js 20 or later first"
done
[ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || fail "Node.js 20 or later is needed, this is $(node --version)"

# 1. The compilation target.
target=wasm32-unknown-unknown
if [ ! -d "$(rustc --print sysroot)/lib/rustlib/$target/lib" ]; then
  command -v rustup >/dev/null || fail "the Rust target is missing; run: rustup target add $target"
  rustup target add "$target"
fi

# 2. The npm packages, whenever the lock file is another than the installed one.
installed=node_modules/.entre-nous-lock
if ! cmp -s package-lock.json "$installed"; then
  npm ci --ignore-scripts --no-progress
  cp package-lock.json "$installed"
fi

# 3. The browsers and their helpers, from the system.
packages=()
need() { # PROGRAM PACKAGE
  command -v "$1" >/dev/null || packages+=("$2")
}
need "${CHROMIUM:-chromium}" chromium
need "${CHROMEDRIVER:-chromedriver}" chromium-driver
need "${FIREFOX:-firefox-esr}" firefox-esr
need pdftotext poppler-utils
need Xvfb xvfb
# For `make fuzz`: libFuzzer is compiled from the sources in its crate.
need "${CXX:-g++}" g++
if [ "${#packages[@]}" -gt 0 ]; then
  sudo=
  [ "$(id -u)" -eq 0 ] || sudo=sudo
  command="$sudo apt-get install -y --no-install-recommends ${packages[*]}"
  if [ ! -e /etc/debian_version ] || ! command -v apt-get >/dev/null; then
    fail "missing here: ${packages[*]} (Debian's names). Install them, or name others by CHROMIUM, CHROMEDRIVER and FIREFOX."
  fi
  if [ -n "$sudo" ] && ! sudo -n true 2>/dev/null; then
    fail "missing: ${packages[*]}. Run: ${command# }"
  fi
  export DEBIAN_FRONTEND=noninteractive
  $sudo apt-get update -q </dev/null
  # shellcheck disable=SC2086 # the command is words
  $command </dev/null || fail "could not install; run: ${command# }"
fi
