import { testMachine } from '../support/machine-tests.ts';
import { writeLoopScenarios } from './scenarios/write-loop.ts';

testMachine('writeLoop', writeLoopScenarios);
