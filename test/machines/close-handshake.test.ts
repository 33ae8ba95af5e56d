import { testMachine } from '../support/machine-tests.ts';
import { closeScenarios } from './scenarios/close-handshake.ts';
import { closeEndScenarios } from './scenarios/close-handshake-ends.ts';

testMachine('closeHandshake', [...closeScenarios, ...closeEndScenarios], {
  'failed TRANSPORT_ENDED: removed':
    'What would happen instead has happened: the connection is closed, everyone has stopped, the violation is named.',
});
