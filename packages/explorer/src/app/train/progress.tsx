import type { JSX } from "preact";
import { counted, shown } from "../../reading/numbers.ts";
import { Card } from "../parts/fields.tsx";
import { show } from "../state/state.ts";
import { download } from "./download.ts";
import { readingSays } from "./preparation.ts";
import { forgetAsked, pause, resume, stop } from "./session.ts";
import {
  checkpoint,
  current,
  divergence,
  found,
  packing,
  phase,
  reading,
  recorded,
  step,
  trouble,
} from "./state.ts";

const SAYS = {
  none: "Nothing trains yet.",
  starting: "Getting ready …",
  training: "Trains in a worker; this page stays free.",
  paused: "Paused.",
  ended: "At rest. What was trained is kept in this browser.",
} as const;

/** How far the training is, and what can be done with it. */
export const Progress = (): JSX.Element => {
  const [now, training] = [phase.value, current.value];
  const goal = training?.steps ?? 0;
  const busy = now === "training" || now === "paused";
  return (
    <Card title="Training">
      <p role="status">{readingSays() ?? SAYS[now]}</p>
      {reading.value && (
        <progress aria-label="Read" max={reading.value.of} value={reading.value.read} />
      )}
      {trouble.value && (
        <p class="notice" role="alert">
          {trouble.value}
        </p>
      )}
      {training && (
        <>
          <p class="quiet">
            {training.name}: step {counted(step.value)} of {counted(goal)}
          </p>
          <progress aria-label="Steps" max={Math.max(1, goal)} value={step.value} />
          <Numbers />
        </>
      )}
      {found.value.map((line) => (
        <p key={line} class="quiet">
          {line}
        </p>
      ))}
      <div class="buttons">
        {now === "paused" ? (
          <button type="button" onClick={resume}>
            Resume
          </button>
        ) : (
          <button type="button" disabled={now !== "training"} onClick={pause}>
            Pause
          </button>
        )}
        <button type="button" disabled={!busy && !reading.value} onClick={stop}>
          Stop
        </button>
        <button
          type="button"
          class="main"
          disabled={checkpoint.value === 0}
          onClick={() => show("map")}
        >
          See its map
        </button>
        <button
          type="button"
          disabled={checkpoint.value === 0 || packing.value}
          onClick={() => void download()}
        >
          Download it
        </button>
        {training && !busy && now !== "starting" && (
          <button type="button" onClick={forgetAsked}>
            Forget it
          </button>
        )}
      </div>
    </Card>
  );
};

/** The newest numbers, each with what it is of. */
const Numbers = (): JSX.Element | null => {
  const { training, evaluations } = recorded.value;
  const [last, held] = [training.at(-1), evaluations.at(-1)];
  if (!last) return null;
  const number = (value: unknown) => (typeof value === "number" ? shown(value) : "–");
  return (
    <table class="facts">
      <thead>
        <tr>
          <th scope="col">nats</th>
          <th scope="col">training, step {last.step}</th>
          <th scope="col">{held ? `held out, step ${held.step}` : "held out"}</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">Reconstruction, per token</th>
          <td>{number(last.perToken)}</td>
          <td>{number(held?.perToken)}</td>
        </tr>
        <tr>
          <th scope="row">{divergence.value}, per sentence</th>
          <td>{number(last.divergence)}</td>
          <td>{number(held?.divergence)}</td>
        </tr>
      </tbody>
    </table>
  );
};
