import { isUnder, scoredTokens } from "@textvae/core/internals";
import {
  type Context,
  createRng,
  type Described,
  described,
  type OptimizerState,
} from "@textvae/core/plugin";
import { type ActivePhase, jointly, trainStep, type UpdateRule } from "@textvae/core/training";
import { TextvaeError } from "@textvae/ops";
import { asOne, type Held } from "./as-one.ts";
import { separately } from "./separately.ts";
import { joinStates, stateOf } from "./state.ts";
import { informationOf, meanWithinBatchInformation } from "./within-batch-information.ts";

export interface AggressiveOptions {
  /** Prefixes of the inference network's parameters. Default: encoder, prior and flow. */
  readonly inference?: readonly string[];
  /** Most updates of the inference network before one of the rest. Default 100. */
  readonly maxUpdates?: number;
  /** Updates between comparisons of the mean loss per token. Default 15. */
  readonly compareEvery?: number;
}

/**
 * Aggressive training of the inference network. Until mutual information on the validation split
 * falls from one evaluation to the next, each update of the decoder is preceded by updates of the
 * inference network alone, on random batches, until their loss stops falling; from then on both
 * are trained jointly. The optimiser keeps separate states for the two. Where one of these updates
 * fails, none of them has happened.
 *
 * Source: "Lagging Inference Networks and Posterior Collapse in Variational Autoencoders",
 * He, Spokoyny, Neubig and Berg-Kirkpatrick, 2019, https://arxiv.org/abs/1901.05534
 *
 * @example
 * for await (const event of train({ ...experiment, update: aggressive() }));
 */
export const aggressive = (options: AggressiveOptions = {}): UpdateRule => aggressively(options);

/** {@link aggressive} as a plugin. */
export const aggressively: Described<AggressiveOptions, UpdateRule> = described(
  "update",
  "aggressive",
  "The inference network ahead of the rest",
  (options): UpdateRule => {
    const {
      inference = ["encoder", "prior", "flow"],
      maxUpdates = 100,
      compareEvery = 15,
    } = options;
    if (!(maxUpdates >= 1 && compareEvery >= 1)) {
      throw new TextvaeError("OPTION", "aggressive", {
        expected: "maxUpdates ≥ 1 and compareEvery ≥ 1",
        got: `${maxUpdates} and ${compareEvery}`,
      });
    }
    const apart = (phase: ActivePhase): ActivePhase => ({
      ...phase,
      optimizer: separately(inference, phase.optimizer),
    });
    const only = (phase: ActivePhase, inferring: boolean): ActivePhase => ({
      ...phase,
      parameters: new Map(
        [...phase.parameters].filter(([name]) => isUnder(name, inference) === inferring),
      ),
    });

    /** Updates of the inference network until their mean loss per token rises. */
    const catchUp = async (
      phase: ActivePhase,
      held: Held,
      { batch: first, epoch }: Parameters<UpdateRule["update"]>[2],
      context: Context,
    ): Promise<void> => {
      const choice = context.rng.stream("inference batches");
      let batch = first;
      let last = Number.POSITIVE_INFINITY;
      let window = { loss: 0, tokens: 0 };
      for (let updates = 1; updates <= maxUpdates; updates++) {
        const result = await trainStep(only(phase, true), held.state, batch, context);
        held.state = result.state;
        window = {
          loss: window.loss + result.report.loss,
          tokens: window.tokens + scoredTokens(batch),
        };
        if (updates % compareEvery === 0) {
          const perToken = window.loss / window.tokens;
          if (perToken > last) break;
          last = perToken;
          window = { loss: 0, tokens: 0 };
        }
        batch = epoch.at(Math.floor((choice.uniforms(1)[0] as number) * epoch.length));
      }
    };

    return {
      init: (phase) => pack(jointly.init(apart(phase)), { aggressive: 1 }),
      async update(given, packed, data, context) {
        const phase = apart(given);
        const numbers = numbersOf(packed);
        const state = stateOf(packed, "optimizer");
        const result = numbers.aggressive
          ? await asOne(only(phase, true).parameters, state, async (held) => {
              await catchUp(phase, held, data, context);
              return trainStep(only(phase, false), held.state, data.batch, context);
            })
          : await jointly.update(phase, state, data, context);
        return { ...result, state: pack(result.state, numbers) };
      },
      async observe(given, packed, validation) {
        const phase = apart(given);
        const before = numbersOf(packed);
        const state = await jointly.observe(phase, stateOf(packed, "optimizer"), validation);
        if (!before.aggressive) return pack(state, before);
        const information = await meanWithinBatchInformation({ ...phase, split: "valid" });
        const { mutualInformation: best = Number.NEGATIVE_INFINITY } = before;
        return pack(state, {
          aggressive: Number(information >= best),
          mutualInformation: information,
        });
      },
      rehearse: ({ model }, batch) => {
        informationOf(model, batch, createRng(0));
      },
      advice: (phase, packed) => jointly.advice(apart(phase), stateOf(packed, "optimizer")),
      metrics: (packed) => ({ ...numbersOf(packed) }),
    };
  },
);

/** Whether it still is aggressive (1 or 0), and the mutual information last seen. */
interface AggressiveNumbers extends Readonly<Record<string, number>> {
  readonly aggressive: number;
}

const pack = (optimizer: OptimizerState, numbers: AggressiveNumbers): OptimizerState =>
  joinStates({ optimizer, rule: { tensors: new Map(), numbers } });

const numbersOf = (packed: OptimizerState): AggressiveNumbers & { mutualInformation?: number } =>
  stateOf(packed, "rule").numbers as AggressiveNumbers;
