import { createRng, type Split, type Storage } from "@textvae/core";
import { principal, project } from "@textvae/explorer";
import {
  keepDiagnosis,
  mapFigure,
  type PlacedTexts,
  reportPage,
  type Showing,
  withDiagnosis,
} from "@textvae/report";
import { curves } from "@textvae/report/charts";
import { duration, formatted } from "@textvae/report/text";
import { itemsOf, trainedModel } from "@textvae/runs";
import {
  type History,
  readDiagnosis,
  readHistory,
  type StoredDiagnosis,
} from "@textvae/runs/measures";
import { unigram } from "@textvae/text";
import type { Session } from "./session.ts";
import { ownVersion } from "./version.ts";

const FILE = "report.html";

/** Puts a diagnosis into the report of a run that has one. */
export const updateReport = async (storage: Storage, diagnosis: StoredDiagnosis): Promise<void> => {
  const page = await readReport(storage);
  if (page !== undefined) await writePage(storage, withDiagnosis(page, diagnosis));
};

/**
 * Writes `report.html` into the run and returns its path. What an earlier one shows of a diagnosis
 * stays for as long as it speaks of weights that are there.
 */
export const writeReport = async (
  session: Session,
  showing: Showing,
  notices: readonly string[] = [],
): Promise<string> => {
  const { storage, folder, config, plan } = session;
  const history = await readHistory(storage);
  const item = showing.scores.items === "sentences" ? "sentence" : "document";
  const dataset = await session.dataset();
  const { unigram: anchor, split } = showing.scores;
  const names = {
    item,
    divergence: plan.objective.divergenceName,
    unigram: anchor && unigram(dataset, "valid").perplexity,
  } as const;
  const map = await placedTexts(session, split);
  const figures = [...curves(history, names), ...(map ? [mapFigure(map)] : [])];
  const [notes, facts] = [[...plan.notes, ...notices], factsOf(session, history)];
  const page = reportPage({ folder, config, showing, notes, figures, facts });
  // A diagnosis that can't be read is no reason to end training without a report.
  const diagnosis = await readDiagnosis(storage).catch(() => undefined);
  const earlier = diagnosis && (await readReport(storage));
  await writePage(storage, earlier === undefined ? page : keepDiagnosis(page, earlier));
  return `${folder}/${FILE}`;
};

/** What was trained, by what, for how long, and when its report was written. */
const factsOf = ({ model }: Session, { timings }: History): string[] => {
  const parameters = [...model.parameters.values()].reduce((sum, { size }) => sum + size, 0);
  const day = new Date().toISOString().slice(0, 10);
  // Lines of before they told it have none.
  const seconds = timings.map((point) => Number(point.seconds));
  const took = seconds.reduce((sum, part) => sum + part, 0);
  return [
    `${formatted(parameters)} parameters`,
    ...(took > 0 ? [`trained in ${duration(took)}`] : []),
    ...[`textvae ${ownVersion()}`, day],
  ];
};

/** Sentences on the map of a report at most: a page stays light. */
const PLACED = 5000;

/** Held-out sentences at their codes' places; undefined of a model without codes or of other data. */
const placedTexts = async (session: Session, split: Split): Promise<PlacedTexts | undefined> => {
  const { model, plan, settings } = session;
  const dataset = await session.dataset();
  if (!model.parts.prior || !dataset.provides.includes("text")) return undefined;
  const { evaluation: objective } = plan;
  const { recipe, seed } = settings;
  const trained = trainedModel({ model, dataset, objective, recipe, seed });
  const all = itemsOf(dataset, split);
  const rows = createRng(seed).stream("map").permutation(all.size).slice(0, PLACED).sort();
  const items = {
    size: rows.length,
    batch: (some: Int32Array) => all.batch(some.map((i) => rows[i] as number)),
  };
  const points = await trained.encode(items, { seed });
  const width = points[0]?.z.length ?? 0;
  const values = new Float32Array(points.length * width);
  for (const [n, { z }] of points.entries()) values.set(z, n * width);
  const codes = { values, width };
  const place_N2 = project(codes, principal(codes, { count: 2, centred: true }));
  const title = `${formatted(rows.length)} sentences of ${split} by their codes, principal directions`;
  return { title, place_N2, texts: trained.wordings(items) };
};

const readReport = async (storage: Storage): Promise<string | undefined> =>
  (await storage.exists(FILE)) ? new TextDecoder().decode(await storage.read(FILE)) : undefined;

const writePage = (storage: Storage, page: string): Promise<void> =>
  storage.write(FILE, new TextEncoder().encode(page));
