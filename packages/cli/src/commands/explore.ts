import { TextvaeError } from "@textvae/core/options";
import type { Files, Served } from "@textvae/explorer-node";
import { formatted } from "@textvae/report/text";
import type { Site } from "@textvae/workbench";
import { outputAt } from "@textvae/workbench/places";
import { z } from "zod";
import { command } from "../command.ts";
import { INTERRUPTED } from "../interruption.ts";
import type { Io, Outcome } from "../io.ts";
import { createWatch } from "../watch.ts";
import { withModel } from "../with-model.ts";
import { askedFlags } from "./options.ts";

/** Items that a page still moves without a jerk. */
const MOST = 100_000;

/**
 * The latent space of a run as a page: served on this machine, or written into a folder. Without a run it
 * is the page that trains one.
 */
export const explore = command("explore", {
  asks: "model and data",
  without: true,
  options: {
    export: z.string().optional().describe("write the page into a folder instead of serving it"),
    port: z.int().min(0).max(65535).optional().describe("port on this machine (default 4747)"),
    ...askedFlags,
    items: z.int().min(4).max(MOST).default(10_000).describe("sentences on the map at most"),
    prior: z.int().min(1).max(MOST).default(2000).describe("samples of the prior beside them"),
    dtype: z
      .enum(["f32", "f16"])
      .default("f32")
      .describe("weights as trained, or in half the size"),
    seed: z.int().default(1).describe("seed of the samples"),
  },
  async run(chosen, { flags, io }) {
    const { unlessAborted } = await import("@textvae/core");
    const { pageFiles, serve, siteOf, SITES, trainerOf } = await import("@textvae/explorer-node");
    const { signal } = io;
    const { export: out } = chosen;
    const write = out === undefined ? undefined : await outputAt(out, "--export", SITES);
    const show = async (files: Files, outcome: Outcome): Promise<Outcome> => {
      if (write) {
        await write(files);
        return outcome;
      }
      const served = await serve(files, chosen.port);
      announce(served, outcome, flags.json === true, io);
      await untilStopped(served, signal);
      return { kind: "stopped", data: { ...outcome.data, url: served.url }, text: "stopped" };
    };
    if (flags.run === undefined) {
      requireRunFor({ ...chosen, data: flags.data });
      return show(trainerOf(await pageFiles()), trainer(out));
    }
    const { makeSite } = await import("@textvae/workbench");
    const watch = createWatch(io, flags.json === true);
    let page: Files | undefined;
    let site: Site | undefined;
    const outcome = await withModel(flags, async (trained) => {
      page = await pageFiles();
      site = await unlessAborted(
        makeSite(trained, chosen, { watch, stdin: io.stdin, signal }),
        signal,
      );
      return site ? made(trained.folder, site, out) : stopped(trained.folder);
    });
    if (!site || !page) return outcome;
    return show(siteOf(page, site.files), outcome);
  },
});

/** Throws `OPTION` for flags that say something of a run, where none is named. */
const requireRunFor = (given: Readonly<Record<string, unknown>>): void => {
  const flag = ["data", "split", "file", "label"].find((name) => given[name] !== undefined);
  if (flag === undefined) return;
  throw new TextvaeError("OPTION", "--run", {
    expected: `a run or a bundle, whose map --${flag} is for`,
    got: "none",
    hint: "Name one with --run; without any of these flags the page trains one.",
  });
};

const trainer = (out: string | undefined): Outcome => ({
  kind: "explorer",
  data: out === undefined ? {} : { out },
  text:
    out === undefined
      ? "a page that trains a model in its tab"
      : `${out}: a page that trains a model in its tab\nstatic files for any web server`,
});

const made = (run: string, { items, from }: Site, out: string | undefined): Outcome => {
  const on = `${formatted(items)} sentences of ${from} on the map`;
  return {
    kind: "explorer",
    data: { run, items, from, ...(out !== undefined && { out }) },
    text:
      out === undefined
        ? on
        : `${out}: ${on}\nstatic files for any web server; the sentences and the weights go with them`,
  };
};

const announce = ({ url }: Served, outcome: Outcome, json: boolean, { stdout }: Io): void => {
  const told = { kind: "serving", ...outcome.data, url };
  const text = `${outcome.text}\n\n  ${url}\n\nCtrl-C ends it.`;
  stdout.write(`${json ? JSON.stringify(told) : text}\n`);
};

const untilStopped = async (served: Served, signal: AbortSignal | undefined): Promise<void> => {
  await new Promise<void>((resolve) => {
    if (signal?.aborted) resolve();
    signal?.addEventListener("abort", () => resolve(), { once: true });
  });
  await served.close();
};

const stopped = (run: string): Outcome => ({
  kind: "stopped",
  data: { run },
  text: "stopped before the map was made",
  exitCode: INTERRUPTED,
});
