import { z } from "zod";
import { command } from "../command.ts";

/** Builds what the node backend needs, telling each step on stderr. */
export const setup = command("setup", {
  options: {
    tensorflow: z
      .string()
      .optional()
      .describe("folder of the Python package tensorflow or of libtensorflow; default: python3's"),
    gpu: z.boolean().default(false).describe("for a TensorFlow with CUDA, which must find a GPU"),
    folder: z.string().optional().describe("where to build; default: the user's cache"),
  },
  async run(options, { io: { stderr } }) {
    const { setupNode } = await import("@textvae/backend-node");
    const report = await setupNode(options, (line) => stderr.write(`${line}\n`));
    const { folder, tensorflow, device, environment } = report;
    const exports = Object.entries(environment).map(([name, value]) => `  export ${name}=${value}`);
    return {
      kind: "backend",
      data: report,
      text: [
        `TensorFlow ${tensorflow} on the ${device}, bound in ${folder}`,
        ...(exports.length > 0 ? ["it needs, before it is used:", ...exports] : []),
        ...(options.folder ? [`  export TEXTVAE_NODE_BINDING=${folder}`] : []),
        "use it with: textvae train --backend node",
      ].join("\n"),
    };
  },
});
