#!/usr/bin/env bash
# Debian's Chromium for the browser tests: installed where we may, otherwise said so (the tests skip with the reason).
set -euo pipefail
if command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; then
  exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing Chromium for the browser tests …"
  export DEBIAN_FRONTEND=noninteractive
  if { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } >/dev/null; then exit 0; fi
fi
echo "No Chromium here and none can be installed; the browser tests will be skipped and say so."
