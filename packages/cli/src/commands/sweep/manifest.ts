import { TextvaeError } from "@textvae/core/options";
import { z } from "zod";
import { command } from "../../command.ts";

/** What a cluster trains the runs of a plan by, on standard output. */
export const manifest = command("sweep manifest", {
  options: {
    slurm: z.boolean().default(false).describe("a script for sbatch"),
    kubernetes: z.boolean().default(false).describe("an indexed Job for kubectl apply"),
    jobs: z.int().min(1).optional().describe("runs at once; without it as there is room"),
    cores: z.int().min(1).default(2).describe("cores of each run"),
    image: z.string().default("textvae:latest").describe("container image; of Kubernetes"),
    claim: z.string().default("work").describe("PersistentVolumeClaim; of Kubernetes"),
    folder: z.string().default("/work").describe("where that is mounted; of Kubernetes"),
  },
  async run({ slurm, kubernetes, jobs, ...rest }, { words: [plan = ""] }) {
    if (slurm === kubernetes) {
      throw new TextvaeError("OPTION", "sweep manifest", {
        expected: "one of --slurm and --kubernetes",
        got: slurm ? "both" : "none",
      });
    }
    const { planIn } = await import("@textvae/workbench");
    const { kubernetesManifest, slurmManifest } = await import("@textvae/sweeps");
    const of = { ...rest, plan, lines: await planIn(plan), ...(jobs !== undefined && { jobs }) };
    const written = slurm ? slurmManifest(of) : JSON.stringify(kubernetesManifest(of), null, 2);
    return { kind: "manifest", data: { plan, manifest: written }, text: written.trimEnd() };
  },
});
