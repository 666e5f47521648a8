import type { JSX } from "preact";
import type { Reading, Recorded } from "../../map/reading.ts";
import { Chart, type Line } from "./chart.tsx";

/** What was recorded while the model was trained. */
export const Curves = ({
  reading,
}: {
  readonly reading: Pick<Reading, "training" | "evaluations" | "unigram" | "divergence">;
}): JSX.Element | null => {
  const { training, evaluations, unigram, divergence } = reading;
  if (training.length === 0 && evaluations.length === 0) return null;
  const both = (value: string): Line[] => [
    line("training", "blue", training, value),
    line("validation", "orange", evaluations, value),
  ];
  const level = (at: number | undefined) =>
    at === undefined ? {} : { level: { name: "unigram model", at } };
  return (
    <section class="charts" aria-label="Curves">
      <Chart
        title="Reconstruction, nats per token"
        lines={both("perToken")}
        {...level(unigram?.perToken)}
      />
      <Chart title={`${divergence} per item, nats`} lines={both("divergence")} fromZero />
      <Chart
        title="Validation perplexity"
        lines={[line("validation", "orange", evaluations, "ppl")]}
        {...level(unigram?.perplexity)}
      />
      <Chart
        title={`Weight of the ${divergence}`}
        lines={[line("weight", "green", training, "weight")]}
        fromZero
      />
    </section>
  );
};

const line = (
  name: string,
  colour: Line["colour"],
  points: readonly Recorded[],
  value: string,
): Line => ({
  name,
  colour,
  points: points.flatMap((point) => {
    const at = point[value];
    return typeof at === "number" && Number.isFinite(at) ? [[point.step, at] as const] : [];
  }),
});
