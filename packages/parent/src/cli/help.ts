const FOOT = `
docs/cli.md says more.
`;

export const HELP = {
  lifeline: `Usage: lifeline <command> [options]

  run      runs a command that ends when whoever started lifeline is gone
  ps       draws the living trees of this machine
  doctor   says what protects a child here, and what is missing

  --help, -h      also of each command: lifeline run --help
  --version, -V
${FOOT}`,
  run: `Usage: lifeline run [options] -- command [args …]

Runs the command as if lifeline were not there: stdin, stdout, stderr, signals, job control and the exit status are passed
through. When whoever started lifeline is gone, or lifeline itself, the command and all that it started are ended.

  --grace <duration>      from the polite request to SIGKILL: 500ms, 5s, 2m, 1h; default 5s
  --stop-signal <name>    the polite request; default SIGTERM
  --on-eof                also ends it when stdin closes: for ssh, docker exec -i, kubectl exec -i
  --parent <pid>          ends with this process, instead of with whoever started lifeline

Exit status: the command's own; 128 + n if signal n ended it; 127 if there is no such command, 126 if it cannot be
executed, 125 if lifeline could not start it, 2 if lifeline was called wrongly.
${FOOT}`,
} as const;
