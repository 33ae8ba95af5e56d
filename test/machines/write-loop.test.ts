import { testMachine } from '../support/machine-tests.ts';
import { writeLoopScenarios } from './scenarios/write-loop.ts';
import { writeCompressionScenarios } from './scenarios/write-loop-compression.ts';

testMachine('writeLoop', [...writeLoopScenarios, ...writeCompressionScenarios]);
