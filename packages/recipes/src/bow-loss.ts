import type { Decoder } from "@textvae/core";
import { bowDecoder } from "@textvae/decoder-bow";
import { withAuxiliary } from "@textvae/layers";
import * as z from "zod";
import type { Needs } from "./needs.ts";
import { termWeight } from "./options.ts";

/** The loss that makes a code predict the words of its sentence, whatever their order. */
export const bowLossOptions = {
  bowWeight: termWeight.default(0).describe("weight of a bag-of-words loss; 0: without"),
  bowHidden: z.int().min(1).default(400).describe("width of the bag-of-words loss's layer"),
};

export const bowLossNeeds: Needs = { bowHidden: { option: "bowWeight", above: 0, width: true } };

/** The decoder with that loss beside it, or as it is where the loss has no weight. */
export const withBowLoss = (
  decoder: Decoder,
  { bowWeight, bowHidden }: z.output<z.ZodObject<typeof bowLossOptions>>,
): Decoder =>
  bowWeight === 0
    ? decoder
    : withAuxiliary(decoder, bowDecoder({ reads: "text", hidden: [bowHidden] }), bowWeight);
