#!/usr/bin/env bash
# @tensorflow/tfjs-backend-wasm 4.22.0 (with tfjs-core and tfjs-backend-cpu 4.22.0)
# One would guess: log1p(x) is exact for small x; that is what the function is there for.
# What happens: it rounds 1 + x to single precision first. log1p(1e-8) is 0 and log1p(1e-7) is 19 %
#   too large. expm1 of the same backend is exact.
# Why it matters: a closed-form KL near the prior is written with log1p so that it can't cancel.
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

const written = (numbers) => [...numbers].map((number) => number.toExponential(3)).join(" ");
for (const backend of ["cpu", "wasm"]) {
  await tf.setBackend(backend);
  const small = tf.tensor1d([1e-8, 1e-7]);
  console.log(backend, "log1p", written(await tf.log1p(small).data()));
  console.log(backend, "expm1", written(await tf.expm1(small).data()));
}
END
node run.mjs | tee seen.txt

diff - seen.txt <<'END'
cpu log1p 1.000e-8 1.000e-7
cpu expm1 1.000e-8 1.000e-7
wasm log1p 0.000e+0 1.192e-7
wasm expm1 1.000e-8 1.000e-7
END
echo "as stated"
