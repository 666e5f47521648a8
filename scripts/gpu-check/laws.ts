import { webgpu } from "@textvae/backend-webgpu";
import { backendLaws } from "@textvae/testing/laws";
import type { Finding } from "./finding.ts";

/** The laws of a backend, on the device. */
export const laws = async (): Promise<Finding> => {
  const all = backendLaws();
  const broken: string[] = [];
  for (const { name, check } of all) {
    try {
      await check();
    } catch (error) {
      broken.push(`${name}: ${(error as Error).message}`);
      await webgpu().start(); // a new device, if this one refused something
    }
  }
  return { title: `${all.length - broken.length} of ${all.length} laws hold`, lines: [], broken };
};
