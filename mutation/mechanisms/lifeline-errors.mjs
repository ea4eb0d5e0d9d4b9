export default {
  part: "parent",
  does: "an error of the lifeline is thrown",
  patches: [
    ["parent", 'socket.on("error", ignore);', ""],
    ["parent", "endInsteadOfReset(socket);", ""],
  ],
  tests: ["test/api/lifeline-errors"],
};
