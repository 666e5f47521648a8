/*
 * tfjs-core's own test suite on one of the backends, against the committed list of what fails.
 *   pnpm tfjs-suite --backend cpu|wasm|webgpu|node [--stock] [--gradients tfjs|ours]
 *                   [--only EXPRESSION] [--list]
 * --stock runs tfjs's own backend, without what textvae does to it; --list writes the list anew.
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { setup } from "../packages/backend-webgpu/scripts/vitest-setup.mjs";
import { failuresOf, knownFailures, runSuite, writeFailures } from "../test/tfjs-suite/run.ts";

const { values } = parseArgs({
  options: {
    backend: { type: "string", default: "wasm" },
    gradients: { type: "string", default: "tfjs" },
    stock: { type: "boolean", default: false },
    only: { type: "string" },
    list: { type: "boolean", default: false },
  },
});
const { backend, gradients, stock, only, list } = values;
if (backend === "webgpu") setup(); // a software adapter, where there is no other
const { passed, failed } = await runSuite({ backend, gradients, mended: !stock, only });
const name = gradients === "ours" ? `${backend}-gradients` : backend;
const otherwise = backend === "webgpu" ? "tfjs's own backend was not asked." : undefined;
if (list) writeFailures(name, failuresOf(failed, otherwise));
const known = knownFailures(name);
for (const { name: spec, message } of failed) {
  if (!known.has(spec)) console.log(`${spec}\n    ${message.slice(0, 300)}`);
}
const unknown = failed.filter(({ name: spec }) => !known.has(spec)).length;
console.log(`${passed} passed, ${failed.length} failed, ${unknown} of them not in the list`);
process.exitCode = unknown > 0 && !stock ? 1 : 0;
