/** What anybody on the network may do to make others wait. */

import { Connection } from "../../support/clients/connection.ts";
import { run } from "../../support/processes/program.ts";
import type { TempDir } from "../../support/temp.ts";
import { until } from "../../support/until.ts";
import type { Random } from "../random.ts";
import { Target } from "../target.ts";
import type { Fault, Form, Trial } from "../trial.ts";
import {
  type Attacked,
  type AttackOptions,
  asProgram,
  attackFault,
  type Confined,
} from "./attack.ts";
import { Attacker, answeredAll, openAttackers } from "./attackers.ts";
import { get, largeAttacked, post, TALL, WIDE } from "./data.ts";

/** After that an attacker waits no longer for its answers. */
export const PATIENCE_MS = 120_000;
/** How long attacks at a constant rate go on. */
const PACED_SECONDS: Record<Form, number> = { short: 3, long: 15 };
const LETTERS = "abcdefghijklmnopqrstuvwxyz";

const PACED_CONNECTIONS = 8;
const UNKNOWN_A_SECOND = 40;
const UNKNOWN_PIPELINED: Record<Form, number> = { short: 100, long: 1500 };
/** As long as a bacterium's name, and like none. */
const UNKNOWN_LETTERS = 38;

const MARKS_A_SECOND = 12;
const MARKS_PIPELINED: Record<Form, number> = { short: 20, long: 100 };
/** Of each of two marks, above and below a letter, in as many bytes as a request line holds. */
const MARKS = 3500;

const SEVERAL = 20;
const LABEL_OF_MANY_GENES = "Y_RNA";
const PIPELINED: Record<Form, number> = { short: 10_000, long: 2000 };
const CHEAP_PIPELINED = 10_000;

/** As many as a body has room for. */
const MEMBERS = 110_000;

const BODIES = 4300;
const BODIES_HELD_MS: Record<Form, number> = { short: 3000, long: 10_000 };

const LOGGED: Record<Form, { requests: number; pathBytes: number }> = {
  short: { requests: 15_000, pathBytes: 15_000 },
  long: { requests: 200_000, pathBytes: 3000 },
};
const LOGGING_CONNECTIONS = 8;
const LOGGED_A_BATCH = 20;

const UNREAD: Record<Form, number> = { short: 600, long: 6000 };
const UNREAD_MS = 3000;

/** Sends at a constant rate, on connections in turns that are opened again where the server closes them. */
async function atRate(
  trial: Trial,
  { port, traffic }: Attacked,
  perSecond: number,
  make: () => string,
): Promise<void> {
  const attackers = await openAttackers(port, PACED_CONNECTIONS);
  const all = [...attackers];
  const count = perSecond * PACED_SECONDS[trial.form];
  const start = performance.now();
  for (let turn = 0; turn < count; turn++) {
    const place = turn % attackers.length;
    if (attackers[place]!.isClosed) {
      attackers[place] = await Attacker.open(port);
      all.push(attackers[place]);
    }
    attackers[place]!.send(make());
    const due = start + ((turn + 1) * 1000) / perSecond;
    await Bun.sleep(Math.max(0, due - performance.now()));
  }
  await answeredAll(attackers, PATIENCE_MS);
  traffic.conclude(all);
}

/** Sends all at once on one connection, and waits for as many answers or for the connection's end. */
export async function pipelined(
  { port, traffic }: Attacked,
  requests: readonly string[],
): Promise<void> {
  const attacker = await Attacker.open(port);
  attacker.send(requests.join(""), requests.length);
  await answeredAll([attacker], PATIENCE_MS);
  traffic.conclude([attacker]);
}

/** Sends one request on each of some connections at the same time. */
export async function atOnce(
  { port, traffic }: Attacked,
  requests: readonly string[],
): Promise<void> {
  const attackers = await openAttackers(port, requests.length);
  for (const [i, attacker] of attackers.entries()) attacker.send(requests[i]!);
  await answeredAll(attackers, PATIENCE_MS);
  traffic.conclude(attackers);
}

export const letters = (random: Random, count: number) =>
  random.list(count, () => LETTERS[random.below(LETTERS.length)]).join("");

/** Names no species, and has no word of any. @param mayPost as answers to bodies end a pipeline */
export const unknownSpecies = ({ random }: Trial, mayPost = true) => {
  const name = letters(random, UNKNOWN_LETTERS);
  const query = letters(random, 3);
  const asked = [
    get(`/v1/suggest?species=${name}&query=${query}`),
    get(`/v1/genes?species=${name}&label=${query}`),
  ];
  const awaited = [
    get(`/v1/locate?species=${name}&name=${query}`),
    post({ species: name, names: [query] }),
  ];
  return random.choose(mayPost ? [...asked, ...awaited] : asked);
};

/** Marks that are sorted by a rule of each when they are composed. @param mayWait as what is costly ends a pipeline */
export const marked = ({ random }: Trial, mayWait = true) => {
  const name = letters(random, 3) + "\u0300".repeat(MARKS) + "\u0321".repeat(MARKS);
  const asked = [
    "/v1/genes?species=homo_sapiens&label=",
    "/v1/genes?species=homo_sapiens&stable_id=",
  ];
  const awaited = [
    "/gene_suggest/?species=homo_sapiens&query=",
    "/v1/suggest?species=homo_sapiens&query=",
    "/v1/locate?species=homo_sapiens&name=",
  ];
  return get(random.choose(mayWait ? [...asked, ...awaited] : asked) + name);
};

