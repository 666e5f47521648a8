import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { type Address, borrow, release, tryReserve } from "./heap.ts";
import type { Matrix } from "./matrix.ts";
import type { KernelModule } from "./module.ts";

/*
 * Right operands kept in packed form. Generation and evaluation multiply by the same weights
 * again and again; in training they are new at every step. So a matrix is packed for keeps when
 * it comes for the second time. A tensor's numbers never change, and its packed form is freed
 * with it.
 */

/** Bytes of packed forms that a backend keeps; the one unused for longest makes way. */
const LIMIT: number = 256 * 2 ** 20;

interface Packed {
  readonly address: Address;
  readonly bytes: number;
  readonly owner: object;
}

interface Store {
  /** How matrices have been used, by tensor and layout; undefined after the first use. */
  readonly seen: WeakMap<object, Map<string, Packed | undefined>>;
  /** Those in memory, the one unused for longest first. */
  readonly kept: Set<Packed>;
}

const stores = new WeakMap<BackendWasm, Store>();

const storeOf = (backend: BackendWasm): Store => {
  const present = stores.get(backend);
  if (present) return present;
  const store: Store = { seen: new WeakMap(), kept: new Set() };
  stores.set(backend, store);
  const dispose = backend.disposeData.bind(backend);
  backend.disposeData = (dataId, force) => {
    const freed = dispose(dataId, force);
    if (freed) forget(backend, store, dataId);
    return freed;
  };
  return store;
};

const forget = (backend: BackendWasm, { seen, kept }: Store, owner: object): void => {
  for (const packed of seen.get(owner)?.values() ?? []) {
    if (packed && kept.delete(packed)) release(backend, packed.address);
  }
  seen.delete(owner);
};

/** The packed form of a tensor's matrix from its second use on; undefined when it is not kept. */
export const keptPacked = (kernels: KernelModule, right: Matrix): Address | undefined => {
  const { backend, variant } = kernels;
  const { owner, address, rows, columns, rowStep } = right;
  if (!owner) return undefined;
  const store = storeOf(backend);
  const layouts = store.seen.get(owner) ?? new Map<string, Packed | undefined>();
  store.seen.set(owner, layouts);
  const layout = `${variant} ${address} ${rows} ${columns} ${rowStep}`;
  const first = !layouts.has(layout);
  const packed = layouts.get(layout) ?? (first ? undefined : keep(kernels, store, right, owner));
  layouts.set(layout, packed);
  if (packed) {
    store.kept.delete(packed);
    store.kept.add(packed);
  }
  return packed?.address;
};

const keep = (
  kernels: KernelModule,
  store: Store,
  right: Matrix,
  owner: object,
): Packed | undefined => {
  const { backend } = kernels;
  const bytes = kernels.packedRightSize(right.columns, right.rows);
  if (bytes > LIMIT) return undefined;
  let total = bytes;
  for (const { bytes: taken } of store.kept) total += taken;
  for (const oldest of store.kept) {
    if (total <= LIMIT) break;
    total -= oldest.bytes;
    forget(backend, store, oldest.owner);
  }
  const address = tryReserve(backend, bytes);
  if (address === undefined) return undefined;
  pack(kernels, right, address);
  return { address, bytes, owner };
};

const pack = (kernels: KernelModule, right: Matrix, to: Address): void =>
  kernels.packRight(
    ...[right.columns, right.rows, right.address, right.rowStep, right.columnStep, to],
  );

/** Lends a right operand in packed form: the one that is kept, or one for the length of the call. */
export const withPacked = <T>(
  kernels: KernelModule,
  right: Matrix,
  use: (packed: Address) => T,
): T => {
  const kept = keptPacked(kernels, right);
  if (kept !== undefined) return use(kept);
  const bytes = kernels.packedRightSize(right.columns, right.rows);
  return borrow(kernels.backend, bytes, (packed) => {
    pack(kernels, right, packed);
    return use(packed);
  });
};
