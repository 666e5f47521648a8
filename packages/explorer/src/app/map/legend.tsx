import type { JSX } from "preact";
import { colouring } from "./picture.ts";

const MOST = 20;

/** What the colours mean. */
export const Legend = (): JSX.Element | null => {
  const now = colouring.value;
  if (!now || now.legend.kind === "none") return null;
  const { legend, colours } = now;
  if (legend.kind === "classes") {
    return (
      <ul class="classes">
        {legend.names.slice(0, MOST).map((name, i) => (
          <li key={name}>
            <i class="swatch" style={{ background: colours[i % colours.length] as string }} />
            {name}
          </li>
        ))}
      </ul>
    );
  }
  return (
    <div class="ramp">
      <div class="bar" style={{ background: `linear-gradient(90deg, ${colours.join(",")})` }} />
      <span>{legend.from}</span>
      <span>{legend.to}</span>
      <p class="quiet">{legend.says}</p>
    </div>
  );
};
