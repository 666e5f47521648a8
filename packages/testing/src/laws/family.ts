import { type Tensor2D, tensor2d, tidy } from "@tensorflow/tfjs-core";
import { createRng, type Distribution, type SampleGradient, type Support } from "@textvae/core";

/** A family of distributions at chosen parameters. */
export interface DistributionSubject<Name extends string = string> {
  /**
   * Values of the parameters that gradients are checked for, by name: one array per batch row.
   * Give two or more rows that differ clearly, and few dimensions (2 to 4), so that every law acts.
   */
  readonly parameters: Readonly<Record<Name, readonly (readonly number[])[]>>;
  /** The distribution with these parameters, as tensors `[B, …]` that it borrows. */
  make(parameters: Readonly<Record<Name, Tensor2D>>): Distribution;
  /** Distributions p for which `klTo` has a closed form. */
  readonly against?: readonly (() => Distribution)[];
}

/** The subject's distribution on fresh tensors, to be called in a tidy. */
export const instance = (subject: DistributionSubject): Distribution =>
  subject.make(
    Object.fromEntries(
      Object.entries(subject.parameters).map(([name, rows]) => [
        name,
        tensor2d(rows as number[][]),
      ]),
    ),
  );

/**
 * The subject with samples that follow its density: what its distribution relaxes, or the subject
 * itself.
 */
export const unrelaxed = (subject: DistributionSubject): DistributionSubject => ({
  ...subject,
  make: (parameters) => {
    const q = subject.make(parameters);
    return q.relaxes ?? q;
  },
});

/** B as the parameters that go in have it, which no distribution can be wrong about. */
export const rowsOf = ({ parameters }: DistributionSubject): number =>
  Math.max(...Object.values(parameters).map((rows) => rows.length));

/** What a distribution declares, without its tensors. */
export interface Facts {
  /** B, that of its parameters. */
  readonly batch: number;
  /** Z. */
  readonly size: number;
  readonly support: Support;
  readonly gradient: SampleGradient;
  readonly hasMean: boolean;
  readonly hasMode: boolean;
  readonly hasEntropy: boolean;
  readonly hasKl: boolean;
  /** Whether its samples only stand for those of another distribution. */
  readonly isRelaxed: boolean;
}

export const factsOf = (subject: DistributionSubject): Facts =>
  tidy(() => {
    const q = instance(subject);
    return {
      batch: rowsOf(subject),
      size: q.eventShape[0] as number,
      support: q.support,
      gradient: q.gradient,
      hasMean: q.mean !== undefined,
      hasMode: q.mode !== undefined,
      hasEntropy: q.entropy !== undefined,
      hasKl: q.klTo !== undefined,
      isRelaxed: q.relaxes !== undefined,
    };
  });

/** A family without a density says so: its `logProb` throws `CAPABILITY`. */
export const hasDensity = (subject: DistributionSubject): boolean =>
  tidy(() => {
    const made = instance(subject);
    try {
      made.logProb(made.sample(createRng(0)));
      return true;
    } catch (error) {
      if ((error as { code?: unknown }).code === "CAPABILITY") return false;
      throw error;
    }
  });
