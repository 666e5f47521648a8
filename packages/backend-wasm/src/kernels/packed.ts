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
  /** Where it stands among the layouts of its tensor. */
  readonly layouts: Layouts;
  readonly layout: string;
}

/** How a tensor has been used: the packed form by layout, undefined after the first use. */
type Layouts = Map<string, Packed | undefined>;

interface Store {
  readonly seen: WeakMap<object, Layouts>;
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
    if (!freed) return false;
    for (const packed of store.seen.get(dataId)?.values() ?? []) {
      if (packed) drop(backend, store, packed);
    }
    return true;
  };
  return store;
};

const drop = (backend: BackendWasm, { kept }: Store, packed: Packed): void => {
  kept.delete(packed);
  packed.layouts.delete(packed.layout);
  release(backend, packed.address);
};

/** The packed form of a tensor's matrix from its second use on; undefined when it is not kept. */
export const keptPacked = (kernels: KernelModule, right: Matrix): Address | undefined => {
  const { backend, variant } = kernels;
  const { owner, address, rows, columns, rowStep } = right;
  if (!owner) return undefined;
  const store = storeOf(backend);
  const layouts: Layouts = store.seen.get(owner) ?? new Map();
  store.seen.set(owner, layouts);
  const layout = `${variant} ${address} ${rows} ${columns} ${rowStep}`;
  const known = layouts.get(layout);
  if (known) {
    store.kept.delete(known);
    store.kept.add(known);
    return known.address;
  }
  const comesBack = layouts.has(layout);
  layouts.set(layout, undefined);
  return comesBack ? keep(kernels, store, right, { layouts, layout }) : undefined;
};

const keep = (
  kernels: KernelModule,
  store: Store,
  right: Matrix,
  place: Pick<Packed, "layouts" | "layout">,
): Address | undefined => {
  const { backend } = kernels;
  const bytes = kernels.packedRightSize(right.columns, right.rows);
  if (bytes > LIMIT) return undefined;
  let total = bytes;
  for (const { bytes: taken } of store.kept) total += taken;
  for (const oldest of store.kept) {
    if (total <= LIMIT) break;
    total -= oldest.bytes;
    drop(backend, store, oldest);
  }
  const address = tryReserve(backend, bytes);
  if (address === undefined) return undefined;
  pack(kernels, right, address);
  const packed = { ...place, address, bytes };
  place.layouts.set(place.layout, packed);
  store.kept.add(packed);
  return address;
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
