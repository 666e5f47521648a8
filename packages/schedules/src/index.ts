export {
  type CyclicalOptions,
  constant,
  cosine,
  cyclical,
  linear,
  type Ramp,
  type RemainderOptions,
  remainder,
  type Shape,
  type SigmoidOptions,
  schedules,
  sigmoid,
} from "./schedule.ts";
