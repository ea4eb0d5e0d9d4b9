export default {
  part: "child",
  does: "any HELLO binds",
  patches: [
    [
      "child",
      'else if (fieldOf(hello, "token") !== marker?.token) abandon("its HELLO has another token");',
      "",
    ],
  ],
  tests: ["test/faults/23b-", "test/faults/39-"],
  only: "does not bind.*token|somebody else",
};
