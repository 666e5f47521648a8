import { tidy, type Variable, variable, zeros } from "@tensorflow/tfjs-core";
import { TextvaeError } from "@textvae/ops";
import type { Initializer, Rng, Scope } from "../contracts/component.ts";
import { checkFits } from "./fits.ts";
import { parametersUnder } from "./parameter-names.ts";

export type { Scope } from "../contracts/component.ts";

export interface RootScope extends Scope {
  /** All parameters by full name, in order of creation. */
  readonly parameters: ReadonlyMap<string, Variable>;
  /** Gives the parameters under the prefixes new first values from streams of `rng`. */
  reset(prefixes: readonly string[], rng: Rng): void;
  /** Gives all parameters their first values, where these wait for it. */
  initialise(): void;
  dispose(): void;
}

export interface ScopeOptions {
  /** Whether first values are zeros until `initialise`, so that what is too large is found before. */
  readonly waits?: boolean;
}

/** A root scope whose parameters are initialised from streams of `rng`. */
export const createScope = (rng: Rng, { waits = false }: ScopeOptions = {}): RootScope => {
  const parameters = new Map<string, Variable>();
  const initializers = new Map<string, Initializer>();
  const shared = new Map<object, unknown>();

  const at = (path: string): Scope => {
    const join = (name: string) => (path === "" ? name : `${path}.${name}`);
    return {
      path,
      child: (name) => at(join(name)),
      variable(name, shape, initializer) {
        const full = join(name);
        if (parameters.has(full)) {
          throw new TextvaeError("ASSEMBLY", `scope.variable("${full}")`, {
            expected: "a name not yet taken",
            got: `"${full}" a second time`,
            hint: "Share one component object between the parts, or build under another child scope.",
          });
        }
        checkFits(full, shape, parameters.values());
        const value = tidy(() =>
          waits ? zeros([...shape]) : initializer(shape, rng.stream(full)),
        );
        const created = variable(value, true);
        value.dispose();
        parameters.set(full, created);
        initializers.set(full, initializer);
        return created;
      },
      share<T>(key: object, name: string, build: (scope: Scope) => T): T {
        if (!shared.has(key)) shared.set(key, build(at(name)));
        return shared.get(key) as T;
      },
    };
  };

  const give = (chosen: ReadonlyMap<string, Variable>, streams: Rng) => {
    for (const [name, parameter] of chosen) {
      const initializer = initializers.get(name) as Initializer;
      const value = tidy(() => initializer(parameter.shape, streams.stream(name)));
      parameter.assign(value);
      value.dispose();
    }
  };

  return {
    ...at(""),
    parameters,
    reset: (prefixes, streams) =>
      give(parametersUnder(parameters, prefixes, "model.reset"), streams),
    initialise: () => give(parameters, rng),
    dispose() {
      for (const parameter of parameters.values()) parameter.dispose();
      parameters.clear();
      shared.clear();
    },
  };
};
