import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkPage } from "./page.mjs";

const SENTENCES = ["the state of the union", "god bless america"];

/** The programs of examples/use, on the bundle of `npm start` after some steps. */
export const checkUse = (context, project) => {
  const { root, nodes, check } = context;
  const [{ path }] = nodes;
  const command = (...args) => [join(project, "node_modules/textvae/dist/bin.js"), ...args];
  const start = ["--config", join(root, "examples/start.json"), "--run", "start", "--steps", "3"];
  if (!check("train as npm start does", path, command("train", ...start), project)) return;
  const out = ["--run", "start", "--out", "served/bundle"];
  check("export the bundle", path, command("export", ...out), project);

  const programs = join(root, "examples/use");
  for (const name of ["node.mjs", "page.js", "worker.js", "page.html"]) {
    copyFileSync(join(programs, name), join(project, name));
  }
  for (const { path: node, version } of nodes) {
    const args = ["node.mjs", "served/bundle", ...SENTENCES];
    check(`examples/use/node.mjs on ${version}`, node, args, project, /\[\s*['"]/);
  }
  const beside = join(project, "served");
  const html = JSON.stringify(readFileSync(join(programs, "page.html"), "utf8"));
  const pages = {
    page: `document.body.innerHTML = ${html};
      const output = document.querySelector("output");
      await import("./page.js");
      const run = async () => {
        document.forms[0].dispatchEvent(new Event("change"));
        while (output.value === "") await new Promise((resolve) => setTimeout(resolve, 10));
        return output.value.split("\\n");
      };`,
    worker: `const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
      const run = () => new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.postMessage(${JSON.stringify(SENTENCES)});
      });`,
  };
  for (const [name, code] of Object.entries(pages)) {
    const page = `${code}\nglobalThis.textvae = { run };`;
    const entry = join(project, "entry.js");
    checkPage(context, project, { what: `examples/use in a ${name}`, entry, page, beside });
  }
};