/** So many species of an index of the large corpus, others each time; the real ones have most labels. */
export async function severalSpecies(port: number): Promise<(random: Random) => string> {
  const answer = await fetch(`http://127.0.0.1:${port}/v1/species`);
  const all = (await answer.json()) as { name: string; labels: number }[];
  all.sort((a, b) => b.labels - a.labels);
  const largest = all.slice(0, 2 * SEVERAL).map(({ name }) => name);
  return (random) => random.shuffled(largest).slice(0, SEVERAL).join(",");
}

const onLarge =
  (sizes: typeof WIDE, args: readonly string[] = []): AttackOptions["prepare"] =>
  async (trial) => ({ ...(await largeAttacked(trial, sizes)), args });

/** Goes as far as it can, in as many species as it may. */
const severalAtOnce =
  (make: (species: string, random: Random) => string): AttackOptions["attack"] =>
  async (trial, attacked) => {
    const species = await severalSpecies(attacked.port);
    const { random } = trial;
    await atOnce(
      attacked,
      random.list(SEVERAL, () => make(species(random), random)),
    );
  };

const locateSeveral = (species: string, random: Random) =>
  get(`/v1/locate?species=${species}&name=${letters(random, 8)}`);

/** Everything that may go through several species at a time, or through many names. */
export function costly(species: string, random: Random): string {
  const first = species.split(",", 1)[0];
  const match = random.choose(["infix", "fuzzy"]);
  const asked = `species=${species}&match=${match}&limit=25&query=`;
  return random.choose([
    () => get(`/gene_suggest/?${asked}${letters(random, random.between(4, 40))}`),
    () => get(`/v1/suggest?${asked}${letters(random, random.between(4, 40))}`),
    () => get(`/v1/suggest?${asked}${letters(random, 4000)}`),
    // Not so long that it counts as costly.
    () => get(`/v1/suggest?species=${species}&limit=25&query=${letters(random, 48)}`),
    () => get(`/v1/locate?species=${species}&name=${letters(random, 4000)}`),
    () => get(`/v1/genes?stable_id=${letters(random, 3)}${random.below(10_000)}`),
    () => post({ species: first, names: random.list(1000, () => letters(random, 12)) }),
    () => post({ species: first, names: random.list(300, () => letters(random, 255)) }),
  ])();
}

/** Bodies of so many members of different names that reading them as JSON takes long. */
async function manyMembers(trial: Trial, attacked: Attacked): Promise<void> {
  const first = trial.random.below(1_000_000);
  const member = (_: unknown, i: number) => `"${(first + i).toString(36)}":0`;
  const body = `{${Array.from({ length: MEMBERS }, member).join(",")}}`;
  const head = `POST /v1/resolve HTTP/1.1\r\nHost: h\r\nContent-Length: ${body.length}\r\n\r\n`;
  await atOnce(attacked, new Array(SEVERAL).fill(head + body));
}

/** Each connection says that a body comes, and sends one byte of it. */
async function oneByteBodies(trial: Trial, { port, traffic }: Attacked): Promise<void> {
  const head = "POST /v1/resolve HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n{";
  const attackers = await openAttackers(port, BODIES);
  for (const attacker of attackers) attacker.send(head);
  await Bun.sleep(BODIES_HELD_MS[trial.form]);
  traffic.conclude(attackers);
}

/** Many requests with long paths, each a line of a log. */
async function loggedRequests(trial: Trial, { port, traffic }: Attacked): Promise<void> {
  const { requests, pathBytes } = LOGGED[trial.form];
  const batch = get(`/${"a".repeat(pathBytes)}`).repeat(LOGGED_A_BATCH);
  let left = requests;
  const send = async () => {
    const attackers = [await Attacker.open(port)];
    for (; left > 0; left -= LOGGED_A_BATCH) {
      if (attackers.at(-1)!.isClosed) attackers.push(await Attacker.open(port));
      attackers.at(-1)!.send(batch, LOGGED_A_BATCH);
      if (!(await answeredAll(attackers, PATIENCE_MS))) break;
    }
    traffic.conclude(attackers);
  };
  await Promise.all(Array.from({ length: LOGGING_CONNECTIONS }, send));
}

/** A command whose errors go into a pipe that is open and that nobody reads. */
async function unreadErrors(dir: TempDir): Promise<Confined> {
  const pipe = dir.join("errors");
  await run(["mkfifo", pipe], { cwd: dir.path });
  // The server holds the other end itself, as a pipe without one is broken.
  const script = `exec 3<>'${pipe}' 2>'${pipe}'; exec "$@"`;
  return (command) => ["sh", "-c", script, "sh", ...command];
}

