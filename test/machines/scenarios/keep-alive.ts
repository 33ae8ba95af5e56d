/** Is the peer still there? With pings of our own, and without. */
import type { KeepAliveEvent } from '../../../machines/index.ts';
import type { Scenario, Step } from '../../support/scenario.ts';
import {
  closeIsSent,
  closingBegins,
  neverClosing,
  pauseReading,
  peerPongs,
  readingGoesOn,
  readingIsPaused,
  release,
  resumeReading,
  sendsMessage,
  wantWrite,
  weClose,
  whileClosing,
} from './steps.ts';

const tellKeepAlive = (type: KeepAliveEvent['type']): Step => ['keepAlive', { type }];
const activity = tellKeepAlive('ACTIVITY');
const pingSent = tellKeepAlive('PING_SENT');
const idleTimer = tellKeepAlive('TIMER_IDLE');
const pongTimer = tellKeepAlive('TIMER_PONG');
const start = tellKeepAlive('START');
const stop = tellKeepAlive('STOP');

const writing = 'writeTurn.grant op_wr';
const pingIsSent = ['keepAlive.cancel idle', 'keepAlive.writeIdlePing', 'keepAlive.arm pong'];
const pongIsRead = ['readLoop.beginControlFrame', 'readLoop.receivePong'];
const backToIdle = ['keepAlive.cancel pong', 'keepAlive.arm idle'];
const userPingIsSent = ['keepAlive.cancel idle', 'keepAlive.arm pong'];
const awaitingPong = { keepAlive: 'awaitingPong' };
const passive = { idlePings: false };

const section = 'RFC 6455 §5.5.2';

const active: readonly Scenario[] = [
  {
    rule: 'silence for the idle time sends a ping, and the pong time begins',
    section,
    events: [idleTimer],
    expect: { effects: pingIsSent, states: awaitingPong },
  },
  {
    rule: 'a pong that answers is a sign of life: silence is measured anew',
    section: 'RFC 6455 §5.5.3',
    events: [idleTimer, ...peerPongs(true)],
    expect: { effects: [...pingIsSent, ...pongIsRead, ...backToIdle] },
  },
  {
    rule: 'a pong that answers nothing is not that sign',
    section: 'RFC 6455 §5.5.3',
    events: [idleTimer, ...peerPongs(false)],
    expect: { effects: [...pingIsSent, ...pongIsRead], states: awaitingPong },
  },
  {
    rule: 'any bytes from the peer re-arm the idle timer',
    section: 'property P11',
    events: [activity, activity],
    expect: { effects: ['keepAlive.arm idle', 'keepAlive.arm idle'] },
  },
  {
    rule: 'any bytes from the peer re-arm the pong timer',
    section: 'property P11',
    events: [idleTimer, activity],
    expect: { effects: [...pingIsSent, 'keepAlive.arm pong'], states: awaitingPong },
  },
  {
    rule: 'what we send ourselves re-arms nothing',
    section: 'property P11',
    events: [wantWrite, sendsMessage],
    expect: { effects: [writing, 'writeLoop.writeMessage false'] },
  },
  {
    rule: 'a ping of the user’s asks the same question',
    section,
    events: [pingSent, ...peerPongs(true)],
    expect: { effects: [...userPingIsSent, ...pongIsRead, ...backToIdle] },
  },
  {
    rule: 'a ping that is due waits for the frame that is under way',
    section: 'seed 2: op_idle_ping',
    events: [wantWrite, idleTimer],
    expect: {
      effects: [writing, 'keepAlive.cancel idle'],
      states: { keepAlive: 'pingDue', writeTurn: 'held.byFrame' },
      contexts: { writeTurn: { op_idle_ping: 1 } },
    },
  },
  {
    rule: 'a ping that is due is sent at the border of that frame, once, whatever came meanwhile',
    section: 'seed 2: op_idle_ping',
    events: [wantWrite, idleTimer, activity, ...peerPongs(false), release],
    expect: {
      effects: [writing, 'keepAlive.cancel idle', ...pongIsRead, 'keepAlive.writeIdlePing', 'keepAlive.arm pong'],
      states: awaitingPong,
    },
  },
  {
    rule: 'a peer that answers no ping within the pong time is given up',
    section,
    events: [idleTimer, pongTimer],
    expect: {
      effects: [
        ...pingIsSent,
        'keepAlive.cancel pong',
        'closeHandshake.destroyTransport',
        'connection.reportClosed false',
        'readLoop.stopReading',
        'writeTurn.abortPaused',
      ],
      states: neverClosing,
      contexts: { closeHandshake: { violation: 'pong-timeout', began: 'us' } },
    },
  },
  {
    rule: 'while the peer is being given up, nothing brings it back',
    section: 'seed 2: upcalling',
    events: [pingSent, pongTimer],
    during: { 'closeHandshake.destroyTransport': [tellKeepAlive('PONG'), pingSent, activity] },
    expect: {
      effects: [
        ...userPingIsSent,
        'keepAlive.cancel pong',
        'closeHandshake.destroyTransport',
        'connection.reportClosed false',
        'readLoop.stopReading',
        'writeTurn.abortPaused',
      ],
      states: neverClosing,
    },
  },
];

