import { expect, test } from "bun:test";
import { RecentAnswers } from "../../src/server/recent-answers.ts";

const MANY = 10_000;

const given = (json: string) => ({ json, note: { route: "/v1/suggest", tier: "prefix" } });

test("a recent answer is kept", () => {
  const recent = new RecentAnswers();
  recent.add("/a", given("[1]"));
  expect(recent.get("/a")).toEqual(given("[1]"));
  expect(recent.get("/b")).toBeUndefined();
});

test("an answer that is repeated often stays cached, however many others come between", () => {
  const recent = new RecentAnswers();
  recent.add("/often", given("[]"));
  for (let i = 0; i < MANY; i++) {
    recent.add(`/once/${i}`, given("[]"));
    expect(recent.get("/often")).toEqual(given("[]"));
  }
});

test("answers that were not used for a while are dropped, so that memory does not grow", () => {
  const recent = new RecentAnswers();
  for (let i = 0; i < MANY; i++) recent.add(`/${i}`, given("[]"));
  const known = Array.from({ length: MANY }, (_, i) => recent.get(`/${i}`)).filter(Boolean);
  expect(known.length).toBeGreaterThan(0);
  expect(known.length).toBeLessThan(MANY / 2);
});

test("long URLs and long answers are not kept", () => {
  const recent = new RecentAnswers();
  recent.add(`/${"x".repeat(MANY)}`, given("[]"));
  recent.add("/a", given("x".repeat(MANY)));
  expect(recent.get(`/${"x".repeat(MANY)}`)).toBeUndefined();
  expect(recent.get("/a")).toBeUndefined();
});
