import type { Component } from "./component.ts";

/** A number that changes with training: `step` counts optimiser updates from 0. */
export interface Schedule extends Pick<Component, "plugin"> {
  (step: number): number;
  /** The step from which on it stays as it is, or nearly so; absent where that is not known. */
  readonly settles?: number;
}

/** A schedule with the name of what it sets, so that a training can say when it settles. */
export interface Scheduled {
  readonly name: string;
  readonly schedule: Schedule;
}
