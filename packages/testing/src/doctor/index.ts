export {
  type BackendExamination,
  backendTables,
  examineBackends,
  withinTolerance,
} from "./backends.ts";
export { type Check, examine, featureCheck, type Installation } from "./checks.ts";
export { factsLine, findBackend } from "./facts.ts";
