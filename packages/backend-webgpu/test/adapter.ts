import { env } from "@tensorflow/tfjs-core";
import { webgpu } from "@textvae/backend-webgpu";
import { beforeAll, describe, vi } from "vitest";

// A software adapter on a busy machine takes its time.
vi.setConfig({ testTimeout: 300_000 });

export const support = await webgpu().available();

const reason = support.ok ? "" : `skipped: no WebGPU adapter (${support.reason})`;

/**
 * Tests on the running backend; skipped, and said so, on a machine without an adapter. Small
 * tensors go to the device too, not to tfjs's kernels for the processor.
 */
export const onAdapter = (name: string, tests: () => void): void => {
  describe.skipIf(!support.ok)(reason || name, () => {
    beforeAll(async () => {
      await webgpu().start();
      env().set("WEBGPU_CPU_FORWARD", false);
    });
    tests();
  });
};
