import { testMachine } from '../support/machine-tests.ts';
import { readCompressionScenarios } from './scenarios/read-loop-compression.ts';
import { headerScenarios } from './scenarios/read-loop-headers.ts';
import { messageScenarios } from './scenarios/read-loop-messages.ts';

testMachine('readLoop', [...headerScenarios, ...messageScenarios, ...readCompressionScenarios]);
