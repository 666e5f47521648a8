import type { StoredDiagnosis } from "@textvae/runs/measures";
import type { RecordedConfig } from "@textvae/runs/record";
import { cutLine, unknownShare } from "./account.ts";
import type { Figure } from "./curves.ts";
import { showDiagnosis } from "./diagnosis.ts";
import { escapeHtml, STYLE, table } from "./html.ts";
import { formatted } from "./numbers.ts";
import { ratesLines } from "./rates.ts";
import { divergenceLabel, meanPerDocument, showScores, unigramName } from "./scores.ts";
import type { Showing } from "./showing.ts";
import { showWeights } from "./weights.ts";

export interface ReportContent {
  readonly folder: string;
  readonly config: RecordedConfig;
  readonly showing: Showing;
  readonly notes: readonly string[];
  readonly figures: readonly Figure[];
  /** What was trained, where and when, each in a few words. */
  readonly facts?: readonly string[];
}

/** One self-contained page: numbers, curves, sentences and configuration of a run. */
export const reportPage = (content: ReportContent): string => {
  const { folder, config, showing, notes, figures, facts = [] } = content;
  const title = `${config.recipe} on ${config.location.data.split(/[\\/]/).at(-1)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
<p>${[folder, `seed ${config.seed}`, `backend ${config.backend}`, ...facts].map(escapeHtml).join(" · ")}</p>
</header>
<main>
${scoresSection(showing, notes)}
<section class="figures">${figures.map(figureOf).join("\n")}</section>
${samplesSection(showing)}
${interpolationSection(showing)}
<section><details><summary><h2>Configuration</h2></summary><pre>${escapeHtml(JSON.stringify(config, null, 2))}</pre></details></section>
</main>
</body>
</html>
`;
};

const DIAGNOSIS = /<section id="diagnosis">[\s\S]*?<\/section>\n/;

/** The page with what was diagnosed, in place of an earlier diagnosis. */
export const withDiagnosis = (page: string, stored: StoredDiagnosis): string => {
  const { split, scores, checkpoint } = stored;
  const text = `${showScores(scores)}\n${showDiagnosis(stored)}`;
  const section = `<section id="diagnosis"><h2>Diagnosis</h2>
<p class="quiet">textvae diagnose, ${split}, weights of step ${checkpoint.step}.</p><pre>${escapeHtml(text)}</pre></section>\n`;
  return withSection(page.replace(DIAGNOSIS, ""), section);
};

/** The page with the diagnosis that another one shows, if it does. */
export const keepDiagnosis = (page: string, earlier: string): string =>
  withSection(page, DIAGNOSIS.exec(earlier)?.[0] ?? "");

const withSection = (page: string, section: string): string =>
  page.replace("</main>", () => `${section}</main>`);

const scoresSection = ({ scores, weights }: Showing, notes: readonly string[]): string => {
  const { split, items, account, evaluations, unigram } = scores;
  const rows = evaluations.map(({ nll, ppl, divergence, reconstruction, estimator }) => [
    formatted(nll, 2),
    formatted(ppl, 2),
    formatted(divergence, 2),
    formatted(reconstruction, 2),
    estimator.bound ? estimator.name : `${estimator.name} (not a bound)`,
  ]);
  const anchor = unigram
    ? [
        [
          formatted(unigram.natsPerSentence, 2),
          formatted(unigram.perplexity, 2),
          "",
          "",
          unigramName(unigram),
        ],
      ]
    : [];
  const count = formatted(evaluations[0]?.items ?? 0);
  const tokens = formatted(evaluations[0]?.tokens ?? 0);
  return `<section><h2>Held-out numbers</h2>
${table(["NLL", "PPL", divergenceLabel(evaluations), "reconstruction", "estimator"], [...rows, ...anchor])}
<p class="quiet">${split}: ${count} ${items}, ${tokens} scored tokens${account ? unknownShare(account) : ""}${items === "sentences" ? ", ends of sentence included" : ""}. Nats per ${items.slice(0, -1)}; PPL = exp(total nats / scored tokens).</p>
${
  account
    ? cutLine(account)
        .map((line) => `<p class="quiet">${line}.</p>`)
        .join("")
    : ""
}
${ratesLines(evaluations, account)
  .map((line) => `<p class="quiet">${escapeHtml(line)}.</p>`)
  .join("\n")}
${items === "documents" ? `<p class="quiet">${escapeHtml(meanPerDocument(evaluations, unigram))}</p>` : ""}
<p class="quiet">${escapeHtml(showWeights(weights))}</p>
${notes.map((note) => `<p class="quiet">${escapeHtml(note)}</p>`).join("\n")}
</section>`;
};

const figureOf = ({ title, legend, svg }: Figure): string => {
  const names = legend.map(([name, colour, dashed]) => {
    const mark = dashed
      ? `<i class="dashed" style="border-color:var(${colour})"></i>`
      : `<i style="background:var(${colour})"></i>`;
    return `<span>${mark}${escapeHtml(name)}</span>`;
  });
  return `<figure><figcaption><b>${escapeHtml(title)}</b>${names.join("")}</figcaption>${svg}</figure>`;
};

const NO_WORD = '<em class="quiet">no word</em>';

const samplesSection = ({ samples }: Showing): string =>
  `<section><h2>Samples</h2><ol>${samples.map((sample) => `<li>${escapeHtml(sample) || NO_WORD}</li>`).join("")}</ol></section>`;

const interpolationSection = ({ interpolation }: Showing): string => {
  if (!interpolation) return "";
  const { from, to, path, sentences } = interpolation;
  const rows = [
    ["from", from],
    ...sentences.map((text, i) => [(i / (sentences.length - 1)).toFixed(2), text]),
    ["to", to],
  ];
  return `<section><h2>Interpolation along the ${escapeHtml(path)}</h2>${table(["t", "sentence"], rows)}</section>`;
};
