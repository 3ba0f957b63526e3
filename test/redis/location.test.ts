import { expect, test } from "bun:test";
import { UsageError } from "../../src/errors.ts";
import { parseRedisLocation } from "../../src/redis/location.ts";

test.each<[string, string, string, string]>([
  ["redis://host?key=genes", "redis://host:6379/0", "genes", "redis://host:6379/0?key=genes"],
  ["redis://host/?key=genes", "redis://host:6379/0", "genes", "redis://host:6379/0?key=genes"],
  ["redis://[::1]:7/3?key=a", "redis://[::1]:7/3", "a", "redis://[::1]:7/3?key=a"],
  ["REDISS://host/1?key=a%20b", "rediss://host:6379/1", "a b", "rediss://host:6379/1?key=a+b"],
  [
    "redis://me:p%40ss@host:7/0?key=genes",
    "redis://me:p%40ss@host:7/0",
    "genes",
    "redis://host:7/0?key=genes",
  ],
  ["redis://:pass@host?key=g&x=1", "redis://:pass@host:6379/0", "g", "redis://host:6379/0?key=g"],
])("%s is valid", (address, url, key, name) => {
  expect(parseRedisLocation(address)).toEqual({ url, key, name });
});

test.each([
  "",
  "genes.msgpack",
  "http://:s3cret@host/?key=genes",
  "redis:///0?key=genes",
  "redis://:s3cret@host",
  "redis://:s3cret@host/0?key=",
  "redis://:s3cret@host/genes?key=a",
  "redis://:s3cret@host/0/1?key=a",
  "redis://:s3cret@host/999999?key=a",
  "redis://:s3cret@host:0/0?key=a",
  "redis://:s3cret@host:port/0?key=a",
])("%s is invalid, and not repeated in the error", (address) => {
  expect(() => parseRedisLocation(address)).toThrow(UsageError);
  try {
    parseRedisLocation(address);
  } catch (error) {
    expect((error as UsageError).message).not.toContain("s3cret");
    expect((error as UsageError).remedy).toContain("?key=NAME");
  }
});
