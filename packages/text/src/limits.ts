/** The largest requests that are answered; loads no tensors. */
export { GENERATION_LIMITS } from "./generation/request.ts";
