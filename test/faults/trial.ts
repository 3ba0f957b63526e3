import { Random } from "./random.ts";

/** Something that can go wrong around Assembl, and how to provoke it. */
export interface Fault {
  name: string;
  /** How often it is tried, in the short form and in the long one. */
  times: Record<Form, number>;
  /** It mostly waits, for half a minute, so that others are tried at the same time. */
  isPatient?: boolean;
  /** A known defect that is not mended yet: tried in the long form, and where it is asked for by name. */
  isOpen?: boolean;
  /** Tries it, and reports the outcome to the trial. An error that it throws counts as a failure. */
  run(trial: Trial): Promise<void>;
}

export type Form = "short" | "long";

/** How many of the problems are printed. */
const TOLD = 5;
const LONGEST_TOLD = 700;

/** The outcome of trying one fault. */
export class Trial {
  /** How often it was tried. */
  tried = 0;
  /** Number of requests, including those that are the fault. */
  sent = 0;
  /** Requests without an answer or with an error, unless the fault excuses it. */
  failed = 0;
  /** Answers that differ from the reference, and anything else that must not happen. */
  wrong = 0;
  /** Descriptions of the first problems. */
  readonly told: string[] = [];
  /** Figures to print, whatever the outcome. */
  readonly notes: string[] = [];
  readonly random: Random;
  readonly times: number;

  constructor(
    fault: Fault,
    readonly seed: number,
    readonly form: Form,
    /** The command line of the program that attacks are made on. */
    readonly program: readonly string[],
  ) {
    this.random = new Random(seed);
    this.times = fault.times[form];
  }

  get isGood(): boolean {
    return this.failed === 0 && this.wrong === 0;
  }

  note(figure: string): void {
    this.notes.push(figure);
  }

  fail(what: string, times = 1): void {
    this.failed += times;
    this.#tell(`failed: ${what}`);
  }

  mistake(what: string, times = 1): void {
    this.wrong += times;
    this.#tell(`wrong: ${what}`);
  }

  /** Counts a mistake if two values are not equal. */
  compare(what: string, found: unknown, wanted: unknown): void {
    if (Bun.deepEquals(found, wanted)) return;
    this.mistake(`${what}: ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`);
  }

  #tell(what: string): void {
    if (this.told.length < TOLD) this.told.push(what.slice(0, LONGEST_TOLD));
  }
}
