import { testMachine } from '../support/machine-tests.ts';
import { turnScenarios } from './scenarios/write-turn.ts';

testMachine('writeTurn', turnScenarios);
