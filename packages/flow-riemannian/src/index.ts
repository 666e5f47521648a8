export { type CurvatureOptions, curvature } from "./curvature.ts";
export { type GeodesicOptions, geodesic } from "./geodesic.ts";
export { type InverseMetricOptions, inverseMetric } from "./inverse-metric.ts";
export { likelihoodMap } from "./likelihood-map.ts";
export { curveLength, type LatentMap, type PullBackOptions, pullBackMetric } from "./pull-back.ts";
