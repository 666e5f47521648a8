import type { JSX } from "preact";
import { Choice, NumberField } from "../parts/fields.tsx";
import { beam, seed, strategy, temperature, topK, topP } from "../state/state.ts";

/** How codes are put into words, everywhere on this page. */
export const Voice = (): JSX.Element => (
  <section class="card voice" aria-label="How codes are put into words">
    <Choice
      name="Words"
      value={strategy}
      choices={[
        ["greedy", "Greedy: the likeliest word"],
        ["sample", "Sampled"],
        ["beam", "Beam search"],
      ]}
    />
    {strategy.value === "sample" && (
      <>
        <NumberField name="Temperature" value={temperature} least={0.05} most={3} step={0.05} />
        <NumberField name="Top k (0: all)" value={topK} least={0} most={1e6} />
        <NumberField name="Top p" value={topP} least={0.01} most={1} step={0.01} />
      </>
    )}
    {strategy.value === "beam" && <NumberField name="Width" value={beam} least={1} most={50} />}
    <NumberField name="Seed" value={seed} least={0} most={2 ** 31} />
  </section>
);
