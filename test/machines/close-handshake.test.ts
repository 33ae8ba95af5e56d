import { testMachine } from '../support/machine-tests.ts';
import { closeScenarios } from './scenarios/close-handshake.ts';
import { closeEndScenarios } from './scenarios/close-handshake-ends.ts';

testMachine('closeHandshake', [...closeScenarios, ...closeEndScenarios], {
  'tornDown: without the entry action stopWriting': 'The write loop was stopped when our close frame was sent.',
});
