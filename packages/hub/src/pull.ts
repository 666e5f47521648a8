import { TextvaeError } from "@textvae/core";
import { sha256 } from "@textvae/run-format";
import { BUNDLE_FILES, readManifest } from "@textvae/runs";
import { asking } from "./library.ts";
import type { HubAccount, HubPlace } from "./place.ts";

/**
 * The files of a bundle of a hub by their names, whole: what `model.json` says of them is checked.
 *
 * @throws {TextvaeError} `STORAGE` where there is no bundle, the hub does not answer, or a file arrived
 * damaged; `CONFIG` for a description that is; `CAPABILITY` where `@huggingface/hub` is not installed.
 *
 * @example
 * const files = await pullBundle(hubPlace("hf:someone/tales"), hubAccountIn(process.env));
 */
export const pullBundle = async (
  place: HubPlace,
  { hub: hubUrl, token: accessToken }: HubAccount,
): Promise<Map<string, Uint8Array>> => {
  const files = new Map<string, Uint8Array>();
  await asking(place, "a bundle of textvae", async (hub) => {
    const repo = { type: "model", name: place.repo } as const;
    const from = { repo, revision: place.revision, hubUrl, ...(accessToken && { accessToken }) };
    // A snapshot of all files would print to standard output.
    for (const path of BUNDLE_FILES) {
      const blob = await hub.downloadFile({ ...from, path, xet: false });
      if (blob) files.set(path, new Uint8Array(await blob.arrayBuffer()));
    }
  });
  await requireWhole(place, files);
  return files;
};

const requireWhole = async (
  { repo }: HubPlace,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<void> => {
  const where = `hf:${repo}`;
  const read = async (path: string): Promise<Uint8Array> => {
    const bytes = files.get(path);
    if (bytes) return bytes;
    const expected = `a bundle of textvae, which has a ${path}`;
    throw new TextvaeError("STORAGE", where, { expected, got: "none" });
  };
  await read("model.json");
  const { weights, data } = await readManifest({ read, exists: async (path) => files.has(path) });
  const { file } = data.tokenizer ?? {};
  const sums = {
    "weights.safetensors": weights.sha256,
    ...(file && { [file.name]: file.sha256 }),
    ...(files.has("vocab.txt") && { "vocab.txt": data.vocabulary.sha256 }),
  };
  for (const [path, sum] of Object.entries(sums)) {
    if ((await sha256(await read(path))) === sum) continue;
    throw new TextvaeError("STORAGE", `${where}, ${path}`, {
      expected: "the file that model.json describes",
      got: "another",
      hint: "Pull again; if it stays so, the model was changed by other means than textvae push.",
    });
  }
};
