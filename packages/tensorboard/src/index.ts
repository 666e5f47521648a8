export type { Told } from "./scalars.ts";
export { hasEvents, type TensorBoardLog, tensorboardLog } from "./tensorboard-log.ts";
