import type { JSX } from "preact";
import { shown } from "../../reading/numbers.ts";
import type { Told } from "../model-api.ts";
import { Card, Slider } from "../parts/fields.tsx";
import { Said } from "../parts/said.tsx";
import { useAsked } from "../state/asked.ts";
import { model } from "../state/load.ts";
import { a, distance, type Loaded, label, loaded, subjectOf, telling } from "../state/state.ts";
import { MiniMap } from "./mini-map.tsx";
import { Answered } from "./told.tsx";

/** What codes were decoded to, and where they lie. */
const Sentences = ({ told }: { readonly told: readonly Told[] }): JSX.Element => (
  <div class="with-place">
    <MiniMap marks={told.map((one) => ({ ...one, name: "" }))} />
    <ol class="list">
      {told.map(({ sentence }, i) => (
        <li key={i}>
          <Said sentence={sentence} />
        </li>
      ))}
    </ol>
  </div>
);

/** Ten codes at a distance from that of a sentence, in words. */
export const Around = (): JSX.Element => {
  const answer = useAsked(() => {
    const [subject, how, far] = [subjectOf(a.value), telling.value, distance.value];
    return subject && (() => model.around(subject, far, how));
  });
  const sphere = (loaded.value as Loaded).description.support === "sphere";
  return (
    <Card title="Around A" note="Ten codes at this distance from it, each in a random direction.">
      <Slider
        name={sphere ? "Angle" : "Distance"}
        value={distance}
        least={0}
        most={sphere ? 3.1 : 6}
        step={0.05}
        show={(value) => (sphere ? `${shown(value)} rad` : shown(value))}
      />
      <Answered answer={answer.value} none="Name a sentence A first.">
        {(told) => <Sentences told={told} />}
      </Answered>
    </Card>
  );
};

/** The sentences of the map whose codes are nearest to that of a sentence. */
export const Neighbours = (): JSX.Element => {
  const answer = useAsked(() => {
    const subject = subjectOf(a.value);
    return subject && (() => model.neighbours(subject));
  });
  const { texts, description } = loaded.value as Loaded;
  const far = description.support === "sphere" ? "Angles in radians" : "Euclidean distances";
  return (
    <Card title="Neighbours of A" note={`The nearest sentences of the map. ${far}.`}>
      <Answered answer={answer.value} none="Name a sentence A first.">
        {(near) => (
          <table>
            <tbody>
              {near.map(({ row, distance: apart }) => (
                <tr key={row}>
                  <td>{shown(apart, 3)}</td>
                  <td>
                    <button
                      type="button"
                      class="text"
                      onClick={() => {
                        a.value = `@${row}`;
                      }}
                    >
                      <Said sentence={texts[row] as string} />
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Answered>
    </Card>
  );
};

/** New sentences: codes that the prior draws, by the seed above. */
export const FromPrior = (): JSX.Element => {
  const answer = useAsked(() => {
    const how = telling.value;
    const told = (loaded.value as Loaded).description.told === "label";
    const said = told ? label.value : undefined;
    return () => model.sample(10, how, said);
  });
  return (
    <Card title="From the prior" note="Ten codes that it draws, whatever A is.">
      <Answered answer={answer.value}>{(told) => <Sentences told={told} />}</Answered>
    </Card>
  );
};
