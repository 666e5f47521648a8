#!/usr/bin/env bash
# @tensorflow/tfjs-core 4.22.0 (with tfjs-backend-cpu 4.22.0) in Node
# One would guess: tfjs-core, which has tf.grad, knows the gradients of its operations.
# What happens: none is registered, "gradient function not found for Sum". The file that registers
#   them, dist/register_all_gradients.js, is in the package, but Node can't import it: its own imports
#   name files without their endings.
# Why it matters: who trains on tfjs-core and one backend must bundle, or register gradients anew.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund \
  @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-backend-cpu@4.22.0

cat > run.mjs <<'END'
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";

const gradient = () => {
  try {
    return tf.grad((x) => tf.sum(tf.square(x)))(tf.tensor1d([1, 2])).dataSync().join(" ");
  } catch (error) {
    return error.message;
  }
};
console.log(gradient());
await import("@tensorflow/tfjs-core/dist/register_all_gradients.js").catch((error) =>
  console.log(error.message.replace(/ '.*/, "")),
);
console.log(gradient());
END
node run.mjs | tee seen.txt

diff - seen.txt <<'END'
Cannot compute gradient: gradient function not found for Sum.
Cannot find module
Cannot compute gradient: gradient function not found for Sum.
END
echo "as stated"
