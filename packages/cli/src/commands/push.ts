import process from "node:process";
import { formatted } from "@textvae/report/text";
import { z } from "zod";
import { command } from "../command.ts";
import { createWatch } from "../watch.ts";
import { withModel } from "../with-model.ts";
import { dtypeFlag } from "./export.ts";

/** A model's bundle, its card and the curves of its run, in one commit of a hub. */
export const push = command("push", {
  asks: "model and data",
  options: {
    dtype: dtypeFlag(),
    private: z.boolean().default(false).describe("a new model is for its owner alone"),
  },
  async run({ dtype, ...chosen }, { flags, io, words: [name = ""] }) {
    const { hubAccountIn, hubPlace, modelCard, pushBundle } = await import("@textvae/hub");
    const { bundleOf } = await import("@textvae/workbench");
    const { picturesOf } = await import("@textvae/workbench");
    const [place, account] = [hubPlace(name), hubAccountIn(process.env)];
    const { signal } = io;
    return withModel(flags, async (trained) => {
      const watch = createWatch(io, flags.json === true);
      const { files, manifest, bytes } = await bundleOf(trained, dtype, watch);
      const pictures = await picturesOf(trained);
      const readme = new TextDecoder().decode(files.get("README.md"));
      const card = modelCard(place, { manifest, readme, pictures });
      const all = new Map([...files, ["README.md", new TextEncoder().encode(card)]]);
      for (const { path, bytes } of pictures) all.set(path, bytes);
      const options = { ...account, ...chosen, ...(signal && { signal }) };
      const url = await pushBundle(place, all, options);
      return {
        kind: "pushed",
        data: { run: trained.folder, place: name, url, files: [...all.keys()], bytes },
        text: `${name}: ${manifest.recipe}, ${formatted(bytes / 1e6, 2)} MB and ${formatted(pictures.length)} pictures\n${url}\nask it with: textvae sample --run ${name}`,
      };
    });
  },
});
