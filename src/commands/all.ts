import type { Command } from "../cli/command.ts";
import { build } from "./build.ts";

/** Every command, in the order in which help lists them. */
export const COMMANDS: readonly Command[] = [build];
