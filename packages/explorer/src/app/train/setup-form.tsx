import type { JSX } from "preact";
import { counted } from "../../reading/numbers.ts";
import { Card, Choice, NumberField } from "../parts/fields.tsx";
import { PRIORS, SIZES } from "./models.ts";
import { OwnText } from "./own-text.tsx";
import { train } from "./session.ts";
import { current, phase, prior, size, source, step, steps } from "./state.ts";

const entries = <T extends string>(names: Readonly<Record<T, string>>) =>
  Object.entries(names) as [T, string][];

/** What is trained on, and which model. */
export const SetupForm = (): JSX.Element => {
  const kept = current.value;
  const busy = !["none", "ended"].includes(phase.value);
  const same = kept && source.value === "kept" && prior.value === kept.prior;
  const goesOn = same && size.value === kept.size;
  return (
    <form
      class="column"
      onSubmit={(event) => {
        event.preventDefault();
        void train();
      }}
    >
      <fieldset disabled={busy}>
        <Card title="Text">
          <Choice
            name="Trains on"
            value={source}
            choices={[
              ["corpus", "State of the Union addresses"],
              ["own", "A text of yours"],
              ...(kept ? [["kept", `As before: ${kept.name}`] as const] : []),
            ]}
          />
          {source.value === "own" && <OwnText />}
        </Card>
        <Card
          title="Model"
          note="An LSTM reads a sentence into a code, another writes it from the code. One sentence of ten is held out, of a large file fewer."
        >
          <Choice name="Prior" value={prior} choices={entries(PRIORS)} />
          <Choice name="Size" value={size} choices={entries(SIZES)} />
          <NumberField name="Steps" value={steps} least={1} most={1_000_000} />
          <div class="buttons">
            <button type="submit" class="main">
              {goesOn ? "Go on" : "Train"}
            </button>
          </div>
          {kept && !goesOn && (
            <p class="quiet">This page keeps one training: another text or model replaces it.</p>
          )}
          {kept && goesOn && !busy && (
            <p class="quiet">
              {steps.value > step.value
                ? "It goes on to that many steps in all."
                : `It has had ${counted(step.value)}: name more to go on.`}
            </p>
          )}
        </Card>
      </fieldset>
    </form>
  );
};
