import type { JSX } from "preact";
import { Card } from "../parts/fields.tsx";
import { Said } from "../parts/said.tsx";
import { Curves } from "../read/curves.tsx";
import { Progress } from "./progress.tsx";
import { SetupForm } from "./setup-form.tsx";
import { divergence, recorded, samples } from "./state.ts";

/** A text is chosen, a model is trained on it, and what it learns is seen while it does. */
export const TrainTab = (): JSX.Element => (
  <>
    <SetupForm />
    <div class="column">
      <Progress />
      <Samples />
    </div>
    <Curves reading={{ ...recorded.value, divergence: divergence.value }} />
  </>
);

const Samples = (): JSX.Element => {
  const { step, sentences } = samples.value;
  return (
    <Card
      title="Samples"
      note={step > 0 ? `Codes of the prior, told at step ${step}.` : "They come while it trains."}
    >
      <ol class="list samples">
        {sentences.map((sentence, i) => (
          <li key={i}>
            <Said sentence={sentence} />
          </li>
        ))}
      </ol>
    </Card>
  );
};
