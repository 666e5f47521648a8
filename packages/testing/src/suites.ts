import { bind } from "./bind.ts";
import {
  type ConditionSubject,
  conditionLaws,
  type DatasetSubject,
  type DecoderSubject,
  type DistributionSubject,
  type DivergenceSubject,
  datasetLaws,
  decoderLaws,
  distributionLaws,
  divergenceLaws,
  type EncoderSubject,
  encoderLaws,
  type FlowSubject,
  flowLaws,
  type ObjectiveSubject,
  type OptimizerSubject,
  type OutputSubject,
  objectiveLaws,
  optimizerLaws,
  outputLaws,
  type PriorSubject,
  priorLaws,
  type StorageSubject,
  storageLaws,
  type TokenizerSubject,
  tokenizerLaws,
} from "./laws/index.ts";

/**
 * `distributionLaws` as vitest tests, one test per law.
 *
 * @example
 * testDistribution({
 *   parameters: { mean_BZ: [[0.5, -1], [-2, 0]] },
 *   make: ({ mean_BZ }) => laplace(mean_BZ),
 * });
 */
export const testDistribution: <Name extends string>(subject: DistributionSubject<Name>) => void =
  bind("laws of a distribution", distributionLaws<never>) as never;

/**
 * `priorLaws` as vitest tests, one test per law.
 *
 * @example
 * testPrior({ prior: laplacePrior({ size: 3 }) });
 */
export const testPrior: (subject: PriorSubject) => void = bind("laws of a prior", priorLaws);

/**
 * `flowLaws` as vitest tests, one test per law.
 *
 * @example
 * testFlow({ flow: radial() });
 */
export const testFlow: (subject: FlowSubject) => void = bind("laws of a flow", flowLaws);

/**
 * `divergenceLaws` as vitest tests, one test per law.
 *
 * @example
 * testDivergence({ divergence: renyi({ alpha: 0.5 }) });
 */
export const testDivergence: (subject: DivergenceSubject) => void = bind(
  "laws of a divergence",
  divergenceLaws,
);

/**
 * `encoderLaws` as vitest tests, one test per law.
 *
 * @example
 * testEncoder({ encoder: gruEncoder({ hidden: 5 }) });
 */
export const testEncoder: (subject: EncoderSubject) => void = bind(
  "laws of an encoder",
  encoderLaws,
);

/**
 * `conditionLaws` as vitest tests, one test per law.
 *
 * @example
 * testCondition({ condition: lengthCondition({ size: 4 }) });
 */
export const testCondition: (subject: ConditionSubject) => void = bind(
  "laws of a condition",
  conditionLaws,
);

/**
 * `decoderLaws` as vitest tests, one test per law.
 *
 * @example
 * testDecoder({ decoder: gruDecoder({ hidden: 5 }) });
 */
export const testDecoder: (subject: DecoderSubject) => void = bind(
  "laws of a decoder",
  decoderLaws,
);

/**
 * `objectiveLaws` as vitest tests, one test per law.
 *
 * @example
 * testObjective({ objective: elbo({ divergence: renyi({ alpha: 0.5 }) }) });
 */
export const testObjective: (subject: ObjectiveSubject) => void = bind(
  "laws of an objective",
  objectiveLaws,
);

/**
 * `optimizerLaws` as vitest tests, one test per law.
 *
 * @example
 * testOptimizer({ optimizer: lion({ learningRate: 0.01 }) });
 */
export const testOptimizer: (subject: OptimizerSubject) => void = bind(
  "laws of an optimiser",
  optimizerLaws,
);

/**
 * `outputLaws` as vitest tests, one test per law.
 *
 * @example
 * testOutput({ output: hierarchical({ branches: 3 }) });
 */
export const testOutput: (subject: OutputSubject) => void = bind("laws of an output", outputLaws);

/**
 * `datasetLaws` as vitest tests, one test per law.
 *
 * @example
 * testDataset({ dataset: myCorpus({ path: "sentences.txt" }) });
 */
export const testDataset: (subject: DatasetSubject) => void = bind(
  "laws of a dataset",
  datasetLaws,
);

/**
 * `storageLaws` as vitest tests, one test per law.
 *
 * @example
 * testStorage({ make: () => memoryStorage() });
 */
export const testStorage: (subject: StorageSubject) => void = bind(
  "laws of a storage",
  storageLaws,
);

/**
 * `tokenizerLaws` as vitest tests, one test per law.
 *
 * @example
 * testTokenizer({ tokenizer: bytes(), lossless: true });
 */
export const testTokenizer: (subject: TokenizerSubject) => void = bind(
  "laws of a tokenizer",
  tokenizerLaws,
);
