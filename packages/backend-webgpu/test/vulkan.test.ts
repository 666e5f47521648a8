import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { vulkanAbsence } from "../src/device/vulkan.ts";

const machine = ({
  loader = true,
  files = {},
  env = {},
}: {
  readonly loader?: boolean;
  readonly files?: Readonly<Record<string, readonly string[]>>;
  readonly env?: Readonly<Record<string, string>>;
}) => ({
  platform: "linux",
  env: { HOME: "/home/someone", ...env },
  dlopen: () => {
    throw new Error(loader ? "did not self-register" : "cannot open shared object file");
  },
  getBuiltinModule: () => ({
    readdirSync: (folder: string) => [...(files[folder] ?? readdirSync("/no/such/folder"))],
  }),
});

test.each([
  ["no loader", { loader: false }, /no Vulkan/],
  ["a loader alone", { files: { "/dev": ["null"] } }, /without a driver/],
  ["a graphics processor", { files: { "/dev": ["dri"] } }, undefined],
  ["a driver's file", { files: { "/usr/share/vulkan/icd.d": ["lvp_icd.json"] } }, undefined],
  ["a driver that is named", { env: { VK_DRIVER_FILES: "/x.json" } }, undefined],
])("on Linux with %s", (_, has, expected) => {
  const found = vulkanAbsence(machine(has));
  if (expected) expect(found).toMatch(expected);
  else expect(found).toBeUndefined();
});

test("elsewhere Dawn is asked", () => {
  expect(vulkanAbsence({ ...machine({ loader: false }), platform: "darwin" })).toBeUndefined();
});
