import { testMachine } from '../support/machine-tests.ts';
import { connectionScenarios } from './scenarios/connection.ts';

testMachine('connection', connectionScenarios);
