import { doctorCommand } from "./doctor/doctor.ts";
import { psCommand } from "./ps/ps.ts";
import { runCommand } from "./run/run.ts";
import { UsageError } from "./usage.ts";

interface Command {
  readonly name: "run" | "ps" | "doctor";
  start(words: readonly string[]): void | Promise<void>;
}

const COMMANDS: readonly Command[] = [
  { name: "run", start: runCommand },
  { name: "ps", start: psCommand },
  { name: "doctor", start: doctorCommand },
];

export function findCommand(name: string): Command {
  const found = COMMANDS.find((command) => command.name === name);
  if (found) return found;
  const what = name.startsWith("-") ? "option" : "command";
  throw new UsageError(`there is no ${what} ${JSON.stringify(name)}`);
}
