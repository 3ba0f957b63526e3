import { openCompiledAnswers } from "../support/answers.ts";
import { describeConformance } from "./describe.ts";

describeConformance("a compiled index", openCompiledAnswers);
