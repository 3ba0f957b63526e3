/** The results of measurements: figures, each with the baseline that it is compared with. */

/** Units of figures; `times` is a plain number. */
export type Unit = "B" | "MB" | "us" | "ms" | "s" | "times" | "characters" | "%";

/** An upper limit of a figure. */
export interface Limit {
  /** What is limited: our value, its ratio to the baseline, or how much it exceeds the baseline. */
  of: "ours" | "ratio" | "excess";
  atMost: number;
}

/** A value; where it is the median of several rounds, also their range. */
export interface Measured {
  value: number;
  min?: number;
  max?: number;
}

/** A line of a table; lower is better. */
export interface Figure {
  name: string;
  unit: Unit;
  ours: Measured;
  /** What our value is compared with, measured in the same run. */
  baseline?: Measured & { name: string };
  /** All of them must hold. */
  must?: Limit[];
  aim?: Limit[];
}

/** A measurement's figures under a heading. */
export interface Table {
  title: string;
  figures: Figure[];
}

/** The median of some values; the upper one where two are in the middle. */
export function median(values: ArrayLike<number>): number {
  return percentile(values, 50);
}

/** The value that `percent` of the values do not exceed. */
export function percentile(values: ArrayLike<number>, percent: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))]!;
}

/** The median and the range of some rounds. */
export function summary(rounds: readonly number[]): Measured {
  return { value: median(rounds), min: Math.min(...rounds), max: Math.max(...rounds) };
}

/** The ratio of our value to the baseline. */
export function ratioOf({ ours, baseline }: Figure): number | null {
  return baseline === undefined ? null : ours.value / baseline.value;
}

/** Whether a figure keeps to all of some limits. */
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
