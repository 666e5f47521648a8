#!/usr/bin/env bash
# Builds the binding of the node backend in a folder, against the TensorFlow of python3 or, where
# that has none, against the Python package fetched with pip and unpacked beside it.
#   scripts/node-binding.sh FOLDER
set -euo pipefail
cd "$(dirname "$0")/.."
folder="$1"
library="$folder.tensorflow"
[ -f "$folder/textvae-binding.json" ] && [ -d "$library" ] && exit 0

command -v python3 > /dev/null || { echo "node backend: no python3"; exit 1; }
named=()
if ! python3 -c 'import importlib.util as u, sys; sys.exit(u.find_spec("tensorflow") is None)'; then
  rm -rf "$library" && mkdir -p "$library"
  if ! python3 -m pip download -qq --no-deps --retries 1 --disable-pip-version-check \
    --dest "$library" tensorflow-cpu==2.21.0 2> /dev/null; then
    echo "node backend: pip has no tensorflow-cpu 2.21.0 for this machine"
    exit 1
  fi
  python3 - "$library" << 'PYTHON'
import glob, sys, zipfile

[wheel] = glob.glob(f"{sys.argv[1]}/*.whl")
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name.startswith(("tensorflow/libtensorflow_", "tensorflow/include/tensorflow/c/")) or \
           name.startswith("tensorflow/include/xla/tsl/c/") or "/platform/ctstring" in name:
            archive.extract(name, sys.argv[1])
PYTHON
  rm "$library"/*.whl
  named=(--tensorflow "$library/tensorflow")
fi
node scripts/run.mjs textvae backend setup node "${named[@]}" --folder "$folder"
