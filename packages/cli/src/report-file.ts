import type { Storage } from "@textvae/core";
import { keepDiagnosis, reportPage, type Showing, withDiagnosis } from "@textvae/report";
import { curves } from "@textvae/report/charts";
import { readDiagnosis, readHistory, type StoredDiagnosis } from "@textvae/runs/measures";
import type { Session } from "./session.ts";

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
  const figures = curves(history, { item, divergence: plan.objective.divergenceName });
  const page = reportPage({ folder, config, showing, notes: [...plan.notes, ...notices], figures });
  // A diagnosis that can't be read is no reason to end training without a report.
  const diagnosis = await readDiagnosis(storage).catch(() => undefined);
  const earlier = diagnosis && (await readReport(storage));
  await writePage(storage, earlier === undefined ? page : keepDiagnosis(page, earlier));
  return `${folder}/${FILE}`;
};

const readReport = async (storage: Storage): Promise<string | undefined> =>
  (await storage.exists(FILE)) ? new TextDecoder().decode(await storage.read(FILE)) : undefined;

const writePage = (storage: Storage, page: string): Promise<void> =>
  storage.write(FILE, new TextEncoder().encode(page));
