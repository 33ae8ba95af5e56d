/** How the opening handshake of a case went. */
import type { DeflateAgreement } from './deflate.ts';
import type { AgreementFault } from './deflate-agreement.ts';
import type { Head } from './model.ts';

export interface OpeningFacts {
  readonly httpRequest: string;
  readonly httpResponse: string;
  /** What the subject sent; absent if no head came. */
  readonly head: Head | undefined;
  /** Status that the subject, a server, answered; 101 as the only status that opens. */
  readonly status: number | undefined;
  /** The connection is open, as far as we can see: frames may follow. */
  readonly opened: boolean;
  /** Why it is not, in words that follow “it”. */
  readonly problem: string;
  /** Nothing was answered in time. */
  readonly silent: boolean;
  /** A rule that the subject's head broke. */
  readonly fault: AgreementFault | undefined;
  readonly agreement: DeflateAgreement | undefined;
}
