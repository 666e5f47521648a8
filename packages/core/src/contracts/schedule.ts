/** A number that changes with training: `step` counts optimiser updates from 0. */
export type Schedule = (step: number) => number;
