export default {
  part: "child",
  does: "what a service has handed down makes a child a service",
  patches: [
    [
      "child",
      "if (env.SYSTEMD_EXEC_PID === `${pid}`)",
      "if (env.INVOCATION_ID || env.SYSTEMD_EXEC_PID === `${pid}`)",
    ],
  ],
  tests: ["test/faults/37b-"],
  only: "bound by IPC",
};
