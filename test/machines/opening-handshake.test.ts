import { testMachine } from '../support/machine-tests.ts';
import { openingScenarios } from './scenarios/opening-handshake.ts';

testMachine('openingHandshake', openingScenarios);
