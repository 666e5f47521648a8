#!/usr/bin/env bash
# @tensorflow/tfjs-backend-wasm 4.22.0 (with tfjs-core and tfjs-backend-cpu 4.22.0)
# One would guess: NaN clipped to [-10, 10] stays NaN, and so does the larger of NaN and 1.
# What happens: clipByValue makes -10 of it, and maximum depends on the order: maximum(NaN, 1) is NaN,
#   maximum(1, NaN) is 1. The cpu backend keeps NaN in all of them.
# Why it matters: log variances are clipped before exp. A parameter that has become NaN trains on,
#   evaluates to a finite loss and is saved.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund \
  @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-backend-cpu@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0

cat > run.mjs <<'END'
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";

for (const backend of ["cpu", "wasm"]) {
  await tf.setBackend(backend);
  const clipped = await tf.clipByValue(tf.tensor1d([Number.NaN, 3]), -10, 10).data();
  const larger = await tf.maximum(tf.tensor1d([Number.NaN, 1]), tf.tensor1d([1, Number.NaN])).data();
  console.log(backend, "clipByValue", ...clipped, "maximum", ...larger);
}
END
node run.mjs | tee seen.txt

diff - seen.txt <<'END'
cpu clipByValue NaN 3 maximum NaN NaN
wasm clipByValue -10 3 maximum NaN 1
END
echo "as stated"
