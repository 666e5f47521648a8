import { webgpu } from "@textvae/backend-webgpu";
import { testBackend } from "@textvae/testing";
import { onAdapter } from "./adapter.ts";

onAdapter("webgpu", () => testBackend(webgpu()));
