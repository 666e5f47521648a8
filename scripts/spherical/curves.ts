import { comparisonChart } from "@textvae/report/charts";
import type { Validation } from "../results/row.ts";
import type { Row } from "../results/table.ts";

/** What another seed came to, whose curve would lie on that of the first. */
const AGAIN = /, again$/;

/** What the validation split said of models while they were trained, in nats per token. */
export const validationCurves = (rows: readonly Row[]): string =>
  comparisonChart(
    (rows as readonly (Row & { readonly validation?: readonly Validation[] })[])
      .filter(({ label, validation }) => validation !== undefined && !AGAIN.test(label))
      .map(({ label, validation = [] }) => ({
        run: label,
        points: validation.map(({ step, ppl }) => ({ step, perToken: Math.log(ppl) })),
      })),
  );
