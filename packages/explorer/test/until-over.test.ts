import { expect, test } from "vitest";
import { untilOver } from "../src/app/state/until-over.ts";

test("progress that comes after the answer does not take its place", () => {
  const shown: (number | string)[] = [];
  const progress = untilOver((done: number) => shown.push(done));
  progress.tell(0.5);
  progress.over();
  shown.push("done");
  progress.tell(1);
  expect(shown).toEqual([0.5, "done"]);
});
