#!/usr/bin/env node
import { findCommand } from "./commands.ts";
import { HELP } from "./help.ts";
import { say } from "./output.ts";
import { fail, UsageError } from "./usage.ts";
import { version } from "./version.ts";

/** `lifeline <command> [options]`: the exit status is the command's. */
async function main([name, ...words]: string[]): Promise<void> {
  if (name === "--version" || name === "-V") return say(`${version()}\n`);
  if (name === "--help" || name === "-h") return say(HELP.lifeline);
  if (name === undefined) throw new UsageError("a command is missing: run, ps or doctor");
  const command = findCommand(name);
  // Behind "--" stand words of the command that is to be run.
  const own = words.includes("--") ? words.slice(0, words.indexOf("--")) : words;
  if (own.some((word) => word === "--help" || word === "-h")) return say(HELP[command.name]);
  await command.start(words);
}

main(process.argv.slice(2)).catch(fail);
