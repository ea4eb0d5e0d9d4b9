import { statSync } from "node:fs";
import { join } from "node:path";
import { isExhausted } from "../../exhausted.ts";
import { complain } from "../output.ts";
import { STATUS } from "../usage.ts";
import { endLike } from "./ending.ts";

/** Of a name that is looked for in PATH: no folder there has it. Of a path: something is there, and in the way. */
const NOT_IN_PATH = ["ENOTDIR", "ENAMETOOLONG"];

/**
 * The command was not started: one line that names it, and the status that bash gives. dash says 127 where bash says
 * 126 of a path that leads nowhere.
 *
 * @throws what says nothing of the command
 */
export function endUnstarted(command: string, error: NodeJS.ErrnoException): void {
  if (!error.syscall?.startsWith("spawn") && !isExhausted(error)) throw error;
  const [status, why] = judge(command, error);
  complain(`run: ${command}: ${why}`);
  endLike(status, null, false);
}

function judge(command: string, error: NodeJS.ErrnoException): [status: number, why: string] {
  const { code = "", message } = error;
  const isMissing = code === "ENOENT" || (!command.includes("/") && isNotInPath(command, code));
  if (isMissing) return [STATUS.notFound, "there is no such command"];
  if (isExhausted(error)) return [STATUS.failed, `no process can be started (${code})`];
  return [STATUS.notExecutable, `it cannot be executed (${code || message})`];
}

/** execvp(3) says EACCES also of a folder with that name, and of a folder in PATH that may not be searched. */
function isNotInPath(command: string, code: string): boolean {
  if (code !== "EACCES") return NOT_IN_PATH.includes(code);
  const folders = (process.env.PATH ?? "").split(":");
  return !folders.some((folder) => isFile(join(folder, command)));
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
