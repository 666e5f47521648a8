import { engine, getBackend, removeBackend, setBackend } from "@tensorflow/tfjs-core";
import type { Backend } from "@textvae/core";
import { beforeAll, describe, test } from "vitest";
import { backendLaws } from "./laws/backend.ts";

/** Operations whose kernels keep addresses, scratch memory, packed operands or variables. */
const AGAIN = ["matMul", "sum", "linear", "lstm", "vocabularyCrossEntropy", "adamStep", "total"];

/** Starts the backend and checks `backendLaws` on it, as vitest tests. */
export const testBackend = (backend: Backend): void => {
  describe(`laws of a backend: ${backend.name}`, () => {
    beforeAll(async () => {
      await backend.start();
    });
    const laws = backendLaws();
    for (const { name, check } of laws) test(name, check);

    describe("once more", () => {
      const checkAll = async () => {
        for (const operation of AGAIN) {
          await laws.find(({ name }) => name.startsWith(operation))?.check();
        }
      };

      test("after the engine is reset, twice", async () => {
        for (let times = 0; times < 2; times++) {
          const name = getBackend();
          engine().reset();
          await setBackend(name);
          await checkAll();
        }
      });

      test("after the backend is removed and started anew", async () => {
        removeBackend(getBackend());
        await backend.start();
        await checkAll();
      });
    });
  });
};
