import type { Backend } from "@textvae/core";
import { beforeAll, describe, test } from "vitest";
import { backendLaws } from "./laws/backend.ts";

/** Starts the backend and checks `backendLaws` on it, as vitest tests. */
export const testBackend = (backend: Backend): void => {
  describe(`laws of a backend: ${backend.name}`, () => {
    beforeAll(async () => {
      await backend.start();
    });
    for (const { name, check } of backendLaws()) test(name, check);
  });
};
