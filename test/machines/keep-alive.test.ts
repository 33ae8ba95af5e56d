import { testMachine } from '../support/machine-tests.ts';
import { keepAliveScenarios } from './scenarios/keep-alive.ts';

testMachine('keepAlive', keepAliveScenarios);
