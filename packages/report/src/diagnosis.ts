import { activeUnitsRule, describeFinding, type Information } from "@textvae/diagnostics";
import { type Diagnosis, weightedName } from "@textvae/runs/measures";
import { formatted, withError } from "./numbers.ts";

/** A diagnosis in lines for people. */
export const showDiagnosis = (diagnosis: Diagnosis): string =>
  [
    ...weightedLine(diagnosis),
    ...diagnosis.information.map(informationLine),
    ...aggregateLine(diagnosis.information[0]),
    ...unitsLine(diagnosis),
    ...swapLines(diagnosis),
    ...probeLines(diagnosis),
    ...unavailableLines(diagnosis),
    ...diagnosis.findings.map((finding) => `doctor: ${describeFinding(finding)}`),
  ]
    .map((line) => `  ${line}`)
    .join("\n");

/** Measures that are not there for one reason stand in one line. */
const unavailableLines = ({ unavailable }: Diagnosis): string[] => {
  const reasons = [...new Set(unavailable.map(({ reason }) => reason))];
  return reasons.map((reason) => {
    const measures = unavailable.filter((each) => each.reason === reason);
    return `${measures.map(({ measure }) => measure).join(", ")}: not available (${reason})`;
  });
};

const weightedLine = ({ weighted }: Diagnosis): string[] => {
  if (!weighted) return [];
  const { nll, ppl, items, drawn, reconstruction, divergence } = weighted;
  const elbo = formatted(reconstruction + divergence, 2);
  return [
    `NLL ${withError(nll, drawn?.standardError, 2)}  PPL ${formatted(ppl, 2)}  (${weightedName(weighted)} of ${formatted(items)} items, whose ELBO is ${elbo})`,
  ];
};

const informationLine = ({
  mutualInformation,
  standardError,
  estimator,
  cap,
}: Information): string =>
  `MI ${withError(mutualInformation, standardError, 3)} nats  (${estimator}; can't exceed ${formatted(cap, 2)})`;

const aggregateLine = (information: Information | undefined): string[] => {
  if (information?.aggregateKl === undefined) return [];
  const { kl, aggregateKl, estimator } = information;
  return [
    `KL of q(z) to the prior ${formatted(aggregateKl, 3)} of a mean KL of ${formatted(kl.mean, 3)} nats  (${estimator}, 1 sample)`,
  ];
};

const unitsLine = ({ activeUnits: units }: Diagnosis): string[] =>
  units ? [`AU ${units.active} of ${units.units}  (${activeUnitsRule(units)})`] : [];

const swapLines = ({ swaps = [] }: Diagnosis): string[] =>
  swaps.map(
    ({ rate, cosine }) =>
      `words swapped with a neighbour at rate ${rate}: cosine of the codes ${withError(cosine.mean, cosine.standardError, 3)}`,
  );

const probeLines = ({ probes }: Diagnosis): string[] =>
  probes
    ? [
        `code → bag of words: cosine ${formatted(probes.codeToBow.cosine, 3)}  (epoch ${probes.codeToBow.epoch}, chosen on valid)`,
        `bag of words → code: cosine ${formatted(probes.bowToCode.cosine, 3)}  (epoch ${probes.bowToCode.epoch}, chosen on valid)`,
      ]
    : [];
