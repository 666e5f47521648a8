import { hostname } from "node:os";
import process from "node:process";
import type { SweepQueue } from "@textvae/sweep-queue";
import type { PlanLine } from "@textvae/sweeps";
import { z } from "zod";

export const queueFlag = (): z.ZodString =>
  z.string().describe("Redis or Valkey that machines share, such as redis://host:6379");

/** An address as others may read it. */
export const withoutPassword = (url: string): string => url.replace(/\/\/[^@/]*@/, "//…@");

/** The queue of a plan. */
export const openQueue = async (
  url: string,
  lines: readonly PlanLine[],
  lease?: number,
): Promise<SweepQueue> => {
  const { planKey, redisQueue } = await import("@textvae/sweep-queue");
  const by = `${hostname()}, process ${process.pid}`;
  const told = lease === undefined ? {} : { lease };
  return redisQueue(url, await planKey(lines), { by, ...told });
};
