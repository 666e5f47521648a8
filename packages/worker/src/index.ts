export type { SampleRequest } from "./api.ts";
export { heldOut } from "./held-out.ts";
export type { Setup } from "./setup.ts";
export { type Trainer, trainInWorker } from "./trainer.ts";
