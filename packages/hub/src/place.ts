import { TextvaeError } from "@textvae/core/options";

/** A model on a hub. */
export interface HubPlace {
  /** `owner/name`. */
  readonly repo: string;
  /** A branch, a tag or a commit. */
  readonly revision: string;
}

/** How a hub is reached. */
export interface HubAccount {
  readonly hub: string;
  /** What a push needs, and a pull of what is private. */
  readonly token?: string;
}

const HUB = "https://huggingface.co";
const NAME = /^hf:([\w.-]+\/[\w.-]+)(?:@([\w./-]+))?$/;

/** Whether a name speaks of a hub: `hf:…`. */
export const isHubName = (name: string): boolean => name.startsWith("hf:");

/**
 * The place that `hf:owner/name` or `hf:owner/name@revision` names. Throws `OPTION` for what names none.
 *
 * @example
 * hubPlace("hf:someone/tales@v1"); // { repo: "someone/tales", revision: "v1" }
 */
export const hubPlace = (name: string): HubPlace => {
  const [, repo, revision = "main"] = NAME.exec(name) ?? [];
  if (repo !== undefined) return { repo, revision };
  throw new TextvaeError("OPTION", name, {
    expected: "a model of a hub, hf:OWNER/NAME or hf:OWNER/NAME@REVISION",
    got: "another name",
  });
};

/**
 * The hub and the token of an environment: `HF_ENDPOINT` where it is another than huggingface.co, and
 * `HF_TOKEN`. Throws `OPTION` for a token that is none of a hub's.
 */
export const hubAccountIn = (env: Readonly<Record<string, string | undefined>>): HubAccount => {
  const token = env.HF_TOKEN?.trim();
  if (token && !token.startsWith("hf_")) {
    throw new TextvaeError("OPTION", "HF_TOKEN", {
      expected: "a token of the hub, which begins with hf_",
      got: "another text",
      hint: "Make one in the settings of the hub: Access Tokens.",
    });
  }
  return { hub: (env.HF_ENDPOINT || HUB).replace(/\/+$/, ""), ...(token && { token }) };
};

/** The web address under which the files of a model lie, for `open` in a page. */
export const hubAddress = ({ repo, revision }: HubPlace, { hub }: HubAccount): string =>
  `${hub}/${repo}/resolve/${encodeURIComponent(revision)}`;
