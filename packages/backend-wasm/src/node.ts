/** A worker of `node:worker_threads`, as far as it is used here. */
export interface NodeWorker {
  on(event: "message" | "error" | "exit", listener: (value: never) => void): void;
  postMessage(message: unknown): void;
  terminate(): unknown;
  unref(): void;
}

/** The modules of Node that are used here, none of which exists in a browser. */
interface Builtins {
  readonly "node:os": { availableParallelism(): number };
  readonly "node:v8": { setFlagsFromString(flags: string): void };
  readonly "node:worker_threads": {
    Worker: new (source: string, options: object) => NodeWorker;
  };
}

interface NodeProcess {
  readonly arch: string;
  readonly versions: { readonly [component: string]: string | undefined };
  getBuiltinModule?<Name extends keyof Builtins>(name: Name): Builtins[Name] | undefined;
}

/** Node's process; undefined in browsers, and in Bun and Deno, which imitate it. */
export const nodeProcess = (): NodeProcess | undefined => {
  const { process } = globalThis as { process?: NodeProcess };
  const versions = process?.versions;
  return versions?.node && !versions.bun && !versions.deno ? process : undefined;
};

/** A module of Node; undefined elsewhere. */
export const builtin = <Name extends keyof Builtins>(name: Name): Builtins[Name] | undefined =>
  nodeProcess()?.getBuiltinModule?.(name);
