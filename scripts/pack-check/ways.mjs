import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkPage } from "./page.mjs";
import { makeProject } from "./project.mjs";

/** Gradients through a prior, a flow and a divergence in someone's own program, without a hidden call. */
const PROGRAM = `
import { createRng } from "@textvae/core";
import { kl } from "@textvae/divergence-kl";
import { planarMap } from "@textvae/flow-planar";
import { diagonalGaussian, standardNormal } from "@textvae/prior-gaussian";
import { normalise, vonMisesFisher } from "@textvae/prior-vmf";

export const gradients = async (tf) => {
  await tf.setBackend("cpu");
  const given_BZ = tf.tensor2d([[1, 2, 3]]);
  const [w_RZ, b_R, rng] = [tf.tensor2d([[1, 0, -1]]), tf.tensor1d([0]), createRng(1)];
  const normal = (mean_BZ) => diagonalGaussian({ mean_BZ, logStd_BZ: tf.zeros([1, 3]) });
  const of = {
    vmf: (x) => vonMisesFisher({ mean_BZ: tf.div(x, tf.norm(x)), kappa: 10 }).sample(createRng(1)),
    planar: (x) => planarMap(x, { u_RZ: w_RZ, w_RZ, b_R }).logDet_B,
    kl: (x) => kl().between(normal(x), standardNormal(3), { z_BZ: x, rng, step: 0 }).value,
  };
  const norms = Object.entries(of).map(([name, f]) => {
    const slope = tf.grad((x) => tf.sum(tf.mul(f(x), tf.exp(tf.mul(x, 0.1)))))(given_BZ);
    return [name, tf.norm(slope).arraySync()];
  });
  if (norms.some(([, norm]) => !(norm > 0 && norm < 1e6))) throw new Error(JSON.stringify(norms));
  return \`gradients of \${JSON.stringify(norms)}\`;
};
`;

const PLAIN = `import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { gradients } from "./gradients.mjs";
`;
const UNION = `import * as tf from "@tensorflow/tfjs";
import { gradients } from "./gradients.mjs";
`;

/** Parts beside plain tfjs-core, beside the union package, and in a Vite page of each. */
export const checkWays = (context, plain) => {
  const union = makeProject(context, "union", ["@tensorflow/tfjs"]);
  for (const [way, project, imports] of [
    ["tfjs-core alone", plain, PLAIN],
    ["the union package", union, UNION],
  ]) {
    writeFileSync(join(project, "gradients.mjs"), PROGRAM);
    const file = join(project, "way.mjs");
    writeFileSync(file, `${imports}console.log(await gradients(tf));`);
    for (const { path, version } of context.nodes) {
      context.check(`parts beside ${way} on ${version}`, path, [file], project, /gradients of/);
    }
    const page = `${imports}globalThis.textvae = { run: () => gradients(tf) };`;
    checkPage(context, plain, {
      what: `parts beside ${way} in a Vite page`,
      entry: join(project, "page.js"),
      page,
    });
  }
};
