import { defineConfig } from "vitest/config";

export default defineConfig({
  ssr: { resolve: { conditions: ["@textvae/source"] } },
  test: {
    include: ["{packages,examples}/*/test/**/*.test.ts", "test/**/*.test.ts"],
    globalSetup: ["packages/backend-webgpu/scripts/vitest-setup.mjs"],
    setupFiles: ["test/quiet.ts"],
    reporters: ["default", "./test/closing-line.ts"],
    testTimeout: 60_000,
  },
});
