import { seesOwnPid } from "@lifeline/system";
import { readOptions } from "../options.ts";
import { say } from "../output.ts";
import { styleOfStdout } from "../style.ts";
import { STATUS } from "../usage.ts";
import { type Finding, missing } from "./checks.ts";
import { checkKilledParent } from "./killed-parent.ts";
import { checkEnvironments, checkProcessTable, checkShell } from "./platform.ts";
import { checkReaper } from "./reaper.ts";

/** `lifeline doctor`: what protects a child here, measured, and what to do about what is missing. */
export async function doctorCommand(words: readonly string[]): Promise<void> {
  const { json = false } = readOptions("doctor", words, { json: { type: "boolean" } });
  const findings = [checkProcessTable(), checkEnvironments(), checkShell()];
  // Where the numbers in /proc are those of another namespace, no experiment could find its own processes.
  if (seesOwnPid()) findings.push(...(await Promise.all([checkKilledParent(), checkReaper()])).flat());
  else for (const name of ["guard", "groups", "reaper"]) findings.push(untried(name));
  const isWell = findings.every((finding) => finding.isWell);
  if (json) say(`${JSON.stringify({ isWell, findings }, null, 2)}\n`);
  else say(describe(findings));
  process.exitCode = isWell ? STATUS.ok : STATUS.unwell;
}

function untried(name: string): Finding {
  return missing(name, "not tried: it needs the process table", "see there");
}

function describe(findings: readonly Finding[]): string {
  const style = styleOfStdout();
  const [yes, no] = style.isUnicode ? ["✓", "✗"] : ["ok", "--"];
  const column = Math.max(...findings.map(({ name }) => name.length));
  const lines = findings.flatMap(({ name, isWell, seen, advice }) => {
    const mark = style.paint(isWell ? "good" : "bad", (isWell ? yes : no) as string);
    const line = `${mark} ${style.paint("strong", name.padEnd(column))}  ${seen}`;
    const indent = " ".repeat(column + 3 + (style.isUnicode ? 1 : 2));
    return advice === undefined ? [line] : [line, `${indent}${style.isUnicode ? "→" : "->"} ${advice}`];
  });
  const wrong = findings.filter(({ isWell }) => !isWell).length;
  const verdict = wrong === 0 ? "all is well" : `${wrong} of ${findings.length} missing`;
  return `${lines.join("\n")}\n\n${verdict}\n`;
}
