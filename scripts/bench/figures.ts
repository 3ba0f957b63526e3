/** What measurements hand out: figures, each beside what it stands against. */

/** Units that figures are printed in; `times` is a number without one. */
export type Unit = "B" | "MB" | "us" | "ms" | "s" | "times" | "characters";

/** How much a figure may be. */
export interface Limit {
  /** What is limited: our value in its unit, ours over the baseline, or ours less the baseline. */
  of: "ours" | "ratio" | "excess";
  atMost: number;
}

/** A value, and how far the rounds that it is the median of lie apart. */
export interface Measured {
  value: number;
  min?: number;
  max?: number;
}

/** One line of a table; lower is better. */
export interface Figure {
  name: string;
  unit: Unit;
  ours: Measured;
  /** What ours is compared with, measured in the same run. */
  baseline?: Measured & { name: string };
  /** All of them have to hold. */
  must?: Limit[];
  aim?: Limit[];
}

/** A measurement's figures under a heading. */
export interface Table {
  title: string;
  figures: Figure[];
}

/** The middle of some values, the upper one of two. */
export function median(values: ArrayLike<number>): number {
  return percentile(values, 50);
}

/** The value that `percent` of the values do not exceed. */
export function percentile(values: ArrayLike<number>, percent: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))]!;
}

/** Median and spread of rounds. */
export function summary(rounds: readonly number[]): Measured {
  return { value: median(rounds), min: Math.min(...rounds), max: Math.max(...rounds) };
}

/** Ours over the baseline. */
export function ratioOf({ ours, baseline }: Figure): number | null {
  return baseline === undefined ? null : ours.value / baseline.value;
}

/** Whether a figure keeps all limits. */
export function meets(figure: Figure, limits: readonly Limit[]): boolean {
  return limits.every((limit) => limitedValue(figure, limit) <= limit.atMost);
}

function limitedValue(figure: Figure, { of }: Limit): number {
  if (of === "ours") return figure.ours.value;
  if (figure.baseline === undefined) throw new Error(`${figure.name} has no baseline`);
  return of === "ratio"
    ? figure.ours.value / figure.baseline.value
    : figure.ours.value - figure.baseline.value;
}
