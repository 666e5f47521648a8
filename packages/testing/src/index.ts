export { testBackend } from "./backend-suite.ts";
export * from "./laws/index.ts";
export {
  testCondition,
  testDataset,
  testDecoder,
  testDistribution,
  testDivergence,
  testEncoder,
  testFlow,
  testObjective,
  testOptimizer,
  testOutput,
  testPrior,
  testStorage,
  testTokenizer,
} from "./suites.ts";
