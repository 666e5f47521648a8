import type { JSX } from "preact";
import { Card } from "../parts/fields.tsx";
import { Said } from "../parts/said.tsx";
import { useAsked } from "../state/asked.ts";
import { model } from "../state/load.ts";
import { a, b, c, type Loaded, loaded, subjectOf, telling } from "../state/state.ts";
import { MiniMap } from "./mini-map.tsx";
import { SubjectField } from "./subject-field.tsx";
import { Answered } from "./told.tsx";

/** a − b + c in words, and the sentence of the map that is nearest to it. */
export const Arithmetic = (): JSX.Element => {
  const answer = useAsked(() => {
    const of = [a, b, c].map((field) => subjectOf(field.value));
    const [one, two, three] = of;
    const how = telling.value;
    return one && two && three && (() => model.arithmetic(one, two, three, how));
  });
  const { texts } = loaded.value as Loaded;
  return (
    <Card title="A − B + C">
      <SubjectField name="Sentence C" field={c} />
      <Answered answer={answer.value} none="Name three sentences, A, B and C.">
        {(told) => (
          <div class="with-place">
            <MiniMap marks={[{ ...told, name: "A−B+C" }]} />
            <div>
              <p class="sentence">
                <Said sentence={told.sentence} />
              </p>
              <p class="quiet">Nearest on the map: {texts[told.near[0]?.row ?? -1]}</p>
            </div>
          </div>
        )}
      </Answered>
    </Card>
  );
};
