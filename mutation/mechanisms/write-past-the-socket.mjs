export default {
  part: "child",
  does: "what it says goes through the socket that it reads from",
  patches: [
    [
      "child",
      "runtime.deno ? writeStream(socket, line) : writeDescriptor(fd, line)",
      "writeStream(socket, line)",
    ],
  ],
  tests: ["test/faults/22b-"],
  only: "lives on, every time",
};
