/** Drawings as SVG; loads what draws them. */
export { type BenchSpeeds, benchChart } from "./bench-chart.ts";
export { type Curve, comparisonChart } from "./comparison.ts";
export { compareDrawing } from "./comparison-drawing.ts";
export { type CurveNames, curves, type Figure } from "./curves.ts";
export { figureFile } from "./figure-file.ts";
export { type QualityCourses, qualityChart } from "./quality-chart.ts";