const ends: readonly Scenario[] = [
  {
    rule: 'no ping is due while the connection closes',
    section: 'property P5',
    events: [weClose(), idleTimer, activity, pingSent],
    expect: { effects: [...closingBegins, ...closeIsSent], states: whileClosing.weClosed },
  },
  {
    rule: 'no pong is awaited while the connection closes',
    section: 'property P5',
    events: [idleTimer, weClose(), pongTimer],
    expect: {
      effects: [
        ...pingIsSent,
        'closeHandshake.arm close',
        'connection.reportClosing',
        'keepAlive.cancel pong',
        ...closeIsSent,
      ],
      states: whileClosing.weClosed,
    },
  },
  {
    rule: 'a ping that was due when keep-alive stopped is not sent, and its turn comes back',
    section: 'seed 2: op_idle_ping',
    events: [wantWrite, idleTimer, stop, release],
    expect: {
      effects: [writing, 'keepAlive.cancel idle'],
      states: { keepAlive: 'stopped' },
      contexts: { writeTurn: { op_idle_ping: 0 } },
    },
  },
  {
    rule: 'keep-alive that is off knows no pings',
    section,
    begin: 'made',
    events: [pingSent, activity, idleTimer, pongTimer, tellKeepAlive('PONG')],
    expect: { effects: [] },
  },
  {
    rule: 'keep-alive that was stopped does not start again',
    section: 'property P5',
    begin: 'made',
    events: [stop, start, activity, idleTimer, pingSent, pauseReading, resumeReading],
    expect: { effects: ['readLoop.suspendReading', 'readLoop.resumeReading'], states: { keepAlive: 'stopped' } },
  },
  {
    rule: 'keep-alive starts with the silence that it measures',
    section,
    begin: 'made',
    events: [start],
    expect: { effects: ['keepAlive.arm idle'], states: { keepAlive: 'idle' } },
  },
];

