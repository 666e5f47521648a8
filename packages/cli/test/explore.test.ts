import { expect, test } from "vitest";
import { run, temporaryFolder } from "./support.ts";

test("without a run the page is the one that trains, and flags of a run are refused", async () => {
  const help = await run("explore", "--help");
  expect(help.out).toContain("--run");
  for (const flag of ["--split=test", "--data=x", "--file=x"]) {
    const given = await run("explore", flag);
    expect(given).toMatchObject({ code: 1, err: expect.stringContaining("--run") });
  }
});

test("explore refuses what can't be before it computes anything", async () => {
  const missing = await run("explore", "--run", `${temporaryFolder()}/none`);
  expect(missing).toMatchObject({ code: 1, err: expect.stringContaining("STORAGE") });
  const port = await run("explore", "--run", "x", "--port", "70000");
  expect(port).toMatchObject({ code: 1, err: expect.stringContaining("--port") });
});
