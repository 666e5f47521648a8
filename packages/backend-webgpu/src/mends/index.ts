import { mendAddN } from "./add-n.ts";
import { mendProd } from "./prod.ts";
import { mendProduct } from "./product.ts";
import { mendSum } from "./sum.ts";
import { mendTile } from "./tile.ts";

export { mendPrograms } from "./programs.ts";

let mended = false;

/** Mends kernels of tfjs, once per program. */
export const mendKernels = (): void => {
  if (mended) return;
  mended = true;
  mendProd();
  mendProduct();
  mendSum();
  mendAddN();
  mendTile();
};
