export default {
  part: "child",
  does: "a pipe of its own is taken for the lifeline",
  patches: [
    ["child", 'return kind === "pipe" && isOwnPipe(fd) ? "our own pipe" : void 0;', "return void 0;"],
  ],
  tests: ["test/faults/39-"],
  only: "Node has opened",
};
