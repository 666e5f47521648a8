// Lets tests find a WebGPU adapter on a machine without a graphics processor: SwiftShader, unless
// VK_ICD_FILENAMES names another driver.
import process from "node:process";
import { softwareAdapter } from "./software-adapter.mjs";

const FOLDER = new URL("../../../node_modules/.cache/swiftshader", import.meta.url).pathname;

export const setup = () => {
  const chosen = process.env.VK_ICD_FILENAMES !== undefined;
  const carried = process.platform === "linux" && process.arch === "x64";
  if (!chosen && carried) Object.assign(process.env, softwareAdapter(FOLDER));
};
