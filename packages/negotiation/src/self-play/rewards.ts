/** Number, mean and sum of squared deviations of the rewards so far. */
export interface Moments {
  readonly count: number;
  readonly mean: number;
  readonly squares: number;
}

export const noMoments: Moments = { count: 0, mean: 0, squares: 0 };

/** The moments with one more reward (Welford's update). */
export const withReward = ({ count, mean, squares }: Moments, reward: number): Moments => {
  const next = mean + (reward - mean) / (count + 1);
  return { count: count + 1, mean: next, squares: squares + (reward - mean) * (reward - next) };
};

/**
 * (r − mean) / std, with the moments of rewards before this one, so that they are a baseline that
 * does not depend on the action (the published code counts the reward itself among them); 0 until
 * there are two of them. A std below 10⁻⁴ counts as that, as published.
 */
export const standardise = (reward: number, { count, mean, squares }: Moments): number =>
  count < 2 ? 0 : (reward - mean) / Math.max(1e-4, Math.sqrt(squares / count));

/** What each of n actions of an episode is credited with a reward at its end: γⁿ⁻¹ r … γ r, r. */
export const discounted = (reward: number, actions: number, discount: number): number[] =>
  Array.from({ length: actions }, (_, t) => reward * discount ** (actions - 1 - t));
