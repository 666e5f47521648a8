import { expect, test } from "vitest";
import { run, temporaryFolder } from "./support.ts";

test("explore refuses what can't be before it computes anything", async () => {
  const missing = await run("explore", "--run", `${temporaryFolder()}/none`);
  expect(missing).toMatchObject({ code: 1, err: expect.stringContaining("STORAGE") });
  const port = await run("explore", "--run", "x", "--port", "70000");
  expect(port).toMatchObject({ code: 1, err: expect.stringContaining("--port") });
});
