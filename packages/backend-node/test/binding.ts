import { env } from "@tensorflow/tfjs-core";
import { node } from "@textvae/backend-node";

/** Whether this machine has a binding, or why not. */
export const binding = await node().available();

// tfjs's own check takes a result that was saved and reshaped, which TensorFlow copies, for a leak.
if (binding.ok) env().set("IS_TEST", false);

/** What the tests that need it are called where it is absent. */
export const absence: string = binding.ok ? "" : `skipped, ${binding.reason}`;
