import { node } from "@textvae/backend-node";
import { testBackend } from "@textvae/testing";
import { test } from "vitest";
import { absence, binding } from "./binding.ts";

if (binding.ok) testBackend(node());
test.skipIf(!binding.ok)(`the laws of a backend ${absence}`, () => undefined);
