import { TextvaeError } from "@textvae/core/options";
import { asking } from "./library.ts";
import type { HubAccount, HubPlace } from "./place.ts";

export interface PushOptions extends HubAccount {
  /** A model that is not there yet is made for its owner alone. */
  readonly private?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Writes files, by their names, into a model of a hub in one commit, and makes the model where there is
 * none. Returns the address of the commit.
 *
 * @throws {TextvaeError} `OPTION` without a token; `STORAGE` where the hub refuses or does not answer, and for a
 * model that holds files of these names and is no bundle; `CAPABILITY` where `@huggingface/hub` is not installed.
 */
export const pushBundle = async (
  place: HubPlace,
  files: ReadonlyMap<string, Uint8Array>,
  options: PushOptions,
): Promise<string> => {
  const { hub: hubUrl, token: accessToken, signal } = options;
  if (!accessToken) {
    throw new TextvaeError("OPTION", "HF_TOKEN", {
      expected: "a token that may write the model",
      got: "none",
      hint: "Make one in the settings of the hub, and set HF_TOKEN to it.",
    });
  }
  const repo = { type: "model", name: place.repo } as const;
  const account = { repo, hubUrl, accessToken };
  return asking(place, "a model that may be written", async (hub) => {
    const visibility = options.private ? "private" : "public";
    await hub.createRepo({ ...account, visibility }).catch(async (error: unknown) => {
      // It is there already.
      if (!(error instanceof hub.HubApiError) || error.statusCode !== 409) throw error;
      await requireOwn(place, files.keys(), async (path) => {
        const there = { ...account, revision: place.revision, path };
        return (await hub.downloadFile({ ...there, xet: false })) ?? undefined;
      });
    });
    const commit = await hub.uploadFiles({
      ...account,
      branch: place.revision,
      files: [...files].map(([path, bytes]) => ({ path, content: new Blob([bytes.slice()]) })),
      commitTitle: "A bundle of textvae",
      // Its transfer needs WebAssembly and a protocol that only one hub speaks.
      useXet: false,
      ...(signal && { abortSignal: signal }),
    });
    return commit?.commit.url ?? `${hubUrl}/${place.repo}`;
  });
};

/** A card that says no more than what a hub asks for when a model is made, such as its license. */
const BARE = /^\s*(?:---\n[\s\S]*?\n---\s*)?$/;

/** Throws `STORAGE` for a model of something else, of which files would be replaced. */
const requireOwn = async (
  { repo }: HubPlace,
  paths: Iterable<string>,
  fileOf: (path: string) => Promise<Blob | undefined>,
): Promise<void> => {
  if (isManifest(await (await fileOf("model.json"))?.text())) return;
  for (const path of paths) {
    const file = await fileOf(path);
    if (!file || (path === "README.md" && BARE.test(await file.text()))) continue;
    throw new TextvaeError("STORAGE", `hf:${repo}`, {
      expected: "a model of its own for the bundle: new, empty, or that of a bundle",
      got: `one that holds ${path}`,
      hint: "Push to another name; nothing was changed.",
    });
  }
};

const isManifest = (text: string | undefined): boolean => {
  try {
    const { seal, recipe } = JSON.parse(text ?? "{}") as Readonly<Record<string, unknown>>;
    return typeof seal === "string" && typeof recipe === "string";
  } catch {
    return false;
  }
};
