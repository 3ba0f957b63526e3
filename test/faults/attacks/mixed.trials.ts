/** Everything that attackers do, together and in any order. */

import type { Random } from "../random.ts";
import type { Fault, Form, Trial } from "../trial.ts";
import { type Attacked, attackFault } from "./attack.ts";
import { Attacker, answeredAll, openAttackers, within } from "./attackers.ts";
import { COSTLY_NAMES, costlyAttacked, questionsOf } from "./costly-data.trials.ts";
import { get, largeAttacked, WIDE } from "./data.ts";
import { costly, letters, marked, severalSpecies, unknownSpecies } from "./requests.trials.ts";

const MIXED_MS: Record<Form, number> = { short: 6000, long: 600_000 };
const LARGE_MS: Record<Form, number> = { short: 4000, long: 120_000 };
/** Attackers at work at a time. */
const ATTACKERS = 16;
/** Of each in a row, at most. */
const MOST_PIPELINED = 100;
const MOST_UNREAD = 20;
const MOST_CONNECTIONS = 100;
/** How long an attacker waits for answers, leaves them unread or sends a body, at most. */
const MOST_MS = 2000;
const DRIP_MS = 50;
/** How long each pauses between two attacks, at most. */
const PAUSE_MS = 40;
const LONG_ANSWERS = [
  "/v1/species",
  "/openapi.json",
  "/v1/genes?species=costly_species&label=manygenes",
  "/v1/suggest?species=costly_species&query=label&limit=25",
];

/** Makes requests of one kind. */
type Make = (random: Random) => string;

/** Attacks once in one way, on connections of its own. */
type Way = (trial: Trial, attacked: Attacked, make: Make) => Promise<void>;

/** One behind the other without waiting; more where they are cheap. */
const inARow: Way = async (trial, { port, traffic }, make) => {
  const attacker = await Attacker.open(port);
  const count = trial.random.between(1, MOST_PIPELINED);
  attacker.send(trial.random.list(count, () => make(trial.random)).join(""), count);
  await answeredAll([attacker], MOST_MS);
  traffic.conclude([attacker]);
};

/** One on each of many connections at the same time. */
const together: Way = async (trial, { port, traffic }, make) => {
  const attackers = await openAttackers(port, trial.random.between(1, MOST_CONNECTIONS));
  for (const attacker of attackers) attacker.send(make(trial.random));
  await answeredAll(attackers, MOST_MS);
  traffic.conclude(attackers);
};

/** Long answers that are not read for a while, or never. */
const unread: Way = async (trial, { port, traffic }) => {
  const { random } = trial;
  const attackers = await openAttackers(port, random.between(1, MOST_UNREAD), false);
  for (const attacker of attackers) attacker.send(get(random.choose(LONG_ANSWERS)));
  await Bun.sleep(random.below(MOST_MS));
  traffic.conclude(attackers);
};

/** Bodies that come a byte at a time, and perhaps never end. */
const dripping: Way = async (trial, { port, traffic }) => {
  const attackers = await openAttackers(port, trial.random.between(1, MOST_CONNECTIONS));
  const end = performance.now() + trial.random.below(MOST_MS);
  for (const attacker of attackers) {
    attacker.send("POST /v1/resolve HTTP/1.1\r\nHost: h\r\nContent-Length: 50000\r\n\r\n{");
  }
  while (performance.now() < end) {
    for (const attacker of attackers) attacker.send(" ", 0);
    await Bun.sleep(DRIP_MS);
  }
  traffic.conclude(attackers);
};

/** A request in pieces of any size, and perhaps not to its end. */
const inPieces: Way = async (trial, { port, traffic }, make) => {
  const { random } = trial;
  const attacker = await Attacker.open(port);
  const pieces = random.pieces(Buffer.from(make(random)), 20);
  const sent = random.oneIn(3) ? pieces.slice(0, -1) : pieces;
  for (const [i, piece] of sent.entries()) {
    attacker.send(piece, i === pieces.length - 1 ? 1 : 0);
    await Bun.sleep(random.below(5));
  }
  await answeredAll([attacker], MOST_MS);
  traffic.conclude([attacker]);
};

/** Something that is no request. */
const noise: Way = async (trial, { port, traffic }) => {
  const attacker = await Attacker.open(port);
  attacker.send(trial.random.bytes(trial.random.below(5000)));
  await within(trial.random.below(MOST_MS), () => attacker.isClosed);
  traffic.conclude([attacker]);
};

const WAYS: readonly Way[] = [
  inARow,
  inARow,
  together,
  together,
  unread,
  dripping,
  inPieces,
  noise,
];

/** Kinds of requests, one of which an attacker chooses each time. */
async function kindsOf(trial: Trial, port: number): Promise<Make[]> {
  const several = await severalSpecies(port);
  return [
    (random) => costly(several(random), random),
    (random) => random.choose(questionsOf(random.choose(COSTLY_NAMES))),
    () => unknownSpecies(trial),
    () => marked(trial),
    (random) => get(`/gene_suggest/?species=homo_sapiens&query=${letters(random, 3)}`),
    (random) => get(`/v1/suggest?species=${several(random)}&query=${letters(random, 3)}&limit=25`),
    (random) => get(`/${letters(random, random.between(1, 10_000))}`),
    (random) => get(`/gene_suggest/?${"&a".repeat(random.below(5000))}`),
    (random) => get(random.choose(LONG_ANSWERS)),
  ];
}

const mixed =
  (milliseconds: Record<Form, number>) =>
  async (trial: Trial, attacked: Attacked): Promise<void> => {
    const { random } = trial;
    const kinds = await kindsOf(trial, attacked.port);
    const end = performance.now() + milliseconds[trial.form];
    const attack = async () => {
      while (performance.now() < end && attacked.ended === null) {
        await random.choose(WAYS)(trial, attacked, random.choose(kinds));
        await Bun.sleep(random.below(PAUSE_MS));
      }
    };
    await Promise.all(Array.from({ length: ATTACKERS }, attack));
  };

export const MIXED_ATTACKS: readonly Fault[] = [
  attackFault("everything together, on costly data", {
    prepare: costlyAttacked,
    attack: mixed(MIXED_MS),
    isOpen: true,
  }),
  attackFault("everything together, on 4,181 species", {
    prepare: async (trial) => largeAttacked(trial, WIDE),
    attack: mixed(LARGE_MS),
    isOpen: true,
  }),
];