const withoutPings: readonly Scenario[] = [
  {
    rule: 'switched off, keep-alive measures no silence',
    section,
    begin: 'made',
    input: passive,
    events: [start, activity, idleTimer],
    expect: { effects: [], states: { keepAlive: 'passive.quiet' } },
  },
  {
    rule: 'switched off, a ping of the user’s has its pong time all the same',
    section,
    input: passive,
    events: [pingSent],
    expect: { effects: ['keepAlive.arm pong'], states: { keepAlive: 'passive.awaitingPong' } },
  },
  {
    rule: 'switched off, each ping of the user’s has the whole pong time',
    section,
    input: passive,
    events: [pingSent, pingSent, pongTimer],
    expect: { effects: ['keepAlive.arm pong', 'keepAlive.arm pong', 'keepAlive.cancel pong', 'keepAlive.expirePings'] },
  },
  {
    rule: 'switched off, a pong that answers ends that time',
    section: 'RFC 6455 §5.5.3',
    input: passive,
    events: [pingSent, ...peerPongs(true)],
    expect: { effects: ['keepAlive.arm pong', ...pongIsRead, 'keepAlive.cancel pong'] },
  },
  {
    rule: 'switched off, a ping of the user’s that nobody answers fails alone',
    section,
    input: passive,
    events: [pingSent, pongTimer],
    expect: { effects: ['keepAlive.arm pong', 'keepAlive.cancel pong', 'keepAlive.expirePings'] },
  },
  {
    rule: 'switched off, no pong is awaited while the connection closes',
    section: 'property P5',
    input: passive,
    events: [pingSent, weClose()],
    expect: {
      effects: [
        'keepAlive.arm pong',
        'closeHandshake.arm close',
        'connection.reportClosing',
        'keepAlive.cancel pong',
        ...closeIsSent,
      ],
      states: whileClosing.weClosed,
    },
  },
];

/** A peer whose answer we do not read is not dead. */
const suspended = { keepAlive: 'suspended', readLoop: 'message.NONE.header | flow.suspended' };
const whileSuspended: readonly Scenario[] = [
  {
    rule: 'while reading is paused, silence means nothing',
    section,
    events: [pauseReading, idleTimer, activity, pongTimer],
    expect: { effects: readingIsPaused, states: suspended },
  },
  {
    rule: 'when reading goes on, silence is measured anew',
    section,
    events: [pauseReading, resumeReading],
    expect: { effects: [...readingIsPaused, ...readingGoesOn] },
  },
  {
    rule: 'a pong that was awaited when reading was paused is awaited no more',
    section,
    events: [idleTimer, pauseReading, pongTimer],
    expect: { effects: [...pingIsSent, 'readLoop.suspendReading', 'keepAlive.cancel pong'], states: suspended },
  },
  {
    rule: 'a ping that was due when reading was paused is not sent, and its turn comes back',
    section: 'seed 2: op_idle_ping',
    events: [wantWrite, idleTimer, pauseReading, release],
    expect: {
      effects: [writing, 'keepAlive.cancel idle', 'readLoop.suspendReading'],
      states: suspended,
      contexts: { writeTurn: { op_idle_ping: 0 } },
    },
  },
];

/** Reading may be paused before anything was read. */
const pausedBefore: readonly Scenario[] = [
  {
    rule: 'a pause before keep-alive starts is not forgotten',
    section,
    begin: 'made',
    events: [pauseReading],
    expect: {
      effects: ['readLoop.suspendReading'],
      states: { keepAlive: 'off.suspended', readLoop: 'message.waiting | flow.suspended' },
    },
  },
  {
    rule: 'keep-alive that starts while reading is paused measures no silence',
    section,
    begin: 'made',
    events: [pauseReading, start, idleTimer],
    expect: {
      effects: ['readLoop.suspendReading'],
      states: { keepAlive: 'suspended', readLoop: 'message.waiting | flow.suspended' },
    },
  },
  {
    rule: 'a pause that is over before keep-alive starts does not matter',
    section,
    begin: 'made',
    events: [pauseReading, resumeReading, start],
    expect: {
      effects: ['readLoop.suspendReading', 'readLoop.resumeReading', 'keepAlive.arm idle'],
      states: { keepAlive: 'idle' },
    },
  },
  {
    rule: 'switched off, keep-alive starts alike while reading is paused',
    section,
    begin: 'made',
    input: passive,
    events: [pauseReading, start],
    expect: {
      effects: ['readLoop.suspendReading'],
      states: { keepAlive: 'passive.quiet', readLoop: 'message.waiting | flow.suspended' },
    },
  },
];

export const keepAliveScenarios: readonly Scenario[] = [
  ...active,
  ...ends,
  ...whileSuspended,
  ...pausedBefore,
  ...withoutPings,
];
