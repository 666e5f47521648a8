import type { JSX } from "preact";
import { counted, shown } from "../../reading/numbers.ts";
import { type Looked, TOLD_APART } from "../model-api.ts";
import { Card } from "../parts/fields.tsx";
import { Said } from "../parts/said.tsx";
import { useAsked } from "../state/asked.ts";
import { model } from "../state/load.ts";
import { a, type Loaded, label, loaded, subjectOf, telling } from "../state/state.ts";
import { MiniMap } from "./mini-map.tsx";
import { SubjectField } from "./subject-field.tsx";
import { Answered } from "./told.tsx";

/** One sentence: its place, what its code tells again, and what each of its words costs. */
export const Sentence = (): JSX.Element => {
  const answer = useAsked(() => {
    const [subject, how] = [subjectOf(a.value), telling.value];
    return subject && (() => model.look(subject, how));
  });
  const { description } = loaded.value as Loaded;
  return (
    <Card title="A sentence">
      <SubjectField name="Sentence A" field={a} />
      {description.told === "label" && (
        <label class="field">
          <span>Class of typed sentences</span>
          <select
            value={label.value || description.labels?.[0]}
            onChange={(event) => {
              label.value = event.currentTarget.value;
            }}
          >
            {description.labels?.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      )}
      <Answered answer={answer.value} none="Nothing is asked yet.">
        {(looked) => <Found looked={looked} />}
      </Answered>
    </Card>
  );
};

const Found = ({ looked }: { readonly looked: Looked }): JSX.Element => {
  const { score, unknown, words, reconstruction, place, near } = looked;
  return (
    <div class="with-place">
      <MiniMap marks={[{ name: "A", place, near }]} />
      <div>
        <h3>Told again from its code</h3>
        <p class="sentence">
          <Said sentence={reconstruction} />
        </p>
        {words && <Words words={words} />}
        {score && score.tokens > TOLD_APART && (
          <p class="quiet">Its words are too many to be told apart.</p>
        )}
        {score && (
          <p class="quiet">
            NLL {shown(score.nll)} nats for {counted(score.tokens)} tokens, perplexity{" "}
            {shown(score.ppl, 1)}: {shown(score.reconstruction)} for the words
            {score.divergenceName && ` and ${shown(score.divergence)} of ${score.divergenceName}`}.{" "}
            {score.estimator.name}
            {score.estimator.bound ? "" : " (not a bound)"}.
          </p>
        )}
        {unknown.length > 0 && (
          <p class="quiet">Not in its vocabulary, read as unknown: {unknown.join(", ")}.</p>
        )}
      </div>
    </div>
  );
};

/** Words with a bar under each, as long as the word is dear. */
const Words = ({ words }: { readonly words: NonNullable<Looked["words"]> }): JSX.Element => {
  const most = Math.max(1, ...words.map(({ nats }) => nats));
  return (
    <>
      <h3>What each word costs, in nats, told from the mean code</h3>
      <ol class="words">
        {words.map(({ word, nats }, i) => (
          <li key={i}>
            <span>{word}</span>
            <i style={{ width: `${(100 * nats) / most}%` }} />
            <small>{shown(nats, 1)}</small>
          </li>
        ))}
      </ol>
    </>
  );
};
