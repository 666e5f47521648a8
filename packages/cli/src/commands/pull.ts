import process from "node:process";
import { formatted } from "@textvae/report/text";
import { outputAt } from "@textvae/workbench/places";
import { z } from "zod";
import { command } from "../command.ts";
import { bundles } from "./export.ts";

/** The bundle of a hub, whole, in a folder. */
export const pull = command("pull", {
  options: { out: z.string().describe("folder of the bundle: new, empty, or that of a bundle") },
  async run({ out }, { words: [name = ""] }) {
    const { hubAccountIn, hubAddress, hubPlace, pullBundle } = await import("@textvae/hub");
    const [place, account] = [hubPlace(name), hubAccountIn(process.env)];
    const write = await outputAt(out, "--out", await bundles());
    const files = await pullBundle(place, account);
    await write(files);
    const bytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
    const url = hubAddress(place, account);
    return {
      kind: "pulled",
      data: { place: name, out, url, files: [...files.keys()], bytes },
      text: `${out}: ${formatted(bytes / 1e6, 2)} MB of ${name}\nask it with: textvae sample --run ${out}\nin a page: await open(${JSON.stringify(url)})`,
    };
  },
});
