import { openCompiledAnswers } from "../support/reference/answers.ts";
import { describeConformance } from "./describe.ts";

describeConformance("a compiled index", openCompiledAnswers);
