/** What can be begun with. */
export type Template = "train" | "use";

interface Facts {
  readonly what: string;
  readonly dependencies: readonly string[];
  /** What it needs before it runs. */
  readonly first?: readonly string[];
}

/** Each has a folder of its name in `templates/`. */
export const TEMPLATES: Readonly<Record<Template, Facts>> = {
  train: {
    what: "a page that trains in its tab, and goes on after a reload",
    dependencies: ["@tensorflow/tfjs-core", "@textvae/storage-opfs", "@textvae/worker"],
  },
  use: {
    what: "a page that opens a bundle, and walks between two sentences",
    dependencies: ["@tensorflow/tfjs-core", "@textvae/open"],
    first: ["npx textvae export --run RUN --out public/bundle"],
  },
};