/** Asks for a long answer on each of many connections, and reads none. */
async function unreadAnswers(trial: Trial, { port, traffic }: Attacked): Promise<void> {
  const attackers = await openAttackers(port, UNREAD[trial.form], false);
  for (const attacker of attackers) attacker.send(get("/v1/species"));
  await Bun.sleep(UNREAD_MS);
  traffic.conclude(attackers);
}

/** Asks once, while others ask too. */
async function askOnce({ url, witnesses }: Target, request: string) {
  await until(() => witnesses.answered > 0);
  using connection = await Connection.open(url);
  connection.send(request);
  return await connection.reply();
}

/** Pages of others may not read what is the operator's. */
async function foreignMetrics(trial: Trial): Promise<void> {
  await using target = await Target.start({ confined: asProgram(trial.program) });
  trial.tried++;
  trial.sent++;
  const reply = await askOnce(target, get("/metrics", "Origin: https://example.org\r\n"));
  trial.compare("status", reply?.status, 200);
  if (/\r\naccess-control-allow-origin:/i.test(reply!.head)) trial.mistake("/metrics has CORS");
  await target.conclude(trial);
}

/** One of them may be the one that a proxy believes. */
async function twoHosts(trial: Trial): Promise<void> {
  await using target = await Target.start({ confined: asProgram(trial.program) });
  trial.tried++;
  trial.sent++;
  const reply = await askOnce(target, get("/healthz", "Host: other\r\n"));
  trial.compare("status", reply?.status, 400);
  await target.conclude(trial);
}

const once = { short: 1, long: 1 };

export const REQUEST_ATTACKS: readonly Fault[] = [
  attackFault("species that are not there, 40 a second", {
    prepare: onLarge(WIDE),
    attack: (trial, attacked) =>
      atRate(trial, attacked, UNKNOWN_A_SECOND, () => unknownSpecies(trial)),
  }),
  attackFault("species that are not there, pipelined", {
    prepare: onLarge(WIDE),
    attack: (trial, attacked) => {
      const count = UNKNOWN_PIPELINED[trial.form];
      const requests = trial.random.list(count, () => unknownSpecies(trial, false));
      return pipelined(attacked, requests);
    },
    isRepeated: true,
  }),
  attackFault("names of combining marks, 12 a second", {
    prepare: onLarge(TALL),
    attack: (trial, attacked) => atRate(trial, attacked, MARKS_A_SECOND, () => marked(trial)),
  }),
  attackFault("names of combining marks, pipelined", {
    prepare: onLarge(TALL),
    attack: (trial, attacked) => {
      const count = MARKS_PIPELINED[trial.form];
      return pipelined(
        attacked,
        trial.random.list(count, () => marked(trial, false)),
      );
    },
  }),
  ...["infix", "fuzzy"].map((match) =>
    attackFault(`/v1/locate with MATCH=${match} in 20 species, 20 at once`, {
      prepare: onLarge(TALL, ["--match", match]),
      attack: severalAtOnce(locateSeveral),
      isRepeated: true,
    }),
  ),
  attackFault("the costliest questions of every route, 20 at once", {
    prepare: onLarge(TALL),
    attack: severalAtOnce(costly),
    isRepeated: true,
  }),
  attackFault("a stable id in all species, 20 at once", {
    prepare: onLarge(WIDE),
    attack: (trial, attacked) => {
      const { random } = trial;
      const ask = () => get(`/v1/genes?stable_id=${letters(random, 3)}_${random.below(100_000)}`);
      return atOnce(attacked, random.list(SEVERAL, ask));
    },
    isRepeated: true,
  }),
  attackFault("genes of one label, pipelined", {
    prepare: onLarge(TALL),
    attack: (trial, attacked) => {
      const requests = trial.random.list(PIPELINED[trial.form], () =>
        get(`/v1/genes?species=homo_sapiens&label=${LABEL_OF_MANY_GENES}`),
      );
      return pipelined(attacked, requests);
    },
    isRepeated: true,
  }),
  attackFault("cheap questions, pipelined", {
    prepare: onLarge(TALL),
    attack: (trial, attacked) => {
      const { random } = trial;
      const requests = random.list(CHEAP_PIPELINED, () =>
        get(`/v1/suggest?species=homo_sapiens&limit=25&query=${letters(random, 3)}`),
      );
      return pipelined(attacked, requests);
    },
    isRepeated: true,
  }),
  attackFault("bodies of 110,000 members, 20 at once", {
    prepare: onLarge(TALL),
    attack: manyMembers,
    isRepeated: true,
  }),
  attackFault("4,300 bodies of one byte", {
    prepare: onLarge(TALL),
    attack: oneByteBodies,
  }),
  attackFault("an access log that nobody reads", {
    prepare: async (trial, dir) => ({
      ...(await largeAttacked(trial, TALL)),
      args: ["--access-log", "on"],
      confined: await unreadErrors(dir),
    }),
    attack: loggedRequests,
  }),
  attackFault("answers of /v1/species that are not read", {
    prepare: onLarge(WIDE),
    attack: unreadAnswers,
    isOpen: true,
  }),
  { name: "attacks: /metrics from a foreign page", times: once, run: foreignMetrics },
  { name: "attacks: two Host headers", times: once, run: twoHosts },
];
