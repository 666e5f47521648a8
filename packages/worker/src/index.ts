export type { PreparationEvent, SampleRequest, TrainerEvent } from "./api.ts";
export type { TextFile } from "./files.ts";
export { heldOut } from "./held-out.ts";
export type { Setup } from "./setup.ts";
export { type Trainer, trainInWorker } from "./trainer.ts";
