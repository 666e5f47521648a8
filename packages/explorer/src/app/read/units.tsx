import type { JSX } from "preact";
import type { MapDescription } from "../../map/description.ts";
import { counted, sized } from "../../reading/numbers.ts";
import { Card } from "../parts/fields.tsx";
import { ordered } from "../write/dimensions.tsx";

/** A bar for each dimension of the code, the one that says most first. */
export const Units = ({ description }: { readonly description: MapDescription }): JSX.Element => {
  const { dimensions, activeUnits, items, split } = description;
  const rows = ordered(dimensions);
  const factorises = dimensions[0]?.kl !== undefined;
  const worth = (i: number) =>
    factorises ? (dimensions[i]?.kl ?? 0) : (dimensions[i]?.variance ?? 0);
  const most = Math.max(1e-9, ...rows.map(worth));
  const what = factorises ? "KL in nats" : "Variance of the mean over items";
  const active = activeUnits
    ? ` Active units: ${activeUnits.active} of ${activeUnits.units} (${activeUnits.rule}).`
    : "";
  return (
    <Card
      title={factorises ? "KL of each dimension" : "Variance of each dimension"}
      note={`${what}, ${counted(items)} items of ${split}.${active}${factorises ? "" : " The KL of this family is no sum over dimensions."}`}
    >
      <ol class="units">
        {rows.map((i) => (
          <li key={i} class={dimensions[i]?.active ? "" : "dead"}>
            <span>
              z<sub>{i}</sub>
            </span>
            <i style={{ width: `${(100 * worth(i)) / most}%` }} />
            <small>{sized(worth(i), 3)}</small>
          </li>
        ))}
      </ol>
    </Card>
  );
};
