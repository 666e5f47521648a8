import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { CHROMIUM } from "./page.mjs";

const PLUGINS = {
  laplace: "prior",
  radial: "flow",
  gru: "encoder",
  bigram: "decoder",
  jeffreys: "divergence",
  jsonl: "dataset",
};

/** Plugins of each kind made by the starter: their laws hold, they build, and they train. Then apps. */
export const checkStarters = (context, project) => {
  const { nodes, check } = context;
  const modules = join(project, "node_modules");
  const tiny = join(project, "tiny");
  mkdirSync(tiny);
  for (const split of ["train", "valid", "test"]) {
    writeFileSync(join(tiny, `${split}.txt`), "the cat sat\na dog ran\na cat ran\nthe dog sat\n");
  }
  const [{ path: first }] = nodes;
  for (const [name, kind] of Object.entries(PLUGINS)) {
    const bin = join(modules, "create-textvae-plugin/dist/bin.js");
    check(`make ${name}, a ${kind}`, first, [bin, name, "--kind", kind], project);
    const folder = join(project, name);
    check(`build ${name}`, first, [join(modules, "typescript/bin/tsc")], folder);
    for (const { path, version } of nodes) {
      const laws = [join(modules, "vitest/vitest.mjs"), "run"];
      check(`laws of ${name} on ${version}`, path, laws, folder, /passed/);
      const train = [
        "train",
        "--config",
        "textvae.config.ts",
        "--run",
        `runs/${version}`,
        "--steps",
        "4",
      ];
      const data = kind === "dataset" ? [] : ["--data", tiny];
      const args = [join(modules, "textvae/dist/bin.js"), ...train, ...data, "--json"];
      check(`train with ${name} on ${version}`, path, args, folder, /"nll"/);
    }
  }
  checkApps(context, project);
  installAlone(context, project);
};

/** Apps of each template: they build, and one trains in the page of the development server. */
const checkApps = (context, project) => {
  const { nodes, check } = context;
  const modules = join(project, "node_modules");
  const bin = join(modules, "create-textvae/dist/bin.js");
  for (const template of ["train", "use"]) {
    const name = `app-to-${template}`;
    check(`make ${name}`, nodes[0].path, [bin, name, "--template", template], project);
    for (const { path, version } of nodes) {
      const vite = [join(modules, "vite/bin/vite.js"), "build", "--emptyOutDir"];
      check(`build ${name} on ${version}`, path, vite, join(project, name), /built in/);
    }
  }
  developApp(context, project);
};

/** The app that trains beside the packages that it needs, as `npm run dev` serves it. */
const developApp = ({ root, nodes, check }, project) => {
  if (!existsSync(CHROMIUM)) return;
  for (const file of ["index.html", "style.css", "train.js", "worker.js", "vite.config.js"]) {
    copyFileSync(join(project, "app-to-train", file), join(project, file));
  }
  const program = join(project, "develop-app.mjs");
  copyFileSync(join(root, "scripts/pack-check/develop-app.mjs"), program);
  check("train in npm run dev", nodes[0].path, [program, CHROMIUM], project, /samples \[".+\]/);
};

/** One of them outside of any project, by what its own package.json says. */
const installAlone = ({ work, files, nodes, check }, project) => {
  const outside = join(work, "outside");
  mkdirSync(outside);
  const bin = join(project, "node_modules/create-textvae-plugin/dist/bin.js");
  check("make laplace outside", nodes[0].path, [bin, "laplace"], outside);
  const folder = join(outside, "laplace");
  const file = join(folder, "package.json");
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  // What no registry has before a release comes from the tarballs; every name must be asked for.
  const tarballOf = (name) =>
    files.find(
      (path) => basename(path).replace(/-\d+\.\d+\.\d+.*$/, "") === name.replace(/^@(.*)\//, "$1-"),
    );
  for (const group of ["peerDependencies", "devDependencies"]) {
    for (const name of Object.keys(manifest[group])) {
      const tarball = tarballOf(name);
      if (tarball) manifest[group][name] = `file:${tarball}`;
    }
  }
  const names = files.map((path) => basename(path).replace(/-\d+\.\d+\.\d+.*$/, ""));
  manifest.overrides = Object.fromEntries(
    names
      .map((name) => name.replace(/^textvae-/, "@textvae/"))
      .filter((name) => !(name in manifest.devDependencies))
      .map((name) => [name, `file:${tarballOf(name)}`]),
  );
  writeFileSync(file, JSON.stringify(manifest, null, 2));
  check("npm install in it", "npm", ["install", "--no-audit", "--no-fund"], folder);
  check("npm test in it", "npm", ["test"], folder, /passed/);
  check(
    "npx textvae in it",
    "npx",
    [
      "textvae",
      "train",
      "--config",
      "textvae.config.ts",
      "--data",
      join(project, "tiny"),
      "--steps",
      "2",
    ],
    folder,
  );
};
