import { wasm } from "@textvae/backend-wasm";
import { testBackend } from "@textvae/testing";
import { describe } from "vitest";
import { supported } from "./helpers.ts";

describe.each([...supported, "stock"] as const)("%s kernels", (kernels) => {
  testBackend(wasm({ kernels }));
});
