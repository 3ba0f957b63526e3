import { describe, expect, test } from "bun:test";
import { flipped, sealed } from "../../support/indexes/damage.ts";
import { sharingIndex, smallIndex } from "../../support/indexes/small-index.ts";
import { ask, contradictionIn, refusalOf } from "./judge.ts";

/** What is done to a byte: its lowest bit, its highest and all are flipped. */
const FLIPS = [0x01, 0x80, 0xff];

/** A failure that shows more of them says nothing more. */
const MANY = 10;

const SAMPLES: [string, Uint8Array][] = [
  ["five labels", smallIndex()],
  ["species that share nodes", sharingIndex()],
];

/** Each copy with one byte changed, and what was changed. */
function* changed(bytes: Uint8Array): Generator<{ change: string; damaged: Uint8Array }> {
  for (let at = 0; at < bytes.length; at++) {
    for (const flip of FLIPS) {
      yield { change: `byte ${at} ^ ${flip}`, damaged: flipped(bytes, at, flip) };
    }
  }
}

/** Each copy that ends too early. */
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
  test("is taken as it is", () => {
    expect(refusalOf(bytes)).toBeNull();
    expect(contradictionIn(bytes)).toBeNull();
  });

  test("is refused by name wherever one byte is another", () => {
    const taken = [...changed(bytes)].filter(({ damaged }) => refusalOf(damaged) === null);
    expect(taken.map(({ change }) => change)).toEqual([]);
  });

  test("is refused by name wherever it is cut", () => {
    const taken = [...cut(bytes)].filter(({ damaged }) => refusalOf(damaged) === null);
    expect(taken.map(({ change }) => change)).toEqual([]);
  });

  test("that is opened unchecked only answers or refuses", () => {
    expect(othersThrown(damages(bytes), ask)).toEqual([]);
  });

  test("whose content lies under a sound checksum is refused, or contradicts itself nowhere", () => {
    const contradictions: string[] = [];
    const thrown = othersThrown(damages(bytes), (damaged) => {
      const lying = sealed(damaged);
      if (refusalOf(lying) !== null) return;
      const contradiction = contradictionIn(lying);
      if (contradiction !== null) contradictions.push(contradiction);
    });
    expect({ thrown, contradictions }).toEqual({ thrown: [], contradictions: [] });
  });

  test("whose content lies and that is opened unchecked only answers or refuses", () => {
    const lying = damages(bytes).map(({ change, damaged }) => ({
      change,
      damaged: sealed(damaged),
    }));
    expect(othersThrown(lying, ask)).toEqual([]);
  });
});

/** The first damages at which something else than the project's own error was thrown. */
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
