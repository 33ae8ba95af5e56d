/** What a learner can do, one event at a time. */
import type { Role } from '../../machines/index.ts';
import type { Message } from '../../src/endpoint/index.ts';
import type { Amount } from './wire.ts';

interface AtSide {
  readonly side: Role;
}

export type Press =
  /** The client's transport is connected: the opening handshake begins. */
  | { readonly do: 'connect' }
  | (AtSide & { readonly do: 'send'; readonly payload: Message })
  | (AtSide & { readonly do: 'begin'; readonly type: 'text' | 'binary' })
  | (AtSide & { readonly do: 'frame'; readonly payload: Message; readonly last: boolean })
  /** A frame whose payload follows in pieces; `length` bytes in all. */
  | (AtSide & { readonly do: 'beginFrame'; readonly length: number; readonly last: boolean })
  | (AtSide & { readonly do: 'data'; readonly payload: Message })
  | (AtSide & { readonly do: 'ping'; readonly payload: string })
  | (AtSide & { readonly do: 'pause' })
  | (AtSide & { readonly do: 'resume' })
  | (AtSide & { readonly do: 'close'; readonly code: number; readonly reason: string })
  | (AtSide & { readonly do: 'terminate' })
  /** Bytes that this side has sent arrive. */
  | { readonly do: 'deliver'; readonly from: Role; readonly amount: Amount }
  /** Everything in flight arrives, and what is sent in answer, until the wire is quiet. */
  | { readonly do: 'deliverAll' }
  | { readonly do: 'edit'; readonly from: Role; readonly at: number; readonly value: number }
  | { readonly do: 'cut'; readonly from: Role; readonly at: number }
  /** Milliseconds pass. */
  | { readonly do: 'wait'; readonly time: number }
  /** Time passes until the timer that is due next. */
  | { readonly do: 'timer' }
  /** The cable is pulled: nothing arrives any more, and nobody is told. */
  | { readonly do: 'unplug' }
  /** The connection is reset: both sides are told at once. */
  | { readonly do: 'reset' };

export function otherRole(role: Role): Role {
  return role === 'client' ? 'server' : 'client';
}
