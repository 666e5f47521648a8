import type { Component } from "./component.ts";

/** A number that changes with training: `step` counts optimiser updates from 0. */
export interface Schedule extends Pick<Component, "plugin"> {
  (step: number): number;
}
