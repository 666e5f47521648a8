import type { Signal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";

interface Named {
  readonly name: string;
}

/** One of some choices, by name. */
export const Choice = <T extends string>({
  name,
  value,
  choices,
}: Named & {
  readonly value: Signal<T>;
  readonly choices: readonly (readonly [T, string])[];
}): JSX.Element => (
  <label class="field">
    <span>{name}</span>
    <select
      value={value.value}
      onChange={(event) => {
        value.value = event.currentTarget.value as T;
      }}
    >
      {choices.map(([choice, said]) => (
        <option key={choice} value={choice}>
          {said}
        </option>
      ))}
    </select>
  </label>
);

/** A number that is slid, with what it is beside it. */
export const Slider = ({
  name,
  value,
  least,
  most,
  step,
  show = String,
}: Named & {
  readonly value: Signal<number>;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  readonly show?: (value: number) => string;
}): JSX.Element => (
  <label class="field slider">
    <span>
      {name} <output>{show(value.value)}</output>
    </span>
    <input
      type="range"
      aria-label={name}
      aria-valuetext={show(value.value)}
      min={least}
      max={most}
      step={step}
      value={value.value}
      onInput={(event) => {
        value.value = Number(event.currentTarget.value);
      }}
    />
  </label>
);

/** A number that is typed. */
export const NumberField = ({
  name,
  value,
  least,
  most,
  step = 1,
}: Named & {
  readonly value: Signal<number>;
  readonly least: number;
  readonly most: number;
  readonly step?: number;
}): JSX.Element => (
  <label class="field">
    <span>{name}</span>
    <input
      type="number"
      min={least}
      max={most}
      step={step}
      value={value.value}
      onChange={(event) => {
        const given = Number(event.currentTarget.value);
        const whole = step !== 1 || Number.isInteger(given);
        const inside = given >= least && given <= most;
        const valid = event.currentTarget.value !== "" && inside && whole;
        if (valid) value.value = given;
        else event.currentTarget.value = String(value.value);
      }}
    />
  </label>
);

/** A thing that is on or off. */
export const Toggle = ({
  name,
  value,
}: Named & { readonly value: Signal<boolean> }): JSX.Element => (
  <label class="toggle">
    <input
      type="checkbox"
      checked={value.value}
      onChange={(event) => {
        value.value = event.currentTarget.checked;
      }}
    />
    <span>{name}</span>
  </label>
);

/** A part of a page with its title. */
export const Card = ({
  title,
  note,
  children,
}: {
  readonly title: string;
  readonly note?: string;
  readonly children: ComponentChildren;
}): JSX.Element => (
  <section class="card">
    <h2>{title}</h2>
    {note && <p class="quiet">{note}</p>}
    {children}
  </section>
);
