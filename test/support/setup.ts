import { afterAll } from "vitest";
import { cleanUpFile } from "./cleanup.js";

afterAll(cleanUpFile);
