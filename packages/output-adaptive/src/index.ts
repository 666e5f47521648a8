export { type AdaptiveInput, type AdaptiveOptions, adaptive } from "./adaptive.ts";
