export { besselRatio, besselRatioDerivative, logBesselI, logSphereMoment } from "./bessel.ts";
export { digamma } from "./digamma.ts";
export { lgamma } from "./lgamma.ts";
export { type ScalarFunction, tabulated } from "./tabulated.ts";
