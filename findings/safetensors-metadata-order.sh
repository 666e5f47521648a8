#!/usr/bin/env bash
# safetensors 0.8.0 (numpy 2.4.6), Python
# One would guess: the same tensors and the same metadata make the same bytes. With no or one entry of
#   metadata they do.
# What happens: with several entries their order in the header is drawn anew in every call, so that even
#   one process writes different bytes (30 calls with four entries gave 18 different files).
# Why it matters: hashes of files name checkpoints and find changes. Compare contents, or sort the
#   metadata's keys when writing.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv python
python/bin/pip install --quiet safetensors==0.8.0 numpy==2.4.6

cat > run.py <<'END'
import numpy as np
from safetensors.numpy import save

tensors = {"weight": np.zeros(2, np.float32)}
for metadata in (None, {"step": "1"}, {"step": "1", "seed": "2", "data": "3", "recipe": "4"}):
    files = {save(tensors, metadata) for _ in range(30)}
    print(len(metadata or {}), "entries:", "one file" if len(files) == 1 else "several files")
END
python/bin/python run.py | tee seen.txt

diff - seen.txt <<'END'
0 entries: one file
1 entries: one file
4 entries: several files
END
echo "as stated"
