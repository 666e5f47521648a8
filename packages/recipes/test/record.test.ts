import { cpu } from "@textvae/backend-cpu";
import {
  assemble,
  type Experiment,
  type ModelParts,
  type Plain,
  recordOf,
  revive,
} from "@textvae/core";
import { bow } from "@textvae/dataset-bow";
import { dialogue } from "@textvae/dataset-dialogue";
import { text } from "@textvae/dataset-text";
import { describe, expect, test } from "vitest";
import { everything, recipes } from "./every.ts";

await cpu().start();

const lines = "good\tthe cat sat\nbad\ta dog ran\n";
const turns = "hello there __eou__ hi __eou__ how are you __eou__\nfine __eou__ thanks __eou__\n";
const counts = "0 1:2 2:1\n1 3:1 4:2\n0 1:1 5:1\n1 2:2 4:1\n".repeat(4);
const datasets = [
  text({ format: "label-tab", splits: { train: lines, valid: lines } }),
  bow({ splits: { train: counts, test: counts }, vocabulary: "a\nb\nc\nd\ne", holdOut: 0.25 }),
  dialogue({ splits: { train: turns, valid: "good bye __eou__ see you __eou__\n" } }),
];

const assembled = (plan: Pick<Experiment, "parts" | "objective">) => {
  for (const dataset of datasets) {
    try {
      return assemble(plan.parts, { dataset, objective: plan.objective, seed: 1 });
    } catch (error) {
      if ((error as { code?: string }).code !== "ASSEMBLY") throw error;
    }
  }
  throw new Error("no dataset for it");
};

const values = (plan: Pick<Experiment, "parts" | "objective">) => {
  const model = assembled(plan);
  const read = [...model.parameters].map(([name, value]) => [name, [...value.dataSync()]]);
  model.dispose();
  return read;
};

describe("a plan as plain data", () => {
  const registry = everything();
  const small = {
    ...{ hidden: 4, embedding: 3, dim: 3, filters: 4, bowHidden: 4, encoderHidden: 4 },
    ...{ encoderOptions: { hidden: 4 }, decoderOptions: { hidden: 4 } },
    ...{ priorHidden: 4, utteranceHidden: 4, contextHidden: 4 },
  };
  const centres = [
    [0, 0, 1],
    [1, 0, 0],
  ];
  for (const [name, recipe] of Object.entries(recipes)) {
    const keys = Object.keys(recipe.options.shape);
    const options = Object.fromEntries(Object.entries(small).filter(([key]) => keys.includes(key)));
    test(`${name} is made again from its record: the same record, the same first weights`, () => {
      const plan = recipe.create(
        { ...options, ...(keys.includes("centres") && { centres }) },
        registry,
      );
      const record = recordOf(plan);
      expect(JSON.stringify(record)).not.toContain("(function)");
      const again = revive(JSON.parse(JSON.stringify(record)) as Plain, registry) as Experiment;
      expect(recordOf(again)).toEqual(record);
      expect(values(again)).toEqual(values(plan));
    });
  }

  test("a divergence of another version is refused by name", () => {
    const plan = recipes.nvrnn?.create({}, registry) as Experiment;
    const record = JSON.parse(
      JSON.stringify(recordOf(plan.objective)).replace(
        '"kl","version":"0.1.0"',
        '"kl","version":"9.9.9"',
      ),
    ) as Plain;
    expect(() => revive(record, registry)).toThrow(/divergence "kl" 9\.9\.9/);
  });

  test("an embedding that two parts share is one object again", () => {
    const plan = recipes.nvrnn?.create({}, registry) as Experiment;
    const record = recordOf(plan.parts);
    expect(JSON.stringify(record)).toContain('"same":1');
    const model = assembled({ ...plan, parts: revive(record, registry) as ModelParts });
    expect([...model.parameters.keys()].filter((key) => key.startsWith("embedding"))).toHaveLength(
      1,
    );
    model.dispose();
  });
});
