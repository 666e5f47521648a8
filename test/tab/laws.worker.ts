import { lawsOf } from "./laws.ts";

postMessage(await lawsOf("laws/worker"));
