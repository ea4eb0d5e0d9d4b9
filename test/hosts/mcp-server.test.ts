import { describeKilledHost } from "./killed-host.js";

describeKilledHost("mcp-server");
