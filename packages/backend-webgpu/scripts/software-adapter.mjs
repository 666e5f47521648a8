// A Vulkan device in software, from npm alone: SwiftShader and its loader, which
// @sparticuz/chromium carries. Unpacked once.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { brotliDecompressSync } from "node:zlib";

const require = createRequire(import.meta.url);
const FILES = ["libvulkan.so.1", "libvk_swiftshader.so", "vk_swiftshader_icd.json"];

/** Unpacks SwiftShader into a folder unless it is there; returns the variables a process needs to use it. */
export const softwareAdapter = (folder) => {
  if (!FILES.every((file) => existsSync(join(folder, file)))) unpack(folder);
  return {
    LD_LIBRARY_PATH: [folder, process.env.LD_LIBRARY_PATH].filter(Boolean).join(":"),
    VK_ICD_FILENAMES: join(folder, "vk_swiftshader_icd.json"),
    XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR ?? folder,
  };
};

const unpack = (folder) => {
  const archive = join(
    dirname(require.resolve("@sparticuz/chromium")),
    "../../bin/swiftshader.tar.br",
  );
  mkdirSync(dirname(folder), { recursive: true });
  const part = mkdtempSync(`${folder}-`);
  execFileSync("tar", ["--extract", "--directory", part, ...FILES], {
    input: brotliDecompressSync(readFileSync(archive)),
  });
  rmSync(folder, { recursive: true, force: true });
  renameSync(part, folder);
};
