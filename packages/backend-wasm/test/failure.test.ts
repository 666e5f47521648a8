import { wasm } from "@textvae/backend-wasm";
import { expect, test, vi } from "vitest";

test("a start without the .wasm file throws BACKEND with the cause", async () => {
  // The WebAssembly loader also prints what went wrong.
  for (const method of ["warn", "error"] as const) {
    vi.spyOn(console, method).mockImplementation(() => undefined);
  }
  const backend = wasm({ wasmPaths: "/nowhere/", threads: 1 });
  const error = await backend.start().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code: "BACKEND", where: "wasm.start" });
  expect((error as Error).cause).toBeDefined();
});

test("an unknown option is refused by name", () => {
  expect(() => wasm({ wasmPath: "/nowhere/" } as never)).toThrow(/wasmPath/);
});

test("without WebAssembly SIMD it is not available, and a start throws BACKEND", async () => {
  const validate = vi.spyOn(WebAssembly, "validate").mockReturnValue(false);
  const backend = wasm();
  expect(await backend.available()).toEqual({ ok: false, reason: "WebAssembly without SIMD" });
  await expect(backend.start()).rejects.toMatchObject({ code: "BACKEND" });
  validate.mockRestore();
});
