import type { JSX } from "preact";
import { opened } from "../state/state.ts";
import { Arithmetic } from "./arithmetic.tsx";
import { Dimensions } from "./dimensions.tsx";
import { Path } from "./path.tsx";
import { Sentence } from "./sentence.tsx";
import { Around, FromPrior, Neighbours } from "./surroundings.tsx";
import { Voice } from "./voice.tsx";

/** The model at work: sentences into codes, and codes into sentences. */
export const WriteTab = (): JSX.Element => {
  const state = opened.value;
  if (state.kind === "failed") {
    return (
      <p class="notice" role="alert">
        The model can't be asked here: {state.says} The map and the numbers don't need it.
      </p>
    );
  }
  return (
    <>
      <Voice />
      <div class="column">
        <Sentence />
        <Around />
        <Neighbours />
      </div>
      <div class="column">
        <Path />
        <Arithmetic />
        <Dimensions />
        <FromPrior />
      </div>
    </>
  );
};
