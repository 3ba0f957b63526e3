import { expect, test } from "bun:test";
import { RecentAnswers } from "../../src/server/recent-answers.ts";

const MANY = 10_000;

test("an answer that was just given is known", () => {
  const recent = new RecentAnswers();
  recent.add("/a", "[1]");
  expect(recent.get("/a")).toBe("[1]");
  expect(recent.get("/b")).toBeUndefined();
});

test("what is asked for again and again stays, whatever comes between", () => {
  const recent = new RecentAnswers();
  recent.add("/often", "[]");
  for (let i = 0; i < MANY; i++) {
    recent.add(`/once/${i}`, "[]");
    expect(recent.get("/often")).toBe("[]");
  }
});

test("what was not asked for in a while is forgotten, so that memory does not grow", () => {
  const recent = new RecentAnswers();
  for (let i = 0; i < MANY; i++) recent.add(`/${i}`, "[]");
  const known = Array.from({ length: MANY }, (_, i) => recent.get(`/${i}`)).filter(Boolean);
  expect(known.length).toBeGreaterThan(0);
  expect(known.length).toBeLessThan(MANY / 2);
});

test("long URLs and long answers are not kept", () => {
  const recent = new RecentAnswers();
  recent.add(`/${"x".repeat(MANY)}`, "[]");
  recent.add("/a", "x".repeat(MANY));
  expect(recent.get(`/${"x".repeat(MANY)}`)).toBeUndefined();
  expect(recent.get("/a")).toBeUndefined();
});
