import { defineConfig } from "vitest/config";

export default defineConfig({
  ssr: { resolve: { conditions: ["@textvae/source"] } },
  test: {
    projects: [
      {
        extends: true,
        test: { name: "packages", include: ["{packages,examples}/*/test/**/*.test.ts"] },
      },
      { extends: true, test: { name: "whole", include: ["test/**/*.test.ts"] } },
    ],
    globalSetup: ["packages/backend-webgpu/scripts/vitest-setup.mjs"],
    setupFiles: ["test/quiet.ts"],
    reporters: ["default", "./test/closing-line.ts"],
    testTimeout: 60_000,
  },
});
