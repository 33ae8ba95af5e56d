// closeHandshake, compiled from its statechart by `npm run generate`. Do not edit.

export const regions = [
  {
    "name": "state",
    "initial": 0,
    "leaves": [
      "open",
      "closing.flushing",
      "closing.asking",
      "closing.weClosed",
      "closing.replying",
      "closing.failing",
      "closing.bothClosed",
      "closing.ending",
      "closing.tearingDown",
      "tornDown",
      "failed"
    ]
  }
];

export function bind(guards, actions, effects) {
  const effect_arm = effects.arm;
  const effect_cancel = effects.cancel;
  const effect_destroyTransport = effects.destroyTransport;
  const effect_endTransport = effects.endTransport;
  const effect_writeClose = effects.writeClose;
  const event_askToClose = actions.askToClose.tell.event;
  const event_stopKeepAlive = actions.stopKeepAlive.tell.event;
  const event_stopReading = actions.stopReading.tell.event;
  const event_stopTurn = actions.stopTurn.tell.event;
  const event_stopWriting = actions.stopWriting.tell.event;
  const event_tellClean = actions.tellClean.tell.event;
  const event_tellClosing = actions.tellClosing.tell.event;
  const event_tellReaderClosing = actions.tellReaderClosing.tell.event;
  const event_tellUnclean = actions.tellUnclean.tell.event;
  const guard_isServer = guards.isServer.test;
  const guard_writesWaiting = guards.writesWaiting.test;
  const update_closeByUs = actions.closeByUs.write;
  const update_echoCode = actions.echoCode.write;
  const update_failWithCode = actions.failWithCode.write;
  const update_noteCloseSent = actions.noteCloseSent.write;
  const update_noteEnd = actions.noteEnd.write;
  const update_notePeerClose = actions.notePeerClose.write;
  const update_noteViolation = actions.noteViolation.write;
  const params0 = {"timer":"close"};
  const params1 = {"violation":"transport-ended"};
  const params2 = {"violation":"close-timeout"};

  return class CloseHandshakeActor {
    constructor(system, context) {
      this.system = system;
      this.context = context;
      this.busy = false;
      this.posted = null;
      this.mailbox = null;
      this.state = 0;
    }

    send(event) {
      if (this.busy) {
        this.post(event);
        return;
      }
      this.busy = true;
      this.step(event);
      if (this.posted !== null) this.openMailbox();
      this.busy = false;
    }

    // Nearly always it is one event that waits: a mailbox is made for more.
    post(event) {
      if (this.posted === null) this.posted = event;
      else if (this.mailbox === null) this.mailbox = [event];
      else this.mailbox.push(event);
    }

    openMailbox() {
      while (this.posted !== null) {
        const event = this.posted;
        this.posted = this.mailbox?.shift() ?? null;
        this.step(event);
      }
    }

    step(event) {
      switch (event.type) {
        case 'ABORT':
          this.on_ABORT(event);
          return;
        case 'TRANSPORT_ENDED':
          this.on_TRANSPORT_ENDED(event);
          return;
        case 'CLOSE':
          this.on_CLOSE(event);
          return;
        case 'PEER_CLOSE':
          this.on_PEER_CLOSE(event);
          return;
        case 'FAIL':
          this.on_FAIL(event);
          return;
        case 'TIMER_CLOSE':
          this.on_TIMER_CLOSE(event);
          return;
        case 'WRITES_DONE':
          this.on_WRITES_DONE(event);
          return;
        case 'TURN':
          this.on_TURN(event);
          return;
        default:
          this.onOther(event);
          return;
      }
    }

    on_ABORT(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // open
        {
          update_noteViolation(context, event);
          effect_destroyTransport(system.host, context, event);
          if (system.observer !== null) system.observer.transition('closeHandshake', 0, event);
          this.state = 10; // failed
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'connection', event_tellUnclean);
          system.connection.send(event_tellUnclean);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'readLoop', event_stopReading);
          system.readLoop.send(event_stopReading);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'writeTurn', event_stopTurn);
          system.writeTurn.send(event_stopTurn);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'writeLoop', event_stopWriting);
          system.writeLoop.send(event_stopWriting);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'keepAlive', event_stopKeepAlive);
          system.keepAlive.send(event_stopKeepAlive);
          return;
        }
        case 1: // closing.flushing
        case 2: // closing.asking
        case 3: // closing.weClosed
        case 4: // closing.replying
        case 5: // closing.failing
        case 8: // closing.tearingDown
        {
          effect_cancel(system.host, context, event, params0);
          update_noteViolation(context, event);
          effect_destroyTransport(system.host, context, event);
          if (system.observer !== null) system.observer.transition('closeHandshake', 0, event);
          this.state = 10; // failed
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'connection', event_tellUnclean);
          system.connection.send(event_tellUnclean);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'readLoop', event_stopReading);
          system.readLoop.send(event_stopReading);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'writeTurn', event_stopTurn);
          system.writeTurn.send(event_stopTurn);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'writeLoop', event_stopWriting);
          system.writeLoop.send(event_stopWriting);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'keepAlive', event_stopKeepAlive);
          system.keepAlive.send(event_stopKeepAlive);
          return;
        }
        case 6: // closing.bothClosed
        {
          effect_cancel(system.host, context, event, params0);
          effect_destroyTransport(system.host, context, event);
          if (system.observer !== null) system.observer.transition('closeHandshake', 18, event);
          this.state = 9; // tornDown
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'connection', event_tellClean);
          system.connection.send(event_tellClean);
          return;
        }
        case 7: // closing.ending
        {
          effect_cancel(system.host, context, event, params0);
          effect_destroyTransport(system.host, context, event);
          if (system.observer !== null) system.observer.transition('closeHandshake', 22, event);
          this.state = 9; // tornDown
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'connection', event_tellClean);
          system.connection.send(event_tellClean);
          return;
        }
        case 9: // tornDown
        {
          if (system.observer !== null) system.observer.transition('closeHandshake', 24, event);
          return;
        }
        case 10: // failed
        {
          if (system.observer !== null) system.observer.transition('closeHandshake', 26, event);
          return;
        }
      }
    }

    on_TRANSPORT_ENDED(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // open
        {
          update_noteEnd(context, event, params1);
          if (system.observer !== null) system.observer.transition('closeHandshake', 1, event);
          this.state = 10; // failed
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'connection', event_tellUnclean);
          system.connection.send(event_tellUnclean);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'readLoop', event_stopReading);
          system.readLoop.send(event_stopReading);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'writeTurn', event_stopTurn);
          system.writeTurn.send(event_stopTurn);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'writeLoop', event_stopWriting);
          system.writeLoop.send(event_stopWriting);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'keepAlive', event_stopKeepAlive);
          system.keepAlive.send(event_stopKeepAlive);
          return;
        }
        case 1: // closing.flushing
        case 2: // closing.asking
        case 3: // closing.weClosed
        case 4: // closing.replying
        case 5: // closing.failing
        case 8: // closing.tearingDown
        {
          effect_cancel(system.host, context, event, params0);
          update_noteEnd(context, event, params1);
          if (system.observer !== null) system.observer.transition('closeHandshake', 1, event);
          this.state = 10; // failed
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'connection', event_tellUnclean);
          system.connection.send(event_tellUnclean);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'readLoop', event_stopReading);
          system.readLoop.send(event_stopReading);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'writeTurn', event_stopTurn);
          system.writeTurn.send(event_stopTurn);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'writeLoop', event_stopWriting);
          system.writeLoop.send(event_stopWriting);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'keepAlive', event_stopKeepAlive);
          system.keepAlive.send(event_stopKeepAlive);
          return;
        }
        case 6: // closing.bothClosed
        {
          effect_cancel(system.host, context, event, params0);
          if (system.observer !== null) system.observer.transition('closeHandshake', 17, event);
          this.state = 9; // tornDown
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'connection', event_tellClean);
          system.connection.send(event_tellClean);
          return;
        }
        case 7: // closing.ending
        {
          effect_cancel(system.host, context, event, params0);
          if (system.observer !== null) system.observer.transition('closeHandshake', 21, event);
          this.state = 9; // tornDown
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'connection', event_tellClean);
          system.connection.send(event_tellClean);
          return;
        }
        case 9: // tornDown
        {
          if (system.observer !== null) system.observer.transition('closeHandshake', 25, event);
          return;
        }
        case 10: // failed
        {
          if (system.observer !== null) system.observer.transition('closeHandshake', 27, event);
          return;
        }
      }
    }

    on_CLOSE(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // open
        {
          if (guard_writesWaiting(context, event)) {
            update_closeByUs(context, event);
            effect_arm(system.host, context, event, params0);
            if (system.observer !== null) system.observer.transition('closeHandshake', 2, event);
            this.state = 1; // closing.flushing
            if (system.observer !== null) system.observer.message?.('closeHandshake', 'connection', event_tellClosing);
            system.connection.send(event_tellClosing);
            if (system.observer !== null) system.observer.message?.('closeHandshake', 'readLoop', event_tellReaderClosing);
            system.readLoop.send(event_tellReaderClosing);
            if (system.observer !== null) system.observer.message?.('closeHandshake', 'keepAlive', event_stopKeepAlive);
            system.keepAlive.send(event_stopKeepAlive);
            return;
          }
          update_closeByUs(context, event);
          effect_arm(system.host, context, event, params0);
          if (system.observer !== null) system.observer.transition('closeHandshake', 3, event);
          this.state = 2; // closing.asking
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'writeTurn', event_askToClose);
          system.writeTurn.send(event_askToClose);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'connection', event_tellClosing);
          system.connection.send(event_tellClosing);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'readLoop', event_tellReaderClosing);
          system.readLoop.send(event_tellReaderClosing);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'keepAlive', event_stopKeepAlive);
          system.keepAlive.send(event_stopKeepAlive);
          return;
        }
        case 6: // closing.bothClosed
        {
          if (guard_isServer(context, event)) {
            effect_endTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('closeHandshake', 20, event);
            this.state = 7; // closing.ending
            return;
          }
          return;
        }
      }
    }

    on_PEER_CLOSE(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // open
        {
          update_notePeerClose(context, event);
          update_echoCode(context, event);
          effect_arm(system.host, context, event, params0);
          if (system.observer !== null) system.observer.transition('closeHandshake', 4, event);
          this.state = 4; // closing.replying
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'writeTurn', event_askToClose);
          system.writeTurn.send(event_askToClose);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'connection', event_tellClosing);
          system.connection.send(event_tellClosing);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'readLoop', event_tellReaderClosing);
          system.readLoop.send(event_tellReaderClosing);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'keepAlive', event_stopKeepAlive);
          system.keepAlive.send(event_stopKeepAlive);
          return;
        }
        case 1: // closing.flushing
        {
          update_notePeerClose(context, event);
          update_echoCode(context, event);
          if (system.observer !== null) system.observer.transition('closeHandshake', 8, event);
          this.state = 4; // closing.replying
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'writeTurn', event_askToClose);
          system.writeTurn.send(event_askToClose);
          return;
        }
        case 2: // closing.asking
        {
          update_notePeerClose(context, event);
          update_echoCode(context, event);
          if (system.observer !== null) system.observer.transition('closeHandshake', 11, event);
          this.state = 4; // closing.replying
          return;
        }
        case 3: // closing.weClosed
        {
          update_notePeerClose(context, event);
          if (system.observer !== null) system.observer.transition('closeHandshake', 13, event);
          if (guard_isServer(context, event)) {
            effect_endTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('closeHandshake', 20, event);
            this.state = 7; // closing.ending
            return;
          }
          this.state = 6; // closing.bothClosed
          return;
        }
        case 6: // closing.bothClosed
        {
          if (guard_isServer(context, event)) {
            effect_endTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('closeHandshake', 20, event);
            this.state = 7; // closing.ending
            return;
          }
          return;
        }
      }
    }

    on_FAIL(event) {
      const { context, system } = this;
      switch (this.state) {
        case 0: // open
        {
          update_noteViolation(context, event);
          update_failWithCode(context, event);
          effect_arm(system.host, context, event, params0);
          if (system.observer !== null) system.observer.transition('closeHandshake', 5, event);
          this.state = 5; // closing.failing
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'writeTurn', event_askToClose);
          system.writeTurn.send(event_askToClose);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'connection', event_tellClosing);
          system.connection.send(event_tellClosing);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'readLoop', event_tellReaderClosing);
          system.readLoop.send(event_tellReaderClosing);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'keepAlive', event_stopKeepAlive);
          system.keepAlive.send(event_stopKeepAlive);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'readLoop', event_stopReading);
          system.readLoop.send(event_stopReading);
          return;
        }
        case 1: // closing.flushing
        {
          update_noteViolation(context, event);
          update_failWithCode(context, event);
          if (system.observer !== null) system.observer.transition('closeHandshake', 9, event);
          this.state = 5; // closing.failing
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'writeTurn', event_askToClose);
          system.writeTurn.send(event_askToClose);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'readLoop', event_stopReading);
          system.readLoop.send(event_stopReading);
          return;
        }
        case 2: // closing.asking
        {
          update_noteViolation(context, event);
          update_failWithCode(context, event);
          if (system.observer !== null) system.observer.transition('closeHandshake', 12, event);
          this.state = 5; // closing.failing
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'readLoop', event_stopReading);
          system.readLoop.send(event_stopReading);
          return;
        }
        case 3: // closing.weClosed
        {
          update_noteViolation(context, event);
          effect_endTransport(system.host, context, event);
          if (system.observer !== null) system.observer.transition('closeHandshake', 14, event);
          this.state = 8; // closing.tearingDown
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'readLoop', event_stopReading);
          system.readLoop.send(event_stopReading);
          return;
        }
        case 6: // closing.bothClosed
        {
          if (guard_isServer(context, event)) {
            effect_endTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('closeHandshake', 20, event);
            this.state = 7; // closing.ending
            return;
          }
          return;
        }
      }
    }

    on_TIMER_CLOSE(event) {
      const { context, system } = this;
      switch (this.state) {
        case 1: // closing.flushing
        case 2: // closing.asking
        case 3: // closing.weClosed
        case 4: // closing.replying
        case 5: // closing.failing
        case 8: // closing.tearingDown
        {
          effect_cancel(system.host, context, event, params0);
          update_noteEnd(context, event, params2);
          effect_destroyTransport(system.host, context, event);
          if (system.observer !== null) system.observer.transition('closeHandshake', 6, event);
          this.state = 10; // failed
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'connection', event_tellUnclean);
          system.connection.send(event_tellUnclean);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'readLoop', event_stopReading);
          system.readLoop.send(event_stopReading);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'writeTurn', event_stopTurn);
          system.writeTurn.send(event_stopTurn);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'writeLoop', event_stopWriting);
          system.writeLoop.send(event_stopWriting);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'keepAlive', event_stopKeepAlive);
          system.keepAlive.send(event_stopKeepAlive);
          return;
        }
        case 6: // closing.bothClosed
        {
          effect_cancel(system.host, context, event, params0);
          effect_destroyTransport(system.host, context, event);
          if (system.observer !== null) system.observer.transition('closeHandshake', 19, event);
          this.state = 9; // tornDown
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'connection', event_tellClean);
          system.connection.send(event_tellClean);
          return;
        }
        case 7: // closing.ending
        {
          effect_cancel(system.host, context, event, params0);
          effect_destroyTransport(system.host, context, event);
          if (system.observer !== null) system.observer.transition('closeHandshake', 23, event);
          this.state = 9; // tornDown
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'connection', event_tellClean);
          system.connection.send(event_tellClean);
          return;
        }
      }
    }

    on_WRITES_DONE(event) {
      const { context, system } = this;
      switch (this.state) {
        case 1: // closing.flushing
        {
          if (system.observer !== null) system.observer.transition('closeHandshake', 7, event);
          this.state = 2; // closing.asking
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'writeTurn', event_askToClose);
          system.writeTurn.send(event_askToClose);
          return;
        }
        case 6: // closing.bothClosed
        {
          if (guard_isServer(context, event)) {
            effect_endTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('closeHandshake', 20, event);
            this.state = 7; // closing.ending
            return;
          }
          return;
        }
      }
    }

    on_TURN(event) {
      const { context, system } = this;
      switch (this.state) {
        case 2: // closing.asking
        {
          update_noteCloseSent(context, event);
          effect_writeClose(system.host, context, event);
          if (system.observer !== null) system.observer.transition('closeHandshake', 10, event);
          this.state = 3; // closing.weClosed
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'writeTurn', event_stopTurn);
          system.writeTurn.send(event_stopTurn);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'writeLoop', event_stopWriting);
          system.writeLoop.send(event_stopWriting);
          return;
        }
        case 4: // closing.replying
        {
          update_noteCloseSent(context, event);
          effect_writeClose(system.host, context, event);
          if (system.observer !== null) system.observer.transition('closeHandshake', 15, event);
          if (guard_isServer(context, event)) {
            effect_endTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('closeHandshake', 20, event);
            this.state = 7; // closing.ending
            if (system.observer !== null) system.observer.message?.('closeHandshake', 'writeTurn', event_stopTurn);
            system.writeTurn.send(event_stopTurn);
            if (system.observer !== null) system.observer.message?.('closeHandshake', 'writeLoop', event_stopWriting);
            system.writeLoop.send(event_stopWriting);
            return;
          }
          this.state = 6; // closing.bothClosed
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'writeTurn', event_stopTurn);
          system.writeTurn.send(event_stopTurn);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'writeLoop', event_stopWriting);
          system.writeLoop.send(event_stopWriting);
          return;
        }
        case 5: // closing.failing
        {
          update_noteCloseSent(context, event);
          effect_writeClose(system.host, context, event);
          effect_endTransport(system.host, context, event);
          if (system.observer !== null) system.observer.transition('closeHandshake', 16, event);
          this.state = 8; // closing.tearingDown
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'writeTurn', event_stopTurn);
          system.writeTurn.send(event_stopTurn);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'writeLoop', event_stopWriting);
          system.writeLoop.send(event_stopWriting);
          if (system.observer !== null) system.observer.message?.('closeHandshake', 'readLoop', event_stopReading);
          system.readLoop.send(event_stopReading);
          return;
        }
        case 6: // closing.bothClosed
        {
          if (guard_isServer(context, event)) {
            effect_endTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('closeHandshake', 20, event);
            this.state = 7; // closing.ending
            return;
          }
          return;
        }
      }
    }

    onOther(event) {
      const { context, system } = this;
      switch (this.state) {
        case 6: // closing.bothClosed
        {
          if (guard_isServer(context, event)) {
            effect_endTransport(system.host, context, event);
            if (system.observer !== null) system.observer.transition('closeHandshake', 20, event);
            this.state = 7; // closing.ending
            return;
          }
          return;
        }
      }
    }
  };
}
