import process from "node:process";
import { TextvaeError } from "@textvae/core";
import { requireChromium } from "./find.ts";
import { optional } from "./optional.ts";
import type { Site } from "./site.ts";

/** The longest task of a thread in milliseconds: by the clock, and the most that one computed itself. */
export interface LongestTask {
  readonly clock: number;
  /** Without the time in which the machine did something else. */
  readonly own: number;
}

/** A page that runs a program. */
export interface Page {
  /** Calls what the program has put on `globalThis.textvae`; arguments and result are plain data. */
  call<Result>(name: string, ...args: readonly unknown[]): Promise<Result>;
  /** Does something, and tells the longest task of the page's own thread meanwhile. */
  traced<Result>(act: () => Promise<Result>): Promise<{ result: Result; longest: LongestTask }>;
  /** Threads of the page besides its own. */
  workers(): number;
  close(): Promise<void>;
}

export interface PageOptions {
  /** Whether its threads may share memory. */
  readonly isolated?: boolean;
  /** Chromium's own flags. */
  readonly flags?: readonly string[];
}

/** The flags with which a page has WebGPU on a machine without a graphics processor. */
export const SOFTWARE_GPU: readonly string[] = [
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
];

/** Milliseconds that a program may take until it can be called. */
const STARTING = 120_000;

/** Milliseconds that one call may take. */
const PATIENCE = 1_800_000;

/** Opens a program in a headless Chromium of its own. Throws `BACKEND` where there is none. */
export const openPage = async (site: Site, options: PageOptions = {}): Promise<Page> => {
  const { isolated = false, flags = [] } = options;
  const executablePath = requireChromium();
  const { launch } = await optional("puppeteer-core", () => import("puppeteer-core"));
  const browser = await launch({
    executablePath,
    headless: true,
    protocolTimeout: PATIENCE,
    args: [
      "--disable-dev-shm-usage",
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), // Chromium refuses root with one
      ...flags,
    ],
  });
  try {
    const page = await browser.newPage();
    let failure: unknown;
    page.on("pageerror", (error) => {
      failure ??= error;
    });
    page.on("error", (error) => {
      failure ??= error;
    });
    await page.goto(site.address(isolated), { waitUntil: "load" });
    await page.waitForFunction("globalThis.textvae", { timeout: STARTING }).catch((cause) => {
      throw failed("a program that did not start", failure ?? cause);
    });
    return {
      async call(name, ...args) {
        const result = await page
          .evaluate(callProgram, name, args)
          .catch((cause) => ({ error: (cause as Error).message }));
        if (failure) throw failed(messageOf(failure), failure);
        if ("error" in result) throw failed(result.error);
        return result.value as never;
      },
      async traced(act) {
        await page.tracing.start({ categories: ["toplevel"] });
        const result = await act();
        return { result, longest: longestIn((await page.tracing.stop()) ?? new Uint8Array()) };
      },
      workers: () => page.workers().length,
      close: () => browser.close(),
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
};

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** The longest task of the threads that pages run on, in a trace of Chromium. */
const longestIn = (trace: Uint8Array): LongestTask => {
  const { traceEvents } = JSON.parse(new TextDecoder().decode(trace)) as {
    readonly traceEvents: readonly TraceEvent[];
  };
  const of = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
  const pages = new Set(
    traceEvents
      .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
      .map(of),
  );
  const tasks = traceEvents.filter(
    (event) => event.name.endsWith("RunTask") && pages.has(of(event)),
  );
  const most = (time: "dur" | "tdur") =>
    tasks.reduce((longest, task) => Math.max(longest, task[time] ?? 0), 0) / 1000;
  return { clock: most("dur"), own: most("tdur") };
};

/** Runs in the page. */
const callProgram = async (
  name: string,
  args: readonly unknown[],
): Promise<{ value: unknown } | { error: string }> => {
  const { textvae } = globalThis as unknown as {
    textvae: Record<string, (...args: readonly unknown[]) => unknown>;
  };
  try {
    return { value: await textvae[name]?.(...args) };
  } catch (error) {
    return { error: String(error) };
  }
};

const messageOf = (cause: unknown): string => (cause as Error).message ?? String(cause);

const failed = (got: string, cause?: unknown): TextvaeError =>
  new TextvaeError("BACKEND", "a page in Chromium", {
    expected: "a program that runs",
    got,
    cause,
  });
