#!/usr/bin/env bash
# @tensorflow/tfjs-backend-wasm 4.22.0 (with tfjs-core and tfjs-backend-cpu 4.22.0)
# One would guess: the mean of equal numbers is that number, on every backend.
# What happens: the wasm backend adds up in single precision, one number after the other, and says
#   nothing. Four million times 0.1 have the mean 0.09602 (cpu backend: 0.10000). `sum` is the same.
# Why it matters: losses, averages over a data set and MMD are means; the error grows with their length.
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
  for (const size of [65_536, 4_194_304]) {
    const [mean] = await tf.mean(tf.fill([size], 0.1)).data();
    console.log(backend, size, mean.toFixed(5));
  }
}
END
node run.mjs | tee seen.txt

diff - seen.txt <<'END'
cpu 65536 0.10000
cpu 4194304 0.10000
wasm 65536 0.10006
wasm 4194304 0.09602
END
echo "as stated"
