import type { Divergence, Reported } from "../contracts/divergence.ts";

/** What a divergence says per item: that of its own value where it wraps no other. */
export const reportedBy = ({ reported, plugin, bound }: Divergence): Reported =>
  reported ?? { name: plugin?.name.toUpperCase() ?? "divergence", bound };
