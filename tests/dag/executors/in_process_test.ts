import { inProcessExecutor } from "../../../dag/executors/in_process.ts";
import { testExecutor } from "./contract.ts";

testExecutor("inProcessExecutor()", inProcessExecutor);
