/** A large message in many frames of the same size, as peers send it that cut what they send by themselves. */
import type { CaseGroup } from '../model.ts';
import { closesCleanly, exactly, gotText, group, repeat, weClose } from './parts.ts';

const payload = repeat('*', 65_536);

export const autoFragmentation: readonly CaseGroup[] = [
  group('10.1', 'Auto-fragmentation', [
    {
      description: 'A text message of 65,536 octets in frames of 1,300 octets.',
      expectation: `The message comes back as it went. ${closesCleanly}`,
      section: 'RFC 6455 §5.4',
      script: [{ do: 'message', type: 'text', payload, fragment: 1300 }],
      outcomes: exactly(gotText(payload)),
      close: weClose(),
    },
  ]),
];
