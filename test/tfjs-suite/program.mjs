/*
 * tfjs-core's own test suite on one backend. Bundled with everything that it imports, so that there
 * is one copy of tfjs-core, whose tests import its files one by one. argv: a JSON of { backend,
 * mended, gradients, wasmPaths, only, out }; the failed specs are written to `out`.
 */
import { writeFileSync } from "node:fs";
import process from "node:process";
import jasmineRequire from "jasmine-core/lib/jasmine-core/jasmine.js";

const { backend, mended, gradients, wasmPaths, only, out } = JSON.parse(process.argv[2]);

const jasmine = jasmineRequire.core(jasmineRequire);
const environment = jasmine.getEnv();
Object.assign(globalThis, { jasmine }, jasmineRequire.interface(jasmine, environment));
const filter = only && new RegExp(only);
environment.configure({
  random: false,
  specFilter: (spec) => !filter || filter.test(spec.getFullName()),
});

/** Each backend of tfjs as it is, and with what textvae does to it. */
const BACKENDS = {
  cpu: {
    stock: () => import("@tensorflow/tfjs-backend-cpu"),
    mended: async () => (await import("@textvae/backend-cpu")).cpu(),
  },
  wasm: {
    stock: async () => (await import("@tensorflow/tfjs-backend-wasm")).setWasmPaths(wasmPaths),
    mended: async () => (await import("@textvae/backend-wasm")).wasm({ wasmPaths }),
  },
  webgpu: {
    mended: async () => (await import("@textvae/backend-webgpu")).webgpu(),
    flags: { WEBGPU_CPU_FORWARD: false },
    isDataSync: false,
  },
  node: {
    mended: async () => (await import("@textvae/backend-node")).node(),
    backendName: "tensorflow",
  },
};

const prepare = async () => {
  await import("@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops");
  if (gradients === "tfjs") await import("@tensorflow/tfjs-core/dist/register_all_gradients");
  else await import("@textvae/ops");
  await import("@tensorflow/tfjs-backend-cpu"); // some specs move tensors to it
  const { stock, mended: start, backendName = backend, ...rest } = BACKENDS[backend];
  if (mended) await (await start()).start();
  else await stock();
  const { setTestEnvs } = await import("@tensorflow/tfjs-core/dist/jasmine_util");
  setTestEnvs([{ name: backend, backendName, flags: {}, isDataSync: true, ...rest }]);
  await import("@tensorflow/tfjs-core/dist/tests");
};

const failed = [];
let passed = 0;
environment.addReporter({
  specDone: ({ status, fullName, failedExpectations: [first] }) => {
    if (status === "passed") passed++;
    if (status === "failed") failed.push({ name: fullName, message: first?.message ?? "" });
  },
  suiteDone: ({ fullName, failedExpectations: [first] }) => {
    if (first) failed.push({ name: fullName, message: first.message });
  },
});

// Bundled as CommonJS, which has no await at its top.
prepare()
  .then(() => environment.execute())
  .then(() => {
    writeFileSync(out, JSON.stringify({ passed, failed }));
    process.exit(0);
  })
  .catch((error) => {
    console.error(error);
    process.exit(1);
  });
