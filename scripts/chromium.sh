#!/usr/bin/env bash
# Installs Chromium, for the tests of pages, on a system with apt and for its administrator.
set -euo pipefail
command -v chromium > /dev/null && exit 0
[ "$(id -u)" = 0 ] || { echo "chromium: only root may install it"; exit 1; }
command -v apt-get > /dev/null || { echo "chromium: no apt-get"; exit 1; }
export DEBIAN_FRONTEND=noninteractive
timeout 60 apt-get update -qq > /dev/null || { echo "chromium: apt-get update failed"; exit 1; }
timeout 180 apt-get install -y -qq --no-install-recommends chromium > /dev/null ||
  { echo "chromium: apt-get could not install it"; exit 1; }
