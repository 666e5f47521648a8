import type { JSX } from "preact";
import type { Fact, Reading } from "../../map/reading.ts";
import { Card } from "../parts/fields.tsx";
import { type Loaded, loaded } from "../state/state.ts";
import { Curves } from "./curves.tsx";
import { Units } from "./units.tsx";

/** What was measured of the model, each number with its estimator. */
export const ReadTab = (): JSX.Element => {
  const { description } = loaded.value as Loaded;
  const { reading } = description;
  return (
    <>
      <Facts title="Numbers" facts={reading.numbers} />
      <Doctor reading={reading} />
      <Curves reading={reading} />
      <Units description={description} />
      <Facts title="The model" facts={reading.about} />
    </>
  );
};

const nothingFound = (numbers: Reading["numbers"]): string =>
  numbers.length > 0
    ? "Nothing is wrong with what was measured."
    : "Nothing was measured yet: it was not evaluated.";

const Facts = ({
  title,
  facts,
}: {
  readonly title: string;
  readonly facts: readonly Fact[];
}): JSX.Element => (
  <Card title={title}>
    {facts.length === 0 && <p class="quiet">None were recorded.</p>}
    <table class="facts">
      <tbody>
        {facts.map(({ name, value, note }, i) => (
          <tr key={`${name} ${note}`}>
            <th scope="row">{name}</th>
            <td>{value}</td>
            <td class="quiet">{note === facts[i - 1]?.note ? "" : note}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </Card>
);

const Doctor = ({
  reading: { numbers, findings, notes },
}: {
  readonly reading: Reading;
}): JSX.Element => (
  <Card title="What the collapse doctor says">
    <ul class="list">
      {(findings.length > 0 ? findings : [nothingFound(numbers)]).map((says) => (
        <li key={says}>{says}</li>
      ))}
    </ul>
    {notes.map((note) => (
      <p class="quiet" key={note}>
        {note}
      </p>
    ))}
  </Card>
);
