import { describe, expect, test } from "bun:test";
import { flipped, sealed } from "../../support/indexes/damage.ts";
import { sharingIndex, smallIndex } from "../../support/indexes/small-index.ts";
import { ask, contradictionIn, refusalOf } from "./judge.ts";

/** Bits of a byte that are flipped: the lowest, the highest, and all. */
const FLIPS = [0x01, 0x80, 0xff];

/** A failure need not show more than these. */
const MANY = 10;

const SAMPLES: [string, Uint8Array][] = [
  ["five labels", smallIndex()],
  ["species that share nodes", sharingIndex()],
];

/** Copies with one byte changed, for every byte. */
function* changed(bytes: Uint8Array): Generator<{ change: string; damaged: Uint8Array }> {
  for (let at = 0; at < bytes.length; at++) {
    for (const flip of FLIPS) {
      yield { change: `byte ${at} ^ ${flip}`, damaged: flipped(bytes, at, flip) };
    }
  }
}

/** Truncated copies, of every length. */
function* cut(bytes: Uint8Array): Generator<{ change: string; damaged: Uint8Array }> {
  for (let length = 0; length < bytes.length; length++) {
    yield { change: `cut to ${length} bytes`, damaged: bytes.slice(0, length) };
  }
}

function* damages(bytes: Uint8Array) {
  yield* changed(bytes);
  yield* cut(bytes);
}

describe.each(SAMPLES)("an index of %s", (_, bytes) => {
  test("is accepted as it is", () => {
    expect(refusalOf(bytes)).toBeNull();
    expect(contradictionIn(bytes)).toBeNull();
  });

  test("is refused whichever byte is changed", () => {
    const taken = [...changed(bytes)].filter(({ damaged }) => refusalOf(damaged) === null);
    expect(taken.map(({ change }) => change)).toEqual([]);
  });

  test("is refused wherever it is truncated", () => {
    const taken = [...cut(bytes)].filter(({ damaged }) => refusalOf(damaged) === null);
    expect(taken.map(({ change }) => change)).toEqual([]);
  });

  test("that is damaged answers or is refused, if it is opened without verification", () => {
    expect(othersThrown(damages(bytes), ask)).toEqual([]);
  });

  test("that is damaged but has a correct checksum is refused, or is free of contradictions", () => {
    const contradictions: string[] = [];
    const thrown = othersThrown(damages(bytes), (damaged) => {
      const lying = sealed(damaged);
      if (refusalOf(lying) !== null) return;
      const contradiction = contradictionIn(lying);
      if (contradiction !== null) contradictions.push(contradiction);
    });
    expect({ thrown, contradictions }).toEqual({ thrown: [], contradictions: [] });
  });

  test("that is damaged but has a correct checksum answers or is refused, if it is opened without verification", () => {
    const lying = damages(bytes).map(({ change, damaged }) => ({
      change,
      damaged: sealed(damaged),
    }));
    expect(othersThrown(lying, ask)).toEqual([]);
  });
});

/** The first damages that made an action throw. */
function othersThrown(
  damages: Iterable<{ change: string; damaged: Uint8Array }>,
  action: (damaged: Uint8Array) => void,
): string[] {
  const thrown: string[] = [];
  for (const { change, damaged } of damages) {
    try {
      action(damaged);
    } catch (error) {
      thrown.push(`${change}: ${String(error)}`);
      if (thrown.length === MANY) break;
    }
  }
  return thrown;
}
