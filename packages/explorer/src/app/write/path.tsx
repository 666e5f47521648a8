import type { JSX } from "preact";
import { shown } from "../../reading/numbers.ts";
import { Card, Slider } from "../parts/fields.tsx";
import { Said } from "../parts/said.tsx";
import { useAsked } from "../state/asked.ts";
import { model } from "../state/load.ts";
import { a, b, steps, subjectOf, telling } from "../state/state.ts";
import { MiniMap } from "./mini-map.tsx";
import { SubjectField } from "./subject-field.tsx";
import { Answered } from "./told.tsx";

/** The way from one sentence to another, in words step by step. */
export const Path = (): JSX.Element => {
  const answer = useAsked(() => {
    const [from, to] = [subjectOf(a.value), subjectOf(b.value)];
    const [count, how] = [steps.value, telling.value];
    return from && to && (() => model.path(from, to, count, how));
  });
  return (
    <Card title="From A to B">
      <SubjectField name="Sentence B" field={b} />
      <Slider name="Steps" value={steps} least={3} most={15} step={1} />
      <Answered answer={answer.value} none="Name two sentences, A and B.">
        {({ path, told }) => (
          <div class="with-place">
            <MiniMap
              line
              marks={told.map((one, i) => ({ ...one, name: endName(i, told.length) }))}
            />
            <div>
              <p class="quiet">Along the {path}.</p>
              <table>
                <tbody>
                  {told.map(({ sentence }, i) => (
                    <tr key={i}>
                      <td>{shown(i / (told.length - 1))}</td>
                      <td>
                        <Said sentence={sentence} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </div>
        )}
      </Answered>
    </Card>
  );
};

const endName = (step: number, count: number): string =>
  step === 0 ? "A" : step === count - 1 ? "B" : "";
