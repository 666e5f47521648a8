export { withAssignment } from "./joint.ts";
export { type MixtureOptions, mixture } from "./mixture.ts";
export { type MixtureParameters, mixtureDistribution } from "./mixture-distribution.ts";
