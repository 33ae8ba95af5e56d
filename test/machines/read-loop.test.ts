import { testMachine } from '../support/machine-tests.ts';
import { headerScenarios } from './scenarios/read-loop-headers.ts';
import { messageScenarios } from './scenarios/read-loop-messages.ts';

testMachine('readLoop', [...headerScenarios, ...messageScenarios]);
