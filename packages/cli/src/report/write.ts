import type { Showing } from "../commands/train.ts";
import type { Session } from "../session.ts";
import { curves } from "./curves.ts";
import { readHistory } from "./history.ts";
import { reportPage } from "./page.ts";

/** Writes `report.html` into the run and returns its path. */
export const writeReport = async (session: Session, showing: Showing): Promise<string> => {
  const { storage, folder, config, plan } = session;
  const history = await readHistory(storage);
  const item = showing.scores.items === "sentences" ? "sentence" : "document";
  const figures = curves(history, { item, divergence: plan.objective.divergenceName });
  const page = reportPage({ folder, config, showing, notes: plan.notes, figures });
  await storage.write("report.html", new TextEncoder().encode(page));
  return `${folder}/report.html`;
};
