/** Bodies of requests: JSON, within limits. */

import { reason } from "../errors.ts";
import { badBody, Problem } from "./problem.ts";

const MAXIMUM_BYTES = 1024 * 1024;

const JSON_TYPE = /^application\/json *(; *charset="?utf-?8"? *)?$/i;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The JSON that a request brings. @throws Problem 400, 413 or 415 */
export async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get("content-type");
  if (type !== null && !JSON_TYPE.test(type)) {
    throw new Problem(415, "media-type", "The body is of another type", "send application/json");
  }
  const bytes = await readBytes(request);
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch (error) {
    throw badBody(`the body is no JSON in UTF-8 (${reason(error)})`);
  }
}

async function readBytes(request: Request): Promise<Uint8Array> {
  if (Number(request.headers.get("content-length")) > MAXIMUM_BYTES) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of arriving(request)) {
    bytes += chunk.length;
    if (bytes > MAXIMUM_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The body as it comes in. @throws Problem 400 where the client goes away before its end */
async function* arriving(request: Request): AsyncGenerator<Uint8Array> {
  try {
    yield* request.body ?? [];
  } catch (error) {
    throw badBody(`the body has no end (${reason(error)})`);
  }
}

function tooLarge(): Problem {
  const detail = `send ${MAXIMUM_BYTES} bytes at most`;
  return new Problem(413, "too-large", "The body is too large", detail);
}
