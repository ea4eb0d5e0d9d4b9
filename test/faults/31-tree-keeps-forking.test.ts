import { describeTree } from "../support/index.js";

// Hundreds of processes a second, in sessions of their own, deaf to SIGTERM.
describeTree(
  "a tree that keeps forking",
  `trap '' TERM; churn() { while :; do setsid sleep 0.05 & sleep 0.01; done; };
    for each in 1 2 3 4 5 6 7 8; do churn & done; say $!; wait`,
  { gracePeriod: 300, forced: true },
);
