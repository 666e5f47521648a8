import { wasm } from "@textvae/backend-wasm";
import type { Prepared } from "../cases/case.ts";
import { cases } from "../cases/index.ts";
import type { Sizes } from "../sizes.ts";
import { timeRuns } from "../subjects/time.ts";

/* What the page of a measurement runs: everything is called by name, with plain data. */

let prepared: Prepared | undefined;

const program = {
  async start(threads: number) {
    const { facts } = await wasm({ threads }).start();
    return { ...facts, browser: /Chrome\/[\d.]+/.exec(navigator.userAgent)?.[0] ?? "" };
  },
  prepare(name: string, sizes: Sizes) {
    prepared = cases.find((one) => one.name === name)?.prepare(sizes);
  },
  run: (times: number) => timeRuns(prepared as Prepared, times, () => performance.now()),
  dispose() {
    prepared?.dispose();
    prepared = undefined;
  },
};

Object.assign(globalThis, { textvae: program });
