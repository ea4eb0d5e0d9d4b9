export default {
  part: "child",
  does: "a process.exit that throws keeps the process alive",
  patches: [["child", 'process.reallyExit?.(code);\n    process.kill(process.pid, "SIGKILL");', ";"]],
  tests: ["test/faults/21b-"],
};
