import { spawn } from "node:child_process";

/** The exit code; a signal that ends this script ends what it runs, too. */
export function run(root, command, arguments_, env = {}) {
  const child = spawn(command, arguments_, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } });
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  const forward = (signal) => child.kill(signal);
  for (const signal of signals) process.on(signal, forward);
  return new Promise((resolve) => {
    const finish = (code) => {
      for (const signal of signals) process.off(signal, forward);
      resolve(code);
    };
    child.once("error", (error) => {
      console.error(`failed: ${command}: ${error.message}`);
      finish(1);
    });
    child.once("exit", (code, signal) => finish(signal ? 1 : code));
  });
}
